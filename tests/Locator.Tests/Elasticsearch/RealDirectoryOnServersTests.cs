using System.Diagnostics;
using Locator.Indexing;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Elasticsearch;

/// <summary>The real national directory on real servers answers as the embedded engine does.</summary>
public sealed class RealDirectoryOnServersTests(ElasticsearchTestServer elasticsearch, OpenSearchTestServer openSearch)
{
    private const int QueriesAtOnce = 50;

    private static readonly VersionStamp Version = PublishedDirectories.Stamp("2026-01-02.1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Random_searches_on_elasticsearch_equal_the_embedded_engine() => CompareAsync(elasticsearch);

    [Fact]
    public Task Random_searches_on_opensearch_equal_the_embedded_engine() => CompareAsync(openSearch);

    private static async Task CompareAsync(SearchServer server)
    {
        IReadOnlyList<IndexedFacility> facilities = RealDirectory.NationalIndexed;
        await using PublishedDirectories directories = new(server);
        Stopwatch watch = Stopwatch.StartNew();
        ISearchEngine engine = await directories.HoldingAsync(Version, facilities);
        TestContext.Current.SendDiagnosticMessage("{0} facilities published in {1:0.0} s", facilities.Count, watch.Elapsed.TotalSeconds);

        EmbeddedIndex embedded = new(facilities);
        RealQueries random = new(facilities, seed: 5);
        int found = 0, asked = 0;
        watch.Restart();
        for (int count = TestCounts.Of(reduced: 200, full: 2_000); asked < count; asked += QueriesAtOnce)
        {
            SearchQuery[] queries = [.. Enumerable.Range(0, QueriesAtOnce).Select(_ => random.Next())];
            IReadOnlyList<SearchAnswer> answers = await engine.SearchAsync(Version, queries, Token);
            for (int i = 0; i < queries.Length; i++)
            {
                SearchAssert.Equal(embedded.Search(queries[i]), answers[i], $"query {asked + i}: {queries[i]}");
                found += answers[i].Hits.Count;
            }
        }

        TestContext.Current.SendDiagnosticMessage("{0} searches in {1:0.0} s", asked, watch.Elapsed.TotalSeconds);
        for (int i = 0; i < TestCounts.Of(reduced: 40, full: 400); i++)
        {
            TileQuery query = random.NextTiles();
            SearchAssert.Equal(EmbeddedTiles.Of(embedded, query), await engine.CountTilesAsync(Version, query, Token), $"tiles {i}: {query}");
        }

        Assert.True(found > asked, "most searches must find something, or they prove nothing");
    }
}
