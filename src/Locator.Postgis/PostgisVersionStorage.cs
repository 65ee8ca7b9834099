using System.Data;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Locator.Facilities;
using Locator.Publishing;
using Locator.Versions;
using Npgsql;

namespace Locator.Postgis;

/// <summary>Keeps directory versions in PostGIS, where <see cref="PostgisEngine"/> searches them.</summary>
/// <remarks>
/// <para>A version is made in one transaction, its index included, so that a crash at any moment leaves nothing of it. Its tables
/// never change.</para>
/// <para>Old versions go in two steps: retired first, when nothing new is answered from them, and dropped by a later import,
/// when the last search that had begun before is over.</para>
/// </remarks>
/// <param name="connections">Reading suffices where nothing is published. <see cref="PostgisSchema.MigrateAsync"/> has made the schema.</param>
/// <param name="time">Measures how long to wait for another import.</param>
public sealed class PostgisVersionStorage(PostgisConnections connections, TimeProvider time) : IVersionStorage
{
    private const string Schema = PostgisSchema.Name;

    /// <summary>Lines that are read before they are parsed together: some 2 MB.</summary>
    private const int BlockSize = 1024;

    /// <inheritdoc/>
    public string Place => connections.Target;

    /// <inheritdoc/>
    /// <remarks>True: a version's tables never change, so its index cannot be made again.</remarks>
    public bool HoldsIndex => true;

    /// <summary>Called after each step of writing; tests look at the database, or fail, there.</summary>
    internal Action<string>? AfterStep { get; init; }

    /// <summary>How long an import waits for another one.</summary>
    internal TimeSpan LongestWait { get; init; } = PostgisImportLock.LongestWait;

    /// <summary>How long after its retirement a version is dropped: longer than any statement may run that had begun before.</summary>
    internal TimeSpan DropAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => PostgisSchema.CheckAsync(connections, cancellationToken);

