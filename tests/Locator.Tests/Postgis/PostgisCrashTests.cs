using System.Diagnostics;
using System.Globalization;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Tests.Publishing;
using Locator.Tests.Versions;
using Locator.Versions;
using Npgsql;
using Xunit;

namespace Locator.Tests.Postgis;

/// <summary>
/// Whole or nothing: the importer or the server is killed at random moments of a publish, while searches run. The long run
/// takes turns with two real directories, the usual one with two small ones.
/// </summary>
public sealed class PostgisCrashTests : IAsyncLifetime
{
    /// <summary>Tells the process that is going to be killed what to publish: round, file to make when it begins, connection string.</summary>
    private const string Order = "LOCATOR_TEST_KILLED_PUBLISH";

    private static readonly bool Real = TestCounts.Of(reduced: 0, full: 1) == 1;

    /// <summary>A server of its own, since it is killed.</summary>
    private readonly PostgresServer _server = new();

    /// <summary>What was to be published in each round.</summary>
    private readonly Dictionary<string, (DirectoryDraft Draft, IReadOnlyList<IndexedFacility> Indexed)> _rounds = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ITestOutputHelper Output => TestContext.Current.TestOutputHelper!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_importer_killed_at_any_moment_leaves_the_old_or_the_new_version_whole()
    {
        await using PostgisDatabase database = new(_server);
        PostgisConnections connections = await database.ConnectAsync();
        Assert.SkipWhen(_server.Folder is null, "without a private server there is nobody to connect to from another process");
        TimeSpan usual = await PublishFirstAsync(connections);
        using Searcher searcher = new(this, connections);
        Random random = new(4);
        int began = 0, becameNew = 0;
        for (int round = 1; round <= TestCounts.Of(reduced: 3, full: 20); round++)
        {
            VersionId before = (await StorageOn(connections).CurrentAsync(Token)).Id!.Value;
            await ExpectAsync(connections, round);
            using (TemporaryFolder folder = new())
            {
                using Process importer = Start(round, folder["began"], database.ConnectionString);
                while (!File.Exists(folder["began"]))
                {
                    Assert.False(importer.HasExited, "the importer ended before it began");
                    await Task.Delay(2, Token);
                }

                began++;
                // A new process is slower than one that is warm.
                await Task.Delay(usual * (random.NextDouble() * 2), Token);
                importer.Kill();
                await importer.WaitForExitAsync(Token);
            }

            becameNew += await CheckAndImportAgainAsync(connections, before, round) ? 1 : 0;
        }

        int searches = await searcher.EndAsync();
        Output.WriteLine($"{began} kills within {2 * usual.TotalSeconds:F1} s; new version current after {becameNew}; {searches} searches, none mixed, {searcher.Refused} refused");
        Assert.True(searches > began, "searches must have run throughout");
        Assert.Equal(0, searcher.Refused);
    }

    [Fact]
    public async Task A_server_killed_at_any_moment_of_a_publish_keeps_the_old_or_the_new_version_whole()
    {
        await using PostgisDatabase database = new(_server);
        PostgisConnections connections = await database.ConnectAsync();
        Assert.SkipWhen(_server.Folder is null, "only a private server is killed");
        TimeSpan usual = await PublishFirstAsync(connections);
        using Searcher searcher = new(this, connections);
        Random random = new(5);
        int becameNew = 0, refused = 0, rounds = TestCounts.Of(reduced: 3, full: 10);
        for (int round = 1; round <= rounds; round++)
        {
            VersionId before = (await StorageOn(connections).CurrentAsync(Token)).Id!.Value;
            DirectoryDraft draft = await ExpectAsync(connections, round);
            await using (PostgisConnections importer = new(database.ConnectionString, "importer"))
            {
                Task<PublishOutcome> publishing = PublisherOn(importer).PublishAsync(draft, Token);
                await Task.Delay(usual * random.NextDouble(), Token);
                await _server.KillAsync();
                try
                {
                    await publishing;
                }
                catch (StoreUnavailableException)
                {
                    refused++;
                }
            }

            await _server.StartAgainAsync();
            await UntilItAnswersAsync(connections);
            becameNew += await CheckAndImportAgainAsync(connections, before, round) ? 1 : 0;
        }

        int searches = await searcher.EndAsync();
        Output.WriteLine($"{rounds} kills of the server; {refused} imports refused, new version current after {becameNew}; {searches} searches, none mixed, {searcher.Refused} refused");
        Assert.True(searches > rounds, "searches must have run between the kills");
    }

