using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Buffer;

namespace Locator.Geo;

/// <summary>
/// An area that somebody drew: polygons with straight edges in longitude and latitude, edges inside, holes left out. It may cross
/// the 180° meridian. Immutable, safe for all threads; two are equal when they were read from the same text.
/// </summary>
/// <remarks>
/// What is searched reaches <see cref="EdgeDegrees"/> beyond the edges, as circles reach 1 mm beyond theirs: a facility on an edge or
/// corner is then well inside for every engine, however its server rounds.
/// </remarks>
public sealed class AreaPolygon : IEquatable<AreaPolygon>
{
    /// <summary>The most vertices, the last one of each ring, which repeats the first, included.</summary>
    public const int MostVertices = 1_000;

    /// <summary>How far beyond its edges it reaches, in degrees: 1 mm of latitude, a quarter of the grid that facilities stand on.</summary>
    public const double EdgeDegrees = 1e-8;

    /// <summary>Vertices that round a corner of 90°.</summary>
    private const int CornerVertices = 2;

    private readonly IndexedPointInAreaLocator _locator;

    private AreaPolygon(string text, Geometry searched)
    {
        (GeoJson, Searched) = (text, searched);
        _locator = new IndexedPointInAreaLocator(searched);
        // The index is built at the first question: now, while nobody shares it.
        _ = _locator.Locate(new Coordinate());
    }

    /// <summary>The geometry as it was given.</summary>
    public string GeoJson { get; }

    /// <summary>
    /// Polygons (x = longitude, y = latitude, shells counterclockwise) between −180 and 180 degrees that hold what is inside: cut at
    /// the 180° meridian, as far beyond the edges as <see cref="EdgeDegrees"/>.
    /// </summary>
    public Geometry Searched { get; }

    /// <summary>Whether a point is inside or on an edge.</summary>
    public bool Contains(GeoPoint point) =>
        Searched.EnvelopeInternal.Contains(point.Longitude, point.Latitude)
        && _locator.Locate(new Coordinate(point.Longitude, point.Latitude)) != Location.Exterior;

    /// <summary>Reads a GeoJSON Polygon or MultiPolygon (RFC 7946).</summary>
    /// <param name="json">The text of the geometry object.</param>
    /// <param name="area">The area; null where it cannot be read.</param>
    /// <param name="problem">A sentence that says why not; empty where it can.</param>
    public static bool TryRead(string json, out AreaPolygon? area, out string problem)
    {
        area = null;
        if (!GeoJsonPolygons.TryRead(json, out Polygon[] polygons, out problem))
        {
            return false;
        }

        try
        {
            area = new AreaPolygon(json, SearchedOf(polygons));
            return true;
        }
        catch (TopologyException)
        {
            // Valid, but with edges so near to one another that they cannot be told apart. The exception names the place.
            problem = "Some of its edges are too near to one another.";
            return false;
        }
    }

    private static Geometry SearchedOf(Polygon[] polygons)
    {
        // Unrolled, the parts of an area that was cut at the 180° meridian lie far apart: what they are together is seen when all
        // stand between -180 and 180 degrees.
        Geometry[] reaching = [.. polygons.Select(Reaching)];
        Geometry[] parts = [.. reaching.SelectMany(Rolled)];
        Geometry searched = polygons[0].Factory.BuildGeometry(parts).Union();
        searched.Normalize();
        // NetTopologySuite's normal form has clockwise shells; GeoJSON's, which servers read, has the others.
        return searched.Reverse();
    }

    /// <inheritdoc/>
    public bool Equals(AreaPolygon? other) => other is not null && other.GeoJson == GeoJson;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AreaPolygon);

    /// <inheritdoc/>
    public override int GetHashCode() => GeoJson.GetHashCode(StringComparison.Ordinal);

    /// <summary>Nothing: what somebody drew stands in no text.</summary>
    public override string ToString() => nameof(AreaPolygon);

    private static Geometry Reaching(Polygon polygon) => polygon.Buffer(
        EdgeDegrees, new BufferParameters(CornerVertices, EndCapStyle.Round, JoinStyle.Round, BufferParameters.DefaultMitreLimit));

    /// <summary>The parts of an unrolled polygon in the world between -180 and 180 degrees.</summary>
    private static IEnumerable<Geometry> Rolled(Geometry polygon)
    {
        Envelope reach = polygon.EnvelopeInternal;
        int first = (int)Math.Floor((reach.MinX + 180) / 360), last = (int)Math.Floor((reach.MaxX + 180) / 360);
        for (int turn = first; turn <= last; turn++)
        {
            Geometry world = polygon.Factory.ToGeometry(new Envelope((turn * 360) - 180, (turn * 360) + 180, -90, 90));
            Geometry part = polygon.Intersection(world);
            AffineTransformation back = AffineTransformation.TranslationInstance(-360 * turn, 0);
            foreach (Geometry piece in PolygonExtracter.GetPolygons(part))
            {
                yield return back.Transform(piece);
            }
        }
    }
}
