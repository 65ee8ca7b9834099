using Locator.Facilities;
using Locator.Indexing;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Search;
using Locator.Testing;
using Locator.Tests.Publishing;
using Locator.Tests.Versions;
using Locator.Versions;
using Npgsql;
using Xunit;

namespace Locator.Tests.Postgis;

public sealed class PostgisVersionStorageTests(PostgresServer server) : PublisherContract, IAsyncLifetime
{
    private static readonly VersionId First = VersionId.Parse("2026-11-20.1");
    private static readonly SearchQuery InGeorgia = new() { State = "GA" };

    private readonly PostgisDatabase _database = new(server);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    protected override async Task<IVersionStorage> StorageAsync() => await StorageAsync(null);

    private async Task<PostgisVersionStorage> StorageAsync(Action<string>? afterStep) =>
        new(await _database.ConnectAsync(), Clock) { AfterStep = afterStep, LongestWait = TimeSpan.FromSeconds(20), DropAfter = TimeSpan.Zero };

    /// <summary>Publishes what this program's engine can search.</summary>
    private async Task<DirectoryManifest> PublishForSearchesAsync(int keep, params string[] ids) =>
        (await (await PublisherAsync(keep, Vocabulary.Current.Hash)).PublishAsync(Drafts.Of(ids), Token)).Manifest;

    private async Task<PostgisEngine> EngineAsync() => new(await _database.ConnectAsync(), TimeSpan.FromMinutes(1));

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

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = (await _database.ConnectAsync()).DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<string[]> TablesAsync() =>
        [.. (await RowsAsync<string>("SELECT tablename::text FROM pg_tables WHERE schemaname = 'locator' AND tablename ~ '[0-9]$' ORDER BY 1")).Select(row => row[0])];

    [Fact]
    public async Task What_is_published_can_be_searched_in_the_same_database()
    {
        VersionStamp version = (await PublishForSearchesAsync(2, "a", "b")).Stamp;
        PostgisEngine engine = await EngineAsync();
        Assert.Equal([version], await engine.VersionsAsync(Token));
        SearchAnswer answer = Assert.Single(await engine.SearchAsync(
            version, [new SearchQuery { Origin = AFacility.Atlanta, FindRadius = true }], Token));
        Assert.Equal(["a", "b"], answer.Hits.Select(hit => hit.Id));
        Assert.Equal(100, answer.Radius?.Miles);
        FacilityRecord facility = Assert.Single(await engine.FacilitiesAsync(version, ["b"], Token));
        Assert.Equal(answer.Hits[1].Document.ToBytes(), facility.Document.ToBytes());
        Assert.Equal("b-1: OIT OP", string.Join(' ', facility.Programs.Select(program => $"{program.ProgramId}: {string.Join(' ', program.Codes)}")));
    }

    [Fact]
    public async Task A_version_made_with_another_vocabulary_is_not_searched()
    {
        await (await PublisherAsync(vocabulary: "another")).PublishAsync(Drafts.Of("a"), Token);
        VersionStamp version = (await (await StorageAsync()).CurrentAsync(Token)).Stamp!.Value;
        PostgisEngine engine = await EngineAsync();
        Assert.Empty(await engine.VersionsAsync(Token));
        SearchUnavailableException e = await Assert.ThrowsAsync<SearchUnavailableException>(() => engine.SearchAsync(version, [InGeorgia], Token));
        Assert.Contains("another vocabulary", e.Message, StringComparison.Ordinal);
        Assert.True(e.IsFault);
    }

    [Fact]
    public async Task A_retired_version_is_gone_for_searches_and_its_tables_go_with_the_next_import()
    {
        VersionStamp first = (await PublishForSearchesAsync(0, "a")).Stamp;
        PostgisEngine engine = await EngineAsync();
        await engine.SearchAsync(first, [InGeorgia], Token);
        await PublishForSearchesAsync(0, "a", "b");
        await Assert.ThrowsAsync<VersionGoneException>(() => engine.SearchAsync(first, [InGeorgia], Token));
        await Assert.ThrowsAsync<VersionGoneException>(() => engine.FacilitiesAsync(first, ["a"], Token));
        Assert.Contains("program_2026_11_20_1", await TablesAsync());
        await PublishForSearchesAsync(0, "a", "b", "c");
        Assert.DoesNotContain(await TablesAsync(), table => table.EndsWith("2026_11_20_1", StringComparison.Ordinal));
        await Assert.ThrowsAsync<VersionGoneException>(() => engine.SearchAsync(first, [InGeorgia], Token));
    }

