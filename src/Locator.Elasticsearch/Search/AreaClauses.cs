using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Locator.Elasticsearch.Indexes;
using Locator.Geo;
using Locator.Indexing;
using Locator.Search;
using NetTopologySuite.Geometries;

namespace Locator.Elasticsearch.Search;

/// <summary>Where a search looks, and the words that it looks for: conditions on the facility.</summary>
internal static class AreaClauses
{
    /// <summary>Half of the grid's step of latitude in degrees; its step of longitude is twice as long.</summary>
    private const double HalfStep = 90 / 4294967296.0;

    /// <summary>Every one of them must hold.</summary>
    /// <param name="query">The search.</param>
    /// <param name="radius">The circle, given or found; null where there is none.</param>
    public static IEnumerable<JsonNode> Of(SearchQuery query, Distance? radius)
    {
        if (radius is { } circle)
        {
            yield return new JsonObject
            {
                ["geo_distance"] = new JsonObject
                {
                    ["distance"] = string.Create(CultureInfo.InvariantCulture, $"{Clause.Edge(circle):0.#########}m"),
                    ["distance_type"] = Clause.DistanceType,
                    [ElasticsearchDocument.Point] = Clause.PointOf(query.Origin!.Value),
                },
            };
        }

        if (query.Box is { } box)
        {
            yield return InBox(box);
        }

        if (query.Polygon is { } polygon)
        {
            yield return InPolygon(polygon);
        }

        if (query.State is { } state)
        {
            yield return Clause.Term(ElasticsearchDocument.State, state);
        }

        if (query.CountyFips is { } county)
        {
            yield return Clause.Term(ElasticsearchDocument.County, county);
        }

        foreach (AskedWord asked in AskedWord.Of(query))
        {
            // Whoever types has perhaps not finished the last word. One that is longer than any indexed one begins none, and
            // servers refuse such a prefix.
            yield return asked.IsForgiven ? Matches(ElasticsearchDocument.Words, asked.Pattern)
                : asked.IsBeginning && Encoding.UTF8.GetByteCount(asked.Word) <= IndexLimits.WordBytes
                    ? new JsonObject { ["prefix"] = new JsonObject { [ElasticsearchDocument.Words] = asked.Word } }
                    : Clause.Term(ElasticsearchDocument.Words, asked.Word);
        }
    }

    /// <summary>
    /// A box whose edges lie between points of the grid, where no facility can stand: so rounding moves nobody over an edge,
    /// and a box without width, which OpenSearch refuses, gets one.
    /// </summary>
    public static JsonObject InBox(BoundingBox box)
    {
        JsonNode[] parts =
        [
            .. (box.CrossesDateLine
                ? new[] { box with { East = 180 }, box with { West = -180 } }
                : [box]).Select(PartOf).OfType<JsonNode>(),
        ];
        return parts.Length == 0
            ? new JsonObject { ["match_none"] = new JsonObject() }
            : Clause.Either(parts);
    }

    /// <summary>In the plane of longitude and latitude, as servers draw edges too.</summary>
    private static JsonObject InPolygon(AreaPolygon area) => new()
    {
        ["geo_shape"] = new JsonObject
        {
            [ElasticsearchDocument.Point] = new JsonObject
            {
                ["shape"] = new JsonObject { ["type"] = "MultiPolygon", ["coordinates"] = new JsonArray([.. PolygonsOf(area.Searched)]) },
                ["relation"] = "intersects",
            },
        },
    };

    private static IEnumerable<JsonNode> PolygonsOf(Geometry searched)
    {
        for (int i = 0; i < searched.NumGeometries; i++)
        {
            Polygon polygon = (Polygon)searched.GetGeometryN(i);
            yield return new JsonArray([.. polygon.Holes.Prepend(polygon.Shell).Select(RingOf)]);
        }
    }

    private static JsonNode RingOf(LineString ring) => new JsonArray([.. ring.Coordinates.Select(at => (JsonNode)new JsonArray(at.X, at.Y))]);

    private static JsonObject? PartOf(BoundingBox box)
    {
        // The corners' nearest grid points inside the box: OnGrid rounds down, so −x rounded down is x rounded up.
        GeoPoint first = UpOnGrid(new GeoPoint(box.South, box.West));
        GeoPoint last = new GeoPoint(box.North, box.East).OnGrid();
        return first.Latitude > last.Latitude || first.Longitude > last.Longitude
            ? null
            : new JsonObject
            {
                ["geo_bounding_box"] = new JsonObject
                {
                    [ElasticsearchDocument.Point] = new JsonObject
                    {
                        ["top"] = Math.Min(90, last.Latitude + HalfStep),
                        ["left"] = Math.Max(-180, first.Longitude - (2 * HalfStep)),
                        ["bottom"] = Math.Max(-90, first.Latitude - HalfStep),
                        ["right"] = Math.Min(180, last.Longitude + (2 * HalfStep)),
                    },
                },
            };
    }

    private static GeoPoint UpOnGrid(GeoPoint point)
    {
        GeoPoint down = point.OnGrid();
        return new GeoPoint(
            down.Latitude < point.Latitude ? down.Latitude + (2 * HalfStep) : down.Latitude,
            down.Longitude < point.Longitude ? down.Longitude + (4 * HalfStep) : down.Longitude);
    }

    /// <summary>
    /// Servers compare the whole value. Their fuzzy query would do for whole words, but it looks at the first fifty that it finds only
    /// (<c>max_expansions</c>), and it knows no beginnings.
    /// </summary>
    private static JsonObject Matches(string field, string pattern) =>
        new() { ["regexp"] = new JsonObject { [field] = new JsonObject { ["value"] = pattern, ["flags"] = "NONE" } } };
}