    /// <inheritdoc/>
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

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public Task<DirectoryManifest> ManifestAsync(VersionId id, CancellationToken cancellationToken) =>
        connections.ExplainedAsync(async () =>
        {
            await using NpgsqlCommand command = connections.DataSource.CreateCommand(
                $"SELECT version, manifest::text, content_sha256 FROM {Schema}.directory_version WHERE version = $1 AND state = 'kept'");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id.ToString() });
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            return await reader.ReadAsync(cancellationToken) ? ManifestOf(id, reader) : throw new VersionGoneException(id);
        }, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Facility> FacilitiesAsync(
        DirectoryManifest manifest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        VersionId id = manifest.Stamp.Id;
        using ContentHash hash = new(manifest.Kind, manifest.Sources);
        await using IAsyncEnumerator<IReadOnlyList<byte[]>> blocks =
            BlocksAsync(id, new VersionTables(id).Fact, cancellationToken).GetAsyncEnumerator(cancellationToken);
        int lines = 0, facilities = 0, programs = 0;
        Task<Parsed[]>? parsing = null;
        bool more;
        do
        {
            // A block is parsed while the next one is read.
            more = await blocks.MoveNextAsync();
            Task<Parsed[]>? next = null;
            if (more)
            {
                IReadOnlyList<byte[]> block = blocks.Current;
                int before = lines;
                next = Task.Run(() => Parse(block, before), cancellationToken);
                lines += block.Count;
                foreach (byte[] line in block)
                {
                    hash.Add(line);
                }
            }

            foreach (Parsed parsed in parsing is null ? [] : await parsing)
            {
                Facility facility = parsed.Facility ?? throw await DifferentAsync(manifest, parsed.Problem!, cancellationToken);
                facilities++;
                programs += facility.Programs.Count;
                yield return facility;
            }

            parsing = next;
        }
        while (more);

        if (hash.Value() != manifest.ContentSha256)
        {
            throw await DifferentAsync(manifest, "its facilities or its sources are not what was published: the hash differs.", cancellationToken);
        }

        if (facilities != manifest.Facilities || programs != manifest.Programs)
        {
            throw await DifferentAsync(manifest, "its manifest gives other numbers of facilities and programs than are stored.", cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SiteIdentity>> SitesAsync(VersionId id, CancellationToken cancellationToken)
    {
        DirectoryManifest manifest = await ManifestAsync(id, cancellationToken);
        List<byte[]> lines = [];
        await foreach (IReadOnlyList<byte[]> block in BlocksAsync(id, new VersionTables(id).Identity, cancellationToken))
        {
            lines.AddRange(block);
        }

        return VersionFacts.IdentitiesHashOf(lines) == manifest.IdentitiesSha256
            ? [.. lines.Select(line => VersionFacts.SiteOf(line))]
            : throw await DifferentAsync(manifest, "its identities are not what was published: the hash differs.", cancellationToken);
    }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    /// <remarks>What is searched is counted: as many facilities and programs as the manifest says.</remarks>
    public async Task<string?> ProblemAsync(VersionId id, CancellationToken cancellationToken)
    {
        try
        {
            DirectoryManifest manifest = await ManifestAsync(id, cancellationToken);
            await foreach (Facility _ in FacilitiesAsync(manifest, cancellationToken))
            {
            }

            await SitesAsync(id, cancellationToken);
            return await IndexProblemAsync(manifest, cancellationToken);
        }
        catch (DamagedVersionException e)
        {
            return e.Problem;
        }
        catch (VersionGoneException)
        {
            return "it is gone.";
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Waits up to a minute for another import. A retired version that cannot be dropped now, because it is still read or because
    /// somebody made a view on its tables, is left for the next import.
    /// </remarks>
    public async Task<IStorageLock> LockAsync(CancellationToken cancellationToken)
    {
        PostgisImportLock held = await connections.ExplainedAsync(
            () => PostgisImportLock.TakeAsync(connections, time, LongestWait, cancellationToken), cancellationToken);
        PostgisStorageLock taken = new(connections, held, AfterStep);
        try
        {
            await taken.DropRetiredAsync(DropAfter, cancellationToken);
            return taken;
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }

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

    /// <summary>The lines of a table in their order, some at a time: what is read needs no more memory the more there is.</summary>
    private async IAsyncEnumerable<IReadOnlyList<byte[]>> BlocksAsync(
        VersionId id, string table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await connections.ExplainedAsync(
            async () => await connections.DataSource.OpenConnectionAsync(cancellationToken), cancellationToken);
        // The API's user may not run a statement for long, but the server counts the time in which the reader works on what it was sent.
        await using NpgsqlBatch batch = new(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("SELECT set_config('statement_timeout', '0', true)"),
                new NpgsqlBatchCommand($"SELECT line::text FROM {table} ORDER BY facility_id"),
            },
            Timeout = 0,
        };
        await using NpgsqlDataReader reader = await OfVersionAsync(
            id,
            async () =>
            {
                NpgsqlDataReader opened = await batch.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken);
                await opened.NextResultAsync(cancellationToken);
                return opened;
            },
            cancellationToken);
        bool isRead = false;
        try
        {
            while (!isRead)
            {
                List<byte[]> block = await OfVersionAsync(id, () => BlockAsync(reader, cancellationToken), cancellationToken);
                isRead = block.Count < BlockSize;
                if (block.Count > 0)
                {
                    yield return block;
                }
            }
        }
        finally
        {
            if (!isRead && connection.State == ConnectionState.Open)
            {
                // Else closing the reader would read all that is left.
                batch.Cancel();
            }
        }
    }

    private static async Task<List<byte[]>> BlockAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        List<byte[]> block = new(BlockSize);
        while (block.Count < BlockSize && await reader.ReadAsync(cancellationToken))
        {
            block.Add(reader.GetFieldValue<byte[]>(0));
        }

        return block;
    }

    /// <summary>Parses on all processors. Until the hash is known a line can be anything.</summary>
    private static Parsed[] Parse(IReadOnlyList<byte[]> lines, int before) =>
    [
        .. lines.AsParallel().AsOrdered().Select((line, i) =>
        {
            try
            {
                return new Parsed(VersionFacts.FacilityOf(line), null);
            }
            catch (JsonException e)
            {
                return new Parsed(null, $"its facilities are not readable at line {before + i + 1}: {e.Message}");
            }
        }),
    ];

    /// <summary>What is searched, against what the manifest says.</summary>
    private Task<string?> IndexProblemAsync(DirectoryManifest manifest, CancellationToken cancellationToken) =>
        OfVersionAsync(
            manifest.Stamp.Id,
            async () =>
            {
                VersionTables tables = new(manifest.Stamp.Id);
                await using NpgsqlBatch batch = connections.DataSource.CreateBatch();
                batch.Timeout = 0;
                batch.BatchCommands.Add(new NpgsqlBatchCommand(
                    $"""
                    SELECT (SELECT count(*) FROM {tables.Facility}), (SELECT count(*) FROM {tables.Program}), EXISTS (SELECT FROM {tables.Word}),
                        (SELECT token_hash FROM {Schema}.directory_version WHERE version = $1)
                    """)
                {
                    Parameters = { new NpgsqlParameter<string> { TypedValue = manifest.Version } },
                });
                batch.BatchCommands.Add(TokenTable.Read(tables));
                await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken);
                await reader.ReadAsync(cancellationToken);
                if (reader.GetInt64(0) != manifest.Facilities || reader.GetInt64(1) != manifest.Programs)
                {
                    return "what is searched is not what was published: the numbers of facilities or programs differ.";
                }

                string? hash = reader.IsDBNull(3) ? null : reader.GetString(3);
                await reader.NextResultAsync(cancellationToken);
                return (await TokenTable.BitsAsync(reader, cancellationToken)).Hash == hash
                    ? null
                    : "what is searched is not what was published: the table of tokens differs.";
            },
            cancellationToken);

    /// <summary>Reads tables of one version. One that is not there was dropped with its version, or by hand.</summary>
    private async Task<T> OfVersionAsync<T>(VersionId id, Func<Task<T>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await connections.ExplainedAsync(
                async () =>
                {
                    try
                    {
                        return await step();
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
            _ = await ManifestAsync(id, cancellationToken);
            throw new DamagedVersionException(id, "a table of it is gone.");
        }
    }

    /// <summary>What was read is not what the manifest says: because the store was made anew meanwhile, or because it is damaged.</summary>
    private async Task<Exception> DifferentAsync(DirectoryManifest manifest, string problem, CancellationToken cancellationToken)
    {
        VersionId id = manifest.Stamp.Id;
        return (await ManifestAsync(id, cancellationToken)).Stamp == manifest.Stamp
            ? new DamagedVersionException(id, problem)
            : new VersionGoneException(id);
    }

    private readonly record struct Parsed(Facility? Facility, string? Problem);

    private sealed class MissingTableException : Exception;
}
