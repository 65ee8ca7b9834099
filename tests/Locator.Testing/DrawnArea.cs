using System.Runtime.CompilerServices;
using System.Text.Json;
using Locator.Geo;

namespace Locator.Testing;

/// <summary>
/// A drawn area in the plainest words: a point is inside where a ray from it crosses an odd number of edges, or where it stands
/// within a millimetre of one. Read from the text anew, by no code of the library.
/// </summary>
internal sealed class DrawnArea
{
    private static readonly ConditionalWeakTable<AreaPolygon, DrawnArea> Known = [];

    private readonly List<List<(double X, double Y)[]>> _polygons = [];

    private DrawnArea(AreaPolygon polygon)
    {
        using JsonDocument json = JsonDocument.Parse(polygon.GeoJson);
        JsonElement coordinates = json.RootElement.GetProperty("coordinates");
        JsonElement[] polygons = json.RootElement.GetProperty("type").GetString() == "Polygon" ? [coordinates] : [.. coordinates.EnumerateArray()];
        foreach (JsonElement rings in polygons)
        {
            _polygons.Add([.. rings.EnumerateArray().Select(Unrolled)]);
        }
    }

    public static DrawnArea Of(AreaPolygon polygon) => Known.GetValue(polygon, p => new DrawnArea(p));

    public bool Contains(GeoPoint point) => _polygons.Any(rings => Turns(point).Any(at => OnEdge(rings, at)) || IsInside(rings, point));

    /// <summary>Holes may have been written from the other side of the date line: each ring is crossed at every turn of the point.</summary>
    private static bool IsInside(List<(double X, double Y)[]> rings, GeoPoint point) =>
        rings.Sum(ring => Turns(point).Sum(at => Crossings(ring, at) % 2)) % 2 == 1;

    private static IEnumerable<(double X, double Y)> Turns(GeoPoint point) =>
        new[] { -360.0, 0, 360 }.Select(turn => (point.Longitude + turn, point.Latitude));

    private static int Crossings((double X, double Y)[] ring, (double X, double Y) at) => ring.Zip(ring.Skip(1)).Count(edge =>
        (edge.First.Y > at.Y) != (edge.Second.Y > at.Y)
        && at.X < edge.First.X + ((at.Y - edge.First.Y) / (edge.Second.Y - edge.First.Y) * (edge.Second.X - edge.First.X)));

    private static bool OnEdge(List<(double X, double Y)[]> rings, (double X, double Y) at) =>
        rings.Any(ring => ring.Zip(ring.Skip(1)).Any(edge => DistanceTo(edge.First, edge.Second, at) <= 0.9e-8));

    private static double DistanceTo((double X, double Y) a, (double X, double Y) b, (double X, double Y) at)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y, length = (dx * dx) + (dy * dy);
        double along = length == 0 ? 0 : Math.Clamp((((at.X - a.X) * dx) + ((at.Y - a.Y) * dy)) / length, 0, 1);
        return Math.Sqrt(Math.Pow(at.X - a.X - (along * dx), 2) + Math.Pow(at.Y - a.Y - (along * dy), 2));
    }

    private static (double X, double Y)[] Unrolled(JsonElement ring)
    {
        List<(double X, double Y)> unrolled = [];
        foreach (JsonElement at in ring.EnumerateArray())
        {
            double x = at[0].GetDouble();
            while (unrolled.Count > 0 && x - unrolled[^1].X > 180)
            {
                x -= 360;
            }

            while (unrolled.Count > 0 && x - unrolled[^1].X < -180)
            {
                x += 360;
            }

            unrolled.Add((x, at[1].GetDouble()));
        }

        return [.. unrolled];
    }
}
