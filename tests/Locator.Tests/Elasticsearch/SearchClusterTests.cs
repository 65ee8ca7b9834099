using System.Collections.Concurrent;
using System.Diagnostics;
using Locator.Geo;
using Locator.Search;
using Locator.Search.Elasticsearch;
using Locator.Search.Embedded;
using Locator.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Locator.Tests.Search.Elasticsearch;

/// <summary>A cluster of three real nodes, of which one is lost, while searches go on.</summary>
public sealed class SearchClusterTests
{
    private const string First = "2026-01-02.1", Second = "2026-01-02.2", Third = "2026-01-02.3";

    /// <summary>The time that a busy machine may add to a limit.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(0.5);

    private static readonly IndexedFacility[] Facilities =
    [
        .. Enumerable.Range(0, 2_000).Select(i => AFacility.With($"facility-{i:0000}", [$"level:{i % 7}", $"payment:{i % 3}"]).MilesNorth(i * 0.05)),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static bool IsLong => TestCounts.Of(reduced: 0, full: 1) == 1;

    [Fact]
    public async Task A_node_that_dies_costs_no_search_but_those_in_flight()
    {
        Assert.SkipUnless(IsLong, "only in the long run");
        await using SearchCluster cluster = await SearchCluster.StartAsync("elasticsearch");
        await using Directory directory = await Directory.PublishAsync(cluster, First);
        await using Load load = new(directory.Engine, First);
        await load.DuringAsync("node 1 killed", () => cluster.KillAsync(1));
        load.CheckLostAtMost(Load.Workers);
    }

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task Each_node_in_turn_is_killed_and_started_again(string engine)
    {
        Assert.SkipUnless(IsLong, "only in the long run");
        await using SearchCluster cluster = await SearchCluster.StartAsync(engine);
        await using Directory directory = await Directory.PublishAsync(cluster, First);
        await using Load load = new(directory.Engine, First);
        for (int node = 1; node <= SearchCluster.Size; node++)
        {
            int dying = node;
            await load.DuringAsync($"{engine}: node {node} killed", () => cluster.KillAsync(dying));
            await load.DuringAsync($"{engine}: node {node} started", cluster.StartAsync);
            await directory.GreenAsync();
        }

        load.CheckLostAtMost(SearchCluster.Size * Load.Workers);
    }

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task Each_node_in_turn_is_frozen_and_woken(string engine)
    {
        Assert.SkipUnless(IsLong, "only in the long run");
        await using SearchCluster cluster = await SearchCluster.StartAsync(engine);
        await using Directory directory = await Directory.PublishAsync(cluster, First);
        await using Load load = new(directory.Engine, First);
        for (int node = 1; node <= SearchCluster.Size; node++)
        {
            int frozen = node;
            await load.DuringAsync($"{engine}: node {node} frozen", async () =>
            {
                await cluster.FreezeAsync(frozen);
                await Task.Delay(TimeSpan.FromSeconds(40), Token);
                await cluster.WakeAsync(frozen);
            });
            await load.DuringAsync($"{engine}: node {node} awake", directory.GreenAsync);
        }

        load.CheckLostAtMost(SearchCluster.Size * Load.Workers);
    }

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task An_import_is_published_whole_or_not_at_all_while_a_node_is_killed_or_frozen(string engine)
    {
        Assert.SkipUnless(IsLong, "only in the long run");
        await using SearchCluster cluster = await SearchCluster.StartAsync(engine);
        await using Directory directory = await Directory.PublishAsync(cluster, First);
        await using Load load = new(directory.Engine, First);
        await load.DuringAsync($"{engine}: import while a node is killed", async () =>
        {
            Task<string> import = directory.ImportAsync(Second);
            await Task.Delay(TimeSpan.FromSeconds(0.3), Token);
            await cluster.KillAsync(1);
            TestContext.Current.TestOutputHelper!.WriteLine($"{engine}: {await import}");
        });
        await cluster.StartAsync();
        await directory.WholeOrNotAtAllAsync(Second);

        await load.DuringAsync($"{engine}: import while a node is frozen", async () =>
        {
            Task<string> import = directory.ImportAsync(Third);
            await Task.Delay(TimeSpan.FromSeconds(0.3), Token);
            await cluster.FreezeAsync(2);
            await Task.Delay(TimeSpan.FromSeconds(40), Token);
            await cluster.WakeAsync(2);
            TestContext.Current.TestOutputHelper!.WriteLine($"{engine}: {await import}");
        });
        await directory.GreenAsync();
        await directory.WholeOrNotAtAllAsync(Third);
        // The next import succeeds, whatever the ones before left.
        Assert.StartsWith("published", await directory.ImportAsync("2026-01-02.4"), StringComparison.Ordinal);
        load.CheckLostAtMost(2 * Load.Workers);
    }

    /// <summary>The directory of these tests on a cluster.</summary>
    private sealed class Directory(ServiceProvider services) : IAsyncDisposable
    {
        public ElasticsearchEngine Engine => services.GetRequiredService<ElasticsearchEngine>();

        private ElasticsearchIndex Index => services.GetRequiredService<ElasticsearchIndex>();

        public static async Task<Directory> PublishAsync(SearchCluster cluster, string version)
        {
            // Bulks are small, so that an import takes a while; the first version is searched to the end, after three more.
            ElasticsearchOptions options = new() { Nodes = cluster.Nodes, BulkDocuments = 20, KeepVersions = 3 };
            Directory directory = new(new ServiceCollection().AddSingleton(TimeProvider.System).AddElasticsearch(options).BuildServiceProvider());
            await directory.Index.BuildAsync(PublishedDirectories.ManifestOf(version, Facilities), Facilities, Token);
            await directory.Index.SwitchAsync(version, Token);
            await directory.GreenAsync();
            return directory;
        }

        /// <summary>Builds and switches; says how that ended.</summary>
        public async Task<string> ImportAsync(string version)
        {
            Stopwatch watch = Stopwatch.StartNew();
            try
            {
                await Index.BuildAsync(PublishedDirectories.ManifestOf(version, Facilities), Facilities, Token);
                await Index.SwitchAsync(version, Token);
                return $"published in {watch.Elapsed.TotalSeconds:0.0} s";
            }
            catch (Exception failure) when (failure is ElasticsearchException or SearchUnavailableException)
            {
                return $"not published after {watch.Elapsed.TotalSeconds:0.0} s: {failure.Message}";
            }
        }

        /// <summary>Waits until every copy is there.</summary>
        public async Task GreenAsync()
        {
            Stopwatch watch = Stopwatch.StartNew();
            while (true)
            {
                try
                {
                    if (await Engine.HealthAsync(Token) == "green")
                    {
                        return;
                    }
                }
                catch (SearchUnavailableException) when (watch.Elapsed < TimeSpan.FromMinutes(2))
                {
                    // Not yet.
                }

                Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), "the index is green again within two minutes");
                await Task.Delay(TimeSpan.FromSeconds(0.5), Token);
            }
        }

