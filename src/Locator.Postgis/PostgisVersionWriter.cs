using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Publishing;
using Locator.Search;
using Locator.Versions;
using Npgsql;
using NpgsqlTypes;

namespace Locator.Postgis;

/// <summary>Writes a version whole, in one transaction: its tables, its row, what it changed, its report.</summary>
internal static class PostgisVersionWriter
{
    private const string Schema = PostgisSchema.Name;

    public static async Task<DirectoryManifest> WriteAsync(
        NpgsqlConnection connection,
        VersionId id,
        DirectoryDraft draft,
        List<Facility> facilities,
        byte[][] lines,
        string contentHash,
        DateTimeOffset now,
        string vocabularyHash,
        string? current,
        Action<string>? afterStep,
        CancellationToken cancellationToken)
    {
        VersionTables tables = new(id);
        SiteIdentity[] sites = [.. draft.Sites.OrderBy(site => site.FacilityId, StringComparer.Ordinal)];
        byte[][] identities = [.. sites.Select(VersionFiles.LineOf)];
        DirectoryManifest manifest = draft.ManifestOf(id, now, contentHash, VersionFiles.IdentitiesHashOf(identities), vocabularyHash);

        // The client's processors derive what is searched while the server takes the facts.
        Task<IReadOnlyList<IndexedFacility>> derived = Task.Run(
            () => FacilityIndexer.All(new DirectoryVersion(manifest, facilities), Vocabulary.Current), cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await InsertVersionAsync(connection, manifest, current, cancellationToken);
        await WriteFactsAsync(connection, tables, facilities, lines, cancellationToken);
        await WriteIdentitiesAsync(connection, tables, sites, identities, cancellationToken);
        afterStep?.Invoke("facts");
        await PostgisIndexWriter.WriteAsync(connection, tables, await derived.WaitAsync(cancellationToken), cancellationToken);
        afterStep?.Invoke("index");
        await WriteIssuesAsync(connection, manifest.Version, draft.Issues, cancellationToken);
        await MintAsync(connection, tables, cancellationToken);
        if (current is not null)
        {
            await CompareAsync(connection, tables, new VersionTables(VersionId.Parse(current)), cancellationToken);
        }

        afterStep?.Invoke("report");
        await transaction.CommitAsync(cancellationToken);
        return manifest;
    }

    private static async Task InsertVersionAsync(
        NpgsqlConnection connection, DirectoryManifest manifest, string? current, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            $"""
            INSERT INTO {Schema}.directory_version (version, state, base, content_sha256, vocabulary_hash, manifest)
            VALUES ($1, 'kept', $2, $3, $4, $5)
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = manifest.Version });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)current ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = manifest.ContentSha256 });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = manifest.VocabularyHash });
        command.Parameters.Add(new NpgsqlParameter<string>
        {
            TypedValue = Encoding.UTF8.GetString(VersionFiles.WriteManifest(manifest)),
            NpgsqlDbType = NpgsqlDbType.Json,
        });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The lines as they were hashed, and two digests that tell a change from a move from a new row number.</summary>
    private static async Task WriteFactsAsync(
        NpgsqlConnection connection, VersionTables tables, List<Facility> facilities, byte[][] lines, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            connection,
            $"""
            CREATE TABLE {tables.Fact} (facility_id text COLLATE "C" NOT NULL, facts bigint NOT NULL, address bigint NOT NULL, line json NOT NULL)
            """,
            cancellationToken);
        await PostgisIndexWriter.CopyAsync(
            connection,
            $"{tables.Fact} (facility_id, facts, address, line)",
            facilities.Zip(lines).AsParallel().AsOrdered().Select(item => (
                item.First.Id,
                Facts: DigestOf(WithoutSources(item.First), VersionJson.Lines.Facility),
                Address: DigestOf(item.First.Address with { County = null, CountyFips = null }, VersionJson.Lines.Address),
                Line: item.Second)),
            async (copy, item) =>
            {
                await copy.WriteAsync(item.Id, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(item.Facts, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(item.Address, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(item.Line, NpgsqlDbType.Json, cancellationToken);
            },
            cancellationToken);
        await ExecuteAsync(connection, $"ALTER TABLE {tables.Fact} ADD PRIMARY KEY (facility_id); ANALYZE {tables.Fact}", cancellationToken);
    }

    /// <summary>In another file, or in another row of it, the same facts stand as well.</summary>
    private static Facility WithoutSources(Facility facility) => facility with
    {
        Programs = [.. facility.Programs.Select(program => program with { Source = new SourceReference(0, 0) })],
    };

    private static long DigestOf<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value, type)));

    private static async Task WriteIdentitiesAsync(
        NpgsqlConnection connection, VersionTables tables, SiteIdentity[] sites, byte[][] lines, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            connection, $"CREATE TABLE {tables.Identity} (facility_id text COLLATE \"C\" NOT NULL, line json NOT NULL)", cancellationToken);
        await PostgisIndexWriter.CopyAsync(
            connection,
            $"{tables.Identity} (facility_id, line)",
            sites.Zip(lines),
            async (copy, item) =>
            {
                await copy.WriteAsync(item.First.FacilityId, NpgsqlDbType.Text, cancellationToken);
                await copy.WriteAsync(item.Second, NpgsqlDbType.Json, cancellationToken);
            },
            cancellationToken);
        await ExecuteAsync(connection, $"ALTER TABLE {tables.Identity} ADD PRIMARY KEY (facility_id); ANALYZE {tables.Identity}", cancellationToken);
    }

    private static async Task WriteIssuesAsync(
        NpgsqlConnection connection, string version, IReadOnlyList<ImportIssue> issues, CancellationToken cancellationToken)
    {
        await using NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync(
            $"COPY {Schema}.import_issue (version, ordinal, file, \"row\", field, problem, outcome, value) FROM STDIN (FORMAT binary)",
            cancellationToken);
        for (int i = 0; i < issues.Count; i++)
        {
            ImportIssue issue = issues[i];
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(version, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(i, NpgsqlDbType.Integer, cancellationToken);
            await PostgisIndexWriter.WriteTextAsync(copy, issue.File, cancellationToken);
            if (issue.Row is { } row)
            {
                await copy.WriteAsync(row, NpgsqlDbType.Integer, cancellationToken);
            }
            else
            {
                await copy.WriteNullAsync(cancellationToken);
            }

            await PostgisIndexWriter.WriteTextAsync(copy, issue.Field, cancellationToken);
            await PostgisIndexWriter.WriteTextAsync(copy, issue.Problem, cancellationToken);
            await copy.WriteAsync(JsonNamingPolicy.KebabCaseLower.ConvertName(issue.Outcome.ToString()), NpgsqlDbType.Text, cancellationToken);
            await PostgisIndexWriter.WriteTextAsync(copy, issue.Value, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static Task MintAsync(NpgsqlConnection connection, VersionTables tables, CancellationToken cancellationToken) =>
        ExecuteAsync(
            connection,
            $"""
            INSERT INTO {Schema}.minted_id (facility_id)
            SELECT facility_id FROM {tables.Identity} UNION SELECT facility_id FROM {tables.Fact}
            ON CONFLICT DO NOTHING
            """,
            cancellationToken);

    /// <summary>What differs from the version that was current: a set difference by id.</summary>
    private static async Task CompareAsync(
        NpgsqlConnection connection, VersionTables tables, VersionTables before, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(
            $"""
            INSERT INTO {Schema}.facility_change (version, facility_id, change)
            SELECT $1, facility_id, CASE
                WHEN new.line IS NULL THEN 'withdrawn'
                WHEN old.line IS NULL AND known.facility_id IS NOT NULL THEN 'returned'
                WHEN old.line IS NULL THEN 'added'
                WHEN new.address <> old.address THEN 'moved'
                ELSE 'changed' END
            FROM {tables.Fact} new
            FULL JOIN {before.Fact} old USING (facility_id)
            LEFT JOIN {before.Identity} known USING (facility_id)
            WHERE new.facts IS DISTINCT FROM old.facts
            """, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tables.Version.ToString() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
