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
