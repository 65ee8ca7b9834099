using System.Globalization;
using System.Net;
using System.Text.Json;
using Locator.Facilities;
using Locator.Publishing;
using Locator.Versions;

namespace LocatorApi.Tests;

/// <summary>Ids that were saved: those that are there, those that were, and those that never were.</summary>
public sealed class FacilityBatchTests
{
    [Fact]
    public async Task Facilities_come_in_the_order_asked_each_once_as_they_are_answered_alone()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(4));
        JsonElement batch = await api.GetAsync("/v1/facilities?id=f03,f01&id=nobody&id=f03");
        Assert.Equal(["f03", "f01"], Ids(batch, "facilities"));
        Assert.Equal(["nobody"], batch.GetProperty("unknown").EnumerateArray().Select(id => id.GetString()));
        Assert.Empty(batch.GetProperty("withdrawn").EnumerateArray());
        Assert.Equal("crisis", batch.GetProperty("notices")[0].GetProperty("kind").GetString());

        JsonElement alone = await api.GetAsync("/v1/facilities/f03");
        Assert.Equal(
            alone.EnumerateObject().Where(member => member.Name is not ("directory" or "notices")).Select(member => member.ToString()),
            batch.GetProperty("facilities")[0].EnumerateObject().Select(member => member.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?id=")]
    [InlineData("?id=f01,,f02")]
    [InlineData("?ids=f01")]
    [InlineData("?id=f01&limit=3")]
    public async Task What_names_no_ids_is_refused(string query)
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(1));
        await api.GetAsync("/v1/facilities" + query, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_hundred_ids_are_answered_and_one_more_is_refused()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(1));
        string[] ids = [.. Enumerable.Range(0, 101).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        Assert.Equal(100, (await api.GetAsync("/v1/facilities?id=" + string.Join(',', ids[..100]))).GetProperty("unknown").GetArrayLength());
        JsonElement error = await api.GetAsync("/v1/facilities?id=" + string.Join(',', ids), HttpStatusCode.BadRequest);
        Assert.Contains("100", error.GetProperty("errors").GetProperty("id")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdrawn_ids_say_since_when_as_far_as_the_versions_kept_tell()
    {
        await using ApiHost api = new();
        IReadOnlyList<Facility> all = TestFacilities.InAtlanta(4);
        // Two versions are kept beside the current one, so the first two go, and with them where f03 was.
        await api.PublishAsync(all);
        await api.PublishAsync([.. all.Take(3)]);
        string third = await api.PublishAsync([.. all.Take(3).Select(Renamed)]);
        string fourth = await api.PublishAsync([.. all.Take(2)]);
        string fifth = await api.PublishAsync([.. all.Take(1)]);
        Assert.Equal([fifth, fourth, third], (await api.Store.ListAsync(CancellationToken.None)).Select(version => version.Id.ToString()));

        JsonElement batch = await api.GetAsync("/v1/facilities?id=f00,f01,f02,f03,f04");
        Assert.Equal(["f00"], Ids(batch, "facilities"));
        Assert.Equal(
            [("f01", fifth, fourth), ("f02", fourth, third), ("f03", third, null)],
            batch.GetProperty("withdrawn").EnumerateArray().Select(gone => (
                gone.GetProperty("id").GetString(), gone.GetProperty("since").GetString(), gone.GetProperty("lastIn").GetString())));
        Assert.Equal("f04", batch.GetProperty("unknown")[0].GetString());

        JsonElement error = await api.GetAsync("/v1/facilities/f02", HttpStatusCode.NotFound);
        Assert.Equal("/problems/facility-withdrawn", error.GetProperty("type").GetString());
        Assert.Contains($"since version {fourth}; version {third} had it", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("at the latest", (await api.GetAsync("/v1/facilities/f03", HttpStatusCode.NotFound)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("/problems/facility-not-found", (await api.GetAsync("/v1/facilities/f04", HttpStatusCode.NotFound)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task What_only_a_version_had_that_was_rolled_back_from_is_withdrawn_since_the_current_one_came_back()
    {
        await using ApiHost api = new();
        string first = await api.PublishAsync(TestFacilities.InAtlanta(1));
        string second = await api.PublishAsync(TestFacilities.InAtlanta(2));
        await new Publisher(api.Store, [], TimeProvider.System).MakeCurrentAsync(VersionId.Parse(first), CancellationToken.None);
        JsonElement gone = (await api.GetAsync("/v1/facilities?id=f01")).GetProperty("withdrawn")[0];
        Assert.Equal((first, second), (gone.GetProperty("since").GetString(), gone.GetProperty("lastIn").GetString()));
    }

    [Fact]
    public async Task The_id_of_a_program_leads_to_its_facility()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(2));
        JsonElement error = await api.GetAsync("/v1/facilities/f01-su1", HttpStatusCode.NotFound);
        Assert.Contains("/v1/facilities/f01.", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        error = await api.GetAsync("/v1/facilities/f01-su2", HttpStatusCode.NotFound);
        Assert.DoesNotContain("/v1/facilities/f01", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_store_is_away_nothing_is_claimed_of_an_id_and_it_is_asked_again_later()
    {
        bool isAway = true;
        await using ApiHost api = new(WatchedStore.Of(store => new WatchedStore(store)
        {
            OnSites = () =>
            {
                if (isAway)
                {
                    throw new StoreUnavailableException("The store is away.");
                }
            },
        }));
        await api.PublishAsync(TestFacilities.InAtlanta(2));
        await api.PublishAsync(TestFacilities.InAtlanta(1));
        JsonElement alone = await api.GetAsync("/v1/facilities/f01", HttpStatusCode.NotFound);
        Assert.Equal("/problems/facility-not-found", alone.GetProperty("type").GetString());
        await api.GetAsync("/v1/facilities?id=f00,f01", HttpStatusCode.ServiceUnavailable);
        Assert.Equal(["f00"], Ids(await api.GetAsync("/v1/facilities?id=f00"), "facilities"));

        isAway = false;
        Assert.Equal(["f01"], Ids(await api.GetAsync("/v1/facilities?id=f00,f01"), "withdrawn"));
    }

    [Fact]
    public async Task Who_knows_the_batch_is_told_so()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(2));
        using HttpClient client = api.CreateClient();
        using HttpResponseMessage first = await client.GetAsync("/v1/facilities?id=f01,x");
        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        using HttpResponseMessage again = await client.GetAsync("/v1/facilities?id=f01,x"), other = await client.GetAsync("/v1/facilities?id=f01");
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (again.StatusCode, other.StatusCode));
    }

    private static Facility Renamed(Facility facility) => facility with { Name = facility.Name + " West" };

    private static IEnumerable<string?> Ids(JsonElement answer, string member) =>
        answer.GetProperty(member).EnumerateArray().Select(facility => facility.GetProperty("id").GetString());
}
