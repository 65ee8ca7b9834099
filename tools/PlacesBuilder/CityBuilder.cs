using Locator.Geo;
using Locator.Places;

namespace PlacesBuilder;

/// <summary>
/// Makes the table of cities: the Census's places with the counties that their ZIPs lie in, and the names of post offices that
/// the Census does not know. The rules are in docs/places.md.
/// </summary>
internal sealed class CityBuilder
{
    /// <summary>A ZIP of a place's name belongs to it up to here beyond its edge; a place wider than this has its point among its ZIPs.</summary>
    private static readonly Distance Reach = Distance.FromMiles(15);

    /// <summary>Of so many ZIPs around a place that has none of its own the counties are looked at.</summary>
    private const int Neighbors = 5;

    private readonly ILookup<string, County> _independent;
    private readonly Dictionary<string, CountyArea> _counties;
    private readonly ILookup<string, ZipPlace> _zipsOfState;

    private CityBuilder(IReadOnlyList<CountyArea> counties, IReadOnlyList<ZipPlace> zips)
    {
        _counties = counties.ToDictionary(county => county.County.Fips);
        _independent = counties.Select(area => area.County).Where(county => county.FullName.EndsWith(" city", StringComparison.Ordinal))
            .ToLookup(county => county.State + CityPlace.Fold(county.FullName[..^" city".Length]));
        _zipsOfState = zips.Where(zip => zip is { Point: not null, CountyFips: not null }).ToLookup(zip => zip.State);
    }

    /// <summary>The cities by state, then name; of one name in a state, first the one with most ZIPs, then governments, then the widest.</summary>
    /// <param name="census">The Census's places.</param>
    /// <param name="zips">The table of ZIPs.</param>
    /// <param name="counties">The counties.</param>
    /// <param name="isPlace">Whether the mail's name of a ZIP is that of a place: some lists name ZIPs after organizations.</param>
    public static IReadOnlyList<CityPlace> Build(
        IReadOnlyList<CensusPlace> census, IReadOnlyList<ZipPlace> zips, IReadOnlyList<CountyArea> counties, Func<ZipPlace, bool> isPlace)
    {
        CityBuilder builder = new(counties, zips);
        ILookup<(string, string), CensusPlace> byName = census
            .SelectMany(place => NamesOf(place).Distinct(), (place, name) => (Key: (place.State, name), Place: place))
            .ToLookup(pair => pair.Key, pair => pair.Place);
        ILookup<(string State, string Name), ZipPlace> mail = zips
            .Where(zip => zip.Kind != ZipKind.Military && zip.Point is not null && zip.City.Length > 0)
            .ToLookup(zip => (zip.State, CityPlace.Fold(zip.City)));

        Dictionary<CensusPlace, List<ZipPlace>> zipsOf = new(ReferenceEqualityComparer.Instance);
        List<(CityPlace City, Distance Radius)> cities = [];
        foreach (IGrouping<(string State, string Name), ZipPlace> office in mail)
        {
            bool isKnown = false;
            foreach (ZipPlace zip in office)
            {
                // "Boise" is what the mail calls Boise City.
                CensusPlace? place = NearestTo(zip, byName[office.Key]) ?? NearestTo(zip, byName[(office.Key.State, office.Key.Name + "city")]);
                if (place is not null)
                {
                    isKnown = true;
                    (zipsOf.TryGetValue(place, out List<ZipPlace>? own) ? own : zipsOf[place] = []).Add(zip);
                }
            }

            if (!isKnown && office.Any(isPlace))
            {
                cities.Add((builder.OfMail([.. office]), default));
            }
        }

        cities.AddRange(census.Select(place => (builder.OfCensus(place, zipsOf.GetValueOrDefault(place) ?? []), place.Radius)));
        return
        [
            .. cities
                .OrderBy(city => city.City.State, StringComparer.Ordinal)
                .ThenBy(city => CityPlace.Fold(city.City.Name), StringComparer.Ordinal)
                .ThenByDescending(city => city.City.Zips)
                .ThenBy(city => city.City.Kind is CityKind.CensusDesignated or CityKind.PostOffice)
                .ThenByDescending(city => city.Radius.Metres)
                .ThenBy(city => city.City.Point.Latitude)
                .Select(city => city.City),
        ];
    }

    private static IEnumerable<string> NamesOf(CensusPlace place) =>
        new[] { place.Name, place.OtherName }.OfType<string>().Select(CityPlace.Fold);

