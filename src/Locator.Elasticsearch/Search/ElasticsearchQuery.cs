using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Locator.Elasticsearch.Indexes;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Search;
using NetTopologySuite.Geometries;

namespace Locator.Elasticsearch.Search;

/// <summary>
/// A search as bodies of search requests. Pure: the same query always gives the same JSON, which golden files hold. Only what
/// Elasticsearch 8 and 9 and OpenSearch 2 and 3 have in common, and no scripts.
/// </summary>
internal sealed class ElasticsearchQuery(SearchQuery query, TimeSpan serverTimeout)
{
    /// <summary>Name of the aggregation of rings; its buckets are in the order of <see cref="AutomaticRadius.Miles"/>.</summary>
    public const string Rings = "rings";

    /// <summary>Name of the aggregation that counts what would match if unknown passed everywhere.</summary>
    public const string Possible = "possible";

    /// <summary>Name of the aggregation that holds one aggregation for each of <see cref="FacetSets"/>: <c>0</c>, <c>1</c>, …</summary>
    public const string Facets = "facets";

    /// <summary>Name of the aggregation by token in each of them.</summary>
    public const string Tokens = "tokens";

    /// <summary>Name of the count of facilities under each token.</summary>
    public const string FacilitiesOfToken = "facilities";

    /// <summary>Name of the aggregation by tile, and of the key in each of its buckets.</summary>
    public const string Tiles = "tiles";

    /// <summary>What rounding may do to a distance anywhere, in metres: 0.4 µm was the most over the national directory.</summary>
    private const double Rounding = 0.001;

    /// <summary>
    /// What it may do to a distance's square, in square metres. Servers compute a distance from 1 − cos of the angle (Lucene's
    /// SloppyMath.haversinSortKey), which leaves few digits near the origin: with a cosine that is right to 1e-15 the square is
    /// right to 2 × 1e-15 × the square of twice the earth's radius, 0.3 m². So a server says 0 of what is 5.8 mm away.
    /// </summary>
    private const double RoundingOfSquare = 1;

    /// <summary>The most results that servers give at once unless an index is set otherwise.</summary>
    public const int MostHits = 10_000;

    private const int MostBuckets = 10_000;

    /// <summary>The distance that the server gives a facility without a point: behind every other.</summary>
    private const string NoDistance = "Infinity";

    private const string Type = "arc";

    /// <summary>
    /// Facets that are counted under the same filters share one aggregation. Usually there are as many as groups with a
    /// selection, and one for all the rest.
    /// </summary>
    public IReadOnlyList<FacetSet> FacetSets { get; } =
    [
        .. query.Facets
            .GroupBy(facet => query.Filters.Any(filter => IsDropped(filter, facet.Group)) ? facet.Group : null)
            .Select(facets => new FacetSet([.. query.Filters.Where(filter => !IsDropped(filter, facets.Key))], [.. facets])),
    ];

    /// <summary>Counts the facilities that fit in each ring of the automatic radius.</summary>
    public JsonObject RingsBody()
    {
        JsonArray ranges = [];
        double inner = 0;
        foreach (double miles in AutomaticRadius.Miles)
        {
            // The lower end is inside and the upper one is not: disjoint rings, summed up by the reader.
            double outer = Edge(Distance.FromMiles(miles));
            ranges.Add(new JsonObject { ["from"] = inner, ["to"] = outer });
            inner = outer;
        }

        return new JsonObject
        {
            ["size"] = 0,
            ["track_total_hits"] = false,
            ["timeout"] = Timeout(),
            ["query"] = All([.. Area(Distance.FromMiles(AutomaticRadius.Miles[^1])), .. Programs(query.Filters)]),
            ["aggs"] = new JsonObject
            {
                [Rings] = new JsonObject
                {
                    ["geo_distance"] = new JsonObject
                    {
                        ["field"] = ElasticsearchDocument.Point,
                        ["origin"] = PointOf(query.Origin!.Value),
                        ["unit"] = "m",
                        ["distance_type"] = Type,
                        ["ranges"] = ranges,
                    },
                },
            },
        };
    }

