using System.Diagnostics;
using Locator.Elasticsearch;
using Locator.Elasticsearch.Search;
using Locator.Elasticsearch.Settings;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static System.FormattableString;

namespace Locator.Benchmarks.Table;

/// <summary>
/// The mixed searches in the embedded engine and through the engines on servers. Each answers a block of searches in turn: what
/// else the machine does slows all of them down alike, and each has its own data at hand within a block. That they find the same
/// is checked first.
/// </summary>
internal static class EngineBesideServers
{
    private const int Block = 50;
    private const double Goal = 150;

    /// <summary>Another way to the same answers.</summary>
    private sealed record Way(string Name, Func<int, Task> Ask);

    /// <summary>Beside PostGIS, with its plans kept; skips where there is no server.</summary>
    public static async Task<IReadOnlyList<TableRow>> PostgisAsync(TableOptions options)
    {
        await using PostgresServer server = new();
        string connectionString = await server.CreateDatabaseAsync();
        DirectoryDraft draft = BenchmarkDirectory.Draft();
        await using PostgisConnections connections = new(connectionString, "benchmarks");
        await PostgisSchema.MigrateAsync(connections, CancellationToken.None);
        PublishOutcome published = await new Publisher(new PostgisVersionStorage(connections, TimeProvider.System), [], TimeProvider.System)
            .PublishAsync(draft, CancellationToken.None);
        EmbeddedIndex index = IndexOf(draft);
        SearchQuery[] queries = [.. MixedSearches.Of(draft.Facilities).Select(search => search.Query)];
        PostgisEngine engine = new(connections, TimeSpan.FromMinutes(1));
        await CheckSameAsync(index, engine, published.Manifest.Stamp, queries);
        return await MeasureAsync(options, index, queries, [EngineWay("PostGIS", engine, published.Manifest.Stamp, queries)]);
    }

    /// <summary>Beside Elasticsearch, warm, through the engine and straight; skips where there is no server.</summary>
    public static async Task<IReadOnlyList<TableRow>> ElasticsearchAsync(TableOptions options)
    {
        await using ElasticsearchTestServer server = new();
        string address = await server.AddressAsync();
        string folder = Directory.CreateTempSubdirectory("locator-bench-").FullName;
        try
        {
            DirectoryDraft draft = BenchmarkDirectory.Draft();
            await ApiOnServer.PublishAsync(address, folder, draft);
            IReadOnlyList<MixedSearch> searches = MixedSearches.Of(draft.Facilities);
            SearchQuery[] queries = [.. searches.Select(search => search.Query)];
            EmbeddedIndex index = IndexOf(draft);
            ElasticsearchOptions settings = new() { Nodes = address, Alias = ApiProcess.Alias };
            await using ServiceProvider services = new ServiceCollection().AddElasticsearch(settings).BuildServiceProvider();
            ElasticsearchEngine engine = services.GetRequiredService<ElasticsearchEngine>();
            VersionStamp version = (await engine.VersionsAsync(CancellationToken.None))[^1];
            await CheckSameAsync(index, engine, version, queries);

            // Where nothing is found the API asks again for something else: that is another question.
            string[] paths = [.. searches.Select(search => search.Path)];
            byte[][] bodies = [.. (await ApiOnServer.RecordAsync(address, folder, [paths]))[0].Select(sent => sent[0])];
            using SearchServerLoad straight = new(address, bodies);
            _ = await straight.RateAsync(options.Seconds(75, 10));
            return
            [
                .. await MeasureAsync(
                    options, index, queries,
                    [EngineWay("Elasticsearch", engine, version, queries), new Way("a request sent straight to Elasticsearch", straight.AskAsync)]),
                await straight.BesideApiAsync(options, folder, paths),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static EmbeddedIndex IndexOf(DirectoryDraft draft) =>
        new(FacilityIndexer.All(RealDirectory.VersionOf(draft), Vocabulary.Current));

    private static Way EngineWay(string name, ISearchEngine engine, VersionStamp version, SearchQuery[] queries) =>
        new(name, query => engine.SearchAsync(version, [queries[query]], CancellationToken.None));

    private static async Task CheckSameAsync(EmbeddedIndex index, ISearchEngine engine, VersionStamp version, SearchQuery[] queries)
    {
        foreach (SearchQuery query in queries)
        {
            SearchAnswer expected = index.Search(query), answer = (await engine.SearchAsync(version, [query], CancellationToken.None))[0];
            Assert.Equal((expected.Total, expected.UnknownHidden), (answer.Total, answer.UnknownHidden));
            Assert.Equal(expected.Hits.Select(hit => hit.Id), answer.Hits.Select(hit => hit.Id));
            Assert.Equal(expected.Facets.SelectMany(facet => facet.Values), answer.Facets.SelectMany(facet => facet.Values));
        }
    }

    private static async Task<IReadOnlyList<TableRow>> MeasureAsync(TableOptions options, EmbeddedIndex index, SearchQuery[] queries, Way[] others)
    {
        SearchTimes.WarmUp(index, queries, options.Seconds(5, 2));
        Way[] ways =
        [
            new("embedded engine", query =>
            {
                _ = index.Search(queries[query]);
                return Task.CompletedTask;
            }),
            .. others,
        ];
        List<double>[] took = [.. ways.Select(_ => new List<double>())];
        for (int round = 0; round < options.Times(5, 1); round++)
        {
            for (int block = 0; block < queries.Length; block += Block)
            {
                foreach ((int i, Way way) in ways.Index())
                {
                    for (int query = block; query < Math.Min(block + Block, queries.Length); query++)
                    {
                        long start = Stopwatch.GetTimestamp();
                        await way.Ask(query);
                        took[i].Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                    }
                }
            }
        }

        double embedded = new Spread(took[0]).Median;
        return
        [
            .. others.Select((way, i) =>
            {
                double median = new Spread(took[i + 1]).Median, ratio = median / embedded;
                return new TableRow(
                    $"{way.Name} / embedded engine, medians side by side", Invariant($"{median / 1000:0.00} ms / {embedded:0.0} µs"),
                    Invariant($"{ratio:0}"), Invariant($"≥ {Goal}"), ratio >= Goal);
            }),
        ];
    }
}
