using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Search;

namespace Locator.Testing;

/// <summary>
/// The rules of a search in the plainest words, one facility after the other: what every engine is compared with. It shares
/// no code with any engine; distances are computed by the haversine formula.
/// </summary>
public sealed class ReferenceEngine(IReadOnlyList<IndexedFacility> facilities)
{
    /// <summary>Every word once: comparing letter by letter is slow.</summary>
    private readonly Lazy<string[]> _words = new(() => [.. facilities.SelectMany(facility => facility.Words).Distinct()]);

    /// <summary>What each program says of each token; what is not there is a no.</summary>
    private readonly Dictionary<IndexedProgram, Dictionary<string, Knowledge>> _says = facilities
        .SelectMany(facility => facility.Programs)
        .ToDictionary(program => program, SaysOf, ReferenceEqualityComparer.Instance as IEqualityComparer<IndexedProgram>);

    /// <summary>Answers one query by looking at everything.</summary>
    public SearchAnswer Search(SearchQuery query)
    {
        List<IndexedFacility> area = [.. InArea(query)];
        Distance? radius = query.Radius;
        if (query.FindRadius)
        {
            double miles = AutomaticRadius.Miles.FirstOrDefault(
                m => Within(area, query, m).Count(facility => Fits(facility, query, query.Filters)) >= AutomaticRadius.AtLeast,
                AutomaticRadius.Miles[^1]);
            radius = Distance.FromMiles(miles);
            area = [.. Within(area, query, miles)];
        }

        List<IndexedFacility> found = [.. area.Where(facility => Fits(facility, query, query.Filters))];
        List<IndexedFacility> behind = [.. InOrder(found, query).Where(facility => IsBehind(facility, query))];
        TokenFilter[] lenient = [.. query.Filters.Select(filter => filter with { AllowUnknown = true })];
        return new SearchAnswer
        {
            Radius = radius,
            Total = found.Count,
            UnknownHidden = area.Count(facility => Fits(facility, query, lenient)) - found.Count,
            Hits = [.. behind.Take(query.Limit).Select(facility => HitOf(facility, query))],
            HasMore = behind.Count > query.Limit,
            Facets = [.. query.Facets.Select(facet => Count(facet, area, query))],
        };
    }

    /// <summary>Counts by tile, by looking at everything.</summary>
    public TileAnswer Tiles(TileQuery query)
    {
        SearchAnswer counts = Search(query.Search);
        SearchQuery anywhere = query.Search with { Box = null };
        MapTile[] tiles =
        [
            .. InArea(query.Search).Where(facility => Fits(facility, query.Search, query.Search.Filters))
                .Select(facility => TileOf(facility.Point!.Value, query.TileZoom)),
        ];
        TileCount[] counted = [.. tiles.GroupBy(tile => tile).Select(tile => new TileCount(tile.Key, tile.Count())).OrderBy(tile => OrderOf(tile.Tile), StringComparer.Ordinal)];
        return new TileAnswer
        {
            Total = tiles.Length,
            UnknownHidden = counts.UnknownHidden,
            WithoutPoint = InArea(anywhere).Count(facility => facility.Point is null && Fits(facility, anywhere, anywhere.Filters)),
            Tiles = counted.Length > TileQuery.MostTiles ? null : counted,
        };
    }

    /// <summary>The tile by the formula that web maps document (tangent and its inverse hyperbolic sine).</summary>
    public static MapTile TileOf(GeoPoint point, int zoom)
    {
        double tiles = Math.Pow(2, zoom);
        double northernmost = double.RadiansToDegrees(Math.Atan(Math.Sinh(Math.PI)));
        double latitude = double.DegreesToRadians(Math.Clamp(point.Latitude, -northernmost, northernmost));
        double x = (point.Longitude + 180) / 360 * tiles, y = (1 - (Math.Asinh(Math.Tan(latitude)) / Math.PI)) / 2 * tiles;
        return new MapTile(zoom, (int)Math.Clamp(Math.Floor(x), 0, tiles - 1), (int)Math.Clamp(Math.Floor(y), 0, tiles - 1));
    }