    /// <summary>The search itself: results, total, counts.</summary>
    /// <param name="radius">The circle, given or found; null where there is none.</param>
    /// <param name="size">How many results to fetch.</param>
    public JsonObject SearchBody(Distance? radius, int size)
    {
        JsonObject body = HitsBody(radius, size, Start());
        JsonObject counts = [];
        if (query.Filters.Any(filter => !filter.AllowUnknown))
        {
            counts[Possible] = new JsonObject { ["filter"] = All([.. Programs(Lenient(query.Filters))]) };
        }

        if (FacetSets.Count > 0)
        {
            counts[Facets] = FacetCounts();
        }

        if (counts.Count == 0)
        {
            // Nothing is counted but the results, so what does not fit need not be looked at.
            body["query"] = All([.. Area(radius), .. Programs(query.Filters)]);
            return body;
        }

        // Counts look at the whole area: a facet drops its own selection, and hidden facilities fit only leniently. So
        // the filters that choose the results come after the counts.
        body["query"] = All([.. Area(radius), .. Programs(FiltersOfEveryCount())]);
        if (query.Filters.Count > 0)
        {
            body["post_filter"] = All([.. Programs(query.Filters)]);
        }

        body["aggs"] = counts;
        return body;
    }

    /// <summary>More results behind those fetched; nothing is counted again.</summary>
    /// <param name="radius">The circle.</param>
    /// <param name="size">How many results to fetch.</param>
    /// <param name="after">The server's own sort values of the last result fetched.</param>
    public JsonObject NextBody(Distance? radius, int size, JsonArray after)
    {
        JsonObject body = HitsBody(radius, size, after);
        body["track_total_hits"] = false;
        body["query"] = All([.. Area(radius), .. Programs(query.Filters)]);
        return body;
    }

    /// <summary>
    /// Counts the facilities by tile, and before the tiles those without a point. A composite aggregation gives the first buckets
    /// exactly, on several shards too, and makes no more than it gives: a plain histogram of a large directory is refused for too
    /// many buckets. One more tile than are counted tells that there are too many.
    /// </summary>
    /// <param name="tiles">The box and the zoom; who fits is what the search says.</param>
    public JsonObject TilesBody(TileQuery tiles)
    {
        JsonObject tile = new()
        {
            ["histogram"] = new JsonObject
            {
                ["field"] = ElasticsearchDocument.Tile,
                ["interval"] = 1L << MapTile.ShiftTo(tiles.TileZoom),
                ["missing_bucket"] = true,
            },
        };
        JsonObject withoutPoint = new() { ["bool"] = new JsonObject { ["must_not"] = new JsonArray(Exists(ElasticsearchDocument.Tile)) } };
        return new JsonObject
        {
            ["size"] = 0,
            ["track_total_hits"] = false,
            ["timeout"] = Timeout(),
            ["query"] = All([Either(InBox(tiles.Box), withoutPoint), .. Area(radius: null), .. Programs(query.Filters)]),
            ["aggs"] = new JsonObject
            {
                [Tiles] = new JsonObject
                {
                    ["composite"] = new JsonObject
                    {
                        ["size"] = TileQuery.MostTiles + 2,
                        ["sources"] = new JsonArray(new JsonObject { [Tiles] = tile }),
                    },
                },
            },
        };
    }

    private JsonObject HitsBody(Distance? radius, int size, JsonArray? after)
    {
        JsonObject body = new()
        {
            ["size"] = size,
            // Without this the server stops counting at 10,000.
            ["track_total_hits"] = true,
            ["timeout"] = Timeout(),
            ["query"] = null,
            ["sort"] = Sort(),
        };
        if (after is not null)
        {
            body["search_after"] = after;
        }

        return body;
    }

    /// <summary>By our own keyword: sorting by <c>_id</c> would have to build field data in memory.</summary>
    private JsonArray Sort() => query.Origin is not { } origin
        ? [Ascending(ElasticsearchDocument.SortName), Ascending(ElasticsearchDocument.Id)]
        :
        [
            new JsonObject
            {
                ["_geo_distance"] = new JsonObject
                {
                    [ElasticsearchDocument.Point] = PointOf(origin),
                    ["order"] = "asc",
                    ["unit"] = "m",
                    ["distance_type"] = Type,
                },
            },
            Ascending(ElasticsearchDocument.Id),
        ];

    private static JsonObject Ascending(string field) => new() { [field] = "asc" };

