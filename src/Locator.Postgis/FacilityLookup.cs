using Locator.Indexing;
using Locator.Search;
using Npgsql;
using NpgsqlTypes;

namespace Locator.Postgis;

/// <summary>Finds facilities by their ids, in one command.</summary>
internal static class FacilityLookup
{
    /// <summary>The command. Ids that PostgreSQL cannot hold are no facility's.</summary>
    public static NpgsqlBatchCommand Of(VersionTables tables, IEnumerable<string> ids) => new(
        $"""
        SELECT f.id, f.document, p.programs, p.tokens
        FROM {tables.Facility} f
        CROSS JOIN LATERAL (
          SELECT array_agg(p.id ORDER BY p.ordinal) AS programs, string_agg(varbit_send(p.tokens), '\x' ORDER BY p.ordinal) AS tokens
          FROM {tables.Program} p
          WHERE p.facility = f.facility) p
        WHERE f.id = ANY($1)
        """)
    {
        Parameters =
        {
            new NpgsqlParameter<string[]> { TypedValue = [.. ids.Where(PostgresText.CanHold)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        },
    };

    /// <summary>What the command gives.</summary>
    public static async Task<IReadOnlyList<FacilityRecord>> ReadAsync(NpgsqlDataReader reader, TokenBits bits, CancellationToken cancellationToken)
    {
        List<FacilityRecord> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            string[] programs = reader.GetFieldValue<string[]>(2);
            byte[] sent = reader.GetFieldValue<byte[]>(3);
            found.Add(new FacilityRecord(
                reader.GetString(0),
                reader.GetFieldValue<byte[]>(1),
                [
                    .. programs.Select((id, i) => new ProgramCodes(
                        id, ServiceTokens.CodesIn(bits.TokensIn(sent.AsSpan(i * bits.SentSize, bits.SentSize))))),
                ]));
        }

        return found;
    }
}
