using System.Text.Json;
using Locator.Facilities;
using Locator.Publishing;
using Locator.Search;
using Locator.Versions;
using Npgsql;

namespace Locator.Postgis;

/// <summary>Keeps directory versions in PostGIS, where <see cref="Search.Postgis.PostgisEngine"/> searches them.</summary>
/// <remarks>
/// <para>A version is made in one transaction, so that a crash at any moment leaves nothing of it, and becomes current in
/// another, short one. Its tables never change. A crash in between leaves a whole version that is not current.</para>
/// <para>Old versions go in two steps: retired first, when nothing new is answered from them, and dropped by a later import,
/// when the last search that had begun before is over.</para>
/// </remarks>
public sealed class PostgisDirectoryStore : IDirectoryStore
{
    private const string Schema = PostgisSchema.Name;

    private readonly PostgisConnections _connections;
    private readonly TimeProvider _time;
    private readonly int _keepVersions;
    private readonly string _vocabularyHash;

    /// <summary>A store in that database, whose schema <see cref="PostgisSchema.MigrateAsync"/> has made.</summary>
    /// <param name="connections">Reading suffices where nothing is published.</param>
    /// <param name="time">Gives the date of new ids.</param>
    /// <param name="keepVersions">How many versions are kept besides the current one, 0 or more.</param>
    /// <param name="vocabularyHash">Stands in new manifests; by default that of <see cref="Vocabulary.Current"/>.</param>
    public PostgisDirectoryStore(PostgisConnections connections, TimeProvider time, int keepVersions = 2, string? vocabularyHash = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keepVersions);
        _connections = connections;
        _time = time;
        _keepVersions = keepVersions;
        _vocabularyHash = vocabularyHash ?? Vocabulary.Current.Hash;
    }

    /// <summary>Called after each step of publishing; tests look at the database, or fail, there.</summary>
    internal Action<string>? AfterStep { get; init; }

    /// <summary>How long an import waits for another one.</summary>
    internal TimeSpan LongestWait { get; init; } = PostgisImportLock.LongestWait;

    /// <summary>How long after its retirement a version is dropped: longer than any statement may run that had begun before.</summary>
    internal TimeSpan DropAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public Task<string?> CurrentAsync(CancellationToken cancellationToken) =>
        ExplainedAsync(async () =>
        {
            await using NpgsqlConnection connection = await _connections.DataSource.OpenConnectionAsync(cancellationToken);
            return await CurrentAsync(connection, cancellationToken);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DirectoryManifest>> ListAsync(CancellationToken cancellationToken) =>
        ExplainedAsync<IReadOnlyList<DirectoryManifest>>(async () =>
        {
            await using NpgsqlConnection connection = await _connections.DataSource.OpenConnectionAsync(cancellationToken);
            return await KeptAsync(connection, cancellationToken);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<DirectoryVersion> LoadAsync(string version, CancellationToken cancellationToken) =>
        ExplainedAsync(async () =>
        {
            await using NpgsqlConnection connection = await _connections.DataSource.OpenConnectionAsync(cancellationToken);
            return await LoadAsync(connection, version, cancellationToken);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IdentityRegistry> IdentitiesAsync(CancellationToken cancellationToken) =>
        ExplainedAsync(async () =>
        {
            await using NpgsqlConnection connection = await _connections.DataSource.OpenConnectionAsync(cancellationToken);
            string? current = await CurrentAsync(connection, cancellationToken);
            IReadOnlyList<SiteIdentity> sites = current is null ? [] : await SitesAsync(connection, current, cancellationToken);
            HashSet<string> taken = [.. sites.Select(site => site.FacilityId)];
            await using NpgsqlCommand command = new($"SELECT facility_id FROM {Schema}.minted_id", connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                taken.Add(reader.GetString(0));
            }

            return new IdentityRegistry(sites, taken);
        }, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="StoreBusyException">Another import is under way, or has published since this one read the identities.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be used: what was current still is, unless the connection was lost while it was told to change that.</exception>
    /// <exception cref="ArgumentException">The draft contradicts itself.</exception>
    public Task<PublishOutcome> PublishAsync(
        DirectoryDraft draft, IReadOnlyList<IVersionIndex> indexes, CancellationToken cancellationToken)
    {
        List<Facility> facilities = DirectoryDraft.CheckedFacilitiesOf(draft);
        return ExplainedAsync(async () =>
        {
            await PostgisSchema.CheckAsync(_connections, cancellationToken);
            await using PostgisImportLock held = await PostgisImportLock.TakeAsync(_connections, cancellationToken, LongestWait);
            await DropRetiredAsync(held.Connection);
            string? current = await CurrentAsync(held.Connection, cancellationToken);
            await RefuseLostIdentitiesAsync(held.Connection, draft, current, cancellationToken);
            PublishOutcome outcome = await PublishAsync(held, draft, facilities, current, indexes, cancellationToken);
            await RetireOldAsync(held.Connection, outcome.Manifest.Version, before: current);
            return outcome;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="StoreUnavailableException">The database cannot be used.</exception>
    public Task<DirectoryManifest> MakeCurrentAsync(
        string version, IReadOnlyList<IVersionIndex> indexes, CancellationToken cancellationToken) =>
        ExplainedAsync(async () =>
        {
            await PostgisSchema.CheckAsync(_connections, cancellationToken);
            await using PostgisImportLock held = await PostgisImportLock.TakeAsync(_connections, cancellationToken, LongestWait);
            string? current = await CurrentAsync(held.Connection, cancellationToken);
            DirectoryVersion kept = await LoadAsync(held.Connection, version, cancellationToken);
            if (kept.Manifest.VocabularyHash != _vocabularyHash)
            {
                throw new DamagedVersionException(version, "it was made with another vocabulary than this program's. Import its files again.");
            }

            await indexes.HoldAsync(kept.Manifest, kept.Facilities, cancellationToken);
            if (current != version)
            {
                await SwitchAsync(held, current, version, cancellationToken);
                AfterStep?.Invoke("returned");
            }

            return kept.Manifest;
        }, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>What is searched is counted: as many facilities and programs as the manifest says.</remarks>
    /// <exception cref="StoreUnavailableException">The database cannot be used.</exception>
    public Task<IReadOnlyList<(string Version, string? Problem)>> CheckAsync(CancellationToken cancellationToken) =>
        ExplainedAsync<IReadOnlyList<(string, string?)>>(async () =>
        {
            await PostgisSchema.CheckAsync(_connections, cancellationToken);
            await using NpgsqlConnection connection = await _connections.DataSource.OpenConnectionAsync(cancellationToken);
            List<VersionId> kept = [];
            await using (NpgsqlCommand command = new($"SELECT version FROM {Schema}.directory_version WHERE state = 'kept'", connection))
            {
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken))
                {
                    kept.Add(VersionId.Parse(reader.GetString(0)));
                }
            }

            List<(string, string?)> found = [];
            foreach (VersionId id in kept.OrderDescending())
            {
                found.Add((id.ToString(), await ProblemAsync(connection, id, cancellationToken)));
            }

            return found;
        }, cancellationToken);

    private static async Task<string?> ProblemAsync(NpgsqlConnection connection, VersionId id, CancellationToken cancellationToken)
    {
        try
        {
            DirectoryVersion version = await LoadAsync(connection, id.ToString(), cancellationToken);
            await SitesAsync(connection, id.ToString(), cancellationToken);
            VersionTables tables = new(id);
            await using NpgsqlCommand command = new(
                $"SELECT (SELECT count(*) FROM {tables.Facility}), (SELECT count(*) FROM {tables.Program})", connection) { CommandTimeout = 0 };
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return reader.GetInt64(0) == version.Manifest.Facilities && reader.GetInt64(1) == version.Manifest.Programs
                ? null
                : "what is searched is not what was published: the numbers of facilities or programs differ.";
        }
        catch (DamagedVersionException e)
        {
            return e.Problem;
        }
        catch (Exception e) when (e is VersionGoneException or PostgresException { SqlState: PostgresErrorCodes.UndefinedTable })
        {
            return "a table of it is gone.";
        }
    }

    private async Task<PublishOutcome> PublishAsync(
        PostgisImportLock held,
        DirectoryDraft draft,
        List<Facility> facilities,
        string? current,
        IReadOnlyList<IVersionIndex> indexes,
        CancellationToken cancellationToken)
    {
        byte[][] lines = [.. facilities.AsParallel().AsOrdered().Select(VersionFiles.LineOf)];
        string hash = VersionFiles.ContentHashOf(draft.Kind, draft.Sources, lines);
        if (await FindAsync(held.Connection, hash, current, cancellationToken) is { } same)
        {
            await indexes.HoldAsync(same, facilities, cancellationToken);
            if (same.Version == current)
            {
                return new PublishOutcome(same, PublishResult.Unchanged);
            }

            await SwitchAsync(held, current, same.Version, cancellationToken);
            AfterStep?.Invoke("returned");
            return new PublishOutcome(same, PublishResult.Returned);
        }

        DateTimeOffset now = _time.GetUtcNow();
        VersionId id = VersionId.After(await LastGivenAsync(held.Connection, cancellationToken), DateOnly.FromDateTime(now.UtcDateTime));
        DirectoryManifest manifest = await PostgisVersionWriter.WriteAsync(
            held.Connection, id, draft, facilities, lines, hash, now, _vocabularyHash, current, AfterStep, cancellationToken);
        AfterStep?.Invoke("written");
        await indexes.HoldAsync(manifest, facilities, cancellationToken);
        await SwitchAsync(held, current, manifest.Version, cancellationToken);
        AfterStep?.Invoke("current");
        return new PublishOutcome(manifest, PublishResult.Published);
    }

    /// <summary>Makes another version current, if the one that this import found current still is.</summary>
    private static async Task SwitchAsync(PostgisImportLock held, string? from, string to, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await held.Connection.BeginTransactionAsync(cancellationToken);
        await using NpgsqlCommand command = new(
            $"UPDATE {Schema}.current_version SET version = $2, changed_at = now() WHERE version IS NOT DISTINCT FROM $1",
            held.Connection,
            transaction);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)from ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = to });
        if (!await held.IsHeldAsync(transaction, cancellationToken) || await command.ExecuteNonQueryAsync(cancellationToken) != 1)
        {
            throw new StoreBusyException("Another import has changed the current version since this one began. Run this one again.");
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// A registry is only ever added to. A draft that lacks identities of the current version was begun before that one
    /// was published: taking it would let ids change hands.
    /// </summary>
    private static async Task RefuseLostIdentitiesAsync(
        NpgsqlConnection connection, DirectoryDraft draft, string? current, CancellationToken cancellationToken)
    {
        if (current is null)
        {
            return;
        }

        HashSet<string> kept = [.. draft.Sites.Select(site => site.FacilityId)];
        if ((await SitesAsync(connection, current, cancellationToken)).Any(site => !kept.Contains(site.FacilityId)))
        {
            throw new StoreBusyException($"Another import has published version {current} since this one began. Run this one again.");
        }
    }

    /// <summary>A whole version with that content, made with the same vocabulary; the current one first.</summary>
    private async Task<DirectoryManifest?> FindAsync(
        NpgsqlConnection connection, string hash, string? current, CancellationToken cancellationToken)
    {
        foreach (DirectoryManifest manifest in (await KeptAsync(connection, cancellationToken)).OrderByDescending(manifest => manifest.Version == current))
        {
            if (manifest.ContentSha256 == hash && manifest.VocabularyHash == _vocabularyHash)
            {
                try
                {
                    await LoadAsync(connection, manifest.Version, cancellationToken);
                    return manifest;
                }
                catch (DamagedVersionException)
                {
                    // Importing it again makes a whole one.
                }
            }
        }

        return null;
    }

    private static async Task<string?> CurrentAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new($"SELECT version FROM {Schema}.current_version", connection);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    private static async Task<VersionId?> LastGivenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new($"SELECT version FROM {Schema}.directory_version", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        VersionId? last = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            VersionId id = VersionId.Parse(reader.GetString(0));
            last = last is null || id > last ? id : last;
        }

        return last;
    }

    /// <summary>The manifests of the versions kept, newest first; those of another format are left out.</summary>
    private static async Task<List<DirectoryManifest>> KeptAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new($"SELECT manifest::text FROM {Schema}.directory_version WHERE state = 'kept'", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<DirectoryManifest> manifests = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            try
            {
                manifests.Add(VersionFiles.ReadManifest(reader.GetFieldValue<byte[]>(0)));
            }
            catch (BrokenFileException)
            {
                // LoadAsync says what is wrong with it.
            }
        }

        return [.. manifests.OrderByDescending(manifest => VersionId.Parse(manifest.Version))];
    }

    private static async Task<DirectoryVersion> LoadAsync(NpgsqlConnection connection, string version, CancellationToken cancellationToken)
    {
        VersionId id = VersionId.TryParse(version, out VersionId parsed) ? parsed : throw new VersionGoneException(version);
        DirectoryManifest manifest = await ManifestAsync(connection, version, cancellationToken);
        List<byte[]> lines = await LinesAsync(connection, version, new VersionTables(id).Fact, cancellationToken);
        if (VersionFiles.ContentHashOf(manifest.Kind, manifest.Sources, lines) != manifest.ContentSha256)
        {
            throw new DamagedVersionException(version, "its facilities or its sources are not what was published: the hash differs.");
        }

        Facility[] facilities =
        [
            .. lines.AsParallel().AsOrdered().Select(line => JsonSerializer.Deserialize(line, VersionJson.Lines.Facility)!),
        ];
        return new DirectoryVersion(manifest, facilities);
    }

    private static async Task<IReadOnlyList<SiteIdentity>> SitesAsync(
        NpgsqlConnection connection, string version, CancellationToken cancellationToken)
    {
        DirectoryManifest manifest = await ManifestAsync(connection, version, cancellationToken);
        List<byte[]> lines = await LinesAsync(
            connection, version, new VersionTables(VersionId.Parse(version)).Identity, cancellationToken);
        return VersionFiles.IdentitiesHashOf(lines) == manifest.IdentitiesSha256
            ? [.. lines.Select(line => JsonSerializer.Deserialize(line, VersionJson.Lines.SiteIdentity)!)]
            : throw new DamagedVersionException(version, "its identities are not what was published: the hash differs.");
    }

    private static async Task<DirectoryManifest> ManifestAsync(
        NpgsqlConnection connection, string version, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            $"SELECT manifest::text FROM {Schema}.directory_version WHERE version = $1 AND state = 'kept'", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = version });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw new VersionGoneException(version);
        }

        try
        {
            DirectoryManifest manifest = VersionFiles.ReadManifest(reader.GetFieldValue<byte[]>(0));
            return manifest.Version == version
                ? manifest
                : throw new DamagedVersionException(version, $"its manifest is that of version {manifest.Version}.");
        }
        catch (BrokenFileException e)
        {
            throw new DamagedVersionException(version, e.Message);
        }
    }

    private static async Task<List<byte[]>> LinesAsync(
        NpgsqlConnection connection, string version, string table, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlCommand command = new($"SELECT line::text FROM {table} ORDER BY facility_id", connection) { CommandTimeout = 0 };
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            List<byte[]> lines = [];
            while (await reader.ReadAsync(cancellationToken))
            {
                lines.Add(reader.GetFieldValue<byte[]>(0));
            }

            return lines;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // Kept a moment ago, or somebody has dropped the table by hand.
            throw new VersionGoneException(version);
        }
    }

    /// <summary>
    /// Retires what is older than the versions to keep; never the current one, and last of all the one before it, which is searched
    /// until everybody has loaded what follows. Failing here harms nobody: the next import tries again.
    /// </summary>
    private async Task RetireOldAsync(NpgsqlConnection connection, string current, string? before)
    {
        try
        {
            string[] others =
            [
                .. (await KeptAsync(connection, CancellationToken.None)).Select(manifest => manifest.Version).Where(version => version != current)
                    .OrderByDescending(version => version == before),
            ];
            if (others.Length > _keepVersions)
            {
                await using NpgsqlCommand command = new(
                    $"UPDATE {Schema}.directory_version SET state = 'retired', retired_at = now() WHERE version = ANY($1)", connection);
                command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = others[_keepVersions..] });
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
        catch (NpgsqlException)
        {
        }
    }

    /// <summary>Drops what was retired long enough ago. A table that is still read is left for the next import.</summary>
    private async Task DropRetiredAsync(NpgsqlConnection connection)
    {
        List<string> retired = [];
        await using (NpgsqlCommand command = new(
            $"SELECT version FROM {Schema}.directory_version WHERE state = 'retired' AND retired_at <= now() - $1", connection))
        {
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = DropAfter });
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(CancellationToken.None);
            while (await reader.ReadAsync(CancellationToken.None))
            {
                retired.Add(reader.GetString(0));
            }
        }

        foreach (string version in retired)
        {
            try
            {
                await DropAsync(connection, version);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
            }
        }
    }

    private static async Task DropAsync(NpgsqlConnection connection, string version)
    {
        VersionTables tables = new(VersionId.Parse(version));
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using NpgsqlBatch batch = new(connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("SET LOCAL lock_timeout = '2s'"),
                new NpgsqlBatchCommand($"DROP TABLE IF EXISTS {string.Join(", ", tables.All)}"),
                new NpgsqlBatchCommand($"DELETE FROM {Schema}.import_issue WHERE version = $1")
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = version } },
                },
                new NpgsqlBatchCommand($"UPDATE {Schema}.directory_version SET state = 'dropped' WHERE version = $1")
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = version } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    /// <summary>Turns what the server refused into a sentence; of its errors only the SqlState.</summary>
    private async Task<T> ExplainedAsync<T>(Func<Task<T>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step();
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            await PostgisSchema.CheckAsync(_connections, cancellationToken);
            throw new StoreUnavailableException(_connections.Explain(e));
        }
        catch (NpgsqlException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException(_connections.Explain(e));
        }
    }
}
