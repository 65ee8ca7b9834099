using System.Globalization;
using System.Text.Json.Nodes;
using Locator.Elasticsearch.Indexes;
using Locator.Facilities;
using Locator.Geo;
using Locator.Search;

namespace Locator.Elasticsearch.Search;

/// <summary>
/// A search as bodies of search requests. Pure: the same query always gives the same JSON, which golden files hold. Only what
/// Elasticsearch 8 and 9 and OpenSearch 2 and 3 have in common, and no scripts.
/// </summary>
/// <param name="query">The search.</param>
/// <param name="serverTimeout">How long the server may take.</param>
/// <param name="tokens">How the index has tokens.</param>
internal sealed class ElasticsearchQuery(SearchQuery query, TimeSpan serverTimeout, IndexTokens tokens)
{
    /// <summary>Name of the aggregation of rings; its buckets are in the order of <see cref="AutomaticRadius.Miles"/>.</summary>
    public const string Rings = "rings";

    /// <summary>Name of the aggregation that counts what would match if unknown passed everywhere.</summary>
    public const string Possible = "possible";

    /// <summary>
    /// Names of the aggregations that hold one aggregation for each of <see cref="FacetSets"/> (<c>0</c>, <c>1</c>, …), and in it one for
    /// each field that tokens stand in: of the facilities with one program, and of those with several.
    /// </summary>
    public const string Single = "single", Several = "several";

    /// <summary>Name of the count of facilities under each token of those with several programs.</summary>
    public const string FacilitiesOfToken = "facilities";

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

    private readonly ProgramClauses _programs = new(tokens);

    /// <summary>The distance that the server gives a facility without a point: behind every other.</summary>
    private const string NoDistance = "Infinity";

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

    /// <summary>How the index has a facet's values.</summary>
    public IndexedFacet InIndex(FacetRequest facet) => IndexedFacet.Of(facet, tokens);

    /// <summary>Counts the facilities that fit in each ring of the automatic radius.</summary>
    public JsonObject RingsBody()
    {
        JsonArray ranges = [];
        double inner = 0;
        foreach (double miles in AutomaticRadius.Miles)
        {
            // The lower end is inside and the upper one is not: disjoint rings, summed up by the reader.
            double outer = Clause.Edge(Distance.FromMiles(miles));
            ranges.Add(new JsonObject { ["from"] = inner, ["to"] = outer });
            inner = outer;
        }

        return new JsonObject
        {
            ["size"] = 0,
            ["track_total_hits"] = false,
            ["timeout"] = Timeout(),
            ["query"] = Clause.All([.. AreaClauses.Of(query, Distance.FromMiles(AutomaticRadius.Miles[^1])), .. _programs.Of(query, query.Filters)]),
            ["aggs"] = new JsonObject
            {
                [Rings] = new JsonObject
                {
                    ["geo_distance"] = new JsonObject
                    {
                        ["field"] = ElasticsearchDocument.Point,
                        ["origin"] = Clause.PointOf(query.Origin!.Value),
                        ["unit"] = "m",
                        ["distance_type"] = Clause.DistanceType,
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
            counts[Possible] = new JsonObject { ["filter"] = Clause.All([.. _programs.Of(query, Lenient(query.Filters))]) };
        }

        if (FacetSets.Count > 0)
        {
            counts[Single] = new JsonObject { ["filter"] = ProgramClauses.IsSingle(), ["aggs"] = FacetCounts(ProgramClauses.InSingle) };
            counts[Several] = new JsonObject
            {
                ["nested"] = new JsonObject { ["path"] = ElasticsearchDocument.Programs },
                ["aggs"] = FacetCounts(ProgramClauses.InSeveral),
            };
        }

        if (counts.Count == 0)
        {
            // Nothing is counted but the results, so what does not fit need not be looked at.
            body["query"] = Clause.All([.. AreaClauses.Of(query, radius), .. _programs.Of(query, query.Filters)]);
            return body;
        }

        // Counts look at the whole area: a facet drops its own selection, and hidden facilities fit only leniently. So
        // the filters that choose the results come after the counts.
        body["query"] = Clause.All([.. AreaClauses.Of(query, radius), .. _programs.Of(query, FiltersOfEveryCount())]);
        if (query.Filters.Count > 0)
        {
            body["post_filter"] = Clause.All([.. _programs.Of(query, query.Filters)]);
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
        body["query"] = Clause.All([.. AreaClauses.Of(query, radius), .. _programs.Of(query, query.Filters)]);
        return body;
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
                    [ElasticsearchDocument.Point] = Clause.PointOf(origin),
                    ["order"] = "asc",
                    ["unit"] = "m",
                    ["distance_type"] = Clause.DistanceType,
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

    private static TokenFilter[] Lenient(IReadOnlyList<TokenFilter> filters) =>
        [.. filters.Select(filter => filter with { AllowUnknown = true })];

    /// <summary>What every count asks for anyway, leniently: the fewer facilities are looked at, the sooner they are counted.</summary>
    private TokenFilter[] FiltersOfEveryCount() =>
        Lenient([.. query.Filters.Where(filter => FacetSets.All(set => set.Filters.Contains(filter)))]);

    /// <summary>
    /// The programs that fit, by token: as many facilities where each has one. Where they have several, back up to the facilities, since
    /// one with two such programs counts once.
    /// </summary>
    private JsonObject FacetCounts(string program)
    {
        JsonObject sets = [];
        foreach ((int number, FacetSet set) in FacetSets.Index())
        {
            JsonObject fields = [];
            foreach (IGrouping<string, string[]> field in set.Facets
                .SelectMany(facet => InIndex(facet).Fields).GroupBy(field => field.Field, field => field.Texts))
            {
                fields[field.Key] = CountsOf(program, field.Key, [.. field.SelectMany(texts => texts)]);
            }

            sets[number.ToString(CultureInfo.InvariantCulture)] = new JsonObject
            {
                ["filter"] = Clause.All([.. _programs.InProgram(program, query, set.Filters)]),
                ["aggs"] = fields,
            };
        }

        return sets;
    }

    /// <summary>
    /// Counts by token, as many as can come: then they are exact, on several shards too. A field of a group is counted as it is, which
    /// is faster than picking what was asked for: usually that is all of it.
    /// </summary>
    private JsonObject CountsOf(string program, string field, string[] texts)
    {
        JsonObject terms = new() { ["field"] = $"{program}.{field}" };
        if (tokens.MostIn(field) is not { } most)
        {
            terms["include"] = Clause.Strings(texts);
            most = texts.Length;
        }

        terms["size"] = Math.Clamp(most, 1, MostBuckets);
        JsonObject counts = new() { ["terms"] = terms };
        if (program == ProgramClauses.InSeveral)
        {
            counts["aggs"] = new JsonObject { [FacilitiesOfToken] = new JsonObject { ["reverse_nested"] = new JsonObject() } };
        }

        return counts;
    }

    private static bool IsDropped(TokenFilter filter, string? group) => filter.Group == group && !filter.All;

    /// <summary>A time as servers read it.</summary>
    public static string TextOf(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)time.TotalMilliseconds)}ms");

    private string Timeout() => TextOf(serverTimeout);
}
