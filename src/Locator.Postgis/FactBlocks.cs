using System.Runtime.CompilerServices;
using System.Text.Json;
using Locator.Facilities;
using Locator.Versions;
using Npgsql;

namespace Locator.Postgis;

/// <summary>
/// Reads a version's facts in short statements of some facilities each, by key. Whoever takes hours over them holds no
/// connection and no snapshot meanwhile; that the version is still the same one is asked with every statement.
/// </summary>
internal sealed class FactBlocks(PostgisConnections connections, VersionRows rows)
{
    /// <summary>Facilities in a statement: about half a megabyte.</summary>
    private const int BlockSize = 256;

    /// <inheritdoc cref="IVersionReader.FacilitiesAfterAsync"/>
    public async IAsyncEnumerable<Facility> FacilitiesAfterAsync(
        DirectoryManifest manifest, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Read from its beginning, the version is held against its hash; else only as many facilities must be there as are missing.
        using ContentHash? hash = after is null ? new ContentHash(manifest.Kind, manifest.Sources) : null;
        string last = after is not null && PostgresText.CanHold(after) ? after : "";
        int facilities = after is null ? 0 : await CountUntilAsync(manifest, last, cancellationToken);
        IReadOnlyList<byte[]> block;
        do
        {
            block = await BlockAsync(manifest, last, cancellationToken);
            foreach (byte[] line in block)
            {
                hash?.Add(line);
                Facility facility;
                try
                {
                    facility = VersionFacts.FacilityOf(line);
                }
                catch (JsonException e)
                {
                    throw new DamagedVersionException(manifest.Stamp.Id, $"its facilities are not readable at line {facilities + 1}: {e.Message}");
                }

                facilities++;
                last = facility.Id;
                yield return facility;
            }
        }
        while (block.Count == BlockSize);

        if (hash is not null && hash.Value() != manifest.ContentSha256)
        {
            throw new DamagedVersionException(manifest.Stamp.Id, "its facilities or its sources are not what was published: the hash differs.");
        }

        if (facilities != manifest.Facilities)
        {
            throw new DamagedVersionException(manifest.Stamp.Id, "its manifest gives another number of facilities than are stored.");
        }
    }

    private Task<IReadOnlyList<byte[]>> BlockAsync(DirectoryManifest manifest, string after, CancellationToken cancellationToken) =>
        OfVersionAsync<IReadOnlyList<byte[]>>(
            manifest,
            $"SELECT line::text FROM {new VersionTables(manifest.Stamp.Id).Fact} WHERE facility_id > $1 ORDER BY facility_id LIMIT {BlockSize}",
            after,
            async reader =>
            {
                List<byte[]> lines = new(BlockSize);
                while (await reader.ReadAsync(cancellationToken))
                {
                    lines.Add(reader.GetFieldValue<byte[]>(0));
                }

                return lines;
            },
            cancellationToken);

    private Task<int> CountUntilAsync(DirectoryManifest manifest, string id, CancellationToken cancellationToken) =>
        OfVersionAsync(
            manifest,
            $"SELECT count(*)::integer FROM {new VersionTables(manifest.Stamp.Id).Fact} WHERE facility_id <= $1",
            id,
            async reader =>
            {
                await reader.ReadAsync(cancellationToken);
                return reader.GetInt32(0);
            },
            cancellationToken);

    /// <summary>
    /// Asks a table of the version, and in the same round trip whether it still is the version of the manifest: a store that
    /// was made anew has other tables of the same names. A retired version is read to its end until it is dropped.
    /// </summary>
    private async Task<T> OfVersionAsync<T>(
        DirectoryManifest manifest, string sql, string id, Func<NpgsqlDataReader, Task<T>> read, CancellationToken cancellationToken)
    {
        VersionId version = manifest.Stamp.Id;
        try
        {
            return await connections.ExplainedAsync(
                async () =>
                {
                    await using NpgsqlBatch batch = connections.DataSource.CreateBatch();
                    batch.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter<string> { TypedValue = id } } });
                    batch.BatchCommands.Add(new NpgsqlBatchCommand(
                        $"SELECT FROM {PostgisSchema.Name}.directory_version WHERE version = $1 AND content_sha256 = $2 AND state <> 'dropped'")
                    {
                        Parameters =
                        {
                            new NpgsqlParameter<string> { TypedValue = manifest.Version },
                            new NpgsqlParameter<string> { TypedValue = manifest.ContentSha256 },
                        },
                    });
                    try
                    {
                        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken);
                        T value = await read(reader);
                        await reader.NextResultAsync(cancellationToken);
                        return await reader.ReadAsync(cancellationToken) ? value : throw new VersionGoneException(version);
                    }
                    catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
                    {
                        throw new MissingTableException();
                    }
                },
                cancellationToken);
        }
        catch (MissingTableException)
        {
            // Dropped with its version, or by hand.
            _ = await rows.ManifestAsync(version, cancellationToken);
            throw new DamagedVersionException(version, "a table of it is gone.");
        }
    }

    private sealed class MissingTableException : Exception;
}
