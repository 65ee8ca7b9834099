using System.Diagnostics;
using System.Globalization;
using Locator.Geo;
using Locator.Publishing;
using Locator.Search;
using Locator.Testing;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Elasticsearch;

/// <summary>
/// A real server of one node that dies, freezes or has no room, whatever is being done: nothing is published in part, nothing
/// of a version is lost, no answer is wrong, and the next import succeeds.
/// </summary>
public sealed class SearchServerLossTests
{
    private const string Full =
        "The disk of Elasticsearch is full, or nearly: it takes no new index or document (flood-stage watermark or a block). Nothing was published.";

    private const string Blocked = """{"persistent":{"cluster.blocks.read_only_allow_delete":true} }""";
    private const string Unblocked = """{"persistent":{"cluster.blocks.read_only_allow_delete":null} }""";

    private static readonly VersionStamp
        First = PublishedDirectories.Stamp("2026-01-02.1"), Second = PublishedDirectories.Stamp("2026-01-02.2"),
        Third = PublishedDirectories.Stamp("2026-01-02.3"), Fourth = PublishedDirectories.Stamp("2026-01-02.4");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task A_search_server_killed_at_any_moment_of_an_import_serves_the_old_version_or_the_whole_new_one(string engine)
    {
        TimeSpan? import = null;
        await KilledInRoundsAsync(engine, async (server, round, version) =>
        {
            import ??= await TimeOfAsync(async () => Assert.StartsWith("published", await server.ImportAsync(Second), StringComparison.Ordinal));
            // In every second round the server comes back while the import still tries.
            bool comesBack = round.Number % 2 == 0;
            Task<string> importing = server.ImportAsync(version, comesBack ? 1 : 40);
            TimeSpan moment = import.Value * (1.05 * round.Part);
            await Task.Delay(moment, Token);
            server.Cluster.KillAtOnce(1);
            string outcome = comesBack ? "" : await importing;
            await server.Cluster.StartAsync();
            return new Killed(string.Create(CultureInfo.InvariantCulture, $"{moment.TotalSeconds:0.00} s into an import"), comesBack ? await importing : outcome);
        });
    }

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public Task A_search_server_killed_during_the_change_of_the_alias_has_it_on_the_old_index_or_the_new_one(string engine) =>
        KilledInRoundsAsync(engine, async (server, round, version) =>
        {
            Task<string> switching = DirectoryOnNodes.SwitchAsync(await server.PrepareAsync(version));
            // One change takes some tens of milliseconds.
            TimeSpan moment = TimeSpan.FromMilliseconds(60 * round.Part);
            SpinWait.SpinUntil(static () => false, moment);
            server.Cluster.KillAtOnce(1);
            await server.Cluster.StartAsync();
            return new Killed(
                string.Create(CultureInfo.InvariantCulture, $"{moment.TotalMilliseconds:0} ms into the change of the alias"), await switching, IsCertain: true);
        });

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task An_import_waits_for_a_server_that_is_frozen_for_a_while_and_searches_do_not(string engine)
    {
        await using DirectoryOnNodes server = await StartAsync(engine);
        await using SteadySearches searches = new(server, workers: 1);
        string outcome = "";
        await searches.DuringAsync($"{engine}: frozen for 40 s during an import", async () =>
            outcome = await server.ImportDuringAsync(Second, () => server.Cluster.FreezeForAsync(1, TimeSpan.FromSeconds(40))));
        Report($"{engine}: {outcome}; {searches.Summary()}");
        Assert.StartsWith("published", outcome, StringComparison.Ordinal);
        Assert.True(await server.CheckAsync(Second, "after the freeze"));
        await server.NothingIsLeftAsync();
        searches.Check();
    }

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public Task A_full_disk_ends_an_import_with_a_sentence_and_room_lets_the_next_one_succeed(string engine) =>
        WithoutALostSearchAsync(engine, async server =>
        {
            await server.FillDiskAsync(First);
            await CheckFullAsync(server, "full before the import", () => server.ImportAsync(Second));
            await server.FreeDiskAsync(First);
            await CheckRoomAsync(server, Second);

            await CheckFullAsync(server, "full during the import", () => server.ImportAsync(Third, halfway: () => server.FillDiskAsync(Third)));
            await server.FreeDiskAsync(Second);
            await CheckRoomAsync(server, Third);
        });

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public Task A_block_of_the_cluster_ends_an_import_with_a_sentence_and_a_built_index_becomes_current_whole_or_not_at_all(string engine) =>
        WithoutALostSearchAsync(engine, async server =>
        {
            await server.PutAsync("/_cluster/settings", Blocked);
            await CheckFullAsync(server, "cluster blocked before the import", () => server.ImportAsync(Second));
            await server.PutAsync("/_cluster/settings", Unblocked);
            await CheckRoomAsync(server, Second);

            IReadyIndex third = await server.PrepareAsync(Third);
            await server.PutAsync("/_cluster/settings", Blocked);
            await CheckFullAsync(server, "cluster blocked before the change of the alias", () => DirectoryOnNodes.SwitchAsync(third));
            await server.PutAsync("/_cluster/settings", Unblocked);
            await CheckRoomAsync(server, Third);

            // On a full disk the alias may be changed: nothing is written for it but the cluster's state.
            IReadyIndex fourth = await server.PrepareAsync(Fourth);
            await server.FillDiskAsync(Third);
            string outcome = await DirectoryOnNodes.SwitchAsync(fourth);
            Report($"{engine}: full before the change of the alias: {outcome}");
            bool published = await server.CheckAsync(Fourth, "on a full disk");
            Assert.True(published ? outcome.StartsWith("published", StringComparison.Ordinal) : outcome == Full, outcome);
        });

