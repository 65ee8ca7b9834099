namespace Locator.Geo;

/// <summary>A square of the map as web maps cut it: the world in Web Mercator, in 2^zoom columns and as many rows.</summary>
/// <param name="Zoom">0 (one tile is the world) to <see cref="FinestZoom"/>.</param>
/// <param name="X">Column, counted eastward from the 180° meridian; 0 to 2^zoom − 1.</param>
/// <param name="Y">Row, counted southward from 85.0511° north; 0 to 2^zoom − 1.</param>
/// <remarks>
/// Its northern and western edges are inside. The map ends at 85.0511° north and south: what lies beyond is in the outermost row.
/// Source: OGC 17-083r4, Two Dimensional Tile Matrix Set (2022), WebMercatorQuad.
/// </remarks>
public readonly record struct MapTile(int Zoom, int X, int Y)
{
    /// <summary>The finest tiles that engines keep: 611 m wide at the equator, 420 m in the middle of the United States.</summary>
    public const int FinestZoom = 16;

    private const int FinestTiles = 1 << FinestZoom;

    /// <summary>
    /// The number that engines keep of a point: its tile at <see cref="FinestZoom"/> with the bits of column and row in turns. The number
    /// of a coarser tile is that of any finer one in it, shifted right by <see cref="ShiftTo"/>.
    /// </summary>
    public static uint KeyOf(GeoPoint point)
    {
        // The latitude of the map grows as the inverse hyperbolic tangent of the sine; at the poles it is infinite.
        double north = Math.Atanh(Math.Sin(double.DegreesToRadians(point.Latitude)));
        return Spread(Index((point.Longitude + 180) / 360)) | (Spread(Index(0.5 - (north / (2 * Math.PI)))) << 1);
    }

    /// <summary>By how many bits a key is shifted right to be that of its tile at a coarser zoom.</summary>
    /// <param name="zoom">0 to <see cref="FinestZoom"/>.</param>
    public static int ShiftTo(int zoom) => 2 * (FinestZoom - zoom);

    /// <summary>The key of the tile at a coarser zoom. Not by shifting 32 bits, which at zoom 0 shifts by none.</summary>
    public static uint KeyAt(uint key, int zoom) => (uint)((ulong)key >> ShiftTo(zoom));

    /// <summary>The tile of a key that was shifted to that zoom.</summary>
    public static MapTile OfKey(uint key, int zoom) => new(zoom, Gather(key), Gather(key >> 1));

    /// <summary>Its middle on the map, which is a little north of the middle of its latitudes in the northern half.</summary>
    public GeoPoint Centre
    {
        get
        {
            double tiles = 1 << Zoom;
            double latitude = Math.Atan(Math.Sinh(Math.PI * (1 - (2 * (Y + 0.5) / tiles))));
            return new GeoPoint(double.RadiansToDegrees(latitude), ((X + 0.5) / tiles * 360) - 180);
        }
    }

    private static uint Index(double share) => (uint)Math.Clamp(Math.Floor(share * FinestTiles), 0, FinestTiles - 1);

    /// <summary>Puts a zero before each of the lower 16 bits.</summary>
    private static uint Spread(uint bits)
    {
        bits = (bits | (bits << 8)) & 0x00FF_00FF;
        bits = (bits | (bits << 4)) & 0x0F0F_0F0F;
        bits = (bits | (bits << 2)) & 0x3333_3333;
        return (bits | (bits << 1)) & 0x5555_5555;
    }

    /// <summary>Takes every other bit, the lowest included.</summary>
    private static int Gather(uint bits)
    {
        bits &= 0x5555_5555;
        bits = (bits | (bits >> 1)) & 0x3333_3333;
        bits = (bits | (bits >> 2)) & 0x0F0F_0F0F;
        bits = (bits | (bits >> 4)) & 0x00FF_00FF;
        return (int)((bits | (bits >> 8)) & 0x0000_FFFF);
    }
}