    [Fact]
    public async Task A_server_killed_at_each_step_of_a_publish_loses_nothing_and_every_version_can_be_gone_back_to()
    {
        await using PostgisDatabase database = new(_server);
        PostgisConnections connections = await database.ConnectAsync();
        Assert.SkipWhen(_server.Folder is null, "only a private server is killed");
        string[] steps = ["locked", "checked", "facts", "index", "report", "written", "prepared", "switched", "recorded", "current", "retired"];
        VersionId before = (await PublisherOn(connections).PublishAsync(DraftOf(-1, IdentityRegistry.Empty), Token)).Manifest.Stamp.Id;
        for (int i = 0; i < steps.Length; i++)
        {
            DirectoryDraft draft = DraftOf(i, await PublisherOn(connections).IdentitiesAsync(Token));
            bool isKilled = false;
            void KillAt(string step)
            {
                if (step == steps[i] && !isKilled)
                {
                    isKilled = true;
                    _server.KillAsync().Wait(Token);
                }
            }

            await using (PostgisConnections importer = new(database.ConnectionString, "importer"))
            {
                Publisher publisher = new(
                    new PostgisVersionStorage(importer, TimeProvider.System) { DropAfter = TimeSpan.Zero, AfterStep = KillAt },
                    [new RecordingIndex("outside")], TimeProvider.System, keepVersions: 1) { AfterStep = KillAt };
                Task<PublishOutcome> publishing = publisher.PublishAsync(draft, Token);
                if (i >= Array.IndexOf(steps, "current"))
                {
                    Assert.Equal(PublishResult.Published, (await publishing).Result);
                }
                else if (i >= Array.IndexOf(steps, "switched"))
                {
                    PublishingCutOffException cut = await Assert.ThrowsAsync<PublishingCutOffException>(() => publishing);
                    Assert.Contains($"the current version is still {before}", cut.Message, StringComparison.Ordinal);
                }
                else
                {
                    Assert.True((await Assert.ThrowsAsync<StoreUnavailableException>(() => publishing)).IsOutage);
                }
            }

            Assert.True(isKilled, steps[i]);
            await _server.StartAgainAsync();
            await UntilItAnswersAsync(connections);
            await CheckAsync(steps[i], isWritten: i >= Array.IndexOf(steps, "written"), isCurrent: i >= Array.IndexOf(steps, "current"), draft);
        }

        async Task CheckAsync(string step, bool isWritten, bool isCurrent, DirectoryDraft draft)
        {
            PostgisVersionStorage storage = StorageOn(connections);
            CurrentPointer pointer = await storage.CurrentAsync(Token);
            Assert.True(pointer.State == PointerState.Set && (pointer.Id != before) == isCurrent, step);
            StoredVersion? written = (await storage.ListAsync(Token)).FirstOrDefault(version => version.Manifest!.Sources[0].File == draft.Sources[0].File);
            Assert.Equal((step, isWritten, isCurrent), (step, written is not null, written?.WasCurrent ?? false));
            Publisher publisher = PublisherOn(connections);
            Assert.All(await publisher.VerifyAsync(Token), version => Assert.Null(version.Problem));
            VersionId now = (await publisher.PublishAsync(draft, Token)).Manifest.Stamp.Id;
            await publisher.MakeCurrentAsync(before, Token);
            Assert.Equal(before, (await storage.CurrentAsync(Token)).Id);
            Assert.Equal(now, (await publisher.PublishAsync(draft, Token)).Manifest.Stamp.Id);
            Assert.All(await publisher.VerifyAsync(Token), version => Assert.Null(version.Problem));
            before = now;
        }
    }

    /// <summary>The process that is killed: does one publish as the importer does.</summary>
    [Fact(Explicit = true)]
    public async Task Publishes_what_it_is_told_to_until_it_is_killed()
    {
        string[] order = Environment.GetEnvironmentVariable(Order)!.Split('|');
        await using PostgisConnections connections = new(order[2], "importer");
        DirectoryDraft draft = DraftOf(int.Parse(order[0], CultureInfo.InvariantCulture), await PublisherOn(connections).IdentitiesAsync(Token));
        await File.WriteAllTextAsync(order[1], "", Token);
        await PublisherOn(connections).PublishAsync(draft, Token);
        await Task.Delay(TimeSpan.FromMinutes(1), Token);
    }

