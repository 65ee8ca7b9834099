using System.Net;
using System.Text.Json;

namespace LocatorApi.Tests;

public sealed class CursorTests
{
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
    public async Task Pages_go_on_among_facilities_without_a_point_which_come_after_all_others()
    {
        await using ApiHost api = await ApiHost.ServingAsync(
            [.. TestFacilities.InAtlanta(25).Select((facility, i) => i < 4 ? facility : facility with { Location = null })]);
        JsonElement page = await api.GetAsync("/v1/search?zip=30309&state=GA&limit=6");
        List<string?> ids = [.. Ids(page)];
        while (page.GetProperty("next").GetString() is { } next)
        {
            page = await api.GetAsync("/v1/search?cursor=" + next);
            ids.AddRange(Ids(page));
        }

        Assert.Equal(25, ids.Distinct().Count());
        Assert.Equal(25, ids.Count);
        Assert.Equal(["f00", "f01", "f02", "f03"], ids.Take(4).Order(StringComparer.Ordinal));
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
