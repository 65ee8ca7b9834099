using System.Globalization;
using System.Text.RegularExpressions;
using Locator.Geo;
using Locator.Places;

namespace PlacesBuilder;

/// <summary>
/// Makes one table of places out of the public ones. The rules, and what was measured to find them, are in docs/places.md;
/// the same files give the same tables, byte for byte.
/// </summary>
internal static partial class TableBuilder
{
    /// <summary>Up to here two points are taken for two views of one ZIP; beyond, one of them is wrong.</summary>
    private static readonly Distance Disagreement = Distance.FromMiles(15);

    /// <summary>
    /// Alaskan areas are so wide that an estimate of the town beats their middle, unless it is of another town altogether:
    /// GeoNames has Anchorage's air force base, 99505, 319 miles from Anchorage.
    /// </summary>
    private static readonly Distance WrongInAlaska = Distance.FromMiles(100);

    // Boxes around the states, the territories and the freely associated states, sea included. A point outside all of them
    // is a slip (10200, New York, stands in Kyrgyzstan: its longitude has lost its sign).
    private static readonly BoundingBox[] Territory =
    [
        new(-125, 24.3, -66.8, 49.5), // conterminous states
        new(172, 51, -129.9, 71.5), // Alaska, over the 180° meridian
        new(-178.5, 18.8, -154.7, 28.5), // Hawaii
        new(166.5, 19.2, 166.7, 19.4), // Wake Island
        new(-68, 17.6, -64.5, 18.6), // Puerto Rico, U.S. Virgin Islands
        new(144.5, 13.2, 146.2, 20.6), // Guam, Northern Mariana Islands
        new(-171.2, -14.6, -168, -11), // American Samoa
        new(131, 2.8, 134.8, 8.2), // Palau
        new(137, 0.9, 163.1, 10.1), // Micronesia
        new(160.7, 4.5, 172.2, 14.8), // Marshall Islands
    ];

    // Both are known to serve the Internal Revenue Service's centre in Holtsville.
    private static readonly string[] HoltsvilleIrs = ["00501", "00544"];

    /// <summary>Builds the tables.</summary>
    /// <exception cref="UnreadableFileException">A file is missing, broken or not what it should be.</exception>
    public static PlacesTables Build(PlacesFiles files, CancellationToken cancellationToken)
    {
        IReadOnlyList<CountyArea> counties = files.ReadCounties();
        Dictionary<string, GeoPoint> areas = files.ReadZcta();
        Dictionary<string, GeonamesZip> geonames = files.ReadGeonames();
        Dictionary<string, ListedZip> listed = files.ReadZipcodes();
        Dictionary<(string, string), GeoPoint> towns = files.ReadTowns();
        CountyOfZip countyOf = new(counties, geonames.Values);
        HashSet<string> statesWithCounties = [.. counties.Select(area => area.County.State)];
        HashSet<GeoPoint> shared = [.. geonames.Values.GroupBy(zip => zip.Point).Where(zips => zips.Skip(1).Any()).Select(zips => zips.Key)];

        List<ZipPlace> places = [];
        foreach (string zip in areas.Keys.Union(geonames.Keys).Union(listed.Keys).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            GeoPoint? area = areas.TryGetValue(zip, out GeoPoint middle) ? middle : null;
            GeonamesZip? known = geonames.GetValueOrDefault(zip);
            ListedZip? other = listed.GetValueOrDefault(zip);
            if (MilitaryState(zip) is { } military)
            {
                string post = (other?.City ?? known?.City ?? "APO").Split(' ')[0].ToUpperInvariant();
                places.Add(new ZipPlace(zip, ZipKind.Military, post, military, null, null, null, PlacePrecision.None));
                continue;
            }

            string state = known?.State is { Length: > 0 } named ? named : other?.State ?? "";
            // GeoNames names islands' post offices by their country, the wider list by their town.
            string city = CityName((statesWithCounties.Contains(state) ? known?.City ?? other?.City : other?.City ?? known?.City) ?? "");
            County? county = countyOf.Find(known, state, city);
            GeoPoint? point = BestPoint(state, city, area, known, other?.Point, towns);
            PlacePrecision precision =
                point is null ? PlacePrecision.None
                : area is null || (point != area && shared.Contains(point.Value)) ? PlacePrecision.City
                : PlacePrecision.Zip;
            places.Add(new ZipPlace(zip, KindOf(zip, area is not null), city, state, county?.Name, county?.Fips, point, precision));
        }

        return new PlacesTables(countyOf.MendByNeighbours(places), [.. counties.Select(area => area.County)]);
    }

    /// <summary>
    /// GeoNames, which lies nearer to where the facilities of a ZIP are; where it and the Census are far apart, the one
    /// nearer to the town of that name; without such a town GeoNames, unless it calls its point an estimate.
    /// </summary>
    private static GeoPoint? BestPoint(
        string state, string city, GeoPoint? area, GeonamesZip? known, GeoPoint? listed, Dictionary<(string, string), GeoPoint> towns)
    {
        area = Usable(area);
        if (Usable(known?.Point) is not { } named)
        {
            return area ?? Usable(listed);
        }

        if (area is not { } middle || GreatCircle.Between(named, middle) <= Disagreement)
        {
            return named;
        }

        // The middle of an area can lie in the wilderness that belongs to it, 278 miles from Anchorage for 99503; GeoNames
        // can have taken another town, or guessed.
        bool namedIsWrong = towns.TryGetValue((state, County.Fold(city)), out GeoPoint town)
            ? GreatCircle.Between(town, middle) < GreatCircle.Between(town, named)
            : known!.IsEstimate && (state != "AK" || GreatCircle.Between(named, middle) > WrongInAlaska);
        return namedIsWrong ? middle : named;
    }

    private static GeoPoint? Usable(GeoPoint? point) =>
        point is { IsNullIsland: false } there && Territory.Any(box => box.Contains(there)) ? there : null;

    private static ZipKind KindOf(string zip, bool hasArea) =>
        IsGovernment(zip) || HoltsvilleIrs.Contains(zip) ? ZipKind.Unique
        : hasArea ? ZipKind.Standard
        : ZipKind.PoBoxOrUnique;

    /// <summary>202 to 205 are offices of the federal government in Washington, 569 is the Parcel Return Service there: no private address has one.</summary>
    private static bool IsGovernment(string zip) => zip[..3] is "202" or "203" or "204" or "205" or "569";

    private static string? MilitaryState(string zip) => int.Parse(zip.AsSpan(0, 3), CultureInfo.InvariantCulture) switch
    {
        >= 90 and <= 98 => "AE",
        340 => "AA",
        >= 962 and <= 966 => "AP",
        _ => null,
    };

    /// <summary>Mends what mechanical capitals did to names: "Afb", "Lincoln'S", "Melcher-dallas".</summary>
    private static string CityName(string name)
    {
        string capitals = Abbreviation().Replace(name, match => match.Value.ToUpperInvariant());
        string afterHyphen = AfterHyphen().Replace(capitals, match => match.Value.ToUpperInvariant());
        return PossessiveS().Replace(afterHyphen, "'s");
    }

    [GeneratedRegex(@"\b(Afb|Usaf|Nas|Nawc|Jbphh|Mcbh)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Abbreviation();

    [GeneratedRegex("(?<=-)[a-z]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AfterHyphen();

    [GeneratedRegex(@"'S\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PossessiveS();
}
