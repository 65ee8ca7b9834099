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

/// <summary>Whatever is wrong with a database is said in a sentence, before anything is done to it.</summary>
public sealed class PostgisSchemaTests(PostgresServer server)
{
    private static readonly VersionStamp Version = new(VersionId.Parse("2026-11-20.1"), new string('0', 64));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<string> RefusalAsync(string connectionString, bool isOutage = false)
    {
        await using PostgisConnections connections = new(connectionString, "locator tests");
        PostgisVersionStorage storage = new(connections, TimeProvider.System);
        StoreUnavailableException refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => PublisherOn(connections).PublishAsync(Drafts.Of("a"), Token));
        // Whoever only reads or searches is told the same.
        Assert.Equal(refusal.Message, (await Assert.ThrowsAsync<StoreUnavailableException>(() => storage.CurrentAsync(Token))).Message);
        PostgisEngine engine = new(connections, TimeSpan.FromSeconds(20));
        foreach (Func<Task> ask in (Func<Task>[])
            [() => engine.VersionsAsync(Token), () => engine.SearchAsync(Version, [new SearchQuery { State = "GA" }], Token), () => engine.FacilitiesAsync(Version, ["a"], Token)])
        {
            SearchUnavailableException unavailable = await Assert.ThrowsAsync<SearchUnavailableException>(ask);
            Assert.Equal((refusal.Message, !refusal.IsOutage, null), (unavailable.Message, unavailable.IsFault, unavailable.InnerException));
        }

