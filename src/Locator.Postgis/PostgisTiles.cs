using Locator.Geo;
using Locator.Search;
using Npgsql;

namespace Locator.Postgis;

/// <summary>Reads the counts of <see cref="PostgisQuery.OfTiles"/>.</summary>
internal static class PostgisTiles
{
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
