using Locator.Geo;
using NetTopologySuite.Geometries;

namespace Locator.Postgis;

/// <summary>Geometries as PostGIS has them: x = longitude, y = latitude, in WGS 84.</summary>
internal static class PostgisPoint
{
    private const int Wgs84 = 4326;

    public static Point Of(GeoPoint point) => new(point.Longitude, point.Latitude) { SRID = Wgs84 };

    public static Geometry Of(Geometry area)
    {
        Geometry copy = area.Copy();
        copy.SRID = Wgs84;
        return copy;
    }
}
