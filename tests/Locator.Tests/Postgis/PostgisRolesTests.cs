using Locator.Facilities;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Search;
using Locator.Testing;
using Locator.Tests.Versions;
using Locator.Versions;
using Npgsql;
using Xunit;

namespace Locator.Tests.Postgis;

/// <summary>The users that deploy/postgis/roles.sql makes, and what each can and cannot do.</summary>
public sealed class PostgisRolesTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_importers_user_migrates_and_publishes_and_the_apis_user_searches_but_changes_nothing()
    {
        string administrator = await server.CreateDatabaseAsync();
        Assert.SkipWhen(server.Folder is null, "users are made only on a private server, never on one that LOCATOR_TEST_POSTGRES names");
        string roles = await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "deploy", "postgis", "roles.sql"), Token);
        await ExecuteAsync(administrator, roles);
        await ExecuteAsync(administrator, "ALTER ROLE locator_importer PASSWORD 'one'; ALTER ROLE locator_api PASSWORD 'two'; ALTER ROLE locator_api RESET jit");
        // Safe to repeat: passwords stay, settings come back.
        await ExecuteAsync(administrator, roles);
        Assert.Equal("off", await ExecuteAsync(As(administrator, "locator_api", "two"), "SHOW jit"));

        await using PostgisConnections importer = new(As(administrator, "locator_importer", "one"), "importer");
        await PostgisSchema.MigrateAsync(importer, Token);
        VersionStamp version = (await PublisherOn(importer).PublishAsync(Drafts.Of("a"), Token)).Manifest.Stamp;

        await using PostgisConnections api = new(As(administrator, "locator_api", "two"), "api");
        await PostgisSchema.CheckAsync(api, Token);
        PostgisVersionStorage reading = new(api, TimeProvider.System);
        Assert.Equal(version, (await reading.CurrentAsync(Token)).Stamp);
        Assert.Equal("a", (await reading.LoadAsync(version.Id, Token)).Facilities.Single().Id);
        Assert.Null(await reading.ProblemAsync(version.Id, Token));
        SearchAnswer answer = Assert.Single(await new PostgisEngine(api).SearchAsync(
            version, [new SearchQuery { Origin = AFacility.Atlanta, FindRadius = true }], Token));
        Assert.Equal("a", Assert.Single(answer.Hits).Id);
        Assert.Equal("a", Assert.Single(await new PostgisEngine(api).FacilitiesAsync(version, ["a"], Token)).Id);

        foreach (string change in (string[])
        [
            "UPDATE locator.current_version SET version = NULL",
            "SET default_transaction_read_only = off; UPDATE locator.current_version SET version = NULL",
            "SET default_transaction_read_only = off; DROP TABLE locator.minted_id",
            "SET default_transaction_read_only = off; CREATE TABLE locator.mine (a int)",
        ])
        {
            await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(As(administrator, "locator_api", "two"), change));
        }

        StoreUnavailableException refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => PublisherOn(api).PublishAsync(Drafts.Of("a", "b"), Token));
        Assert.Contains("SqlState", refused.Message, StringComparison.Ordinal);
    }

    private static Publisher PublisherOn(PostgisConnections connections) =>
        new(new PostgisVersionStorage(connections, TimeProvider.System), [], TimeProvider.System);

    private static string As(string administrator, string user, string password) =>
        new NpgsqlConnectionStringBuilder(administrator) { Username = user, Password = password }.ConnectionString;

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using NpgsqlConnection connection = new(connectionString + ";Pooling=false");
        await connection.OpenAsync(Token);
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(Token);
    }
}