    /// <summary>Quarter by quarter from the whole map down: tiles of one quarter stand together, the northern ones first.</summary>
    private static string OrderOf(MapTile tile) => string.Concat(
        Enumerable.Range(0, tile.Zoom).Reverse().Select(bit => (char)('0' + ((tile.X >> bit) & 1) + (2 * ((tile.Y >> bit) & 1)))));

    /// <summary>Great-circle metres by the haversine formula (Sinnott, Virtues of the Haversine, 1984).</summary>
    public static double Metres(GeoPoint a, GeoPoint b)
    {
        static double Haversine(double degrees) => Math.Pow(Math.Sin(double.DegreesToRadians(degrees) / 2), 2);
        double h = Haversine(b.Latitude - a.Latitude)
            + (Math.Cos(double.DegreesToRadians(a.Latitude)) * Math.Cos(double.DegreesToRadians(b.Latitude))
                * Haversine(b.Longitude - a.Longitude));
        return 2 * 6_371_008.7714 * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }

    private IEnumerable<IndexedFacility> InArea(SearchQuery query)
    {
        HashSet<string>[] words =
        [
            .. query.Words.Select((asked, i) => _words.Value.Where(word => IsFound(word, asked, i == query.Words.Count - 1, query.ForgiveTyping)).ToHashSet()),
        ];
        return facilities.Where(facility => IsInArea(facility, query, words));
    }

    private static bool IsInArea(IndexedFacility facility, SearchQuery query, IReadOnlyList<HashSet<string>> words)
    {
        bool inCircle = query.Radius is not { } radius || IsWithin(facility, query, radius.Metres);
        bool inBox = query.Box is not { } box
            || (facility.Point is { } p
                && p.Latitude >= box.South && p.Latitude <= box.North
                && (box.West <= box.East
                    ? p.Longitude >= box.West && p.Longitude <= box.East
                    : p.Longitude >= box.West || p.Longitude <= box.East));
        bool inPolygon = query.Polygon is not { } polygon || (facility.Point is { } at && DrawnArea.Of(polygon).Contains(at));
        bool inState = query.State is null || query.State == facility.State;
        bool inCounty = query.CountyFips is null || query.CountyFips == facility.CountyFips;
        bool hasWords = words.All(found => facility.Words.Any(found.Contains));
        return inCircle && inBox && inPolygon && inState && inCounty && hasWords;
    }

    /// <summary>Words of names, marked by a colon, and all others are told apart; a slip is one in what follows the mark.</summary>
    private static bool IsFound(string word, string asked, bool isBeginning, bool forgive)
    {
        if (word.StartsWith(':') != asked.StartsWith(':'))
        {
            return false;
        }

        (word, asked) = (word.TrimStart(':'), asked.TrimStart(':'));
        bool isForgiven = forgive && asked.EnumerateRunes().Count() is >= 4 and <= 20;
        return isForgiven
            ? (isBeginning ? TypingSlips.ToABeginning(word, asked) : TypingSlips.Between(word, asked)) <= 1
            : isBeginning ? word.StartsWith(asked, StringComparison.Ordinal) : word == asked;
    }

    private static bool IsWithin(IndexedFacility facility, SearchQuery query, double metres) =>
        facility.Point is { } point && Metres(query.Origin!.Value, point) <= metres + 0.001;

    private static IEnumerable<IndexedFacility> Within(IEnumerable<IndexedFacility> area, SearchQuery query, double miles) =>
        area.Where(facility => IsWithin(facility, query, miles * 1609.344));

    private bool Fits(IndexedFacility facility, SearchQuery query, IReadOnlyList<TokenFilter> filters) =>
        facility.Programs.Any(program => Fits(program, query, filters));

