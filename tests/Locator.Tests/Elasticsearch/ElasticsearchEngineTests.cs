using Locator.Geo;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Tests.Search.Elasticsearch;
using Xunit;

[assembly: AssemblyFixture(typeof(ElasticsearchTestServer))]
[assembly: AssemblyFixture(typeof(OpenSearchTestServer))]

namespace Locator.Tests.Search.Elasticsearch;

/// <summary>The contract on a real Elasticsearch.</summary>
public sealed class ElasticsearchEngineTests(ElasticsearchTestServer server) : OnSearchServer(server);

/// <summary>The contract on a real OpenSearch.</summary>
public sealed class OpenSearchEngineTests(OpenSearchTestServer server) : OnSearchServer(server);

/// <summary>The contract, each directory published under an alias of its own.</summary>
public abstract class OnSearchServer(SearchServer server) : SearchEngineContract, IAsyncDisposable
{
    private readonly PublishedDirectories _directories = new(server);

    protected override int RandomDirectories => TestCounts.Of(reduced: 10, full: 25);

    protected override Task<ISearchEngine> HoldingAsync(string version, IReadOnlyList<IndexedFacility> facilities) =>
        _directories.HoldingAsync(version, facilities);

    /// <summary>
    /// Points mirrored at the origin's meridian are equally far, but every formula rounds them apart in its own way, so
    /// the server's order among them is not ours.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public async Task Pages_neither_skip_nor_repeat_among_facilities_at_nearly_the_same_distance(int facilitiesAtEachPoint)
    {
        const double step = 360 / 4294967296.0;
        GeoPoint origin = AFacility.Atlanta;
        IndexedFacility[] facilities =
        [
            .. Enumerable.Range(0, 40 * facilitiesAtEachPoint).Select(i =>
                AFacility.With($"f{i * 7919 % 10_007:d5}", ["x:y"]).At(origin with
                {
                    Longitude = origin.Longitude + (step * ((i / 2 % 20) + 1) * 60_000 * (i % 2 == 0 ? 1 : -1)),
                })),
        ];
        ISearchEngine engine = await HoldingAsync("2026-01-02.1", facilities);
        EmbeddedIndex embedded = new(facilities);
        SearchQuery query = new() { Origin = origin, Limit = 7 };
        List<string> paged = [];
        bool more = true;
        while (more)
        {
            SearchAnswer page = (await engine.SearchAsync("2026-01-02.1", [query], TestContext.Current.CancellationToken))[0];
            SearchAssert.Equal(embedded.Search(query), page, $"page after {paged.Count}");
            paged.AddRange(page.Hits.Select(hit => hit.Id));
            query = query with { After = page.Hits[^1].Position };
            more = page.HasMore;
        }

        Assert.Equal(facilities.Length, paged.Distinct().Count());
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _directories.DisposeAsync();
    }
}
