using Locator.Facilities;
using Locator.Indexing;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Search;
using Locator.Testing;
using Locator.Tests.Versions;
using Locator.Versions;
using Npgsql;
using Xunit;

namespace Locator.Tests.Postgis;

/// <summary>An engine that has answered from a store goes on rightly, or says that it cannot, when that store is deleted and made anew under it.</summary>
public sealed class PostgisRemadeStoreTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly VersionStamp Stamp = new(VersionId.Parse("2026-11-20.1"), "content");

    private readonly PostgisDatabase _database = new(server);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static SearchQuery Asking(string token) => new()
    {
        Filters = [new TokenFilter("x", [token])],
        Facets = [new FacetRequest("x", ["x:a", "x:b", "x:c"])],
    };

    [Theory]
    // As wide as before: without a look at the table, b's bit is taken for a's. Wider: the server refuses to compare.
    [InlineData("x:b", "x:c")]
    [InlineData("x:b", "x:c", "x:d")]
    public async Task Bits_of_another_token_table_under_the_same_stamp_are_read_anew(params string[] tokens)
    {
        ISearchEngine running = await PostgisDirectory.HoldingAsync(
            _database, Stamp, [AFacility.With("one", ["service:A", "x:a"]), AFacility.With("two", ["service:A", "x:b"])]);
        Assert.Equal("one", Assert.Single(await HitsAsync("x:a")));

        await PostgisDirectory.HoldingAsync(_database, Stamp, [.. tokens.Select(token => AFacility.With($"with {token}", [token, "service:B"]))]);
        Assert.Empty(await HitsAsync("x:a"));
        Assert.Equal("with x:b", Assert.Single(await HitsAsync("x:b")));
        Assert.Equal("with x:c", Assert.Single(await HitsAsync("x:c")));
        FacetCounts facets = Assert.Single(Assert.Single(await running.SearchAsync(Stamp, [Asking("x:b")], Token)).Facets);
        Assert.Equal([0, 1, 1], facets.Values.Select(value => value.Count));

        await PostgisDirectory.HoldingAsync(_database, Stamp, [AFacility.With("one", ["service:C", "service:D", "x:a"])]);
        FacilityRecord facility = Assert.Single(await running.FacilitiesAsync(Stamp, ["one"], Token));
        Assert.Equal(["C", "D"], Assert.Single(facility.Programs).Codes);

        async Task<string[]> HitsAsync(string token) =>
            [.. Assert.Single(await running.SearchAsync(Stamp, [Asking(token)], Token)).Hits.Select(hit => hit.Id)];
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_schema_or_a_database_deleted_and_imported_anew_on_the_same_day_is_another_version_of_the_same_id(bool wholeDatabase)
    {
        PostgisConnections connections = await _database.ConnectAsync();
        PostgisEngine running = new(connections, TimeSpan.FromMinutes(1));
        VersionStamp before = await PublishAsync(_database.ConnectionString, "a", "b");
        SearchQuery[] queries =
        [
            new SearchQuery { Origin = AFacility.Atlanta, Radius = Locator.Geo.Distance.FromMiles(25), Filters = [new TokenFilter("service", ["service:OP"])] },
            new SearchQuery { State = "GA" },
        ];
        // Prepared on the server from the third time on.
        for (int i = 0; i < 4; i++)
        {
            Assert.All(await running.SearchAsync(before, queries, Token), answer => Assert.Equal(["a", "b"], answer.Hits.Select(hit => hit.Id)));
        }

        NpgsqlConnectionStringBuilder settings = new(_database.ConnectionString);
        await ExecuteAsync(
            wholeDatabase ? await server.AdministratorAsync() : _database.ConnectionString,
            wholeDatabase
                ? [$"DROP DATABASE {settings.Database} WITH (FORCE)", $"CREATE DATABASE {settings.Database}"]
                : ["DROP SCHEMA locator CASCADE"]);
        SearchUnavailableException nothing = await Assert.ThrowsAsync<SearchUnavailableException>(() => AnswerOfAsync(before));
        Assert.True(nothing.IsFault);
        Assert.Contains(wholeDatabase ? "CREATE EXTENSION postgis" : "importer database migrate", nothing.Message, StringComparison.Ordinal);

        VersionStamp after = await PublishAsync(_database.ConnectionString, "a", "c");
        Assert.Equal((before.Id, true), (after.Id, before != after));
        await Assert.ThrowsAsync<VersionGoneException>(() => AnswerOfAsync(before));
        for (int i = 0; i < 4; i++)
        {
            Assert.All(await AnswerOfAsync(after), answer => Assert.Equal(["a", "c"], answer.Hits.Select(hit => hit.Id)));
        }

        Assert.Equal("c", Assert.Single(await running.FacilitiesAsync(after, ["b", "c"], Token)).Id);
        Assert.Equal([after], await running.VersionsAsync(Token));

        // The connections of before are cut, and each says so once.
        async Task<IReadOnlyList<SearchAnswer>> AnswerOfAsync(VersionStamp version)
        {
            while (true)
            {
                try
                {
                    return await running.SearchAsync(version, queries, Token);
                }
                catch (SearchUnavailableException cut) when (!cut.IsFault)
                {
                }
            }
        }
    }

    [Fact]
    public async Task A_version_restored_from_a_backup_of_the_same_content_is_answered_from_without_a_word()
    {
        // Other tables, other object ids, the same bits.
        IndexedFacility[] facilities = [AFacility.With("one", ["x:a"]), AFacility.With("two", ["x:b"])];
        ISearchEngine running = await PostgisDirectory.HoldingAsync(_database, Stamp, facilities);
        await running.SearchAsync(Stamp, [Asking("x:a")], Token);
        await PostgisDirectory.HoldingAsync(_database, Stamp, facilities);
        Assert.Equal("one", Assert.Single(Assert.Single(await running.SearchAsync(Stamp, [Asking("x:a")], Token)).Hits).Id);
        Assert.Equal(1, ((PostgisEngine)running).KnownVersions);
    }

    [Fact]
    public async Task A_token_table_that_was_changed_by_hand_is_a_fault_and_nothing_is_answered_from_it()
    {
        await PostgisDirectory.HoldingAsync(_database, Stamp, [AFacility.With("one", ["x:a"]), AFacility.With("two", ["x:b"])]);
        await ExecuteAsync(_database.ConnectionString, "UPDATE locator.token_2026_11_20_1 SET position = 1 - position");
        PostgisEngine engine = new(await _database.ConnectAsync(), TimeSpan.FromMinutes(1), PostgisDirectory.Vocabulary);
        SearchUnavailableException fault = await Assert.ThrowsAsync<SearchUnavailableException>(() => engine.SearchAsync(Stamp, [Asking("x:a")], Token));
        Assert.True(fault.IsFault);
        Assert.Contains("import its files again", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_known_of_versions_that_are_gone_is_let_go_of()
    {
        PostgisEngine engine = new(await _database.ConnectAsync(), TimeSpan.FromMinutes(1));
        for (int n = 1; n <= 5; n++)
        {
            VersionStamp version = await PublishAsync(_database.ConnectionString, [.. Enumerable.Range(0, n).Select(i => $"f{i}")]);
            Assert.Equal(n, Assert.Single(await engine.SearchAsync(version, [new SearchQuery { State = "GA" }], Token)).Total);
        }

        // The current version and the one before it.
        Assert.Equal(2, (await engine.VersionsAsync(Token)).Count);
        Assert.Equal(2, engine.KnownVersions);
    }

    /// <summary>Migrates and publishes as an importer does: in a process that knows nothing of what was there before.</summary>
    private static async Task<VersionStamp> PublishAsync(string connectionString, params string[] ids)
    {
        await using PostgisConnections connections = new(connectionString, "importer");
        await PostgisSchema.MigrateAsync(connections, Token);
        Publisher publisher = new(new PostgisVersionStorage(connections, TimeProvider.System), [], new Clock(), keepVersions: 1);
        return (await publisher.PublishAsync(Drafts.Of(ids), Token)).Manifest.Stamp;
    }

    private static async Task ExecuteAsync(string connectionString, params string[] commands)
    {
        await using NpgsqlConnection connection = new(connectionString + ";Pooling=false");
        await connection.OpenAsync(Token);
        foreach (string sql in commands)
        {
            await using NpgsqlCommand command = new(sql, connection);
            await command.ExecuteNonQueryAsync(Token);
        }
    }
}
