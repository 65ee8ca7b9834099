using System.Net;
using System.Text.Json;
using Locator.Facilities;
using Microsoft.Extensions.DependencyInjection;

namespace LocatorApi.Tests;

public sealed class CursorTests
{
    /// <summary>Random searches, pages of random lengths, and an import that lands between them: nothing is missing, repeated or mixed.</summary>
    [Fact]
    public async Task Pages_together_are_the_whole_answer_of_the_version_that_they_began_with()
    {
        Random random = new(12);
        string[][] codes =
        [
            ["SA", "OP", "OIT", "MD", "ADLT", "TELE"], ["SA", "OP", "PI", "YAD", "CBT"], ["SA", "OP", "OIT", "MC", "ADLT", "OUDO"], ["SA", "RES", "MD", "SNR"],
        ];
        IReadOnlyList<Facility> Directory() =>
        [
            .. Enumerable.Range(0, 80).Where(_ => random.Next(5) > 0).Select(i => TestFacilities.At(
                33.5 + (random.Next(8) * 0.05), -84.6 + (random.Next(8) * 0.05), i, codes[random.Next(codes.Length)])),
        ];
        string[] searches =
        [
            "zip=30309", "zip=30309&radius=30", "lat=33.7&lon=-84.4&radius=500&unknown=include", "state=GA", "state=GA&q=peach", "place=Atlanta, GA&level=intensive-outpatient",
            "zip=30309&radius=100&payment=medicaid,medicare&unknown=payment", "bbox=-84.5,33.5,-84.3,33.8", "zip=30309&state=GA&openTo=everyone", "state=GA&county=Fulton&telehealth=true&unknown=include",
        ];
        await using ApiHost api = await ApiHost.ServingAsync(Directory());
        for (int import = 0; import < 3; import++)
        {
            List<(string Search, string?[] Whole, List<string?> Paged, string? Next)> lists = [];
            foreach (string search in searches)
            {
                JsonElement whole = await api.GetAsync($"/v1/search?{search}&limit=100&facets=none");
                JsonElement first = await api.GetAsync($"/v1/search?{search}&limit={random.Next(1, 20)}&facets=none");
                lists.Add((search, [.. Ids(whole)], [.. Ids(first)], first.GetProperty("next").GetString()));
            }

            string version = await api.PublishAsync(Directory());
            await api.UntilReadyAsync(ready => ready.GetProperty("directory").GetProperty("version").GetString() == version);
            foreach ((string search, string?[] whole, List<string?> paged, string? start) in lists)
            {
                for (string? next = start; next is not null;)
                {
                    // Sometimes of another length, sometimes as long as the page before.
                    JsonElement page = await api.GetAsync($"/v1/search?cursor={next}" + (random.Next(3) > 0 ? $"&limit={random.Next(1, 30)}" : ""));
                    Assert.Equal(whole.Length, page.GetProperty("total").GetInt32());
                    paged.AddRange(Ids(page));
                    next = page.GetProperty("next").GetString();
                }

                Assert.True(whole.SequenceEqual(paged), search);
            }
        }
    }

