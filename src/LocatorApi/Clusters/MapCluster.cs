using Locator.Geo;
using Locator.Search;

namespace LocatorApi.Clusters;

/// <summary>A tile with facilities in it: Web Mercator, named as in addresses of map tiles.</summary>
/// <param name="Z">Zoom of the tile: two more than the map's.</param>
/// <param name="X">Column, counted eastward from the 180° meridian.</param>
/// <param name="Y">Row, counted southward from 85.0511° north.</param>
/// <param name="Count">Facilities in the tile that lie in the box and match, at least one.</param>
/// <param name="Lat">Degrees north of the tile's center.</param>
/// <param name="Lon">Degrees east of the tile's center.</param>
public sealed record MapCluster(int Z, int X, int Y, int Count, double Lat, double Lon)
{
    /// <summary>Six decimals are 0.1 m, and the finest tile is 400 m wide.</summary>
    private const int Decimals = 6;

    internal static MapCluster Of(TileCount found)
    {
        GeoPoint centre = found.Tile.Centre;
        return new MapCluster(
            found.Tile.Zoom, found.Tile.X, found.Tile.Y, found.Count,
            Math.Round(centre.Latitude, Decimals), Math.Round(centre.Longitude, Decimals));
    }
}
