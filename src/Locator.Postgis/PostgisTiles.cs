using System.Globalization;
using Locator.Geo;
using Locator.Search;
using Npgsql;
using NpgsqlTypes;

namespace Locator.Postgis;

/// <summary>Counts facilities by tile, in one command.</summary>
internal static class PostgisTiles
{
    /// <summary>
    /// One row a tile, before them one of the facilities without a point where there are any. One more tile than are counted tells
    /// that there are too many.
    /// </summary>
    public static PostgisCommand CommandOf(VersionTables tables, TokenBits bits, TileQuery query)
    {
        // Those without a point are in no box.
        SearchQuery anywhere = query.Search with { Box = null };
        CommandParameters parameters = new();
        ProgramConditions conditions = new(tables, bits, anywhere, parameters);
        string shift = parameters.Add(MapTile.ShiftTo(query.TileZoom), NpgsqlDbType.Integer);
        string inBox = string.Join(" AND ", conditions.InBox(query.Box));
        string[] all = [$"(({inBox}) OR p.latitude IS NULL)", .. conditions.Place(), conditions.Filters(anywhere.Filters)];
        return parameters.For(string.Create(CultureInfo.InvariantCulture, $"""
            SELECT p.tile >> {shift} AS tile, count(DISTINCT p.facility)::int AS facilities
            FROM {tables.Program} p{ProgramConditions.Where(all)}
            GROUP BY 1
            ORDER BY 1 NULLS FIRST
            LIMIT {parameters.Add(TileQuery.MostTiles + 2, NpgsqlDbType.Integer)}
            """));
    }

    /// <summary>Reads what the command gives.</summary>
    /// <param name="reader">On the result.</param>
    /// <param name="query">What was asked.</param>
    /// <param name="counted">The answer to its search.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<TileAnswer> ReadAsync(
        NpgsqlDataReader reader, TileQuery query, SearchAnswer counted, CancellationToken cancellationToken)
    {
        int withoutPoint = 0;
        List<TileCount> tiles = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.IsDBNull(0))
            {
                withoutPoint = reader.GetInt32(1);
            }
            else
            {
                tiles.Add(new TileCount(MapTile.OfKey((uint)reader.GetInt64(0), query.TileZoom), reader.GetInt32(1)));
            }
        }

        return new TileAnswer
        {
            Total = counted.Total,
            UnknownHidden = counted.UnknownHidden,
            WithoutPoint = withoutPoint,
            Tiles = tiles.Count > TileQuery.MostTiles ? null : tiles,
        };
    }
}
