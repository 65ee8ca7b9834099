using Locator.Indexing;
using Locator.Postgis;
using Locator.Search;
using Locator.Testing;
using Locator.Versions;
using Npgsql;

namespace Locator.Tests.Postgis;

/// <summary>Gives a PostGIS engine a directory that was indexed already, without a store's rules about versions.</summary>
internal static class PostgisDirectory
{
    /// <summary>The vocabulary that these directories say they were made with: their tokens are none of any vocabulary.</summary>
    public const string Vocabulary = "of tests";

    public static async Task<ISearchEngine> HoldingAsync(PostgisDatabase database, VersionStamp version, IReadOnlyList<IndexedFacility> facilities)
    {
        PostgisConnections connections = await database.ConnectAsync();
        VersionTables tables = new(version.Id);
        IndexedFacilities indexed = new([.. facilities.OrderBy(facility => facility.Id, StringComparer.Ordinal)]);
        TokenBits bits = new(indexed.Tokens);
        await using NpgsqlConnection connection = await connections.DataSource.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using NpgsqlCommand command = new(
            $$"""
            DROP TABLE IF EXISTS {{string.Join(", ", tables.All)}};
            DELETE FROM locator.directory_version WHERE version = '{{version.Id}}';
            INSERT INTO locator.directory_version (version, state, content_sha256, vocabulary_hash, token_hash, manifest)
            VALUES ('{{version.Id}}', 'kept', '{{version.ContentSha256}}', '{{Vocabulary}}', '{{bits.Hash}}', '{}');
            """, connection);
        await command.ExecuteNonQueryAsync();
        await PostgisIndexWriter.WriteAsync(connection, tables, bits, indexed, CancellationToken.None);
        await transaction.CommitAsync();
        return new PostgisEngine(connections, TimeSpan.FromMinutes(1), Vocabulary);
    }
}
