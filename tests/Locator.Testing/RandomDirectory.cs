using System.Globalization;
using System.Text;
using Locator.Geo;
using Locator.Indexing;
using Locator.Search;
using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;

namespace Locator.Testing;

/// <summary>
/// Random directories and queries, made to collide: few points, few words, few names, facilities over the date line and near
/// the poles, many ties. The same seed gives the same.
/// </summary>
public sealed class RandomDirectory
{
    private static readonly string[] Groups = ["level", "payment", "accreditation", "age"];
    private static readonly string[] Values = ["a", "b", "c", "d"];
    private static readonly string[] Vocabulary = ["hope", "hospital", "house", "house2", "new", "newport", "st", "saint"];
    private static readonly string[] States = ["GA", "AL", "AK"];
    private static readonly GeoPoint[] Centres =
        [new(33.79, -84.39), new(52.0, 179.9), new(-14.3, -170.7), new(89.5, 10), new(61.2, -149.9), new(0.02, 0.02)];

    private readonly Random _random;

    /// <summary>A directory of up to <paramref name="size"/> facilities.</summary>
    public RandomDirectory(int seed, int size)
    {
        _random = new Random(seed);
        Facilities = [.. Enumerable.Range(0, _random.Next(size + 1)).Select(AnyFacility)];
    }

    /// <summary>Its facilities.</summary>
    public IReadOnlyList<IndexedFacility> Facilities { get; }

