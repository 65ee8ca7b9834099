using Locator.Search;
using Locator.Search.Embedded;
using Locator.Search.Postgis;
using Locator.Testing;
using Locator.Versions;
using Locator.Versions.Postgis;
using Npgsql;
using Xunit;

namespace Locator.Tests.Search;

public sealed class PostgisEngineTests(PostgisDatabase database) : SearchEngineContract, IClassFixture<PostgisDatabase>
{
    protected override int RandomDirectories => TestCounts.Of(reduced: 6, full: 25);

    protected override Task<ISearchEngine> HoldingAsync(string version, IReadOnlyList<IndexedFacility> facilities) =>
        PostgisDirectory.HoldingAsync(database, version, facilities);
}

/// <summary>Gives a PostGIS engine a directory that was indexed already, without a store's rules about versions.</summary>
internal static class PostgisDirectory
{
    public static async Task<ISearchEngine> HoldingAsync(PostgisDatabase database, string version, IReadOnlyList<IndexedFacility> facilities)
    {
        PostgisConnections connections = await database.ConnectAsync();
        VersionTables tables = new(VersionId.Parse(version));
        await using NpgsqlConnection connection = await connections.DataSource.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using NpgsqlCommand command = new(
            $$"""
            DROP TABLE IF EXISTS {{string.Join(", ", tables.All)}};
            DELETE FROM locator.directory_version WHERE version = '{{version}}';
            INSERT INTO locator.directory_version (version, state, content_sha256, vocabulary_hash, manifest)
            VALUES ('{{version}}', 'kept', '', 'of tests', '{}');
            """, connection);
        await command.ExecuteNonQueryAsync();
        await PostgisIndexWriter.WriteAsync(connection, tables, facilities, CancellationToken.None);
        await transaction.CommitAsync();
        return new PostgisEngine(connections, TimeSpan.FromMinutes(1), "of tests");
    }
}
