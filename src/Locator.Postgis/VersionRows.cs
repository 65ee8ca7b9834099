using Locator.Versions;
using Npgsql;

namespace Locator.Postgis;

/// <summary>Reads what all versions share: their rows, the pointer, the ids minted.</summary>
internal sealed class VersionRows(PostgisConnections connections)
{
    private const string Schema = PostgisSchema.Name;

    /// <inheritdoc cref="IVersionReader.CurrentAsync"/>
    public Task<CurrentPointer> CurrentAsync(CancellationToken cancellationToken) =>
        connections.ExplainedAsync(async () =>
        {
            await using NpgsqlCommand command = connections.DataSource.CreateCommand(
                $"""
                SELECT c.version, v.manifest::text, v.content_sha256, EXISTS (SELECT FROM {Schema}.directory_version WHERE was_current)
                FROM (SELECT) one
                LEFT JOIN {Schema}.current_version c ON true
                LEFT JOIN {Schema}.directory_version v ON v.version = c.version AND v.state = 'kept'
                """);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return PointerOf(reader);
        }, cancellationToken);

    /// <inheritdoc cref="IVersionReader.ListAsync"/>
    public Task<IReadOnlyList<StoredVersion>> ListAsync(CancellationToken cancellationToken) =>
        connections.ExplainedAsync<IReadOnlyList<StoredVersion>>(async () =>
        {
            await using NpgsqlCommand command = connections.DataSource.CreateCommand(
                $"SELECT version, manifest::text, content_sha256, was_current FROM {Schema}.directory_version WHERE state = 'kept'");
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            List<StoredVersion> versions = [];
            while (await reader.ReadAsync(cancellationToken))
            {
                if (VersionId.TryParse(reader.GetString(0), out VersionId id))
                {
                    versions.Add(StoredOf(id, reader));
                }
            }

            return [.. versions.OrderByDescending(version => version.Id)];
        }, cancellationToken);

    /// <inheritdoc cref="IVersionReader.ManifestAsync"/>
    public Task<DirectoryManifest> ManifestAsync(VersionId id, CancellationToken cancellationToken) =>
        connections.ExplainedAsync(async () =>
        {
            await using NpgsqlCommand command = connections.DataSource.CreateCommand(
                $"SELECT version, manifest::text, content_sha256 FROM {Schema}.directory_version WHERE version = $1 AND state = 'kept'");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id.ToString() });
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? ManifestOf(id, reader) : throw new VersionGoneException(id);
        }, cancellationToken);

    /// <inheritdoc cref="IVersionReader.WasGivenAsync"/>
    public Task<bool> WasGivenAsync(VersionId id, CancellationToken cancellationToken) =>
        connections.ExplainedAsync(async () =>
        {
            await using NpgsqlCommand command = connections.DataSource.CreateCommand(
                $"SELECT EXISTS (SELECT FROM {Schema}.directory_version WHERE version = $1)");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id.ToString() });
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }, cancellationToken);

    /// <inheritdoc cref="IVersionReader.MintedIdsAsync"/>
    public Task<IReadOnlySet<string>> MintedIdsAsync(CancellationToken cancellationToken) =>
        connections.ExplainedAsync<IReadOnlySet<string>>(async () =>
        {
            await using NpgsqlCommand command = connections.DataSource.CreateCommand($"SELECT facility_id FROM {Schema}.minted_id");
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            HashSet<string> ids = new(StringComparer.Ordinal);
            while (await reader.ReadAsync(cancellationToken))
            {
                ids.Add(reader.GetString(0));
            }

            return ids;
        }, cancellationToken);

    /// <summary>The columns are those of <see cref="CurrentAsync"/>: one row, whatever is lost.</summary>
    private static CurrentPointer PointerOf(NpgsqlDataReader reader)
    {
        if (reader.IsDBNull(0))
        {
            return reader.GetBoolean(3)
                ? CurrentPointer.Damaged("The store is damaged: the table current_version, which names the current directory version, names none.")
                : CurrentPointer.NeverPublished;
        }

        if (!VersionId.TryParse(reader.GetString(0), out VersionId id))
        {
            return CurrentPointer.Damaged("The store is damaged: the table current_version does not hold the id of a directory version.");
        }

        if (reader.IsDBNull(1))
        {
            return CurrentPointer.Damaged($"The current directory version {id} is missing from the store.", id);
        }

        try
        {
            return CurrentPointer.To(ManifestOf(id, reader).Stamp);
        }
        catch (DamagedVersionException e)
        {
            return CurrentPointer.Damaged(e.Message, id);
        }
    }

    private static StoredVersion StoredOf(VersionId id, NpgsqlDataReader reader)
    {
        bool wasCurrent = reader.GetBoolean(3);
        try
        {
            return new StoredVersion(id, ManifestOf(id, reader), null, wasCurrent);
        }
        catch (DamagedVersionException e)
        {
            return new StoredVersion(id, null, e.Problem, wasCurrent);
        }
    }

    /// <summary>Reads the manifest in the second column; the third is what engines take for the content's hash.</summary>
    private static DirectoryManifest ManifestOf(VersionId id, NpgsqlDataReader reader)
    {
        DirectoryManifest manifest = VersionFacts.ReadManifest(id, reader.GetFieldValue<byte[]>(1));
        return manifest.ContentSha256 == reader.GetString(2)
            ? manifest
            : throw new DamagedVersionException(id, "its manifest names another content than its row in directory_version.");
    }
}
