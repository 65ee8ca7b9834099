using Locator.Facilities;
using Locator.Search;
using Locator.Search.Postgis;
using Locator.Testing;
using Locator.Versions;
using Locator.Versions.Postgis;
using Npgsql;
using Xunit;

namespace Locator.Tests.Versions;

public sealed class PostgisDirectoryStoreTests(PostgresServer server) : DirectoryStoreContract, IAsyncLifetime
{
    private readonly PostgisDatabase _database = new(server);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    protected override async Task<IDirectoryStore> StoreAsync(int keep = 2, string vocabulary = "v") => await Store(keep, vocabulary);

    private async Task<PostgisDirectoryStore> Store(int keep = 2, string vocabulary = "v", Action<string>? afterStep = null) =>
        new(await _database.ConnectAsync(), Clock, keep, vocabulary) { AfterStep = afterStep, LongestWait = TimeSpan.FromSeconds(20), DropAfter = TimeSpan.Zero };

    private async Task<List<T[]>> RowsAsync<T>(string sql)
    {
        await using NpgsqlCommand command = (await _database.ConnectAsync()).DataSource.CreateCommand(sql);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(Token);
        List<T[]> rows = [];
        while (await reader.ReadAsync(Token))
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetFieldValue<T>)]);
        }

        return rows;
    }

    private Task<List<string[]>> TablesAsync() =>
        RowsAsync<string>("SELECT tablename::text FROM pg_tables WHERE schemaname = 'locator' AND tablename ~ '[0-9]$' ORDER BY 1");

    [Fact]
    public async Task What_is_published_can_be_searched_in_the_same_database()
    {
        await (await Store(vocabulary: Vocabulary.Current.Hash)).PublishAsync(Drafts.Of("a", "b"), [], Token);
        PostgisEngine engine = new(await _database.ConnectAsync());
        Assert.Equal(["2026-11-20.1"], (await engine.VersionsAsync(Token)).Select(held => held.Version));
        SearchAnswer answer = Assert.Single(await engine.SearchAsync(
            "2026-11-20.1", [new SearchQuery { Origin = AFacility.Atlanta, FindRadius = true }], Token));
        Assert.Equal(["a", "b"], answer.Hits.Select(hit => hit.Id));
        Assert.Equal(100, answer.Radius?.Miles);
    }

    [Fact]
    public async Task The_version_before_is_kept_however_old_it_is()
    {
        PostgisDirectoryStore store = await Store(vocabulary: Vocabulary.Current.Hash);
        await store.PublishAsync(Drafts.Of("a"), [], Token);
        await store.PublishAsync(Drafts.Of("a", "b"), [], Token);
        await store.PublishAsync(Drafts.Of("a", "b", "c"), [], Token);

        await store.MakeCurrentAsync("2026-11-20.1", [], Token);
        // Instances search the first until they have loaded the fourth.
        await store.PublishAsync(Drafts.Of("a", "d"), [], Token);
        Assert.Contains(await new PostgisEngine(await _database.ConnectAsync()).VersionsAsync(Token), held => held.Version == "2026-11-20.1");
    }

    [Fact]
    public async Task A_version_made_with_another_vocabulary_is_not_searched()
    {
        await (await Store(vocabulary: "another")).PublishAsync(Drafts.Of("a"), [], Token);
        PostgisEngine engine = new(await _database.ConnectAsync());
        Assert.Empty(await engine.VersionsAsync(Token));
        SearchUnavailableException e = await Assert.ThrowsAsync<SearchUnavailableException>(
            () => engine.SearchAsync("2026-11-20.1", [new SearchQuery { State = "GA" }], Token));
        Assert.Contains("another vocabulary", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retired_version_is_gone_for_searches_and_its_tables_go_with_the_next_import()
    {
        PostgisDirectoryStore store = await Store(keep: 0, vocabulary: Vocabulary.Current.Hash);
        await store.PublishAsync(Drafts.Of("a"), [], Token);
        PostgisEngine engine = new(await _database.ConnectAsync());
        SearchQuery query = new() { State = "GA" };
        await engine.SearchAsync("2026-11-20.1", [query], Token);
        await store.PublishAsync(Drafts.Of("a", "b"), [], Token);
        await Assert.ThrowsAsync<VersionGoneException>(() => engine.SearchAsync("2026-11-20.1", [query], Token));
        Assert.Contains(await TablesAsync(), row => row[0] == "program_2026_11_20_1");
        await store.PublishAsync(Drafts.Of("a", "b", "c"), [], Token);
        Assert.DoesNotContain(await TablesAsync(), row => row[0].EndsWith("2026_11_20_1", StringComparison.Ordinal));
        await Assert.ThrowsAsync<VersionGoneException>(() => engine.SearchAsync("2026-11-20.1", [query], Token));
    }

    [Fact]
    public async Task What_changed_is_the_difference_of_the_sets()
    {
        PostgisDirectoryStore store = await Store();
        DirectoryDraft all = Drafts.Of("changed", "gone", "moved", "same", "returned");
        await store.PublishAsync(all, [], Token);
        Facility without = Drafts.Facility("returned");
        await store.PublishAsync(
            all with { Facilities = [.. all.Facilities.Where(facility => facility.Id != without.Id)] }, [], Token);
        Facility same = Drafts.Facility("same");
        await store.PublishAsync(
            all with
            {
                Facilities =
                [
                    Drafts.Facility("added"),
                    Drafts.Facility("changed") with { Website = null },
                    Drafts.Facility("moved") with { Address = Drafts.Facility("moved").Address with { Street1 = "2 Test Street" } },
                    without,
                    same with { Programs = [same.Programs[0] with { Source = new SourceReference(0, 99) }] },
                ],
                Sites = [.. all.Sites, Drafts.Site("added")],
            },
            [],
            Token);
        Assert.Equal(
            ["added added", "changed changed", "gone withdrawn", "moved moved", "returned returned"],
            (await RowsAsync<string>("SELECT facility_id, change FROM locator.facility_change WHERE version = '2026-11-20.3' ORDER BY 1"))
                .Select(row => string.Join(' ', row)));
    }

    [Fact]
    public async Task The_report_of_the_import_is_kept_with_the_version()
    {
        await (await Store()).PublishAsync(Drafts.Of("a"), [], Token);
        string[] row = Assert.Single(await RowsAsync<string>(
            "SELECT version, file, \"row\"::text, field, problem, outcome, value FROM locator.import_issue"));
        Assert.Equal(
            ["2026-11-20.1", "test.csv", "7", "zip", "The ZIP lost its zero, it had \"four\" digits.", "repaired", "2101"], row);
    }

    [Theory]
    [InlineData("facts")]
    [InlineData("index")]
    [InlineData("report")]
    public async Task An_import_that_fails_before_its_version_is_whole_leaves_nothing_of_it(string failAfter)
    {
        await (await Store()).PublishAsync(Drafts.Of("a"), [], Token);
        PostgisDirectoryStore failing = await Store(afterStep: step =>
        {
            if (step == failAfter)
            {
                throw new InvalidOperationException("failed on purpose");
            }
        });
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing.PublishAsync(Drafts.Of("a", "b"), [], Token));
        Assert.Equal("2026-11-20.1", await (await Store()).CurrentAsync(Token));
        Assert.DoesNotContain(await TablesAsync(), row => row[0].EndsWith('2'));
        Assert.Equal(["a"], (await (await Store()).IdentitiesAsync(Token)).TakenIds);
        PublishOutcome outcome = await (await Store()).PublishAsync(Drafts.Of("a", "b"), [], Token);
        Assert.Equal((PublishResult.Published, "2026-11-20.2"), (outcome.Result, outcome.Manifest.Version));
    }

    [Fact]
    public async Task A_version_is_built_in_every_index_before_any_is_switched_and_both_before_it_is_current()
    {
        PostgisDirectoryStore store = await Store();
        List<string> steps = [];
        Recorder first = new("first", steps, store), second = new("second", steps, store);
        await store.PublishAsync(Drafts.Of("a"), [first, second], Token);
        Assert.Equal(
            ["first built 1, current ", "second built 1, current ", "first switched, current ", "second switched, current "], steps);
        Assert.Equal("2026-11-20.1", await store.CurrentAsync(Token));
    }

    [Fact]
    public async Task An_index_that_fails_leaves_what_was_current_current_and_the_next_import_goes_on()
    {
        PostgisDirectoryStore store = await Store();
        await store.PublishAsync(Drafts.Of("a"), [], Token);
        List<string> steps = [];
        Recorder failing = new("failing", steps, store) { Fails = true };
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.PublishAsync(Drafts.Of("a", "b"), [failing], Token));
        Assert.Equal("2026-11-20.1", await store.CurrentAsync(Token));
        PublishOutcome outcome = await store.PublishAsync(Drafts.Of("a", "b"), [new Recorder("mended", steps, store)], Token);
        Assert.Equal("2026-11-20.2", outcome.Manifest.Version);
        Assert.Equal("2026-11-20.2", await store.CurrentAsync(Token));
    }

    [Fact]
    public async Task A_second_import_waits_and_is_told_who_holds_the_lock()
    {
        PostgisConnections connections = await _database.ConnectAsync();
        await using (await PostgisImportLock.TakeAsync(connections, Token))
        {
            PostgisDirectoryStore impatient = new(connections, Clock) { LongestWait = TimeSpan.FromMilliseconds(300) };
            StoreBusyException busy = await Assert.ThrowsAsync<StoreBusyException>(() => impatient.PublishAsync(Drafts.Of("a"), [], Token));
            Assert.Contains("locator tests (user postgres from 127.0.0.1, since ", busy.Message, StringComparison.Ordinal);
        }

        await (await Store()).PublishAsync(Drafts.Of("a"), [], Token);
    }

    [Fact]
    public async Task Facts_changed_behind_the_stores_back_are_damage_and_importing_again_mends_it()
    {
        await (await Store()).PublishAsync(Drafts.Of("a"), [], Token);
        await RowsAsync<string>("UPDATE locator.fact_2026_11_20_1 SET line = replace(line::text, 'Peachtree', 'Plumtree')::json RETURNING ''");
        DamagedVersionException damage = await Assert.ThrowsAsync<DamagedVersionException>(
            async () => await (await Store()).LoadAsync("2026-11-20.1", Token));
        Assert.Contains("the hash differs", damage.Problem, StringComparison.Ordinal);
        PublishOutcome outcome = await (await Store()).PublishAsync(Drafts.Of("a"), [], Token);
        Assert.Equal((PublishResult.Published, "2026-11-20.2"), (outcome.Result, outcome.Manifest.Version));
    }

    private sealed class Recorder(string name, List<string> steps, PostgisDirectoryStore store) : IVersionIndex
    {
        public string Name => name;

        public bool Fails { get; init; }

        public async Task BuildAsync(
            DirectoryManifest manifest, IReadOnlyList<IndexedFacility> facilities, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                throw new InvalidOperationException("failed on purpose");
            }

            steps.Add($"{name} built {facilities.Count}, current {await store.CurrentAsync(cancellationToken)}");
        }

        public async Task SwitchAsync(string version, CancellationToken cancellationToken) =>
            steps.Add($"{name} switched, current {await store.CurrentAsync(cancellationToken)}");
    }
}