    private static Process Start(int round, string began, string connectionString)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "Locator.Tests"))
        {
            ArgumentList = { "-explicit", "only", "-method", $"{typeof(PostgisCrashTests).FullName}.{nameof(Publishes_what_it_is_told_to_until_it_is_killed)}" },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[Order] = string.Create(CultureInfo.InvariantCulture, $"{round}|{began}|{connectionString}");
        return Process.Start(start)!;
    }

    private static PostgisVersionStorage StorageOn(PostgisConnections connections) =>
        new(connections, TimeProvider.System) { DropAfter = TimeSpan.Zero };

    private static Publisher PublisherOn(PostgisConnections connections) => new(StorageOn(connections), [], TimeProvider.System, keepVersions: 1);

    private async Task<TimeSpan> PublishFirstAsync(PostgisConnections connections)
    {
        DirectoryDraft first = await ExpectAsync(connections, 0);
        await PublisherOn(connections).PublishAsync(first, Token);

        // The second time everything is warm, and there is something to compare with.
        DirectoryDraft second = await ExpectAsync(connections, -1);
        long started = Stopwatch.GetTimestamp();
        await PublisherOn(connections).PublishAsync(second, Token);
        return Stopwatch.GetElapsedTime(started);
    }

    private async Task<DirectoryDraft> ExpectAsync(PostgisConnections connections, int round)
    {
        DirectoryDraft draft = DraftOf(round, await PublisherOn(connections).IdentitiesAsync(Token));
        FacilityIndexer indexer = new(draft.Sources, Vocabulary.Current);
        IndexedFacility[] indexed = [.. draft.Facilities.OrderBy(facility => facility.Id, StringComparer.Ordinal).Select(indexer.Of)];
        lock (_rounds)
        {
            _rounds.Remove(NameOf(round - 3));
            _rounds[NameOf(round)] = (draft, indexed);
        }

        return draft;
    }

    private static string NameOf(int round) => string.Create(CultureInfo.InvariantCulture, $"round {round}");

    /// <summary>One directory in even rounds, another in odd ones; the source's name makes each a version of its own.</summary>
    private static DirectoryDraft DraftOf(int round, IdentityRegistry registry)
    {
        bool even = round % 2 == 0;
        DirectoryDraft draft;
        if (Real)
        {
            draft = RealDirectory.Draft(
                registry, even ? "directory/directory2024_with_coordinates.csv.gz" : "directory/National_Directory_SA_Facilities_2022.xlsx");
        }
        else
        {
            string[] all = [.. Enumerable.Range(0, 2000).Select(i => string.Create(CultureInfo.InvariantCulture, $"f{i:d4}"))];
            draft = Drafts.Of([.. all.Where((_, i) => i % 3 != (even ? 0 : 1))]);
            draft = draft with
            {
                Facilities = [.. draft.Facilities.Select(facility => facility with { Name = NameOf(round) })],
                Sites = [.. all.Select(Drafts.Site)],
            };
        }

        return draft with { Sources = [draft.Sources[0] with { File = NameOf(round) }] };
    }

    /// <summary>After a kill: whatever is kept is whole, the next import succeeds and leaves nothing behind. Whether the killed one had become current.</summary>
    private async Task<bool> CheckAndImportAgainAsync(PostgisConnections connections, VersionId before, int round)
    {
        PostgisVersionStorage storage = StorageOn(connections);
        VersionId current = (await storage.CurrentAsync(Token)).Id!.Value;
        IReadOnlyList<StoredVersion> kept = await storage.ListAsync(Token);
        DirectoryManifest manifest = Assert.Single(kept, version => version.Id == current).Manifest!;
        bool isNew = manifest.Sources[0].File == NameOf(round);
        Assert.True(isNew || current == before, $"{current} is neither the old version nor the new one");
        foreach (StoredVersion version in kept)
        {
            await CompareWithTheFileAsync(connections, version.Manifest!);
        }

        PublishOutcome outcome = await PublisherOn(connections).PublishAsync(_rounds[NameOf(round)].Draft, Token);
        Assert.Equal(NameOf(round), outcome.Manifest.Sources[0].File);
        Assert.Equal(outcome.Manifest.Stamp, (await storage.CurrentAsync(Token)).Stamp);
        Assert.Equal(isNew, outcome.Result == PublishResult.Unchanged);
        await CompareWithTheFileAsync(connections, outcome.Manifest);

        await using NpgsqlCommand orphans = connections.DataSource.CreateCommand(
            """
            SELECT count(*) FROM pg_tables
            WHERE schemaname = 'locator' AND tablename ~ '[0-9]$' AND substring(tablename FROM '[0-9_]+$') NOT IN (
                SELECT '_' || translate(version, '-.', '__') FROM locator.directory_version WHERE state <> 'dropped')
            """);
        Assert.Equal(0L, await orphans.ExecuteScalarAsync(Token));
        return isNew;
    }

    /// <summary>Every fact of every facility, and every document and match that a search finds, against the file.</summary>
    private async Task CompareWithTheFileAsync(PostgisConnections connections, DirectoryManifest manifest)
    {
        if (!_rounds.TryGetValue(manifest.Sources[0].File, out (DirectoryDraft Draft, IReadOnlyList<IndexedFacility> Indexed) expected))
        {
            return;
        }

        DirectoryVersion loaded = await StorageOn(connections).LoadAsync(manifest.Stamp.Id, Token);
        Assert.Equal(
            expected.Draft.Facilities.OrderBy(facility => facility.Id, StringComparer.Ordinal).Select(facility => Convert.ToHexString(VersionFacts.LineOf(facility))),
            loaded.Facilities.Select(facility => Convert.ToHexString(VersionFacts.LineOf(facility))));
        SearchQuery everything = new() { Limit = expected.Indexed.Count + 1 };
        SearchAnswer answer = Assert.Single(
            await new PostgisEngine(connections, TimeSpan.FromMinutes(1)).SearchAsync(manifest.Stamp, [everything], Token));
        SearchAssert.Equal(new EmbeddedIndex(expected.Indexed).Search(everything), answer, manifest.Version);
        Assert.Equal(expected.Indexed.Count, answer.Hits.Count);
    }

    private static async Task UntilItAnswersAsync(PostgisConnections connections)
    {
        PostgisEngine engine = new(connections);
        for (int tries = 0; ; tries++)
        {
            try
            {
                await engine.VersionsAsync(Token);
                return;
            }
            catch (SearchUnavailableException) when (tries < 50)
            {
                await Task.Delay(20, Token);
            }
        }
    }

    /// <summary>Searches the current version without pause and compares each answer with that version's round.</summary>
    private sealed class Searcher : IDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly Task<int> _running;

        public Searcher(PostgisCrashTests tests, PostgisConnections connections) => _running = Task.Run(() => RunAsync(tests, connections));

        /// <summary>Searches that were told that the server cannot be used.</summary>
        public int Refused { get; private set; }

        public async Task<int> EndAsync()
        {
            await _end.CancelAsync();
            return await _running;
        }

        public void Dispose() => _end.Dispose();

        private async Task<int> RunAsync(PostgisCrashTests tests, PostgisConnections connections)
        {
            PostgisEngine engine = new(connections, TimeSpan.FromMinutes(1));
            PostgisVersionStorage storage = StorageOn(connections);
            SearchQuery[] queries =
            [
                new SearchQuery { State = "GA", Limit = 50 },
                new SearchQuery { Origin = AFacility.Atlanta, FindRadius = true, Limit = 50, Facets = [new FacetRequest("level", ["level:op"])] },
            ];
            Dictionary<string, SearchAnswer[]> expected = [];
            int searches = 0;
            while (!_end.IsCancellationRequested)
            {
                try
                {
                    VersionStamp version = (await storage.CurrentAsync(CancellationToken.None)).Stamp!.Value;
                    DirectoryManifest current = await storage.ManifestAsync(version.Id, CancellationToken.None);
                    IReadOnlyList<SearchAnswer> answers = await engine.SearchAsync(version, queries, CancellationToken.None);
                    string round = current.Sources[0].File;
                    if (!expected.TryGetValue(round, out SearchAnswer[]? right))
                    {
                        IReadOnlyList<IndexedFacility> indexed;
                        lock (tests._rounds)
                        {
                            indexed = tests._rounds[round].Indexed;
                        }

                        EmbeddedIndex index = new(indexed);
                        right = expected[round] = [.. queries.Select(index.Search)];
                    }

                    for (int i = 0; i < queries.Length; i++)
                    {
                        SearchAssert.Equal(right[i], answers[i], $"{round}, query {i}");
                    }

                    searches++;
                }
                catch (VersionGoneException)
                {
                    // It was replaced between the two reads.
                }
                catch (Exception e) when (e is SearchUnavailableException or StoreUnavailableException)
                {
                    Refused++;
                }

                await Task.Delay(20, CancellationToken.None);
            }

            return searches;
        }
    }
}