    [Fact]
    public async Task A_view_that_somebody_made_on_an_old_version_keeps_that_one_and_blocks_no_import()
    {
        await (await PublisherAsync(keep: 0)).PublishAsync(Drafts.Of("a"), Token);
        await ExecuteAsync("CREATE VIEW public.names AS SELECT sort_name FROM locator.facility_2026_11_20_1");
        foreach (string[] ids in (string[][])[["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]])
        {
            Assert.Equal(PublishResult.Published, (await (await PublisherAsync(keep: 0)).PublishAsync(Drafts.Of(ids), Token)).Result);
        }

        Assert.Equal(["2026-11-20.4"], await VersionsAsync());
        // The second one is gone although the first, before it, could not go.
        Assert.Equal(
            ["1 retired", "2 dropped", "3 retired", "4 kept"],
            (await RowsAsync<string>("SELECT right(version, 1) || ' ' || state FROM locator.directory_version ORDER BY version")).Select(row => row[0]));
        Assert.Contains("facility_2026_11_20_1", await TablesAsync());
        await ExecuteAsync("DROP VIEW public.names");
        await (await PublisherAsync(keep: 0)).PublishAsync(Drafts.Of("a", "b", "c", "d", "e"), Token);
        Assert.DoesNotContain(await TablesAsync(), table => table.EndsWith("2026_11_20_1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_changed_is_the_difference_of_the_sets()
    {
        DirectoryDraft all = Drafts.Of("changed", "gone", "moved", "same", "returned");
        Publisher publisher = await PublisherAsync();
        await publisher.PublishAsync(all, Token);
        Facility without = Drafts.Facility("returned");
        await publisher.PublishAsync(all with { Facilities = [.. all.Facilities.Where(facility => facility.Id != without.Id)] }, Token);
        Facility same = Drafts.Facility("same");
        await publisher.PublishAsync(
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
            Token);
        Assert.Equal(
            ["added added", "changed changed", "gone withdrawn", "moved moved", "returned returned"],
            (await RowsAsync<string>("SELECT facility_id, change FROM locator.facility_change WHERE version = '2026-11-20.3' ORDER BY 1"))
                .Select(row => string.Join(' ', row)));
    }

    [Fact]
    public async Task The_digests_by_which_versions_are_compared_are_those_of_earlier_releases()
    {
        await PublishAsync("a");
        long[] row = Assert.Single(await RowsAsync<long>("SELECT facts, address FROM locator.fact_2026_11_20_1"));
        Assert.Equal([2090913767424447547, 7155631566653053211], row);
    }

    [Fact]
    public async Task The_report_of_the_import_is_kept_with_the_version()
    {
        await PublishAsync("a");
        string[] row = Assert.Single(await RowsAsync<string>(
            "SELECT version, file, \"row\"::text, field, problem, outcome, value FROM locator.import_issue"));
        Assert.Equal(
            ["2026-11-20.1", "test.csv", "7", "zip", "The ZIP lost its zero, it had \"four\" digits.", "repaired", "2101"], row);
    }

    [Theory]
    [InlineData("facts")]
    [InlineData("index")]
    [InlineData("report")]
    public async Task An_import_that_fails_or_is_stopped_before_its_version_is_whole_leaves_nothing_of_it(string at)
    {
        await PublishAsync("a");
        using CancellationTokenSource stop = new();
        foreach (Action end in (Action[])[() => throw new InvalidOperationException("failed on purpose"), stop.Cancel])
        {
            Publisher publisher = new(await StorageAsync(step => (step == at ? end : () => { })()), [], Clock) { VocabularyHash = "v" };
            await Assert.ThrowsAnyAsync<Exception>(() => publisher.PublishAsync(Drafts.Of("a", "b"), stop.Token));
            Assert.Equal("2026-11-20.1", await CurrentAsync());
            Assert.Equal(["2026-11-20.1"], await VersionsAsync());
            Assert.DoesNotContain(await TablesAsync(), table => table.EndsWith('2'));
            Assert.Equal(["a"], (await IdentitiesAsync()).TakenIds);
        }

        Assert.Equal("2026-11-20.2", await PublishAsync("a", "b"));
    }

    [Fact]
    public async Task A_pointer_that_fails_to_move_leaves_a_whole_version_that_never_was_current()
    {
        await PublishAsync("a");
        Publisher publisher = new(
            await StorageAsync(step => _ = step == "recorded" ? throw new InvalidOperationException("failed on purpose") : 0), [], Clock) { VocabularyHash = "v" };
        await Assert.ThrowsAsync<InvalidOperationException>(() => publisher.PublishAsync(Drafts.Of("a", "b"), Token));
        Assert.Equal("2026-11-20.1", await CurrentAsync());
        Assert.Equal([false, true], (await (await StorageAsync()).ListAsync(Token)).Select(version => version.WasCurrent));
        Assert.Equal("2026-11-20.2", await PublishAsync("a", "b"));
        Assert.Equal([true, true], (await (await StorageAsync()).ListAsync(Token)).Select(version => version.WasCurrent));
    }

    [Fact]
    public async Task A_second_import_waits_and_is_told_who_holds_the_lock()
    {
        PostgisConnections connections = await _database.ConnectAsync();
        await using (await (await StorageAsync()).LockAsync(Token))
        {
            PostgisVersionStorage impatient = new(connections, Clock) { LongestWait = TimeSpan.FromMilliseconds(300) };
            StoreBusyException busy = await Assert.ThrowsAsync<StoreBusyException>(() => impatient.LockAsync(Token));
            Assert.Contains("locator tests (user postgres from 127.0.0.1, since ", busy.Message, StringComparison.Ordinal);
            using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(100));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await (await StorageAsync()).LockAsync(stop.Token));
        }

        await PublishAsync("a");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_has_lost_the_connection_that_holds_the_lock_moves_nothing(bool noticedBefore)
    {
        await PublishAsync("a");
        NpgsqlConnectionStringBuilder settings = new(_database.ConnectionString) { KeepAlive = noticedBefore ? 1 : 0 };
        await using PostgisConnections connections = new(settings.ConnectionString, "cut");
        Publisher publisher = new(new PostgisVersionStorage(connections, Clock), [], Clock)
        {
            VocabularyHash = "v",
            AfterStep = step =>
            {
                if (step == "written")
                {
                    ExecuteAsync("SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND application_name = 'cut'")
                        .Wait(Token);
                    Task.Delay(noticedBefore ? 2500 : 0, Token).Wait(Token);
                }
            },
        };
        StoreUnavailableException lost = await Assert.ThrowsAsync<StoreUnavailableException>(() => publisher.PublishAsync(Drafts.Of("a", "b"), Token));
        Assert.True(lost.IsOutage);
        Assert.Equal("2026-11-20.1", await CurrentAsync());
        Assert.Equal("2026-11-20.2", await PublishAsync("a", "b"));
    }

    [Fact]
    public async Task Facts_changed_behind_the_stores_back_are_damage_told_at_the_end_of_reading_and_importing_again_mends_it()
    {
        string[] ids = [.. Enumerable.Range(0, 3000).Select(i => $"f{i:d4}")];
        await PublishAsync(ids);
        await ExecuteAsync("UPDATE locator.fact_2026_11_20_1 SET line = replace(line::text, 'Peachtree', 'Plumtree')::json WHERE facility_id = 'f2999'");
        PostgisVersionStorage storage = await StorageAsync(null);
        int read = 0;
        DamagedVersionException damage = await Assert.ThrowsAsync<DamagedVersionException>(async () =>
        {
            await foreach (Facility facility in storage.FacilitiesAsync(await storage.ManifestAsync(First, Token), Token))
            {
                Assert.Equal(ids[read++], facility.Id);
            }
        });
        Assert.Equal(3000, read);
        Assert.Contains("the hash differs", damage.Problem, StringComparison.Ordinal);
        Assert.Equal(damage.Problem, Assert.Single(await (await PublisherAsync()).VerifyAsync(Token)).Problem);
        Assert.Equal("2026-11-20.2", await PublishAsync(ids));
    }

    [Theory]
    [InlineData("UPDATE locator.fact_2026_11_20_1 SET line = '{}'", "not readable at line 1")]
    [InlineData("UPDATE locator.fact_2026_11_20_1 SET line = 'null' WHERE facility_id = 'b'", "not readable at line 2")]
    [InlineData("DELETE FROM locator.fact_2026_11_20_1", "the hash differs")]
    [InlineData("DROP TABLE locator.fact_2026_11_20_1", "a table of it is gone")]
    [InlineData("UPDATE locator.identity_2026_11_20_1 SET line = '{}'", "identities are not what was published")]
    [InlineData("DROP TABLE locator.identity_2026_11_20_1", "a table of it is gone")]
    [InlineData("DELETE FROM locator.program_2026_11_20_1 WHERE facility = 0", "the numbers of facilities or programs differ")]
    [InlineData("DROP TABLE locator.word_2026_11_20_1", "a table of it is gone")]
    [InlineData("UPDATE locator.token_2026_11_20_1 SET position = -1 WHERE position = 7", "the table of tokens differs")]
    [InlineData("UPDATE locator.directory_version SET manifest = '{}'", "its manifest is of format 0")]
    [InlineData("UPDATE locator.directory_version SET content_sha256 = 'x'", "its manifest names another content")]
    public async Task Whatever_is_damaged_is_told_by_verify_and_mended_by_importing_again(string damage, string problem)
    {
        await PublishAsync("a", "b");
        await ExecuteAsync(damage);
        Assert.Contains(problem, Assert.Single(await (await PublisherAsync()).VerifyAsync(Token)).Problem, StringComparison.Ordinal);
        await PublishAsync("a", "b");
        Assert.Equal("2026-11-20.2", await CurrentAsync());
        Assert.Null((await (await PublisherAsync()).VerifyAsync(Token))[0].Problem);
    }

    [Fact]
    public async Task A_lost_pointer_is_damage_and_not_a_store_that_nothing_was_published_to()
    {
        Assert.Equal(CurrentPointer.NeverPublished, await (await StorageAsync()).CurrentAsync(Token));
        await PublishAsync("a");
        foreach (string loss in (string[])["UPDATE locator.current_version SET version = NULL", "DELETE FROM locator.current_version"])
        {
            await ExecuteAsync(loss);
            CurrentPointer lost = await (await StorageAsync()).CurrentAsync(Token);
            Assert.Equal((PointerState.Damaged, null), (lost.State, lost.Id));
            Assert.Contains("names none", lost.Problem, StringComparison.Ordinal);
            PublishOutcome mended = await (await PublisherAsync()).PublishAsync(Drafts.Of("a"), Token);
            Assert.Equal("2026-11-20.1", mended.Manifest.Version);
            Assert.Equal("2026-11-20.1", await CurrentAsync());
        }
    }

    [Theory]
    [InlineData("UPDATE locator.directory_version SET manifest = '{\"format\": 9}'", "its manifest is of format 9")]
    [InlineData("UPDATE locator.directory_version SET state = 'retired', retired_at = now()", "is missing from the store")]
    public async Task A_pointer_to_what_cannot_be_read_says_what_it_names(string damage, string problem)
    {
        await PublishAsync("a");
        await ExecuteAsync(damage);
        CurrentPointer pointer = await (await StorageAsync()).CurrentAsync(Token);
        Assert.Equal((PointerState.Damaged, First, null), (pointer.State, pointer.Id, pointer.Stamp));
        Assert.Contains(problem, pointer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_may_be_read_for_longer_than_the_user_may_run_a_statement()
    {
        // More than the connection holds, so that the server waits for the reader.
        string address = "https://example.org/" + new string('a', 20_000);
        DirectoryDraft draft = Drafts.Of([.. Enumerable.Range(0, 2500).Select(i => $"f{i:d4}")]);
        draft = draft with { Facilities = [.. draft.Facilities.Select(facility => facility with { Website = address })] };
        await (await PublisherAsync()).PublishAsync(draft, Token);
        await using PostgisConnections api = new(_database.ConnectionString + ";Options=-c statement_timeout=300", "api");
        PostgisVersionStorage storage = new(api, Clock);
        int read = 0;
        await foreach (Facility _ in storage.FacilitiesAsync(await storage.ManifestAsync(First, Token), Token))
        {
            if (read++ == 0)
            {
                await Task.Delay(1000, Token);
            }
        }

        Assert.Equal(2500, read);
    }

    [Fact]
    public async Task Whoever_stops_reading_in_the_middle_can_go_on_with_the_store()
    {
        await PublishAsync([.. Enumerable.Range(0, 3000).Select(i => $"f{i:d4}")]);
        PostgisVersionStorage storage = await StorageAsync(null);
        DirectoryManifest manifest = await storage.ManifestAsync(First, Token);
        for (int i = 0; i < 50; i++)
        {
            await foreach (Facility facility in storage.FacilitiesAsync(manifest, Token))
            {
                Assert.Equal("f0000", facility.Id);
                break;
            }
        }

        Assert.Equal(3000, (await storage.LoadAsync(First, Token)).Facilities.Count);
    }
}