    /// <summary>
    /// A distance such that what the server puts nearer is nearer than this one, in metres; negative where nothing is. Pages begin
    /// there, and drop what they have shown before: a metre early at a metre, a millimetre early beyond half a kilometre.
    /// </summary>
    public static double SurelyNearer(double metres) =>
        Math.Min(metres - Rounding, Math.Sqrt(Math.Max(0, (metres * metres) - RoundingOfSquare)));

    /// <summary>Where the page begins; null for the first one. A little too early where the order is by distance.</summary>
    private JsonArray? Start() => query switch
    {
        { After: null } => null,
        { Origin: null, After: { } after } => [after.SortName ?? "", after.Id],
        { After: { Metres: { } metres } } => [SurelyNearer(metres), ""],
        { After: { } after } => [NoDistance, after.Id],
    };

    private IEnumerable<JsonNode> Area(Distance? radius)
    {
        if (radius is { } circle)
        {
            yield return new JsonObject
            {
                ["geo_distance"] = new JsonObject
                {
                    ["distance"] = string.Create(CultureInfo.InvariantCulture, $"{Edge(circle):0.#########}m"),
                    ["distance_type"] = Type,
                    [ElasticsearchDocument.Point] = PointOf(query.Origin!.Value),
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
            yield return Term(ElasticsearchDocument.State, state);
        }

        if (query.CountyFips is { } county)
        {
            yield return Term(ElasticsearchDocument.County, county);
        }

        foreach (AskedWord asked in AskedWord.Of(query))
        {
            // Whoever types has perhaps not finished the last word. One that is longer than any indexed one begins none, and
            // servers refuse such a prefix.
            yield return asked.IsForgiven ? Matches(ElasticsearchDocument.Words, asked.Pattern)
                : asked.IsBeginning && Encoding.UTF8.GetByteCount(asked.Word) <= IndexLimits.WordBytes
                    ? new JsonObject { ["prefix"] = new JsonObject { [ElasticsearchDocument.Words] = asked.Word } }
                    : Term(ElasticsearchDocument.Words, asked.Word);
        }
    }

    /// <summary>
    /// All filters in one nested query: they must hold in the same program. Filters of separate nested queries would be
    /// satisfied by different programs of a facility.
    /// </summary>
    private IEnumerable<JsonNode> Programs(IReadOnlyList<TokenFilter> filters)
    {
        JsonNode[] clauses = [.. ClausesOf(filters)];
        if (clauses.Length > 0)
        {
            yield return new JsonObject
            {
                ["nested"] = new JsonObject
                {
                    ["path"] = ElasticsearchDocument.Programs,
                    ["score_mode"] = "none",
                    ["query"] = All(clauses),
                },
            };
        }
    }

    /// <summary>What must hold in one program: the filters, and that it takes whoever searches.</summary>
    private IEnumerable<JsonNode> ClausesOf(IReadOnlyList<TokenFilter> filters) =>
        filters.SelectMany(Clauses).Concat(query.OpenTo is { } openTo ? [Takes(openTo)] : []);

    private static JsonObject Takes(OpenTo openTo)
    {
        JsonObject unreserved = new() { ["bool"] = new JsonObject { ["must_not"] = new JsonArray(AnyOf(openTo.Reserving)) } };
        return openTo.Fitting.Count == 0 ? unreserved : Either(unreserved, AnyOf(openTo.Fitting));
    }

    private static JsonObject Either(params JsonNode[] clauses) =>
        new() { ["bool"] = new JsonObject { ["should"] = new JsonArray(clauses), ["minimum_should_match"] = 1 } };

    /// <summary>Any of the tokens, or one clause for each; where unknown passes, the token's <c>?</c> twin is as good.</summary>
    private static IEnumerable<JsonNode> Clauses(TokenFilter filter)
    {
        IEnumerable<string[]> passing = filter.Tokens.Select<string, string[]>(token =>
            filter.AllowUnknown ? [token, FilterValue.UnknownTokenOf(token)] : [token]);
        return filter.All ? passing.Select(AnyOf) : [AnyOf(passing.SelectMany(tokens => tokens))];
    }

    private static JsonNode AnyOf(IEnumerable<string> tokens) =>
        new JsonObject { ["terms"] = new JsonObject { [ElasticsearchDocument.ProgramTokens] = Strings(tokens) } };

    private static TokenFilter[] Lenient(IReadOnlyList<TokenFilter> filters) =>
        [.. filters.Select(filter => filter with { AllowUnknown = true })];

    /// <summary>What every count asks for anyway, leniently: the fewer facilities are looked at, the sooner they are counted.</summary>
    private TokenFilter[] FiltersOfEveryCount() =>
        Lenient([.. query.Filters.Where(filter => FacetSets.All(set => set.Filters.Contains(filter)))]);

    /// <summary>
    /// Down to the programs that fit, by token, and back up to the facilities: a facility with two such programs counts once.
    /// </summary>
    private JsonObject FacetCounts()
    {
        JsonObject sets = [];
        foreach ((int number, FacetSet set) in FacetSets.Index())
        {
            string[] tokens =
                [.. set.Facets.SelectMany(facet => facet.Tokens).Distinct().SelectMany(token => new[] { token, FilterValue.UnknownTokenOf(token) })];
            sets[number.ToString(CultureInfo.InvariantCulture)] = new JsonObject
            {
                ["filter"] = All([.. ClausesOf(set.Filters)]),
                ["aggs"] = new JsonObject
                {
                    [Tokens] = new JsonObject
                    {
                        ["terms"] = new JsonObject
                        {
                            ["field"] = ElasticsearchDocument.ProgramTokens,
                            ["include"] = Strings(tokens),
                            // As many as can come: then the counts are exact, on several shards too.
                            ["size"] = Math.Clamp(tokens.Length, 1, MostBuckets),
                        },
                        ["aggs"] = new JsonObject
                        {
                            [FacilitiesOfToken] = new JsonObject { ["reverse_nested"] = new JsonObject() },
                        },
                    },
                },
            };
        }

        return new JsonObject
        {
            ["nested"] = new JsonObject { ["path"] = ElasticsearchDocument.Programs },
            ["aggs"] = sets,
        };
    }

    private static bool IsDropped(TokenFilter filter, string? group) => filter.Group == group && !filter.All;

    /// <summary>
    /// A box whose edges lie between points of the grid, where no facility can stand: so rounding moves nobody over an edge,
    /// and a box without width, which OpenSearch refuses, gets one.
    /// </summary>
    private static JsonObject InBox(BoundingBox box)
    {
        JsonNode[] parts =
        [
            .. (box.CrossesDateLine
                ? new[] { box with { East = 180 }, box with { West = -180 } }
                : [box]).Select(PartOf).OfType<JsonNode>(),
        ];
        return parts.Length == 0
            ? new JsonObject { ["match_none"] = new JsonObject() }
            : Either(parts);
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

    /// <summary>Half of the grid's step of latitude in degrees; its step of longitude is twice as long.</summary>
    private const double HalfStep = 90 / 4294967296.0;

    private static GeoPoint UpOnGrid(GeoPoint point)
    {
        GeoPoint down = point.OnGrid();
        return new GeoPoint(
            down.Latitude < point.Latitude ? down.Latitude + (2 * HalfStep) : down.Latitude,
            down.Longitude < point.Longitude ? down.Longitude + (4 * HalfStep) : down.Longitude);
    }

    private static JsonObject All(JsonNode[] clauses) =>
        new() { ["bool"] = new JsonObject { ["filter"] = new JsonArray(clauses) } };

    private static JsonObject Exists(string field) => new() { ["exists"] = new JsonObject { ["field"] = field } };

    private static JsonObject Term(string field, string value) => new() { ["term"] = new JsonObject { [field] = value } };

    /// <summary>
    /// Servers compare the whole value. Their fuzzy query would do for whole words, but it looks at the first fifty that it finds only
    /// (<c>max_expansions</c>), and it knows no beginnings.
    /// </summary>
    private static JsonObject Matches(string field, string pattern) =>
        new() { ["regexp"] = new JsonObject { [field] = new JsonObject { ["value"] = pattern, ["flags"] = "NONE" } } };

    /// <summary>Texts as JSON.</summary>
    public static JsonArray Strings(IEnumerable<string> values) => [.. values.Select(value => (JsonNode)value)];

    private static JsonObject PointOf(GeoPoint point) => new() { ["lat"] = point.Latitude, ["lon"] = point.Longitude };

    private static double Edge(Distance radius) => radius.Metres + GreatCircle.EdgeMetres;

    /// <summary>A time as servers read it.</summary>
    public static string TextOf(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)time.TotalMilliseconds)}ms");

    private string Timeout() => TextOf(serverTimeout);
}
