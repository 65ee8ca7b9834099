using System.Collections;
using Locator.Geo;
using Locator.Indexing;
using Npgsql;
using NpgsqlTypes;

namespace Locator.Postgis;

/// <summary>
/// Writes what <see cref="PostgisEngine"/> searches: the tables of one version, filled block by block, then indexed, then analysed.
/// All of it is one transaction of the caller's: until that ends, nobody sees any of it.
/// </summary>
internal static class PostgisIndexWriter
{
    /// <summary>Makes and fills the tables in one pass over the facilities.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="tables">The version's.</param>
    /// <param name="bits">The bits of every token that a program has.</param>
    /// <param name="facilities">The facilities.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    public static async Task WriteAsync(
        NpgsqlConnection connection,
        VersionTables tables,
        TokenBits bits,
        IndexedFacilities facilities,
        CancellationToken cancellationToken)
    {
        // Numbers in the two orders of results: searches compare these instead of texts.
        int[] nameRanks = NameRanksOf([.. facilities.SortNames]);
        await ExecuteAsync(connection, CreateTables(tables), cancellationToken);
        await WriteTokensAsync(connection, tables, bits, cancellationToken);
        HashSet<string> words = new(StringComparer.Ordinal);
        int first = 0;
        foreach (IReadOnlyList<IndexedFacility> block in facilities.Blocks(cancellationToken))
        {
            await WriteFacilitiesAsync(connection, tables, block, first, nameRanks, cancellationToken);
            await WriteProgramsAsync(connection, tables, facilities, block, first, nameRanks, bits, cancellationToken);
            words.UnionWith(block.SelectMany(facility => facility.Words));
            first += block.Count;
        }

        await WriteWordsAsync(connection, tables, words, cancellationToken);
        await ExecuteAsync(connection, CreateIndexes(tables), cancellationToken);
    }

    private static string CreateTables(VersionTables tables) =>
        $"""
        CREATE TABLE {tables.Token} (position integer NOT NULL, token text COLLATE "C" NOT NULL);
        CREATE TABLE {tables.Word} (word text COLLATE "C" NOT NULL);
        CREATE TABLE {tables.Facility} (
            facility integer NOT NULL,
            id text COLLATE "C" NOT NULL,
            sort_name text COLLATE "C" NOT NULL,
            name_rank integer NOT NULL,
            location_is_exact boolean NOT NULL,
            document bytea NOT NULL);
        -- Documents are sent as they are: decompressing them would cost more than reading them.
        ALTER TABLE {tables.Facility} ALTER COLUMN document SET STORAGE EXTERNAL;
        CREATE TABLE {tables.Program} (
            facility integer NOT NULL,
            ordinal integer NOT NULL,
            name_rank integer NOT NULL,
            place geography(Point, 4326),
            latitude double precision,
            longitude double precision,
            x double precision,
            y double precision,
            z double precision,
            tile bigint,
            state text COLLATE "C" NOT NULL,
            county_fips text COLLATE "C",
            id text COLLATE "C" NOT NULL,
            tokens bit varying NOT NULL,
            words text[] COLLATE "C" NOT NULL);
        """;

    private static string CreateIndexes(VersionTables tables)
    {
        string program = VersionTables.Unqualified(tables.Program);
        return $"""
            ALTER TABLE {tables.Word} ADD PRIMARY KEY (word);
            ALTER TABLE {tables.Facility} ADD PRIMARY KEY (facility);
            CREATE UNIQUE INDEX ON {tables.Facility} (id);
            CREATE INDEX ON {tables.Facility} (sort_name, id);
            ALTER TABLE {tables.Program} ADD PRIMARY KEY (facility, ordinal);
            CREATE INDEX {program}_place ON {tables.Program} USING gist (place);
            CREATE INDEX {program}_words ON {tables.Program} USING gin (words) WITH (fastupdate = off);
            CREATE INDEX {program}_box ON {tables.Program} (latitude, longitude);
            CREATE INDEX {program}_state ON {tables.Program} (state);
            CREATE INDEX {program}_county ON {tables.Program} (county_fips);
            ANALYZE {tables.Word}, {tables.Facility}, {tables.Program};
            """;
    }

    private static Task WriteTokensAsync(
        NpgsqlConnection connection, VersionTables tables, TokenBits bits, CancellationToken cancellationToken) =>
        CopyAsync(connection, $"{tables.Token} (position, token)", bits.Tokens.Index(), async (copy, item) =>
        {
            await copy.WriteAsync(item.Index, NpgsqlDbType.Integer, cancellationToken);
            await WriteTextAsync(copy, item.Item, cancellationToken);
        }, cancellationToken);

    private static Task WriteWordsAsync(
        NpgsqlConnection connection, VersionTables tables, IEnumerable<string> words, CancellationToken cancellationToken) =>
        CopyAsync(connection, $"{tables.Word} (word)", words, (copy, word) => WriteTextAsync(copy, word, cancellationToken), cancellationToken);

    private static Task WriteFacilitiesAsync(
        NpgsqlConnection connection,
        VersionTables tables,
        IReadOnlyList<IndexedFacility> block,
        int first,
        int[] nameRanks,
        CancellationToken cancellationToken) =>
        CopyAsync(
            connection,
            $"{tables.Facility} (facility, id, sort_name, name_rank, location_is_exact, document)",
            block.Select((facility, i) => (Index: first + i, Facility: facility)),
            async (copy, row) =>
            {
                await copy.WriteAsync(row.Index, NpgsqlDbType.Integer, cancellationToken);
                await WriteTextAsync(copy, row.Facility.Id, cancellationToken);
                await WriteTextAsync(copy, row.Facility.SortName, cancellationToken);
                await copy.WriteAsync(nameRanks[row.Index], NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(row.Facility.LocationIsExact, NpgsqlDbType.Boolean, cancellationToken);
                await copy.WriteAsync(row.Facility.Document.ToBytes(), NpgsqlDbType.Bytea, cancellationToken);
            },
            cancellationToken);

    private static Task WriteProgramsAsync(
        NpgsqlConnection connection,
        VersionTables tables,
        IndexedFacilities all,
        IReadOnlyList<IndexedFacility> block,
        int first,
        int[] nameRanks,
        TokenBits bits,
        CancellationToken cancellationToken) =>
        CopyAsync(
            connection,
            $"{tables.Program} (facility, ordinal, name_rank, place, latitude, longitude, x, y, z, tile, state, county_fips, id, tokens, words)",
            block.Select((facility, i) => (Index: first + i, Facility: facility, Words: facility.Words.ToArray()))
                .SelectMany(item => item.Facility.Programs.Index(), (item, program) => (item.Index, item.Facility, item.Words, Ordinal: program.Index, Program: program.Item)),
            async (copy, row) =>
            {
                await copy.WriteAsync(row.Index, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(row.Ordinal, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(nameRanks[row.Index], NpgsqlDbType.Integer, cancellationToken);
                await WritePlaceAsync(copy, row.Facility.Point, cancellationToken);
                await WriteTileAsync(copy, row.Facility.Tile, cancellationToken);
                await WriteTextAsync(copy, row.Facility.State, cancellationToken);
                await WriteTextAsync(copy, row.Facility.CountyFips, cancellationToken);
                await WriteTextAsync(copy, row.Program.Id, cancellationToken);
                await copy.WriteAsync<BitArray>(bits.BitsOfProgram(all.Table.RanksOf(row.Program.Tokens)), NpgsqlDbType.Varbit, cancellationToken);
                await copy.WriteAsync<string[]>(row.Words, NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
            },
            cancellationToken);

    /// <summary>
    /// The point for the index; degrees for boxes; and the unit vector, so that the server computes the very chords that
    /// <see cref="UnitVector"/> computes and puts equal distances in the same order as every engine.
    /// </summary>
    private static async Task WritePlaceAsync(NpgsqlBinaryImporter copy, GeoPoint? point, CancellationToken cancellationToken)
    {
        if (point is not { } place)
        {
            for (int column = 0; column < 6; column++)
            {
                await copy.WriteNullAsync(cancellationToken);
            }

            return;
        }

        await copy.WriteAsync(PostgisPoint.Of(place), NpgsqlDbType.Geography, cancellationToken);
        UnitVector vector = UnitVector.Of(place);
        foreach (double number in (double[])[place.Latitude, place.Longitude, vector.X, vector.Y, vector.Z])
        {
            await copy.WriteAsync(number, NpgsqlDbType.Double, cancellationToken);
        }
    }

    /// <summary>As bigint: integer does not hold the keys of the southern half of the map.</summary>
    private static Task WriteTileAsync(NpgsqlBinaryImporter copy, uint? tile, CancellationToken cancellationToken) => tile is { } key
        ? copy.WriteAsync((long)key, NpgsqlDbType.Bigint, cancellationToken)
        : copy.WriteNullAsync(cancellationToken);

    /// <summary>Ranks by name, then id; names come in the order of the ids.</summary>
    private static int[] NameRanksOf(string[] names)
    {
        int[] order = [.. Enumerable.Range(0, names.Length).OrderBy(i => names[i], StringComparer.Ordinal)];
        int[] ranks = new int[order.Length];
        for (int rank = 0; rank < order.Length; rank++)
        {
            ranks[order[rank]] = rank;
        }

        return ranks;
    }

    /// <summary>Sends rows to a table that was made in this transaction; may be called for it again and again.</summary>
    internal static async Task CopyAsync<T>(
        NpgsqlConnection connection,
        string into,
        IEnumerable<T> rows,
        Func<NpgsqlBinaryImporter, T, Task> write,
        CancellationToken cancellationToken)
    {
        // FREEZE: the table is made in the same transaction, so its rows need no later visit by vacuum.
        await using NpgsqlBinaryImporter copy =
            await connection.BeginBinaryImportAsync($"COPY {into} FROM STDIN (FORMAT binary, FREEZE)", cancellationToken);
        copy.Timeout = TimeSpan.Zero;
        foreach (T row in rows)
        {
            await copy.StartRowAsync(cancellationToken);
            await write(copy, row);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    internal static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancellationToken) => text is null
        ? copy.WriteNullAsync(cancellationToken)
        : copy.WriteAsync(PostgresText.Of(text), NpgsqlDbType.Text, cancellationToken);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
