using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;

namespace Locator.Geo;

/// <summary>
/// Reads the polygons of a GeoJSON geometry (RFC 7946), unrolled: where two vertices that follow each other are more than 180
/// degrees of longitude apart, the edge between them crosses the 180° meridian, so longitudes go on beyond it.
/// </summary>
internal static class GeoJsonPolygons
{
    private const string NoPolygon = "It must be a GeoJSON Polygon or MultiPolygon: an object with type and coordinates.";

    private static readonly GeometryFactory Factory = new();

    /// <summary>The polygons of a text, each of them valid, none overlapping another.</summary>
    public static bool TryRead(string json, out Polygon[] polygons, out string problem)
    {
        polygons = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            polygons = [.. PolygonsOf(document.RootElement)];
            if (polygons.Length > 1)
            {
                Check(Factory.CreateMultiPolygon(polygons));
            }

            problem = "";
            return true;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // The latter: a name or text with half a surrogate pair.
            problem = NoPolygon;
        }
        catch (FormatException wrong)
        {
            problem = wrong.Message;
        }

        return false;
    }

    private static List<Polygon> PolygonsOf(JsonElement geometry)
    {
        if (geometry.ValueKind != JsonValueKind.Object
            || !geometry.TryGetProperty("type", out JsonElement type) || type.ValueKind != JsonValueKind.String
            || !geometry.TryGetProperty("coordinates", out JsonElement coordinates) || coordinates.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException(NoPolygon);
        }

        if (geometry.EnumerateObject().Any(member => member.Name is not ("type" or "coordinates" or "bbox")))
        {
            // Without its name: what somebody sent stands in no exception.
            throw new FormatException("Only type and coordinates belong in it.");
        }

        int vertices = 0;
        List<Polygon> polygons = type.GetString() switch
        {
            "Polygon" => [PolygonOf(coordinates, ref vertices)],
            "MultiPolygon" => [],
            _ => throw new FormatException(NoPolygon),
        };
        if (type.GetString() == "MultiPolygon")
        {
            foreach (JsonElement rings in coordinates.EnumerateArray())
            {
                polygons.Add(PolygonOf(rings, ref vertices));
            }
        }

        return polygons.Count > 0 ? polygons : throw new FormatException("A MultiPolygon needs at least one polygon.");
    }

    private static Polygon PolygonOf(JsonElement rings, ref int vertices)
    {
        List<LinearRing> read = [];
        foreach (JsonElement ring in ArrayOf(rings, "A polygon is an array of rings."))
        {
            LinearRing unrolled = RingOf(ring, ref vertices);
            read.Add(read is [var shell, ..] ? BesideShell(unrolled, shell) : unrolled);
        }

        if (read.Count == 0)
        {
            throw new FormatException("A polygon needs an outer ring.");
        }

        Polygon polygon = Factory.CreatePolygon(read[0], [.. read.Skip(1)]);
        Check(polygon);
        return polygon;
    }

    private static LinearRing RingOf(JsonElement ring, ref int vertices)
    {
        List<Coordinate> unrolled = [];
        foreach (JsonElement position in ArrayOf(ring, "A ring is an array of positions."))
        {
            if (++vertices > AreaPolygon.MostVertices)
            {
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"It has more than {AreaPolygon.MostVertices} vertices."));
            }

            Coordinate vertex = PositionOf(position);
            if (unrolled is [.., var last])
            {
                // The shorter way around.
                double jump = vertex.X - last.X;
                vertex.X -= 360 * Math.Round(jump / 360, MidpointRounding.ToZero);
                vertex.X += vertex.X - last.X > 180 ? -360 : vertex.X - last.X < -180 ? 360 : 0;
            }

            unrolled.Add(vertex);
        }

        if (unrolled.Count < 4)
        {
            throw new FormatException("A ring needs at least four positions, of which the last repeats the first.");
        }

        if (!unrolled[0].Equals2D(unrolled[^1]))
        {
            throw new FormatException(unrolled[0].Y == unrolled[^1].Y && (unrolled[0].X - unrolled[^1].X) % 360 == 0
                ? "A ring goes around a pole. Cut the area at the 180° meridian instead."
                : "A ring is not closed: its last position must repeat the first.");
        }

        return Factory.CreateLinearRing([.. unrolled]);
    }

    /// <summary>A hole may have been written from the other side of the 180° meridian than its shell.</summary>
    private static LinearRing BesideShell(LinearRing hole, LinearRing shell)
    {
        Envelope around = shell.EnvelopeInternal, own = hole.EnvelopeInternal;
        double shift = new[] { 0, -360, 360, -720, 720 }.FirstOrDefault(turn => around.Contains(
            new Envelope(own.MinX + turn, own.MaxX + turn, own.MinY, own.MaxY)));
        return shift == 0 ? hole : Factory.CreateLinearRing([.. hole.Coordinates.Select(at => new Coordinate(at.X + shift, at.Y))]);
    }

    private static Coordinate PositionOf(JsonElement position)
    {
        double[] numbers = [.. ArrayOf(position, "A position is an array of longitude and latitude.").Take(4).Select(NumberOf)];
        return numbers switch
        {
            [>= -180 and <= 180 and var x, >= -90 and <= 90 and var y] => new Coordinate(x, y),
            [_, _] => throw new FormatException("A position is longitude (-180 to 180), then latitude (-90 to 90), in degrees."),
            [_, _, ..] => throw new FormatException("A position has a longitude and a latitude, and no elevation."),
            _ => throw new FormatException("A position needs a longitude and a latitude."),
        };
    }

    private static double NumberOf(JsonElement number) =>
        number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw new FormatException("A position is made of numbers.");

    private static JsonElement.ArrayEnumerator ArrayOf(JsonElement element, string problem) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : throw new FormatException(problem);

    /// <summary>Refuses what is no area (OGC Simple Features 1.2.1, 6.1.11), as NetTopologySuite judges it.</summary>
    private static void Check(Geometry polygon)
    {
        if (new IsValidOp(polygon).ValidationError is { } error)
        {
            throw new FormatException(error.ErrorType switch
            {
                TopologyValidationErrors.SelfIntersection or TopologyValidationErrors.RingSelfIntersection => "Its edges cross or touch each other.",
                TopologyValidationErrors.HoleOutsideShell => "A hole lies outside its polygon.",
                TopologyValidationErrors.NestedHoles => "A hole lies inside another one.",
                TopologyValidationErrors.NestedShells => "One of its polygons lies inside another one.",
                TopologyValidationErrors.DisconnectedInteriors => "Its holes cut it into pieces.",
                TopologyValidationErrors.DuplicateRings => "Two of its rings are the same.",
                TopologyValidationErrors.TooFewPoints => "A ring needs at least three corners.",
                _ => "It is no valid polygon.",
            });
        }
    }
}
