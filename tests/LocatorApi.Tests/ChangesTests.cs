using System.Net;
using System.Text.Json;
using Locator.Facilities;
using Locator.Geo;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace LocatorApi.Tests;

public sealed class ChangesTests
{
    [Fact]
    public async Task What_changed_between_two_versions_is_told_by_facts_ordered_by_id()
    {
        await using ApiHost api = new();
        IReadOnlyList<Facility> before = TestFacilities.InAtlanta(6);
        string first = await api.PublishAsync(before);
        string second = await api.PublishAsync(
        [
            before[0] with { Website = null },
            // Only the row of the file is another one.
            before[1] with { Programs = [before[1].Programs[0] with { Source = new SourceReference(0, 99) }] },
            before[2] with { Address = before[2].Address with { Street1 = "2 Peachtree Street" } },
            before[3] with { Location = new Location(new GeoPoint(33.8, -84.4).OnGrid(), LocationPrecision.Address), Name = "New name" },
            before[4] with { Address = before[4].Address with { County = "DeKalb", CountyFips = "13089" } },
            TestFacilities.At(33.7, -84.3, 9, "SA"),
        ]);
        JsonElement changes = await api.GetAsync("/v1/changes?since=" + first);
        Assert.Equal((first, second), (Version(changes, "since"), Version(changes, "until")));
        Assert.Equal(JsonValueKind.Null, changes.GetProperty("next").ValueKind);
        Assert.Equal(
            [
                "f00 changed: website", "f02 moved: address", "f03 moved,changed: name,location", "f04 changed: address", "f05 withdrawn: ", "f09 added: ",
            ],
            Lines(changes));
    }

    [Fact]
    public async Task Pages_of_one_comparison_fit_together()
    {
        await using ApiHost api = new();
        string first = await api.PublishAsync(TestFacilities.InAtlanta(2));
        string second = await api.PublishAsync(TestFacilities.InAtlanta(9));
        List<string> lines = [];
        string? next = null;
        int pages = 0;
        do
        {
            JsonElement page = await api.GetAsync($"/v1/changes?since={first}&until={second}&limit=3" + (next is null ? "" : "&after=" + next));
            lines.AddRange(Lines(page));
            next = page.GetProperty("next").GetString();
            pages++;
        }
        while (next is not null);

        Assert.Equal(3, pages);
        Assert.Equal(Lines(await api.GetAsync("/v1/changes?since=" + first)), lines);
        Assert.Equal(7, lines.Count);
    }

    [Fact]
    public async Task Versions_are_compared_once_whoever_asks()
    {
        int read = 0;
        await using ApiHost api = new(WatchedStore.Of(store => new WatchedStore(store) { OnFacility = () => read++ }));
        string first = await api.PublishAsync(TestFacilities.InAtlanta(4));
        await api.PublishAsync(TestFacilities.InAtlanta(9));
        string[] all = Lines(await api.GetAsync("/v1/changes?since=" + first));
        int once = read;
        Assert.InRange(once, 9, 13);
        Assert.Equal(all[..2], Lines(await api.GetAsync($"/v1/changes?since={first}&limit=2")));
        Assert.Equal(all[2..], Lines(await api.GetAsync($"/v1/changes?since={first}&after=f05")));
        Assert.Equal(once, read);
    }

    [Fact]
    public async Task A_version_that_is_gone_is_told_from_one_that_never_was()
    {
        await using ApiHost api = new();
        string first = await api.PublishAsync(TestFacilities.InAtlanta(1));
        for (int count = 2; count <= 4; count++)
        {
            await api.PublishAsync(TestFacilities.InAtlanta(count));
        }

        JsonElement gone = await api.GetAsync("/v1/changes?since=" + first, HttpStatusCode.Gone);
        Assert.Equal("/problems/version-gone", gone.GetProperty("type").GetString());
        foreach (string query in (string[])["?since=2011-01-01.7", "?since=yesterday", "", "?since=" + first + "&limit=0", "?since=" + first + "&limit=1001", "?sinc=" + first, "?since="])
        {
            await api.GetAsync("/v1/changes" + query, HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task A_comparison_may_take_longer_than_a_search()
    {
        FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(57));
        await using ApiHost api = new(services =>
        {
            WatchedStore.Of(store => new WatchedStore(store) { OnFacility = () => time.Advance(TimeSpan.FromSeconds(1)) })(services);
            services.AddSingleton<TimeProvider>(time);
        });
        string first = await api.PublishAsync(TestFacilities.InAtlanta(9));
        await api.PublishAsync(TestFacilities.InAtlanta(8));
        JsonElement change = Assert.Single((await api.GetAsync("/v1/changes?since=" + first)).GetProperty("changes").EnumerateArray());
        Assert.Equal("withdrawn", change.GetProperty("kinds")[0].GetString());
    }

    [Fact]
    public async Task Nothing_changed_since_the_version_that_is_served_and_who_knows_that_is_told_so()
    {
        await using ApiHost api = new();
        string version = (await api.GetAsync("/v1/directory")).GetProperty("version").GetString()!;
        Assert.Empty((await api.GetAsync("/v1/changes?since=" + version)).GetProperty("changes").EnumerateArray());
        using HttpClient client = api.CreateClient();
        using HttpResponseMessage first = await client.GetAsync("/v1/changes?since=" + version);
        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage again = await client.GetAsync("/v1/changes?since=" + version);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    private static string? Version(JsonElement changes, string member) => changes.GetProperty(member).GetProperty("version").GetString();

    private static string[] Lines(JsonElement changes) =>
    [
        .. changes.GetProperty("changes").EnumerateArray().Select(change =>
            $"{change.GetProperty("id").GetString()} {Joined(change, "kinds")}: {Joined(change, "parts")}"),
    ];

    private static string Joined(JsonElement change, string member) =>
        string.Join(',', change.GetProperty(member).EnumerateArray().Select(item => item.GetString()));
}
