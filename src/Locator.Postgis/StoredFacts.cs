using System.Data;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Locator.Facilities;
using Locator.Versions;
using Npgsql;

namespace Locator.Postgis;

/// <summary>Reads a version's own tables and holds them against its manifest.</summary>
internal sealed class StoredFacts(PostgisConnections connections, VersionRows rows)
{
    /// <summary>Lines that are read before they are parsed together: some 2 MB.</summary>
    private const int BlockSize = 1024;

    /// <inheritdoc cref="IVersionReader.FacilitiesAsync"/>
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

    /// <inheritdoc cref="IVersionReader.SitesAsync"/>
    public async Task<IReadOnlyList<SiteIdentity>> SitesAsync(VersionId id, CancellationToken cancellationToken)
    {
        DirectoryManifest manifest = await rows.ManifestAsync(id, cancellationToken);
        List<byte[]> lines = [];
        await foreach (IReadOnlyList<byte[]> block in BlocksAsync(id, new VersionTables(id).Identity, cancellationToken))
        {
            lines.AddRange(block);
        }

        return VersionFacts.IdentitiesHashOf(lines) == manifest.IdentitiesSha256
            ? [.. lines.Select(line => VersionFacts.SiteOf(line))]
            : throw await DifferentAsync(manifest, "its identities are not what was published: the hash differs.", cancellationToken);
    }

    /// <summary>Counts what is searched and holds its tokens against what the version's row says of them.</summary>
    /// <returns>What is wrong: a sentence; null when nothing is.</returns>
    public Task<string?> IndexProblemAsync(DirectoryManifest manifest, CancellationToken cancellationToken) =>
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
                        (SELECT token_hash FROM {PostgisSchema.Name}.directory_version WHERE version = $1)
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
            _ = await rows.ManifestAsync(id, cancellationToken);
            throw new DamagedVersionException(id, "a table of it is gone.");
        }
    }

    /// <summary>What was read is not what the manifest says: because the store was made anew meanwhile, or because it is damaged.</summary>
    private async Task<Exception> DifferentAsync(DirectoryManifest manifest, string problem, CancellationToken cancellationToken)
    {
        VersionId id = manifest.Stamp.Id;
        return (await rows.ManifestAsync(id, cancellationToken)).Stamp == manifest.Stamp
            ? new DamagedVersionException(id, problem)
            : new VersionGoneException(id);
    }

    private readonly record struct Parsed(Facility? Facility, string? Problem);

    private sealed class MissingTableException : Exception;
}
