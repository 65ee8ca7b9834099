using System.Collections;
using Locator.Geo;
using Locator.Indexing;
using Locator.Versions;
using NetTopologySuite.Geometries;
using Npgsql;
using NpgsqlTypes;

namespace Locator.Postgis;

/// <summary>Writes what <see cref="PostgisEngine"/> searches: the tables of one version, filled, then indexed, then analysed.</summary>
internal static class PostgisIndexWriter
{
    /// <summary>Makes the tables. All of it is one transaction of the caller's: until that ends, nobody sees any of it.</summary>
    public static async Task WriteAsync(
        NpgsqlConnection connection, VersionTables tables, IReadOnlyList<IndexedFacility> facilities, CancellationToken cancellationToken)
    {
        // Numbers in the two orders of results: searches compare these instead of texts.
        IndexedFacility[] byId = [.. facilities.OrderBy(facility => facility.Id, StringComparer.Ordinal)];
        int[] nameRanks = NameRanksOf(byId);
        TokenBits bits = new([.. byId
            .SelectMany(facility => facility.Programs).SelectMany(program => program.Tokens)
            // Programs share most of these strings: of millions, few remain to be compared by their letters.
            .Distinct<string>(ReferenceEqualityComparer.Instance).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

        await ExecuteAsync(connection, CreateTables(tables), cancellationToken);
        await WriteTokensAsync(connection, tables, bits, cancellationToken);
        await WriteWordsAsync(connection, tables, byId, cancellationToken);
        await WriteFacilitiesAsync(connection, tables, byId, nameRanks, cancellationToken);
        await WriteProgramsAsync(connection, tables, byId, nameRanks, bits, cancellationToken);
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
        NpgsqlConnection connection, VersionTables tables, IndexedFacility[] facilities, CancellationToken cancellationToken) =>
        CopyAsync(
            connection,
            $"{tables.Word} (word)",
            facilities.SelectMany(facility => facility.Words).Distinct(StringComparer.Ordinal),
            (copy, word) => WriteTextAsync(copy, word, cancellationToken),
            cancellationToken);

    private static Task WriteFacilitiesAsync(
        NpgsqlConnection connection, VersionTables tables, IndexedFacility[] byId, int[] nameRanks, CancellationToken cancellationToken) =>
        CopyAsync(
            connection,
            $"{tables.Facility} (facility, id, sort_name, name_rank, location_is_exact, document)",
            byId.Index(),
            async (copy, item) =>
            {
                await copy.WriteAsync(item.Index, NpgsqlDbType.Integer, cancellationToken);
                await WriteTextAsync(copy, item.Item.Id, cancellationToken);
                await WriteTextAsync(copy, item.Item.SortName, cancellationToken);
                await copy.WriteAsync(nameRanks[item.Index], NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(item.Item.LocationIsExact, NpgsqlDbType.Boolean, cancellationToken);
                await copy.WriteAsync(item.Item.Document, NpgsqlDbType.Bytea, cancellationToken);
            },
            cancellationToken);

    private static Task WriteProgramsAsync(
        NpgsqlConnection connection,
        VersionTables tables,
        IndexedFacility[] byId,
        int[] nameRanks,
        TokenBits bits,
        CancellationToken cancellationToken) =>
        CopyAsync(
            connection,
            $"{tables.Program} (facility, ordinal, name_rank, place, latitude, longitude, x, y, z, state, county_fips, id, tokens, words)",
            byId.Index().SelectMany(
                item => item.Item.Programs.Index(), (item, program) => (item.Index, Facility: item.Item, Ordinal: program.Index, Program: program.Item)),
            async (copy, row) =>
            {
                await copy.WriteAsync(row.Index, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(row.Ordinal, NpgsqlDbType.Integer, cancellationToken);
                await copy.WriteAsync(nameRanks[row.Index], NpgsqlDbType.Integer, cancellationToken);
                await WritePlaceAsync(copy, row.Facility.Point, cancellationToken);
                await WriteTextAsync(copy, row.Facility.State, cancellationToken);
                await WriteTextAsync(copy, row.Facility.CountyFips, cancellationToken);
                await WriteTextAsync(copy, row.Program.Id, cancellationToken);
                await copy.WriteAsync<BitArray>(bits.BitsOf(row.Program.Tokens), NpgsqlDbType.Varbit, cancellationToken);
                await copy.WriteAsync<string[]>([.. row.Facility.Words], NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
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

    /// <summary>Ranks by name, then id; facilities come ordered by id.</summary>
    private static int[] NameRanksOf(IndexedFacility[] byId)
    {
        int[] order = [.. Enumerable.Range(0, byId.Length).OrderBy(i => byId[i].SortName, StringComparer.Ordinal)];
        int[] ranks = new int[order.Length];
        for (int rank = 0; rank < order.Length; rank++)
        {
            ranks[order[rank]] = rank;
        }

        return ranks;
    }

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

    /// <summary>PostgreSQL's text holds no NUL, and what stood in a broken file can.</summary>
    internal static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancellationToken) => text is null
        ? copy.WriteNullAsync(cancellationToken)
        : copy.WriteAsync(text.Replace('\0', '\uFFFD'), NpgsqlDbType.Text, cancellationToken);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>The one place where (latitude, longitude) becomes (x = longitude, y = latitude).</summary>
internal static class PostgisPoint
{
    private const int Wgs84 = 4326;

    public static Point Of(GeoPoint point) => new(point.Longitude, point.Latitude) { SRID = Wgs84 };
}