    /// <summary>A query of any shape.</summary>
    public SearchQuery AnyQuery()
    {
        GeoPoint? origin = Chance(0.75) ? AnyPoint() : null;
        bool automatic = origin is not null && Chance(0.3);
        string[] groups = [.. Groups.Append(ServiceTokens.Group).Where(_ => Chance(0.35))];
        SearchQuery query = new()
        {
            Origin = origin,
            FindRadius = automatic,
            Radius = origin is not null && !automatic && Chance(0.7) ? AnyRadius(origin.Value) : null,
            Box = Chance(0.25) ? AnyBox() : null,
            Polygon = Chance(0.2) ? AnyPolygon() : null,
            State = Chance(0.2) ? Any(States) : null,
            CountyFips = Chance(0.15) ? AnyCounty() : null,
            Words = Chance(0.25) ? [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => AnyWord())] : [],
            ForgiveTyping = Chance(0.4),
            Filters = [.. groups.Select(group => new TokenFilter(
                group,
                [.. Values.Where(_ => Chance(0.4)).Append(Any(Values)).Distinct().Select(value => $"{group}:{value}")],
                Chance(0.3),
                Chance(0.3)))],
            Facets = [.. Groups.Where(_ => Chance(0.4)).Select(group =>
                new FacetRequest(group, [.. Values.Select(value => $"{group}:{value}")]))],
            OpenTo = Chance(0.2) ? AnyOpenTo() : null,
            Limit = _random.Next(0, 12),
        };
        return Chance(0.3) && Facilities.Count > 0 ? query with { After = AnyPosition(query) } : query;
    }

    /// <summary>A wish for tiles of any shape: of a small box or of the whole map.</summary>
    public TileQuery AnyTileQuery() => new(
        AnyQuery() with { Box = Chance(0.5) ? AnyBox() : new BoundingBox(-180, -90, 180, 90) }, _random.Next(0, MapTile.FinestZoom + 1));

    private IndexedFacility AnyFacility(int number)
    {
        string name = string.Join(' ', Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Any(Vocabulary)));
        string id = $"f{(char)('A' + _random.Next(26))}{number:x}";
        IndexedFacility facility = AFacility.With(id, [.. Enumerable.Range(0, AnyProgramCount()).Select(_ => AnyTokens())]);
        return facility.Named(name).At(Chance(0.05) ? null : AnyPoint()) with
        {
            State = Any(States),
            CountyFips = Chance(0.9) ? AnyCounty() : null,
            LocationIsExact = Chance(0.5),
            Document = Encoding.UTF8.GetBytes($$"""{"name":"{{name}} {{id}}"}"""),
        };
    }

    /// <summary>Some sites have more programs than a machine word has bits.</summary>
    private int AnyProgramCount() => Chance(0.02) ? _random.Next(30, 200) : _random.Next(1, 4);

    private string[] AnyTokens() =>
    [
        .. Groups.SelectMany(group => Values.Select(value => $"{group}:{value}"))
            .Select(token => _random.Next(3) switch { 0 => token, 1 => "?" + token, _ => null }).OfType<string>(),
        .. Values.Where(_ => Chance(0.5)).Select(value => $"{ServiceTokens.Group}:{value}"),
    ];

    /// <summary>Mostly on a coarse grid, so that distances tie.</summary>
    private GeoPoint AnyPoint()
    {
        GeoPoint centre = Any(Centres);
        double step = Chance(0.5) ? 0.25 : 0.01;
        double latitude = Math.Clamp(centre.Latitude + (step * _random.Next(-4, 5)), -90, 90);
        double longitude = centre.Longitude + (step * _random.Next(-4, 5));
        return new GeoPoint(latitude, longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude).OnGrid();
    }

    /// <summary>Sometimes exactly the distance of a facility: the edge is inside.</summary>
    private Distance AnyRadius(GeoPoint origin)
    {
        GeoPoint? other = Facilities.Count > 0 ? Facilities[_random.Next(Facilities.Count)].Point : null;
        return other is { } point && Chance(0.3)
            ? GreatCircle.Between(origin, point)
            : Distance.FromMiles(_random.Next(1, 5) * _random.Next(1, 125));
    }

    private BoundingBox AnyBox()
    {
        GeoPoint a = AnyPoint(), b = Chance(0.2) ? a : AnyPoint();
        return new BoundingBox(a.Longitude, Math.Min(a.Latitude, b.Latitude), b.Longitude, Math.Max(a.Latitude, b.Latitude));
    }

    /// <summary>Corners on the grid, often where facilities stand; sometimes over the date line, sometimes with a hole.</summary>
    private AreaPolygon? AnyPolygon()
    {
        GeoPoint first = AnyPoint();
        double Unrolled(double longitude) => longitude - (360 * Math.Round((longitude - first.Longitude) / 360));
        Coordinate[] corners = [.. Enumerable.Range(0, _random.Next(3, 7)).Select(_ => Chance(0.5) ? AnyPoint() : first with
        {
            Latitude = Math.Clamp(first.Latitude + (_random.NextDouble() * 3) - 1.5, -90, 90), Longitude = first.Longitude + (_random.NextDouble() * 3) - 1.5,
        }).Select(point => new Coordinate(Unrolled(point.Longitude), point.Latitude))];
        if (new ConvexHull(corners, new GeometryFactory()).GetConvexHull() is not Polygon hull)
        {
            return null;
        }

        Point centre = hull.Centroid;
        string hole = Chance(0.3)
            ? "," + RingOf([.. hull.Coordinates.Select(at => new Coordinate(centre.X + ((at.X - centre.X) / 2), centre.Y + ((at.Y - centre.Y) / 2)))])
            : "";
        string json = $$"""{"type":"Polygon","coordinates":[{{RingOf(hull.Coordinates)}}{{hole}}]}""";
        return AreaPolygon.TryRead(json, out AreaPolygon? area, out _) ? area : null;
    }

    private static string RingOf(Coordinate[] ring) => $"[{string.Join(',', ring.Select(at =>
        string.Create(CultureInfo.InvariantCulture, $"[{at.X - (360 * Math.Round(at.X / 360)):R},{at.Y:R}]")))}]";

    private ResultPosition AnyPosition(SearchQuery query)
    {
        IndexedFacility last = Facilities[_random.Next(Facilities.Count)];
        return query.Origin is not { } origin
            ? new ResultPosition(null, last.SortName, last.Id)
            : new ResultPosition(last.Point is { } point ? GreatCircle.Between(origin, point).Metres : null, null, last.Id);
    }

    private OpenTo AnyOpenTo()
    {
        string[] reserving = [.. Values.Take(3).Select(value => $"{ServiceTokens.Group}:{value}")];
        return new OpenTo(reserving, [.. reserving.Where(_ => Chance(0.4))]);
    }

    private string AnyCounty() => $"1300{_random.Next(1, 4)}";

    /// <summary>A word or its beginning, or one with a slip or two; of all words or of names only.</summary>
    private string AnyWord()
    {
        string word = Any(Vocabulary);
        word = Chance(0.3) ? word[..Math.Min(word.Length, 2)] : Chance(0.3) ? word[.._random.Next(1, word.Length + 1)] : word;
        for (int slips = Chance(0.4) ? _random.Next(1, 3) : 0; slips > 0; slips--)
        {
            word = WithSlip(word);
        }

        return Chance(0.4) ? NameWords.Of(word) : word;
    }

    private string WithSlip(string word)
    {
        int at = _random.Next(word.Length);
        char letter = Any(["a", "e", "s", "t"])[0];
        return _random.Next(4) switch
        {
            0 => word.Insert(at, letter.ToString()),
            1 when word.Length > 1 => word.Remove(at, 1),
            2 when at + 1 < word.Length => $"{word[..at]}{word[at + 1]}{word[at]}{word[(at + 2)..]}",
            _ => $"{word[..at]}{letter}{word[(at + 1)..]}",
        };
    }

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private T Any<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];
}