    private static CensusPlace? NearestTo(ZipPlace zip, IEnumerable<CensusPlace> places) => places
        .Select(place => (Place: place, Away: GreatCircle.Between(place.Point, zip.Point!.Value).Metres))
        .Where(near => near.Away <= Reach.Metres + (IsWide(near.Place) ? near.Place.Radius.Metres : 0))
        .OrderBy(near => near.Away)
        .Select(near => near.Place)
        .FirstOrDefault();

    private static bool IsWide(CensusPlace place) => place.Radius > Reach;

    private CityPlace OfMail(IReadOnlyList<ZipPlace> zips)
    {
        ZipPlace first = zips[0];
        return new CityPlace(first.City, first.State, CityKind.PostOffice, MiddleOf(zips), CountiesOf(zips), CountOf(zips));
    }

    private CityPlace OfCensus(CensusPlace place, List<ZipPlace> zips)
    {
        GeoPoint point = IsWide(place) && zips.Count > 0 ? MiddleOf(zips) : Rounded(place.Point);
        List<County> counties = [.. CountiesOf(zips)];
        if (counties.Count == 0 && CountyAround(place) is { } around)
        {
            counties.Add(around);
        }

        // An independent city is its own county, whatever county its ZIPs reach into.
        if (place.Kind == CityKind.City && _independent[place.State + CityPlace.Fold(place.Name)].FirstOrDefault() is { } independent)
        {
            counties.Remove(independent);
            counties.Insert(0, independent);
        }

        // What the mail calls it comes first: Ventura, not San Buenaventura.
        string name = zips.CountBy(zip => CityPlace.Fold(zip.City)).OrderByDescending(count => count.Value).FirstOrDefault().Key is { } used
            && used != CityPlace.Fold(place.Name)
            ? used == (place.OtherName is null ? null : CityPlace.Fold(place.OtherName)) ? place.OtherName! : zips.First(zip => CityPlace.Fold(zip.City) == used).City
            : place.Name;
        return new CityPlace(name, place.State, place.Kind, point, counties, CountOf(zips))
        {
            Aliases = [.. new[] { place.Name, place.OtherName }.OfType<string>().Where(other => other != name)],
        };
    }

    /// <summary>Of the counties of the nearest ZIPs the one whose point is nearest, measured by the size of each.</summary>
    private County? CountyAround(CensusPlace place) => _zipsOfState[place.State]
        .OrderBy(zip => GreatCircle.Between(zip.Point!.Value, place.Point).Metres)
        .Take(Neighbors)
        .Select(zip => _counties[zip.CountyFips!])
        .MinBy(county => GreatCircle.Between(county.Point, place.Point).Miles / county.Radius.Miles)?.County;

    /// <summary>ZIPs that have an area: people live in them.</summary>
    private static int CountOf(IReadOnlyList<ZipPlace> zips) => zips.Count(zip => zip.Kind == ZipKind.Standard);

    private static IReadOnlyList<ZipPlace> Inhabited(IReadOnlyList<ZipPlace> zips) =>
        zips.Any(zip => zip.IsPopulated) ? [.. zips.Where(zip => zip.IsPopulated)]
        : zips.Any(zip => zip.Kind == ZipKind.Standard) ? [.. zips.Where(zip => zip.Kind == ZipKind.Standard)]
        : zips;

    private IReadOnlyList<County> CountiesOf(IReadOnlyList<ZipPlace> zips) =>
    [
        .. Inhabited(zips).Select(zip => zip.CountyFips).OfType<string>().CountBy(fips => fips)
            .OrderByDescending(county => county.Value).ThenBy(county => county.Key, StringComparer.Ordinal)
            .Select(county => _counties[county.Key].County),
    ];

    /// <summary>The point of the ZIP from which the others are least far in sum.</summary>
    private static GeoPoint MiddleOf(IReadOnlyList<ZipPlace> zips)
    {
        IReadOnlyList<ZipPlace> inhabited = Inhabited(zips);
        return Rounded(inhabited.MinBy(zip => inhabited.Sum(other => GreatCircle.Between(zip.Point!.Value, other.Point!.Value).Metres))!.Point!.Value);
    }

    private static GeoPoint Rounded(GeoPoint point) => new(Math.Round(point.Latitude, 5), Math.Round(point.Longitude, 5));
}
