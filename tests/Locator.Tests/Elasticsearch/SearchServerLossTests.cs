using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Locator.Geo;
using Locator.Search;
using Locator.Search.Elasticsearch;
using Locator.Search.Embedded;
using Locator.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Locator.Tests.Search.Elasticsearch;

/// <summary>
/// A real server of one node that dies, freezes or has no room, whatever is being done: nothing is published in part, nothing
/// of a version is lost, no answer is wrong, and the next import succeeds.
/// </summary>
public sealed class SearchServerLossTests
{
    private const string First = "2026-01-02.1", Second = "2026-01-02.2", Third = "2026-01-02.3", Fourth = "2026-01-02.4";

    private const string Full =
        "The disk of Elasticsearch is full, or nearly: it takes no new index or document (flood-stage watermark or a block). Nothing was published.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task A_search_server_killed_at_any_moment_of_an_import_serves_the_old_version_or_the_whole_new_one(string engine)
    {
        Assert.SkipUnless(IsLong, "only in the long run");
        await using LoneServer server = await LoneServer.StartAsync(engine);
        await server.PublishAsync(First);
        Stopwatch watch = Stopwatch.StartNew();
        await server.PublishAsync(Second);
        TimeSpan import = watch.Elapsed;
        await using Searching searching = new(server);
        Random random = new(engine.Length);
        const int rounds = 10;
        int whole = 0;
        for (int round = 0; round < rounds; round++)
        {
            string version = $"2026-01-03.{round + 1}";
            // In every second round the server comes back while the import still tries.
            bool comesBack = round % 2 == 0;
            Task<string> importing = server.ImportAsync(version, comesBack ? 1 : 40);
            TimeSpan moment = import * (1.05 * (round + random.NextDouble()) / rounds);
            await Task.Delay(moment, Token);
            server.Cluster.KillAtOnce(1);
            string outcome = comesBack ? "" : await importing;
            await server.Cluster.StartAsync();
            outcome = comesBack ? await importing : outcome;
            bool published = await server.CheckAsync(version, "after the restart");
            whole += published ? 1 : 0;
            Report($"{engine}: killed {moment.TotalSeconds:0.00} s into an import of {import.TotalSeconds:0.0} s: {outcome}; the server has {(published ? "the new" : "the old")} version");
            Assert.False(outcome.StartsWith("published", StringComparison.Ordinal) && !published, "what was said to be published is");
            // The same import again, as anyone would.
            Assert.StartsWith("published", await server.ImportAsync(version), StringComparison.Ordinal);
            Assert.True(await server.CheckAsync(version, "after the next import"));
            await server.NothingIsLeftAsync();
        }

        Report($"{engine}: killed {rounds} times, {whole} imports were whole; {searching.Summary()}");
        searching.Check();
    }

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task A_search_server_killed_during_the_change_of_the_alias_has_it_on_the_old_index_or_the_new_one(string engine)
    {
        Assert.SkipUnless(IsLong, "only in the long run");
        await using LoneServer server = await LoneServer.StartAsync(engine);
        await server.PublishAsync(First);
        await using Searching searching = new(server);
        Random random = new(engine.Length);
        const int rounds = 10;
        int moved = 0;
        for (int round = 0; round < rounds; round++)
        {
            string version = $"2026-01-03.{round + 1}";
            await server.BuildAsync(version);
            Task<string> switching = server.SwitchAsync(version);
            // One change takes some tens of milliseconds.
            TimeSpan moment = TimeSpan.FromMilliseconds(60 * (round + random.NextDouble()) / rounds);
            SpinWait.SpinUntil(static () => false, moment);
            server.Cluster.KillAtOnce(1);
            await server.Cluster.StartAsync();
            string outcome = await switching;
            bool published = await server.CheckAsync(version, "after the restart");
            moved += published ? 1 : 0;
            Report($"{engine}: killed {moment.TotalMilliseconds:0} ms into the change of the alias: {outcome}; the server has {(published ? "the new" : "the old")} version");
            Assert.Equal(published, outcome.StartsWith("published", StringComparison.Ordinal));
            Assert.StartsWith("published", await server.ImportAsync(version), StringComparison.Ordinal);
            Assert.True(await server.CheckAsync(version, "after the next import"));
            await server.NothingIsLeftAsync();
        }

        Report($"{engine}: killed {rounds} times, {moved} changes were made; {searching.Summary()}");
        searching.Check();
    }

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task An_import_waits_for_a_server_that_is_frozen_for_a_while_and_searches_do_not(string engine)
    {
        Assert.SkipUnless(IsLong, "only in the long run");
        await using LoneServer server = await LoneServer.StartAsync(engine);
        await server.PublishAsync(First);
        await using Searching searching = new(server);
        await Task.Delay(TimeSpan.FromSeconds(2), Token);
        Stopwatch watch = Stopwatch.StartNew();
        Task<string> importing = server.ImportAsync(Second);
        await Task.Delay(TimeSpan.FromSeconds(0.4), Token);
        await server.Cluster.FreezeAsync(1);
        await Task.Delay(TimeSpan.FromSeconds(40), Token);
        await server.Cluster.WakeAsync(1);
        string outcome = await importing;
        await Task.Delay(TimeSpan.FromSeconds(3), Token);
        Report($"{engine}: frozen for 40 s during an import: {outcome} after {watch.Elapsed.TotalSeconds:0.0} s; {searching.Summary()}");
        Assert.StartsWith("published", outcome, StringComparison.Ordinal);
        Assert.True(await server.CheckAsync(Second, "after the freeze"));
        await server.NothingIsLeftAsync();
        searching.Check();
    }

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task A_full_disk_ends_an_import_with_a_sentence_and_room_lets_the_next_one_succeed(string engine)
    {
        Assert.SkipUnless(IsLong, "only in the long run");
        await using LoneServer server = await LoneServer.StartAsync(engine);
        await server.PublishAsync(First);
        await using Searching searching = new(server);

        await server.FillDiskAsync(First);
        await ExpectFullAsync(server, "full before the import", () => server.ImportAsync(Second));
        await server.FreeDiskAsync(First);
        await ExpectNextImportAsync(server, Second);

        await ExpectFullAsync(server, "full during the import", () => server.ImportAsync(Third, halfway: () => server.FillDiskAsync(Third)));
        await server.FreeDiskAsync(Second);
        await ExpectNextImportAsync(server, Third);
        Report($"{engine}: {searching.Summary()}");
        searching.Check();
        Assert.Equal(0, searching.Unavailable);
    }

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task A_block_of_the_cluster_ends_an_import_with_a_sentence_and_a_built_index_becomes_current_whole_or_not_at_all(string engine)
    {
        Assert.SkipUnless(IsLong, "only in the long run");
        await using LoneServer server = await LoneServer.StartAsync(engine);
        await server.PublishAsync(First);
        await using Searching searching = new(server);
        await server.PutAsync("/_cluster/settings", """{"persistent":{"cluster.blocks.read_only_allow_delete":true}}""");
        await ExpectFullAsync(server, "cluster blocked before the import", () => server.ImportAsync(Second));
        await server.PutAsync("/_cluster/settings", """{"persistent":{"cluster.blocks.read_only_allow_delete":null}}""");
        await ExpectNextImportAsync(server, Second);

        await server.BuildAsync(Third);
        await server.PutAsync("/_cluster/settings", """{"persistent":{"cluster.blocks.read_only_allow_delete":true}}""");
        await ExpectFullAsync(server, "cluster blocked before the change of the alias", () => server.SwitchAsync(Third));
        await server.PutAsync("/_cluster/settings", """{"persistent":{"cluster.blocks.read_only_allow_delete":null}}""");
        await ExpectNextImportAsync(server, Third);

        // On a full disk the alias may be changed: nothing is written for it but the cluster's state.
        await server.BuildAsync(Fourth);
        await server.FillDiskAsync(Third);
        string outcome = await server.SwitchAsync(Fourth);
        Report($"{engine}: full before the change of the alias: {outcome}");
        Assert.Equal(await server.CheckAsync(Fourth, "on a full disk") ? "published" : Full, outcome);
        Report($"{engine}: {searching.Summary()}");
        searching.Check();
        Assert.Equal(0, searching.Unavailable);
    }

