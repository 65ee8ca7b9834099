using System.Text;
using System.Text.Json;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Publishing;
using Locator.Versions;
using Npgsql;
using NpgsqlTypes;

namespace Locator.Postgis;

/// <summary>Writes a version whole, in one transaction: its row, its facts, its index, its report, what it changed.</summary>
internal static class PostgisVersionWriter
{
    private const string Schema = PostgisSchema.Name;

    public static async Task WriteAsync(
        NpgsqlConnection connection, NewVersion version, Action<string>? afterStep, CancellationToken cancellationToken)
    {
        VersionTables tables = new(version.Manifest.Stamp.Id);
        TokenBits bits = new(version.Indexed.Tokens);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await InsertVersionAsync(connection, version, bits.Hash, cancellationToken);
        await WriteFactsAsync(connection, tables, version, cancellationToken);
        await WriteIdentitiesAsync(connection, tables, version, cancellationToken);
        afterStep?.Invoke("facts");
        await PostgisIndexWriter.WriteAsync(connection, tables, bits, version.Indexed, cancellationToken);
        afterStep?.Invoke("index");
        await WriteIssuesAsync(connection, version.Manifest.Version, version.Issues, cancellationToken);
        await MintAsync(connection, tables, cancellationToken);
        if (version.Base is { } before)
        {
            await CompareAsync(connection, tables, new VersionTables(before), cancellationToken);
        }

        afterStep?.Invoke("report");
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task InsertVersionAsync(
        NpgsqlConnection connection, NewVersion version, string tokenHash, CancellationToken cancellationToken)
    {
        DirectoryManifest manifest = version.Manifest;
        await using NpgsqlCommand command = new(
            $"""
            INSERT INTO {Schema}.directory_version (version, state, base, content_sha256, vocabulary_hash, token_hash, manifest)
            VALUES ($1, 'kept', $2, $3, $4, $5, $6)
            """, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = manifest.Version });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)version.Base?.ToString() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = manifest.ContentSha256 });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = manifest.VocabularyHash });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tokenHash });
        command.Parameters.Add(new NpgsqlParameter<string>
        {
            TypedValue = Encoding.UTF8.GetString(VersionFacts.WriteManifest(manifest)),
            NpgsqlDbType = NpgsqlDbType.Json,
        });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The lines as they were hashed, and two digests that tell a change from a move from a new row number.</summary>
    private static async Task WriteFactsAsync(
        NpgsqlConnection connection, VersionTables tables, NewVersion version, CancellationToken cancellationToken)
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
            FactsOf(version, cancellationToken),
            async (copy, fact) =>
            {
                await PostgisIndexWriter.WriteTextAsync(copy, fact.Id, cancellationToken);
                await copy.WriteAsync(fact.Facts, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(fact.Address, NpgsqlDbType.Bigint, cancellationToken);
                await copy.WriteAsync(fact.Line, NpgsqlDbType.Json, cancellationToken);
            },
            cancellationToken);
        await ExecuteAsync(connection, $"ALTER TABLE {tables.Fact} ADD PRIMARY KEY (facility_id); ANALYZE {tables.Fact}", cancellationToken);
    }

    /// <summary>Block by block, the digests of the next one made while the server takes the present one.</summary>
    private static IEnumerable<FactRow> FactsOf(NewVersion version, CancellationToken cancellationToken)
    {
        IReadOnlyList<Facility> facilities = version.Facilities;
        Blocks<(long Facts, long Address)> digests = new(
            facilities.Count, i => (VersionFacts.FactsDigestOf(facilities[i]), VersionFacts.AddressDigestOf(facilities[i].Address)), keptBlocks: 0);
        int first = 0;
        foreach ((byte[][] lines, (long Facts, long Address)[] block) in version.Lines.All(cancellationToken).Zip(digests.All(cancellationToken)))
        {
            for (int i = 0; i < lines.Length; i++)
            {
                yield return new FactRow(facilities[first + i].Id, block[i].Facts, block[i].Address, lines[i]);
            }

            first += lines.Length;
        }
    }

    private static async Task WriteIdentitiesAsync(
        NpgsqlConnection connection, VersionTables tables, NewVersion version, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            connection, $"CREATE TABLE {tables.Identity} (facility_id text COLLATE \"C\" NOT NULL, line json NOT NULL)", cancellationToken);
        await PostgisIndexWriter.CopyAsync(
            connection,
            $"{tables.Identity} (facility_id, line)",
            version.SiteLines.All(cancellationToken).SelectMany(block => block).Zip(version.Sites),
            async (copy, site) =>
            {
                await PostgisIndexWriter.WriteTextAsync(copy, site.Second.FacilityId, cancellationToken);
                await copy.WriteAsync(site.First, NpgsqlDbType.Json, cancellationToken);
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
        copy.Timeout = TimeSpan.Zero;
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

    /// <summary>What differs from the version that is current: a set difference by id. Where that lacks a table there is nothing to compare with.</summary>
    private static async Task CompareAsync(
        NpgsqlConnection connection, VersionTables tables, VersionTables before, CancellationToken cancellationToken)
    {
        await using (NpgsqlCommand there = new("SELECT to_regclass($1) IS NOT NULL AND to_regclass($2) IS NOT NULL", connection))
        {
            there.Parameters.Add(new NpgsqlParameter<string> { TypedValue = before.Fact });
            there.Parameters.Add(new NpgsqlParameter<string> { TypedValue = before.Identity });
            if (!(bool)(await there.ExecuteScalarAsync(cancellationToken))!)
            {
                return;
            }
        }

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

    /// <summary>A facility as its table of facts keeps it.</summary>
    private readonly record struct FactRow(string Id, long Facts, long Address, byte[] Line);
}