    /// <summary>An index that the program did not make shows that the server does log what it is told to.</summary>
    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public async Task A_server_told_to_log_every_search_logs_none_of_ours(string engine)
    {
        await using DirectoryOnNodes server = await StartAsync(engine);
        string thresholds = string.Join(',', new[] { "search.slowlog.threshold.query", "search.slowlog.threshold.fetch", "indexing.slowlog.threshold.index" }
            .SelectMany(kind => new[] { "warn", "info", "debug", "trace" }.Select(level => $"\"index.{kind}.{level}\":\"0ms\"")));
        await server.PutAsync("/_index_template/log-all",
            $$"""{"index_patterns":["locator-*","control"],"priority":500,"template":{"settings":{"index.number_of_replicas":0,{{thresholds}}} } }""");
        // A template is for indexes that are made from now on.
        Assert.StartsWith("published", await server.ImportAsync(Second), StringComparison.Ordinal);
        const string marker = "zmarkerz", latitude = "33.123457", longitude = "-84.765432";
        SearchQuery query = new()
        {
            Origin = new GeoPoint(double.Parse(latitude, CultureInfo.InvariantCulture), double.Parse(longitude, CultureInfo.InvariantCulture)),
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
                _ = await server.Engine.SearchAsync(Second, [asked], Token);
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

    /// <summary>A server of one node with the first version.</summary>
    private static Task<DirectoryOnNodes> StartAsync(string engine) => DirectoryOnNodes.PublishAsync(engine, nodes: 1, First);

    /// <summary>
    /// Ten times the server is killed while something is done, and started again: then it has the old version or the whole new
    /// one, as far as was said, and the next import succeeds.
    /// </summary>
    private static async Task KilledInRoundsAsync(string engine, Func<DirectoryOnNodes, Round, VersionStamp, Task<Killed>> kill)
    {
        await using DirectoryOnNodes server = await StartAsync(engine);
        await using SteadySearches searches = new(server, workers: 1);
        Random random = new(engine.Length);
        const int rounds = 10;
        int whole = 0;
        for (int number = 0; number < rounds; number++)
        {
            VersionStamp version = PublishedDirectories.Stamp($"2026-01-03.{number + 1}");
            Killed killed = await kill(server, new Round(number, (number + random.NextDouble()) / rounds), version);
            bool published = await server.CheckAsync(version, "after the restart");
            whole += published ? 1 : 0;
            Report($"{engine}: killed {killed.Moment}: {killed.Outcome}; the server has {(published ? "the new" : "the old")} version");
            bool said = killed.Outcome.StartsWith("published", StringComparison.Ordinal);
            Assert.True(said == published || (published && !killed.IsCertain), "what was said to be published is");
            await server.CheckNextImportAsync(version);
        }

        Report($"{engine}: killed {rounds} times, {whole} of them the new version was there; {searches.Summary()}");
        searches.Check();
    }

    private static async Task WithoutALostSearchAsync(string engine, Func<DirectoryOnNodes, Task> happens)
    {
        await using DirectoryOnNodes server = await StartAsync(engine);
        await using SteadySearches searches = new(server, workers: 1);
        await happens(server);
        Report($"{engine}: {searches.Summary()}");
        searches.Check(lostAtMost: 0);
    }

    private static async Task CheckFullAsync(DirectoryOnNodes server, string when, Func<Task<string>> import)
    {
        VersionStamp before = await server.CurrentAsync();
        string outcome = "";
        TimeSpan took = await TimeOfAsync(async () => outcome = await import());
        Report($"{when}: after {took.TotalSeconds:0.0} s: {outcome}");
        Assert.Equal(Full, outcome);
        Assert.True(await server.CheckAsync(before, when), "the old version is current");
    }

    private static async Task CheckRoomAsync(DirectoryOnNodes server, VersionStamp version)
    {
        // A server that has room again may need a minute to believe it; until then an import says what it said before.
        Stopwatch watch = Stopwatch.StartNew();
        string outcome;
        while ((outcome = await server.ImportAsync(version)) == Full && watch.Elapsed < TimeSpan.FromMinutes(3))
        {
            await Task.Delay(TimeSpan.FromSeconds(2), Token);
        }

        Report($"room again: after {watch.Elapsed.TotalSeconds:0.0} s: {outcome}");
        await server.CheckNextImportAsync(version);
    }

    private static async Task<TimeSpan> TimeOfAsync(Func<Task> happens)
    {
        Stopwatch watch = Stopwatch.StartNew();
        await happens();
        return watch.Elapsed;
    }

    private static void Report(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    /// <param name="Number">From 0.</param>
    /// <param name="Part">How far into what is done the server is killed, 0 to 1.</param>
    private sealed record Round(int Number, double Part);

    /// <param name="Moment">When it was killed.</param>
    /// <param name="Outcome">How what was done ended.</param>
    /// <param name="IsCertain">Whether what was not said to be published is not.</param>
    private sealed record Killed(string Moment, string Outcome, bool IsCertain = false);
}