    private static async Task ExpectFullAsync(LoneServer server, string when, Func<Task<string>> import)
    {
        Stopwatch watch = Stopwatch.StartNew();
        string before = await server.CurrentAsync();
        string outcome = await import();
        Report($"{when}: after {watch.Elapsed.TotalSeconds:0.0} s: {outcome}");
        Assert.Equal(Full, outcome);
        Assert.True(await server.CheckAsync(before, when), "the old version is current");
    }

    private static async Task ExpectNextImportAsync(LoneServer server, string version)
    {
        // A server that has room again may need a minute to believe it; until then an import says what it said before.
        Stopwatch watch = Stopwatch.StartNew();
        string outcome;
        while ((outcome = await server.ImportAsync(version)) == Full && watch.Elapsed < TimeSpan.FromMinutes(3))
        {
            await Task.Delay(TimeSpan.FromSeconds(2), Token);
        }

        Report($"room again: after {watch.Elapsed.TotalSeconds:0.0} s: {outcome}");
        Assert.StartsWith("published", outcome, StringComparison.Ordinal);
        Assert.True(await server.CheckAsync(version, "after the next import"));
        await server.NothingIsLeftAsync();
    }

    /// <summary>An index that the program did not make shows that the server does log what it is told to.</summary>
    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task A_server_told_to_log_every_search_logs_none_of_ours(string engine)
    {
        Assert.SkipUnless(IsLong, "only in the long run");
        await using LoneServer server = await LoneServer.StartAsync(engine);
        string thresholds = string.Join(',', new[] { "search.slowlog.threshold.query", "search.slowlog.threshold.fetch", "indexing.slowlog.threshold.index" }
            .SelectMany(kind => new[] { "warn", "info", "debug", "trace" }.Select(level => $"\"index.{kind}.{level}\":\"0ms\"")));
        await server.PutAsync("/_index_template/log-all",
            $$"""{"index_patterns":["locator-*","control"],"priority":500,"template":{"settings":{"index.number_of_replicas":0,{{thresholds}}} } }""");
        await server.PublishAsync(First);
        const string marker = "zmarkerz", latitude = "33.123457", longitude = "-84.765432";
        SearchQuery query = new()
        {
            Origin = new GeoPoint(double.Parse(latitude, System.Globalization.CultureInfo.InvariantCulture), double.Parse(longitude, System.Globalization.CultureInfo.InvariantCulture)),
            Radius = Distance.FromMiles(60),
            Words = [marker],
            Filters = [new TokenFilter("level", [$"level:{marker}"])],
            Facets = [new FacetRequest("payment", ["payment:0", "payment:1", "payment:2"])],
        };
        int failed = 0;
        for (int i = 0; i < 40; i++)
        {
            // Searches that the server refuses, too: some of what it does not like it logs.
            if (i == 20)
            {
                await server.PutAsync("/_cluster/settings", """{"persistent":{"search.max_buckets":1}}""");
            }

            SearchQuery asked = i < 20 ? query : query with { Words = [], Filters = [], State = null };
            try
            {
                _ = await server.Engine.SearchAsync(First, [asked], Token);
            }
            catch (SearchUnavailableException failure)
            {
                failed++;
                Assert.DoesNotContain(latitude, failure.ToString(), StringComparison.Ordinal);
            }
        }

        await server.PutAsync("/control/_doc/1?refresh=true", """{"x":"y"}""");
        await server.PostAsync("/control/_search", """{"query":{"term":{"x":"zcontrolz"} } }""");
        string logs = "";
        for (Stopwatch watch = Stopwatch.StartNew(); !logs.Contains("zcontrolz", StringComparison.Ordinal); await Task.Delay(200, Token))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), "the control's search is logged");
            logs = await server.Cluster.LogsAsync();
        }

        Report($"{engine}: 40 searches, {failed} of them refused by the server; {logs.Length} characters of logs");
        Assert.DoesNotContain(marker, logs, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(latitude, logs, StringComparison.Ordinal);
        Assert.DoesNotContain(longitude, logs, StringComparison.Ordinal);
        // Nor is a document written to the indexing log.
        Assert.DoesNotContain("facility-0000", logs, StringComparison.Ordinal);
    }

    private static bool IsLong => TestCounts.Of(reduced: 0, full: 1) == 1;

    private static void Report(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    /// <summary>A server of one node with the versions of a made-up directory.</summary>
    private sealed class LoneServer : IAsyncDisposable
    {
        private const string Alias = "locator";

        private readonly HttpClient _http;
        private readonly ServiceProvider _services;
        private readonly ConcurrentDictionary<string, EmbeddedIndex> _embedded = new(StringComparer.Ordinal);

        private LoneServer(SearchCluster cluster)
        {
            Cluster = cluster;
            _http = new HttpClient { BaseAddress = new Uri(cluster.Nodes) };
            _services = Services(times: 1);
        }

        public SearchCluster Cluster { get; }

        public ElasticsearchEngine Engine => _services.GetRequiredService<ElasticsearchEngine>();

        public static async Task<LoneServer> StartAsync(string engine) => new(await SearchCluster.StartAsync(engine, nodes: 1));

        /// <summary>Every version has the same ids with other documents, so that a mixture of two would be seen.</summary>
        public static IndexedFacility[] FacilitiesOf(string version) =>
        [
            .. Enumerable.Range(0, 1_500).Select(i => (AFacility.With($"facility-{i:0000}", [$"level:{i % 7}", $"payment:{i % 3}"]) with
            {
                Document = Encoding.UTF8.GetBytes($$"""{"name":"{{i}}","of":"{{version}}"}"""),
            }).MilesNorth(i * 0.05)),
        ];

        public EmbeddedIndex EmbeddedOf(string version) => _embedded.GetOrAdd(version, name => new EmbeddedIndex(FacilitiesOf(name)));

        public Task BuildAsync(string version) => BuildAsync(_services.GetRequiredService<ElasticsearchIndex>(), version, FacilitiesOf(version));

        public async Task PublishAsync(string version) => Assert.StartsWith("published", await ImportAsync(version), StringComparison.Ordinal);

        /// <summary>Makes a version that was built current; says how that ended.</summary>
        public Task<string> SwitchAsync(string version) =>
            OutcomeAsync(() => _services.GetRequiredService<ElasticsearchIndex>().SwitchAsync(version, Token));

        /// <summary>Builds and switches in a program of its own; says how that ended.</summary>
        /// <param name="version">The version.</param>
        /// <param name="times">How many times sooner it gives up than in earnest.</param>
        /// <param name="halfway">What happens meanwhile.</param>
        public Task<string> ImportAsync(string version, int times = 1, Func<Task>? halfway = null) => Task.Run(
            async () =>
            {
                await using ServiceProvider services = Services(times);
                ElasticsearchIndex index = services.GetRequiredService<ElasticsearchIndex>();
                IndexedFacility[] facilities = FacilitiesOf(version);
                return await OutcomeAsync(async () =>
                {
                    await BuildAsync(index, version, halfway is null ? facilities : new InterruptedList(facilities, facilities.Length / 2, halfway));
                    await index.SwitchAsync(version, Token);
                });
            },
            Token);

        public async Task<string> CurrentAsync() => await Engine.CurrentAsync(Token) ?? "none";

        /// <summary>
        /// Whether a version is current; and in any case the alias is on one complete index, and every version that can be
        /// searched has every document, as it was sent.
        /// </summary>
        public async Task<bool> CheckAsync(string version, string when)
        {
            JsonObject aliases = (await _http.GetFromJsonAsync<JsonObject>($"/_alias/{Alias}", Token))!;
            string current = Assert.Single(aliases).Key;
            Assert.DoesNotContain(aliases[current]!["aliases"]!.AsObject(), alias => alias.Key.Contains("-building-", StringComparison.Ordinal));
            Assert.Equal($"{Alias}-{await CurrentAsync()}", current);
            string[] versions = [.. (await Engine.VersionsAsync(Token)).Select(held => held.Version)];
            Assert.Contains(await CurrentAsync(), versions);
            foreach (string held in versions)
            {
                SearchQuery query = new() { Limit = 100, Facets = [new FacetRequest("payment", ["payment:0", "payment:1", "payment:2"])] };
                bool more = true;
                int seen = 0;
                while (more)
                {
                    SearchAnswer expected = EmbeddedOf(held).Search(query);
                    SearchAnswer page = (await Engine.SearchAsync(held, [query], Token))[0];
                    SearchAssert.Equal(expected, page, $"{held} {when}, after {seen}");
                    seen += page.Hits.Count;
                    more = page.HasMore;
                    query = query with { After = page.Hits[^1].Position };
                }

                Assert.Equal(FacilitiesOf(held).Length, seen);
            }

            return current == $"{Alias}-{version}";
        }

        /// <summary>No index is there but the current one and the two versions before it.</summary>
        public async Task NothingIsLeftAsync()
        {
            JsonObject indexes = (await _http.GetFromJsonAsync<JsonObject>($"/{Alias}*", Token))!;
            Assert.InRange(indexes.Count, 1, 3);
            Assert.All(indexes, index => Assert.DoesNotContain("-building-", index.Value!["aliases"]!.ToJsonString(), StringComparison.Ordinal));
        }

        /// <summary>Tells the server that its disk is full, and waits until an index is blocked.</summary>
        public async Task FillDiskAsync(string version)
        {
            await WatermarksAsync("9000gb", "8999gb", "8998gb");
            await BlockedAsync(version, true);
        }

        /// <summary>Tells the server that there is room, and waits until the index is no longer blocked.</summary>
        public async Task FreeDiskAsync(string version)
        {
            await WatermarksAsync("3mb", "2mb", "1mb");
            await BlockedAsync(version, false);
        }

        public Task PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json);

        public Task PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await _services.DisposeAsync();
            await Cluster.DisposeAsync();
        }

        /// <summary>Bulks are small, so that an import takes a while.</summary>
        private ServiceProvider Services(int times) => new ServiceCollection()
            .AddSingleton<TimeProvider>(new FasterTime(times))
            .AddElasticsearch(new ElasticsearchOptions { Nodes = Cluster.Nodes, Alias = Alias, Replicas = 0, BulkDocuments = 20 })
            .BuildServiceProvider();

        private static Task BuildAsync(ElasticsearchIndex index, string version, IReadOnlyList<IndexedFacility> facilities) =>
            index.BuildAsync(PublishedDirectories.ManifestOf(version, FacilitiesOf(version), version), facilities, Token);

        private static async Task<string> OutcomeAsync(Func<Task> publishing)
        {
            try
            {
                await publishing();
                return "published";
            }
            catch (Exception failure) when (failure is ElasticsearchException or SearchUnavailableException)
            {
                return failure.Message;
            }
        }

        private Task WatermarksAsync(string low, string high, string flood) => PutAsync("/_cluster/settings",
            $$"""{"persistent":{"cluster.info.update.interval":"10s","cluster.routing.allocation.disk.threshold_enabled":true,"cluster.routing.allocation.disk.watermark.low":"{{low}}","cluster.routing.allocation.disk.watermark.high":"{{high}}","cluster.routing.allocation.disk.watermark.flood_stage":"{{flood}}"} }""");

        private async Task BlockedAsync(string version, bool blocked)
        {
            for (Stopwatch watch = Stopwatch.StartNew(); ; await Task.Delay(500, Token))
            {
                string settings = await _http.GetStringAsync($"/{Alias}-{version}/_settings?flat_settings=true", Token);
                if (settings.Contains("\"index.blocks.read_only_allow_delete\":\"true\"", StringComparison.Ordinal) == blocked)
                {
                    return;
                }

                Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"the block of {version} became {blocked}");
            }
        }

        private async Task SendAsync(HttpMethod method, string path, string json)
        {
            using HttpRequestMessage request = new(method, path) { Content = new StringContent(json, null, "application/json") };
            using HttpResponseMessage response = await _http.SendAsync(request, Token);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
        }
    }

    /// <summary>Steady searches of the current version, each compared with the embedded engine's answer.</summary>
    private sealed class Searching : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly ConcurrentQueue<string> _wrong = [];
        private readonly Task _worker;
        private TimeSpan _longest;
        private int _answered, _unavailable;

        public Searching(LoneServer server) => _worker = Task.Run(() => SearchOnAsync(server), CancellationToken.None);

        public int Unavailable => Volatile.Read(ref _unavailable);

        public string Summary() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"{_answered} searches answered and right, {_unavailable} said to be unavailable, {_wrong.Count} wrong, longest {_longest.TotalSeconds:0.00} s");

        public void Check()
        {
            Assert.Empty(_wrong);
            Assert.True(_answered > 20, "searches were answered");
            // The version is looked up and then searched: twice the time of one.
            Assert.InRange(_longest, TimeSpan.Zero, (2 * new ElasticsearchOptions().SearchTimeout) + TimeSpan.FromSeconds(1));
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _worker;
            _end.Dispose();
        }

        private async Task SearchOnAsync(LoneServer server)
        {
            for (int i = 0; !_end.IsCancellationRequested; i++)
            {
                SearchQuery query = new()
                {
                    Origin = AFacility.North(AFacility.Atlanta, Distance.FromMiles(i % 75)).OnGrid(),
                    Radius = Distance.FromMiles(5 + (i % 20)),
                    Filters = [new TokenFilter("level", [$"level:{i % 7}"])],
                    Facets = [new FacetRequest("payment", ["payment:0", "payment:1", "payment:2"])],
                };
                Stopwatch watch = Stopwatch.StartNew();
                try
                {
                    string? version = await server.Engine.CurrentAsync(CancellationToken.None);
                    SearchAnswer answer = (await server.Engine.SearchAsync(version!, [query], CancellationToken.None))[0];
                    TimeSpan took = watch.Elapsed;
                    SearchAssert.Equal(server.EmbeddedOf(version!).Search(query), answer, $"search {i} of {version}");
                    _answered++;
                    _longest = took > _longest ? took : _longest;
                }
                catch (SearchUnavailableException)
                {
                    _unavailable++;
                    _longest = watch.Elapsed > _longest ? watch.Elapsed : _longest;
                }
                catch (Exception wrong)
                {
                    _wrong.Enqueue(wrong.ToString());
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
            }
        }
    }
}
