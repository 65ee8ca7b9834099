using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Search;

namespace Locator.Testing;

/// <summary>
/// Random searches on a real directory, of the shapes that people ask: near a facility or anywhere, by state, county, box or
/// name, with real filter values. The same seed gives the same.
/// </summary>
public sealed class RealQueries(IReadOnlyList<IndexedFacility> facilities, int seed)
{
    private static readonly string[] DefaultFacets = ["level", "payment", "assistance", "accreditation", "telehealth", "age", "care"];
    private static readonly double[] Radii = [0.1, 1, 5, 10, 25, 25, 25, 50, 100, 250, 500];

    private static readonly string[] Restrictions = [.. new[] { "DUO", "AUDO", "OUDO" }.Select(ServiceTokens.Of)];

    private readonly Random _random = new(seed);
    private readonly FilterGroup[] _groups = [.. Vocabulary.Current.Groups];
    private readonly ServiceCode[] _codes = [.. Vocabulary.Current.Codes];

    /// <summary>The next search.</summary>
    public SearchQuery Next()
    {
        IndexedFacility near = Any(facilities);
        GeoPoint? origin = Chance(0.85) ? AnyOrigin(near) : null;
        bool findRadius = origin is not null && Chance(0.3);
        SearchQuery query = new()
        {
            Origin = origin,
            FindRadius = findRadius,
            Radius = origin is not null && !findRadius && Chance(0.85) ? Distance.FromMiles(Any(Radii)) : null,
            State = Chance(origin is null ? 0.6 : 0.05) ? near.State : null,
            CountyFips = Chance(0.05) ? near.CountyFips : null,
            Box = Chance(origin is null ? 0.3 : 0.03) ? AnyBox(near) : null,
            Polygon = Chance(origin is null ? 0.2 : 0.04) ? AnyPolygon(near) : null,
            Words = Chance(0.1) ? AnyWords(near) : [],
            ForgiveTyping = Chance(0.2),
            Filters = [.. AnyFilters()],
            Facets = [.. AnyFacets()],
            OpenTo = Chance(0.15) ? new OpenTo(Restrictions, [.. Restrictions.Where(_ => Chance(0.4))]) : null,
            Limit = _random.Next(1, 101),
        };
        return Chance(0.2) ? query with { After = PositionOf(Any(facilities), query) } : query;
    }

    /// <summary>The next wish for tiles, of a box around a facility or of the whole map.</summary>
    public TileQuery NextTiles() => new(
        Next() with { Box = Chance(0.5) ? AnyBox(Any(facilities)) : new BoundingBox(-180, -90, 180, 90) }, _random.Next(2, MapTile.FinestZoom + 1));

    private IEnumerable<TokenFilter> AnyFilters()
    {
        IEnumerable<FilterGroup> groups = _groups.OrderBy(_ => _random.Next()).Take(_random.Next(0, 4));
        foreach (FilterGroup group in groups)
        {
            IEnumerable<string> tokens = group.Values.OrderBy(_ => _random.Next()).Take(_random.Next(1, 4)).Select(value => value.Token);
            yield return new TokenFilter(group.Name, [.. tokens], Chance(0.2), Chance(0.25));
        }

        if (Chance(0.08))
        {
            yield return new TokenFilter(ServiceTokens.Group, [ServiceTokens.Of(Any(_codes).Code)], false, Chance(0.5));
        }
    }

    private IEnumerable<FacetRequest> AnyFacets() => Chance(0.3)
        ? []
        : _groups.Where(group => DefaultFacets.Contains(group.Name) || Chance(0.03))
            .Select(group => new FacetRequest(group.Name, [.. group.Values.Select(value => value.Token)]));

    private GeoPoint AnyOrigin(IndexedFacility near)
    {
        GeoPoint point = near.Point ?? AFacility.Atlanta;
        return Chance(0.2)
            ? point
            : new GeoPoint(Math.Round(point.Latitude + Jitter(), 4), Math.Round(Math.Clamp(point.Longitude + Jitter(), -180, 180), 4));
    }

    private BoundingBox AnyBox(IndexedFacility near)
    {
        GeoPoint point = near.Point ?? AFacility.Atlanta;
        double half = 0.01 + (_random.NextDouble() * 3);
        return new BoundingBox(
            Math.Max(-180, point.Longitude - half), Math.Max(-90, point.Latitude - half),
            Math.Min(180, point.Longitude + half), Math.Min(90, point.Latitude + half));
    }

    /// <summary>A triangle around a facility, with a corner on it now and then.</summary>
    private AreaPolygon? AnyPolygon(IndexedFacility near)
    {
        GeoPoint point = near.Point ?? AFacility.Atlanta;
        double half = 0.01 + (_random.NextDouble() * 3);
        (double X, double Y)[] corners =
        [
            (point.Longitude - half, point.Latitude - (half * _random.NextDouble())),
            Chance(0.3) ? (point.Longitude, point.Latitude) : (point.Longitude + half, point.Latitude - half),
            (point.Longitude + (half * _random.NextDouble()), point.Latitude + half),
        ];
        string ring = string.Join(',', corners.Append(corners[0]).Select(at => string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"[{Math.Clamp(at.X, -180, 180):R},{Math.Clamp(at.Y, -90, 90):R}]")));
        return AreaPolygon.TryRead($$"""{"type":"Polygon","coordinates":[[{{ring}}]]}""", out AreaPolygon? area, out _) ? area : null;
    }

    private string[] AnyWords(IndexedFacility near)
    {
        string[] words = [.. near.Words.OrderBy(_ => _random.Next()).Take(_random.Next(1, 3))];
        words[^1] = words[^1][..Math.Min(words[^1].Length, _random.Next(2, 8))];
        if (Chance(0.3) && words[^1].Length > 4)
        {
            int at = _random.Next(1, words[^1].Length - 1);
            words[^1] = words[^1].Remove(at, 1);
        }

        return words;
    }

    private static ResultPosition PositionOf(IndexedFacility last, SearchQuery query) => query.Origin is not { } origin
        ? new ResultPosition(null, last.SortName, last.Id)
        : new ResultPosition(last.Point is { } point ? GreatCircle.Between(origin, point).Metres : null, null, last.Id);

    private double Jitter() => (_random.NextDouble() - 0.5) * 0.6;

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private T Any<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];
}