    /// <summary>Whether it takes whoever searches: it is for everybody, or for one of those that the searcher is.</summary>
    private bool Takes(IndexedProgram program, OpenTo? openTo)
    {
        if (openTo is null)
        {
            return true;
        }

        string[] limits = [.. openTo.Reserving.Where(token => Of(program, token) == Knowledge.Yes)];
        return limits.Length == 0 || limits.Intersect(openTo.Fitting).Any();
    }

    private bool Fits(IndexedProgram program, SearchQuery query, IEnumerable<TokenFilter> filters) => Takes(program, query.OpenTo)
        && filters.All(filter => Of(program, filter) >= (filter.AllowUnknown ? Knowledge.Unknown : Knowledge.Yes));

    private Knowledge Of(IndexedProgram program, TokenFilter filter)
    {
        IEnumerable<Knowledge> values = filter.Tokens.Select(token => Of(program, token));
        return filter.All ? values.Min() : values.Max();
    }

    private Knowledge Of(IndexedProgram program, string token) => _says[program].GetValueOrDefault(token, Knowledge.No);

    private static Dictionary<string, Knowledge> SaysOf(IndexedProgram program) => program.Tokens.ToDictionary(
        token => token.TrimStart('?'), token => token.StartsWith('?') ? Knowledge.Unknown : Knowledge.Yes);

    /// <summary>
    /// Facilities at the same distance are ordered by id; the library's own distance decides what "the same" is, since two
    /// formulas round differently.
    /// </summary>
    private static double? SortMetres(IndexedFacility facility, SearchQuery query) =>
        query.Origin is { } origin && facility.Point is { } point ? GreatCircle.Between(origin, point).Metres : null;

    private static IEnumerable<IndexedFacility> InOrder(IEnumerable<IndexedFacility> found, SearchQuery query) =>
        query.Origin is null
            ? found.OrderBy(facility => facility.SortName, StringComparer.Ordinal).ThenBy(facility => facility.Id, StringComparer.Ordinal)
            : found.OrderBy(facility => SortMetres(facility, query) ?? double.MaxValue).ThenBy(facility => facility.Id, StringComparer.Ordinal);

    private static bool IsBehind(IndexedFacility facility, SearchQuery query)
    {
        if (query.After is not { } after)
        {
            return true;
        }

        int order = query.Origin is null
            ? string.CompareOrdinal(facility.SortName, after.SortName)
            : (SortMetres(facility, query) ?? double.MaxValue).CompareTo(after.Metres ?? double.MaxValue);
        return order > 0 || (order == 0 && string.CompareOrdinal(facility.Id, after.Id) > 0);
    }

    private SearchHit HitOf(IndexedFacility facility, SearchQuery query) => new(
        facility.Id,
        query.Origin is { } origin && facility.Point is { } point ? Distance.FromMetres(Metres(origin, point)) : null,
        facility.LocationIsExact,
        facility.SortName,
        [
            .. facility.Programs.Select(program => new ProgramMatch(
                program.Id,
                Takes(program, query.OpenTo) ? query.Filters.Select(filter => Of(program, filter)).Append(Knowledge.Yes).Min() : Knowledge.No)),
        ],
        facility.Document);

    private FacetCounts Count(FacetRequest facet, List<IndexedFacility> area, SearchQuery query)
    {
        List<TokenFilter> others = [.. query.Filters.Where(filter => filter.Group != facet.Group || filter.All)];
        List<List<IndexedProgram>> fitting = [.. area.Select(facility => facility.Programs.Where(program => Fits(program, query, others)).ToList())];
        int CountThat(string token, Knowledge knowledge) =>
            fitting.Count(programs => programs.Any(program => Of(program, token) == knowledge));
        return new FacetCounts(
            facet.Group,
            [
                .. facet.Tokens.Select(token => new FacetCount(
                    token, CountThat(token, Knowledge.Yes), CountThat(token, Knowledge.Unknown))),
            ]);
    }
}
