using Locator.Geo;
using NetTopologySuite.Geometries;

namespace Locator.Postgis;

/// <summary>The one place where (latitude, longitude) becomes (x = longitude, y = latitude).</summary>
internal static class PostgisPoint
{
    private const int Wgs84 = 4326;

    public static Point Of(GeoPoint point) => new(point.Longitude, point.Latitude) { SRID = Wgs84 };
}