        Assert.Equal(isOutage, refusal.IsOutage);
        return refusal.Message;
    }

    private static Publisher PublisherOn(PostgisConnections connections) =>
        new(new PostgisVersionStorage(connections, TimeProvider.System), [], TimeProvider.System);

    private static string ScriptOf(string name)
    {
        using StreamReader reader = new(typeof(PostgisSchema).Assembly.GetManifestResourceStream($"Locator.Postgis.Migrations.{name}")!);
        return reader.ReadToEnd();
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using NpgsqlConnection connection = new(connectionString + ";Pooling=false");
        await connection.OpenAsync(Token);
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }

    [Fact]
    public async Task A_database_without_the_schema_says_what_to_run()
    {
        string database = await server.CreateDatabaseAsync();
        await ExecuteAsync(database, "CREATE EXTENSION postgis");
        Assert.Contains("importer database migrate", await RefusalAsync(database), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_PostGIS_says_so() =>
        Assert.Contains("CREATE EXTENSION postgis", await RefusalAsync(await server.CreateDatabaseAsync()), StringComparison.Ordinal);

    [Fact]
    public async Task A_database_that_does_not_keep_UTF8_is_refused()
    {
        string database = await server.CreateDatabaseAsync("ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
        await using PostgisConnections connections = new(database, "locator tests");
        StoreUnavailableException refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => PostgisSchema.MigrateAsync(connections, Token));
        Assert.Contains("ENCODING 'UTF8'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_and_newer_schemas_are_told_apart_and_left_alone()
    {
        string database = await server.CreateDatabaseAsync();
        await using (PostgisConnections connections = new(database, "locator tests"))
        {
            await PostgisSchema.MigrateAsync(connections, Token);
            await PostgisSchema.MigrateAsync(connections, Token);
            await PostgisSchema.CheckAsync(connections, Token);
        }

        await ExecuteAsync(database, "INSERT INTO locator.migration (scriptname, applied) VALUES ('9999-later.sql', now())");
        Assert.Contains("newer than this program (9999-later.sql)", await PublishRefusalAsync(database), StringComparison.Ordinal);
        await ExecuteAsync(database, "DELETE FROM locator.migration");
        Assert.Contains("older than this program", await PublishRefusalAsync(database), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_the_first_schema_is_brought_up_to_date_with_its_versions_answered_from()
    {
        string database = await server.CreateDatabaseAsync();
        VersionId old = VersionId.Parse("2026-11-19.2"), current = VersionId.Parse("2026-11-20.1"), never = VersionId.Parse("2026-11-20.2");
        await ExecuteAsync(database, $"""
            CREATE EXTENSION postgis;
            CREATE SCHEMA locator;
            CREATE TABLE locator.migration (schemaversionsid serial PRIMARY KEY, scriptname varchar(255) NOT NULL, applied timestamp NOT NULL);
            INSERT INTO locator.migration (scriptname, applied) VALUES ('0001-directory.sql', now());
            {ScriptOf("0001-directory.sql")}
            INSERT INTO locator.directory_version (version, state, retired_at, base, content_sha256, vocabulary_hash, manifest) VALUES
                ('2026-11-18.1', 'dropped', now(), NULL, 'd', 'of tests', '{"{}"}'),
                ('2026-11-19.1', 'retired', now(), NULL, 'r', 'of tests', '{"{}"}'),
                ('{old}', 'kept', NULL, '2026-11-18.1', 'o', 'of tests', '{"{}"}'),
                ('{current}', 'kept', NULL, '{old}', 'c', 'of tests', '{"{}"}'),
                ('{never}', 'kept', NULL, '{current}', 'n', 'of tests', '{"{}"}');
            UPDATE locator.current_version SET version = '{current}', changed_at = now();
            """);
        await using PostgisConnections connections = new(database, "locator tests");
        await using (NpgsqlConnection connection = await connections.DataSource.OpenConnectionAsync(Token))
        {
            // As earlier releases wrote them: only tokens that a program has. Those of the version that never was current are lost.
            foreach (VersionId id in (VersionId[])[old, current])
            {
                IndexedFacilities facilities = new([AFacility.With("a", ["é:ü", "x:a"]), AFacility.With($"in {id}", ["?x:a"])]);
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(Token);
                await PostgisIndexWriter.WriteAsync(connection, new VersionTables(id), new TokenBits(facilities.Tokens), facilities, Token);
                await transaction.CommitAsync(Token);
            }
        }

        Assert.Contains("older than this program", await RefusalAsync(database), StringComparison.Ordinal);
        await PostgisSchema.MigrateAsync(connections, Token);

        PostgisVersionStorage storage = new(connections, TimeProvider.System);
        Assert.Equal([(never, false), (current, true), (old, true)], (await storage.ListAsync(Token)).Select(version => (version.Id, version.WasCurrent)));
        await using NpgsqlCommand dropped = connections.DataSource.CreateCommand("SELECT was_current FROM locator.directory_version WHERE version < '2026-11-19.2' ORDER BY version");
        await using (NpgsqlDataReader reader = await dropped.ExecuteReaderAsync(Token))
        {
            Assert.True(await reader.ReadAsync(Token) && reader.GetBoolean(0), "the base of another version was current");
            Assert.True(await reader.ReadAsync(Token) && !reader.GetBoolean(0), "of what is no base nobody knows that it was");
        }

        PostgisEngine engine = new(connections, TimeSpan.FromMinutes(1), PostgisDirectory.Vocabulary);
        foreach (VersionStamp version in (VersionStamp[])[new(old, "o"), new(current, "c")])
        {
            SearchQuery query = new() { Filters = [new TokenFilter("x", ["x:a"], AllowUnknown: true)], Limit = 10 };
            SearchAnswer answer = Assert.Single(await engine.SearchAsync(version, [query], Token));
            Assert.Equal(["a", $"in {version}"], answer.Hits.Select(hit => hit.Id));
        }

        await Assert.ThrowsAsync<VersionGoneException>(() => engine.SearchAsync(new VersionStamp(never, "n"), [new SearchQuery { State = "GA" }], Token));
        Assert.Equal(PublishResult.Published, (await PublisherOn(connections).PublishAsync(Drafts.Of("a"), Token)).Result);
    }

    [Fact]
    public async Task A_wrong_password_and_an_absent_server_or_database_are_sentences_without_the_password()
    {
        NpgsqlConnectionStringBuilder right = new(await server.CreateDatabaseAsync());
        NpgsqlConnectionStringBuilder wrong = new(right.ConnectionString) { Password = "tiddlywinks" };
        string refused = await RefusalAsync(wrong.ConnectionString);
        Assert.Contains("28P01", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("tiddlywinks", refused, StringComparison.Ordinal);
        Assert.Contains("no database of that name", await RefusalAsync(
            new NpgsqlConnectionStringBuilder(right.ConnectionString) { Database = "elsewhere" }.ConnectionString), StringComparison.Ordinal);
        Assert.Contains("cannot be reached", await RefusalAsync(
            new NpgsqlConnectionStringBuilder(right.ConnectionString) { Port = 1 }.ConnectionString, isOutage: true), StringComparison.Ordinal);
        Assert.Contains("cannot be reached", await RefusalAsync(
            new NpgsqlConnectionStringBuilder(right.ConnectionString) { Host = "nowhere.invalid" }.ConnectionString, isOutage: true), StringComparison.Ordinal);

        await using PostgisConnections connections = new(wrong.ConnectionString, "locator tests");
        SearchUnavailableException search = await Assert.ThrowsAsync<SearchUnavailableException>(
            () => new PostgisEngine(connections).SearchAsync(Version, [new SearchQuery { State = "GA" }], Token));
        Assert.Null(search.InnerException);
        Assert.Contains("28P01", search.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_connection_string_is_refused_without_repeating_it()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new PostgisConnections("Host=x;Pasword=tiddlywinks", "locator tests"));
        Assert.DoesNotContain("tiddlywinks", e.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> PublishRefusalAsync(string connectionString, bool isOutage = false)
    {
        await using PostgisConnections connections = new(connectionString, "locator tests");
        return (await Assert.ThrowsAsync<StoreUnavailableException>(
            () => PublisherOn(connections).PublishAsync(Drafts.Of("a"), Token))).Message;
    }
}
