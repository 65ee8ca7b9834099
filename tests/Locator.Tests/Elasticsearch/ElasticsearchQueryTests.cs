using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Locator.Elasticsearch.Indexes;
using Locator.Elasticsearch.Search;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Search;
using Locator.Testing;
using Xunit;

namespace Locator.Tests.Elasticsearch;

/// <summary>
/// The bodies of searches, held in golden files beside this test. After a change that is meant:
/// <c>LOCATOR_UPDATE_GOLDEN=1</c> writes them anew, and the difference is reviewed.
/// </summary>
public sealed class ElasticsearchQueryTests
{
    private static readonly JsonSerializerOptions Readable =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Folder =
        Path.Combine(SharedData.RepositoryRoot, "tests", "Locator.Tests", "Elasticsearch", "golden");

    private static readonly GeoPoint Origin = new(33.79, -84.39);

    private static readonly TokenFilter Level = new("level", ["level:intensive-outpatient", "level:partial-hospitalization"]);
    private static readonly TokenFilter Payment = new("payment", ["payment:medicaid"], AllowUnknown: true);
    private static readonly TokenFilter Age = new("age", ["age:adults", "age:seniors"], All: true);
    private static readonly FacetRequest LevelFacet = new("level", ["level:outpatient", "level:intensive-outpatient"]);
    private static readonly FacetRequest AgeFacet = new("age", ["age:adults"]);
    private static readonly FacetRequest CareFacet = new("care", ["care:mental-health"]);

    private static readonly Dictionary<string, SearchQuery> Queries = new()
    {
        ["near"] = new() { Origin = Origin },
        ["radius"] = new() { Origin = Origin, Radius = Distance.FromMiles(25) },
        ["standard"] = new()
        {
            Origin = Origin, Radius = Distance.FromMiles(25), Filters = [Level, Payment, Age], Facets = [LevelFacet, AgeFacet, CareFacet],
        },
        ["facets-without-filters"] = new() { Origin = Origin, Radius = Distance.FromMiles(25), Facets = [LevelFacet, CareFacet] },
        ["unknown-allowed-everywhere"] = new() { Origin = Origin, Filters = [Payment] },
        ["by-name"] = new() { State = "GA", CountyFips = "13121", Words = ["hope", "ho"] },
        ["by-name-with-a-slip"] = new() { State = "GA", Words = [":peachtree", ":hop", ":clin"], ForgiveTyping = true },
        ["by-name-next-page"] = new() { State = "GA", After = new ResultPosition(null, "hope house", "f1") },
        ["next-page"] = new() { Origin = Origin, Radius = Distance.FromMiles(25), After = new ResultPosition(1234.5, null, "f1") },
        ["next-page-among-those-without-a-point"] = new() { Origin = Origin, State = "GA", After = new ResultPosition(null, "hope", "f1") },
        ["box"] = new() { Box = new BoundingBox(-85, 33, -84, 34.5) },
        ["box-over-the-date-line"] = new() { Box = new BoundingBox(179, 50, -179, 53) },
        ["box-that-is-a-point-of-the-grid"] = new() { Box = new BoundingBox(0, 45, 0, 45) },
        ["box-between-points-of-the-grid"] = new() { Box = new BoundingBox(0, 1e-9, 0, 2e-9) },
    };

    public static TheoryData<string> Names => [.. Queries.Keys];

    /// <summary>Not those of the vocabulary, whose numbers change with its values. Seniors have none.</summary>
    private static readonly IndexTokens Tokens = new(new TokenTable(
        new[] { "age:adults", "care:mental-health", "level:intensive-outpatient", "level:outpatient", "level:partial-hospitalization", "payment:medicaid" }
            .SelectMany(token => (string[])[token, FilterValue.UnknownTokenOf(token)])));

    private static ElasticsearchQuery Bodies(SearchQuery query) => new(query, TimeSpan.FromMilliseconds(810), Tokens);

    private static async Task HoldsAsync(string name, JsonObject body)
    {
        string file = Path.Combine(Folder, name + ".json"), actual = body.ToJsonString(Readable) + "\n";
        if (Environment.GetEnvironmentVariable("LOCATOR_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Folder);
            await File.WriteAllTextAsync(file, actual, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), actual);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_search_is_as_in_the_golden_file(string name) =>
        HoldsAsync(name, Bodies(Queries[name]).SearchBody(Queries[name].Radius, size: Queries[name].Limit + 1));

    [Fact]
    public Task The_count_of_rings_is_as_in_the_golden_file() =>
        HoldsAsync("rings", Bodies(new SearchQuery { Origin = Origin, FindRadius = true, Filters = [Level] }).RingsBody());

    [Fact]
    public Task Further_results_are_as_in_the_golden_file() =>
        HoldsAsync("further", Bodies(Queries["standard"]).NextBody(Distance.FromMiles(25), 42, [1234.5, "f1"]));

    [Fact]
    public Task A_lookup_by_ids_is_as_in_the_golden_file() =>
        HoldsAsync("facilities-by-id", new FacilityLookup(["f1", "f2", "f1"], TimeSpan.FromMilliseconds(810)).Next!);

    [Fact]
    public Task A_count_of_tiles_is_as_in_the_golden_file() => HoldsAsync("tiles", new TileCounts(
        new TileQuery(Queries["box"] with { State = "GA", Filters = [Level] }, 12), TimeSpan.FromMilliseconds(810), Tokens).Next!);

    [Fact]
    public void No_query_has_a_script_or_asks_for_scores()
    {
        foreach (SearchQuery query in Queries.Values)
        {
            string body = Bodies(query).SearchBody(query.Radius, 21).ToJsonString();
            Assert.DoesNotContain("script", body, StringComparison.Ordinal);
            Assert.DoesNotContain("inner_hits", body, StringComparison.Ordinal);
        }
    }
}
