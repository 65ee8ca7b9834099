using System.Net;
using System.Text.Json;
using Locator.Facilities;
using Locator.Search;
using LocatorApi.Clusters;

namespace LocatorApi.Tests;

/// <summary>Counts of facilities for maps, over HTTP.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private const string Georgia = "bbox=-85.6,30.3,-80.8,35.1";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.ServingAsync(
    [
        .. TestFacilities.InAtlanta(25),
        TestFacilities.At(32.08, -81.09, 90, "SA", "OP", "PI", "ADLT"),
        TestFacilities.At(32.08, -81.09, 91, "SA", "OP", "MD", "ADLT") with { Location = null },
    ]);

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private async Task<ClusterPage> ClustersAsync(string query) =>
        (await _api.GetAsync("/v1/clusters?" + query)).Deserialize<ClusterPage>(Strict)!;

    private async Task<JsonElement> ErrorsAsync(string query)
    {
        JsonElement problem = await _api.GetAsync("/v1/clusters?" + query, HttpStatusCode.BadRequest);
        Assert.Equal("/problems/invalid-parameters", problem.GetProperty("type").GetString());
        return problem.GetProperty("errors");
    }

    [Fact]
    public async Task Facilities_are_counted_by_tiles_two_levels_finer_than_the_map()
    {
        ClusterPage page = await ClustersAsync($"{Georgia}&zoom=6");
        Assert.Equal((6, 26, 0, 1), (page.Zoom, page.Total, page.UnknownHidden, page.WithoutPoint));
        Assert.Equal(
            [(8, 67, 102, 25), (8, 70, 103, 1)],
            page.Clusters.Select(cluster => (cluster.Z, cluster.X, cluster.Y, cluster.Count)));
        MapCluster atlanta = page.Clusters[0];
        Assert.InRange(atlanta.Lat, 33.1, 34.4);
        Assert.InRange(atlanta.Lon, -85.1, -84.9);
        Assert.Equal(["crisis"], page.Notices.Select(notice => notice.Kind));
        Assert.Equal("public", page.Directory.Kind);
    }

    [Fact]
    public async Task Filters_words_and_areas_mean_what_they_mean_in_a_search()
    {
        ClusterPage paid = await ClustersAsync($"{Georgia}&zoom=14&payment=private-insurance");
        Assert.Equal((1, 0), (paid.Total, paid.WithoutPoint));
        Assert.Equal(16, Assert.Single(paid.Clusters).Z);
        Assert.Contains(paid.Notices, notice => notice.Kind == "insurance-plans");
        Assert.Equal(1, (await ClustersAsync($"{Georgia}&zoom=0&q=clinic%2012&state=GA&county=fulton")).Total);
        Assert.Equal((0, 0), (await ClustersAsync($"{Georgia}&zoom=0&state=AL") is var page ? (page.Total, page.WithoutPoint) : default));

        foreach (string filters in new[] { "level=outpatient", "level=detox", "accreditation=carf", "accreditation=carf&unknown=include", "openTo=everyone", "service=MD" })
        {
            ClusterPage counted = await ClustersAsync($"{Georgia}&zoom=5&{filters}");
            JsonElement search = await _api.GetAsync($"/v1/search?{Georgia}&facets=none&{filters}");
            Assert.Equal(
                (search.GetProperty("total").GetInt32(), search.GetProperty("unknownHidden").GetInt32()), (counted.Total, counted.UnknownHidden));
            Assert.Equal(counted.Total, counted.Clusters.Sum(cluster => cluster.Count));
        }
    }

    [Fact]
    public async Task Box_and_zoom_are_needed()
    {
        JsonElement errors = await ErrorsAsync("state=GA");
        Assert.Equal(["bbox", "zoom"], errors.EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Contains("0 to 14", errors.GetProperty("zoom")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(["bbox"], (await ErrorsAsync("bbox=1,2,3&zoom=3")).EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("15")]
    [InlineData("-1")]
    [InlineData("10.5")]
    [InlineData("1e1")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    [InlineData("3&zoom=4")]
    [InlineData("%EF%BF%BE")]
    public async Task A_zoom_is_a_whole_number_from_0_to_14(string zoom) =>
        Assert.Equal(["zoom"], (await ErrorsAsync($"{Georgia}&zoom={zoom}")).EnumerateObject().Select(error => error.Name));

    [Theory]
    [InlineData("zip=30309", "zip", "GET /v1/search")]
    [InlineData("place=Atlanta,%20GA", "place", "GET /v1/search")]
    [InlineData("radius=5", "radius", "GET /v1/search")]
    [InlineData("limit=5", "limit", "GET /v1/search")]
    [InlineData("facets=payment", "facets", "GET /v1/search")]
    [InlineData("cursor=abc", "cursor", "GET /v1/search")]
    [InlineData("levl=detox", "levl", "Did you mean \"level\"?")]
    [InlineData("level=detx", "level", "detox")]
    [InlineData("Zoom=4", "Zoom", "Did you mean \"zoom\"?")]
    [InlineData("bad%EF%BF%BE=4", "bad\uFFFE", "character")]
    public async Task What_is_no_parameter_or_value_of_clusters_is_refused(string query, string name, string says)
    {
        JsonElement errors = await ErrorsAsync($"{Georgia}&zoom=4&{query}");
        Assert.Equal([name], errors.EnumerateObject().Select(error => error.Name));
        Assert.Contains(says, errors.GetProperty(name)[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_than_a_thousand_tiles_are_refused_naming_zoom()
    {
        await using ApiHost many = await ApiHost.ServingAsync(
            [.. Enumerable.Range(0, TileQuery.MostTiles + 1).Select(i => TestFacilities.At(31 + (0.05 * (i / 50)), -85 + (0.05 * (i % 50)), i, "SA", "OP"))]);
        JsonElement problem = await many.GetAsync($"/v1/clusters?{Georgia}&zoom=14", HttpStatusCode.BadRequest);
        Assert.Equal("/problems/invalid-parameters", problem.GetProperty("type").GetString());
        Assert.Contains("1,000", problem.GetProperty("errors").GetProperty("zoom")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(TileQuery.MostTiles + 1, (await many.GetAsync($"/v1/clusters?{Georgia}&zoom=4")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Nothing_of_them_is_kept_by_caches_and_an_engine_that_is_away_is_503()
    {
        using HttpClient client = _api.CreateClient();
        foreach (string query in new[] { $"{Georgia}&zoom=4", "zoom=4" })
        {
            using HttpResponseMessage response = await client.GetAsync("/v1/clusters?" + query);
            Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        }

        await using ApiHost away = await ApiHost.ServingAsync(
            TestFacilities.InAtlanta(1), StubEngine.Failing(() => new SearchUnavailableException("away")));
        JsonElement problem = await away.GetAsync($"/v1/clusters?{Georgia}&zoom=4", HttpStatusCode.ServiceUnavailable);
        Assert.Equal("/problems/search-unavailable", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task The_description_says_which_parameters_are_needed()
    {
        JsonElement openApi = await _api.GetAsync("/openapi/v1.json");
        JsonElement[] parameters =
        [
            .. openApi.GetProperty("paths").GetProperty("/v1/clusters").GetProperty("get").GetProperty("parameters").EnumerateArray()
                .Where(parameter => parameter.GetProperty("in").GetString() == "query"),
        ];
        Assert.Equal(
            ["bbox", "zoom"],
            parameters.Where(parameter => parameter.TryGetProperty("required", out JsonElement required) && required.GetBoolean())
                .Select(parameter => parameter.GetProperty("name").GetString()));
        Assert.All(
            Vocabulary.Current.Groups, group => Assert.Contains(parameters, parameter => parameter.GetProperty("name").GetString() == group.Name));
        JsonElement zoom = parameters.First(parameter => parameter.GetProperty("name").GetString() == "zoom").GetProperty("schema");
        Assert.Equal(14, zoom.GetProperty("maximum").GetInt32());
        Assert.DoesNotContain(parameters, parameter => parameter.GetProperty("name").GetString() is "zip" or "limit" or "cursor" or "facets");
    }
}