    [Fact]
    public async Task A_page_may_have_another_length_and_the_next_one_keeps_it()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(25));
        string next = (await api.GetAsync("/v1/search?zip=30309&limit=3")).GetProperty("next").GetString()!;
        JsonElement second = await api.GetAsync($"/v1/search?cursor={next}&limit=7");
        Assert.Equal(7, second.GetProperty("results").GetArrayLength());
        JsonElement third = await api.GetAsync("/v1/search?cursor=" + second.GetProperty("next").GetString());
        Assert.Equal(7, third.GetProperty("results").GetArrayLength());
        JsonElement problem = await api.GetAsync($"/v1/search?cursor={next}&limit=101", HttpStatusCode.BadRequest);
        Assert.Contains("between 1 and 100", problem.GetProperty("errors").GetProperty("limit")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cursor_ends_after_24_hours()
    {
        MovedTime time = new();
        await using ApiHost api = new(services => services.AddSingleton<TimeProvider>(time));
        await api.PublishAsync(TestFacilities.InAtlanta(25));
        string next = (await api.GetAsync("/v1/search?zip=30309&limit=10")).GetProperty("next").GetString()!;
        time.Later = TimeSpan.FromHours(23.9);
        await api.GetAsync("/v1/search?cursor=" + next);
        time.Later = TimeSpan.FromHours(24.1);
        JsonElement problem = await api.GetAsync("/v1/search?cursor=" + next, HttpStatusCode.Gone);
        Assert.Equal("/problems/cursor-expired", problem.GetProperty("type").GetString());
        Assert.Contains("24 hours", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    /// <summary>A clock that can be moved on; timers run as ever.</summary>
    private sealed class MovedTime : TimeProvider
    {
        public TimeSpan Later { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Later;
    }

    [Fact]
    public async Task A_cursor_alone_pages_through_everything_once_in_order()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(25));
        JsonElement page = await api.GetAsync("/v1/search?zip=30309&payment=medicaid&limit=10");
        JsonElement whole = await api.GetAsync("/v1/search?zip=30309&payment=medicaid&limit=100");
        List<string?> ids = [.. Ids(page)];
        while (page.GetProperty("next").GetString() is { } next)
        {
            page = await api.GetAsync("/v1/search?cursor=" + next);
            Assert.Equal(25, page.GetProperty("total").GetInt32());
            Assert.Equal("auto", page.GetProperty("area").GetProperty("reason").GetString());
            Assert.False(page.TryGetProperty("facets", out _));
            ids.AddRange(Ids(page));
        }

        Assert.Equal(Ids(whole), ids);
        Assert.Equal(25, ids.Count);
    }

    [Fact]
    public async Task A_page_may_end_among_facilities_without_a_point()
    {
        // From an origin they come last, by name; a page that ends with one has no distance to go on from.
        await using ApiHost api = await ApiHost.ServingAsync(
            [.. TestFacilities.InAtlanta(6).Select((facility, i) => i < 2 ? facility : facility with { Location = null })]);
        JsonElement page = await api.GetAsync("/v1/search?lat=33.79&lon=-84.39&state=GA&limit=3");
        List<string?> ids = [.. Ids(page)];
        while (page.GetProperty("next").GetString() is { } next)
        {
            page = await api.GetAsync("/v1/search?cursor=" + next);
            ids.AddRange(Ids(page));
        }

        Assert.Equal(["f00", "f01", "f02", "f03", "f04", "f05"], ids);
    }

    [Fact]
    public async Task A_cursor_of_other_content_under_the_same_version_id_is_gone()
    {
        const string key = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
        await using ApiHost one = (await ApiHost.ServingAsync(TestFacilities.InAtlanta(25))).With("Search:CursorKey", key);
        await using ApiHost other = (await ApiHost.ServingAsync(TestFacilities.InAtlanta(24))).With("Search:CursorKey", key);
        JsonElement first = await one.GetAsync("/v1/search?zip=30309&limit=10"), second = await other.GetAsync("/v1/search?zip=30309&limit=10");
        Assert.Equal(first.GetProperty("directory").GetRawText(), second.GetProperty("directory").GetRawText());
        string next = first.GetProperty("next").GetString()!;
        await one.GetAsync("/v1/search?cursor=" + next);
        await other.GetAsync("/v1/search?cursor=" + next, HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Parameters_beside_a_cursor_must_be_the_same()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(25));
        JsonElement page = await api.GetAsync("/v1/search?zip=30309&age=adults&age=young-adults&limit=10");
        string next = page.GetProperty("next").GetString()!;
        await api.GetAsync($"/v1/search?cursor={next}&zip=30309&age=young-adults,adults");
        JsonElement problem = await api.GetAsync($"/v1/search?cursor={next}&zip=30310&limit=10&level=outpatient", HttpStatusCode.BadRequest);
        Assert.Equal(["level", "zip"], problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_changed_cursor_is_refused_and_nothing_of_the_search_can_be_read_from_one()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(25));
        string next = (await api.GetAsync("/v1/search?zip=30309&limit=10")).GetProperty("next").GetString()!;
        byte[] bytes = System.Buffers.Text.Base64Url.DecodeFromChars(next);
        Assert.DoesNotContain("30309", System.Text.Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        for (int i = 0; i < bytes.Length; i += 13)
        {
            byte[] changed = [.. bytes];
            changed[i] ^= 1;
            await api.GetAsync("/v1/search?cursor=" + System.Buffers.Text.Base64Url.EncodeToString(changed), HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task A_cursor_goes_on_in_its_own_version_while_that_is_kept_and_is_gone_afterwards()
    {
        await using ApiHost api = (await ApiHost.ServingAsync(TestFacilities.InAtlanta(25))).With("Search:KeepVersions", "1");
        JsonElement first = await api.GetAsync("/v1/search?zip=30309&limit=10");
        string next = first.GetProperty("next").GetString()!;
        string oldVersion = first.GetProperty("directory").GetProperty("version").GetString()!;

        await ServeAsync(api, await api.PublishAsync(TestFacilities.InAtlanta(12)));
        JsonElement second = await api.GetAsync("/v1/search?cursor=" + next);
        Assert.Equal(oldVersion, second.GetProperty("directory").GetProperty("version").GetString());
        Assert.Equal(25, second.GetProperty("total").GetInt32());

        await ServeAsync(api, await api.PublishAsync(TestFacilities.InAtlanta(13)));
        JsonElement gone = await api.GetAsync("/v1/search?cursor=" + next, HttpStatusCode.Gone);
        Assert.Equal("/problems/cursor-expired", gone.GetProperty("type").GetString());
    }

    private static async Task ServeAsync(ApiHost api, string version)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        while ((await api.GetAsync("/healthz/ready")).GetProperty("directory").GetProperty("version").GetString() != version)
        {
            await Task.Delay(100, patience.Token);
        }
    }

    private static IEnumerable<string?> Ids(JsonElement page) =>
        page.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("id").GetString());
}