        public async Task WholeOrNotAtAllAsync(string version)
        {
            bool isPublished = await Engine.CurrentAsync(Token) == version;
            Assert.Equal(isPublished, (await Engine.VersionsAsync(Token)).Any(held => held.Version == version));
            if (isPublished)
            {
                Assert.Equal(Facilities.Length, (await Engine.SearchAsync(version, [new SearchQuery()], Token))[0].Total);
            }
        }

        public ValueTask DisposeAsync() => services.DisposeAsync();
    }

    /// <summary>Steady searches, whose answers are compared with the embedded engine's.</summary>
    private sealed class Load : IAsyncDisposable
    {
        /// <summary>Searches at a time.</summary>
        public const int Workers = 4;

        private readonly CancellationTokenSource _end = new();
        private readonly ConcurrentBag<(TimeSpan At, TimeSpan Took, string? Trouble)> _searches = [];
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly EmbeddedIndex _embedded = new(Facilities);
        private readonly Task[] _workers;

        public Load(ElasticsearchEngine engine, string version) =>
            _workers = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(() => SearchOnAsync(engine, version, worker), CancellationToken.None))];

        /// <summary>Reports on the searches while something happens, and the five seconds behind it.</summary>
        public async Task DuringAsync(string what, Func<Task> happens)
        {
            // Some before, so that every node has had one.
            await Task.Delay(TimeSpan.FromSeconds(2), Token);
            TimeSpan start = _clock.Elapsed;
            await happens();
            await Task.Delay(TimeSpan.FromSeconds(5), Token);
            (TimeSpan At, TimeSpan Took, string? Trouble)[] during = [.. _searches.Where(search => search.At + search.Took >= start)];
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{what}: {during.Length} searches in {(_clock.Elapsed - start).TotalSeconds:0} s, {during.Count(search => search.Trouble is not null)} failed, "
                + $"longest {during.Max(search => search.Took).TotalSeconds:0.00} s, longer than 0.5 s: {during.Count(search => search.Took > Slack)}");
            foreach (var search in during.Where(search => search.Trouble is not null).OrderBy(search => search.At).Take(30))
            {
                TestContext.Current.TestOutputHelper!.WriteLine($"  at {(search.At - start).TotalSeconds:0.00} s, {search.Took.TotalSeconds:0.00} s: {search.Trouble}");
            }

            Assert.True(during.Length > 100, "searches must go on");
        }

        /// <summary>No wrong answer, none later than its limit, and no more failures than these.</summary>
        public void CheckLostAtMost(int searches)
        {
            Assert.DoesNotContain(_searches, search => search.Trouble?.StartsWith("wrong", StringComparison.Ordinal) == true);
            Assert.True(_searches.Max(search => search.Took) < new ElasticsearchOptions().SearchTimeout + Slack, "no search is longer than its limit");
            Assert.InRange(_searches.Count(search => search.Trouble is not null), 0, searches);
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await Task.WhenAll(_workers);
            _end.Dispose();
        }

        private async Task SearchOnAsync(ElasticsearchEngine engine, string version, int worker)
        {
            for (int i = worker; !_end.IsCancellationRequested; i += Workers)
            {
                SearchQuery query = new()
                {
                    Origin = AFacility.North(AFacility.Atlanta, Distance.FromMiles(i % 100)).OnGrid(),
                    Radius = Distance.FromMiles(5 + (i % 20)),
                    Filters = [new TokenFilter("level", [$"level:{i % 7}"])],
                    Facets = [new FacetRequest("payment", ["payment:0", "payment:1", "payment:2"])],
                };
                TimeSpan at = _clock.Elapsed;
                string? trouble = null;
                IReadOnlyList<SearchAnswer> answers = [];
                try
                {
                    answers = await engine.SearchAsync(version, [query], CancellationToken.None);
                }
                catch (Exception failure)
                {
                    trouble = failure is SearchUnavailableException ? failure.Message : $"wrong: {failure}";
                }

                TimeSpan took = _clock.Elapsed - at;
                try
                {
                    if (trouble is null)
                    {
                        SearchAssert.Equal(_embedded.Search(query), answers[0], $"search {i}");
                    }
                }
                catch (Exception wrong)
                {
                    trouble = $"wrong: {wrong.Message}";
                }

                _searches.Add((at, took, trouble));
                await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            }
        }
    }
}
