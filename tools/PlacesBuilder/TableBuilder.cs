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

    /// <summary>Beyond, a town is another one of the same name (Pennsylvania has three Midways).</summary>
    private static readonly Distance AnotherTown = Distance.FromMiles(30);

    /// <summary>A point that GeoNames gives several ZIPs of a town lies within so far of the town's middle, or it is a guess.</summary>
    private static readonly Distance SharedIsOff = Distance.FromMiles(10);

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
        Dictionary<string, GeoPoint> hudOlder = PlacesFiles.ReadHud(files.HudOlder), hudNewer = PlacesFiles.ReadHud(files.HudNewer);
        ILookup<(string, string), Town> towns = files.ReadTowns();
        CountyOfZip countyOf = new(counties, geonames.Values);
        HashSet<string> statesWithCounties = [.. counties.Select(area => area.County.State)];
        HashSet<GeoPoint> shared = [.. geonames.Values.GroupBy(zip => zip.Point).Where(zips => zips.Skip(1).Any()).Select(zips => zips.Key)];

        List<ZipPlace> places = [];
        foreach (string zip in areas.Keys.Union(geonames.Keys).Union(listed.Keys).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            GeoPoint? area = PointOf(zip, areas);
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
            (GeoPoint? point, PointSource source) = BestPoint(
                new Candidates(
                    Mended(PointOf(zip, hudOlder)), Mended(PointOf(zip, hudNewer)), Usable(area), Usable(known?.Point), Mended(other?.Point),
                    [.. towns[(state, County.Fold(city))]],
                    known is not null && shared.Contains(known.Point), known?.IsEstimate ?? false),
                isAlaska: state == "AK");
            places.Add(new ZipPlace(
                zip, KindOf(zip, area is not null), city, state, county?.Name, county?.Fips, point,
                point is null ? PlacePrecision.None : area is null ? PlacePrecision.City : PlacePrecision.Zip)
            {
                PointSource = source,
                IsPopulated = hudNewer.ContainsKey(zip),
            });
        }

        // A point that ZIPs share is their city's.
        HashSet<GeoPoint> ofSeveral =
        [
            .. places.Where(place => place.Point is not null).CountBy(place => place.Point!.Value).Where(point => point.Value > 1).Select(point => point.Key),
        ];
        IReadOnlyList<ZipPlace> precise =
        [
            .. places.Select(place => place.Point is { } point && ofSeveral.Contains(point) ? place with { Precision = PlacePrecision.City } : place),
        ];
        IReadOnlyList<ZipPlace> zips = countyOf.MendByNeighbours(precise);

        // The widest list names some ZIPs that have no area after the organization that gets the mail.
        bool IsNamedAfterPlace(ZipPlace zip) => zip.Kind == ZipKind.Standard || geonames.ContainsKey(zip.Zip) || !statesWithCounties.Contains(zip.State);
        return new PlacesTables(
            zips, [.. counties.Select(area => area.County)], CityBuilder.Build(files.ReadCensusPlaces(), zips, counties, IsNamedAfterPlace));
    }

    /// <summary>
    /// HUD's point, which lies where the people of a ZIP live, unless neither GeoNames nor a town of that name is anywhere
    /// near; else the best of the others.
    /// </summary>
    private static (GeoPoint? Point, PointSource Source) BestPoint(Candidates of, bool isAlaska)
    {
        bool Confirmed(GeoPoint point) =>
            (of.Geonames is null && of.Towns.Count == 0) || IsNear(point, of.Geonames) || of.Towns.Any(town => IsNear(point, town));

        if ((of.HudOlder ?? of.HudNewer) is not { } hud)
        {
            return WithoutHud(of, isAlaska);
        }

        return of.HudOlder is { } older && Confirmed(older) ? (older, PointSource.Hud)
            : of.HudNewer is { } newer && Confirmed(newer) ? (newer, PointSource.Hud)
            : of.Geonames is { } named && (of.Towns.Any(town => IsNear(named, town))
                || (of.Towns.Count == 0 && IsNear(named, of.Area) && !IsNear(hud, of.Area))) ? (named, PointSource.Geonames)
            : (hud, PointSource.Hud);
    }

    /// <summary>The area's point, GeoNames', the town's: the first that the town does not speak against.</summary>
    private static (GeoPoint? Point, PointSource Source) WithoutHud(Candidates of, bool isAlaska)
    {
        if (NearestTown(of) is { } town)
        {
            // A point that GeoNames gives many ZIPs is a guess at their town: 95 of El Paso stand 13 miles from its middle.
            Distance reach = of.IsShared && town.Radius <= Disagreement ? SharedIsOff : Reach(town);
            return of.Area is { } middle && IsNear(middle, town) ? (middle, PointSource.Zcta)
                : of.Geonames is { } post && GreatCircle.Between(post, town.Point) <= reach ? (post, PointSource.Geonames)
                : town.Radius <= Disagreement || (of.Geonames ?? of.Area) is null ? (town.Point, PointSource.Place)
                : of.Geonames is not null ? (of.Geonames, PointSource.Geonames)
                : (of.Area, PointSource.Zcta);
        }

        if (of.Area is { } area)
        {
            // The middle of an area can lie in the wilderness that belongs to it; GeoNames can have guessed.
            bool namedWins = of.Geonames is { } named && !IsNear(named, area)
                && (!of.IsEstimate || (isAlaska && GreatCircle.Between(named, area) <= WrongInAlaska));
            return namedWins ? (of.Geonames, PointSource.Geonames) : (area, PointSource.Zcta);
        }

        return of.Geonames is not null ? (of.Geonames, PointSource.Geonames)
            : of.Listed is not null ? (of.Listed, PointSource.Place)
            : (null, PointSource.None);
    }

    /// <summary>The town of that name that the other tables mean; null where each of them is another one far away.</summary>
    private static Town? NearestTown(Candidates of)
    {
        GeoPoint[] about = [.. new[] { of.Geonames, of.Area, of.Listed }.Where(point => point is not null).Select(point => point!.Value)];
        Distance Away(Town town) => about.Min(point => GreatCircle.Between(point, town.Point));
        return about.Length == 0
            ? (of.Towns.Count == 1 ? of.Towns[0] : null)
            : of.Towns.Where(town => Away(town) <= (town.Radius > AnotherTown ? town.Radius : AnotherTown)).MinBy(Away);
    }

    private static bool IsNear(GeoPoint? point, GeoPoint? other) =>
        point is { } one && other is { } two && GreatCircle.Between(one, two) <= Disagreement;

    private static bool IsNear(GeoPoint point, Town town) => GreatCircle.Between(point, town.Point) <= Reach(town);

    /// <summary>A town as wide as a county (Anchorage) reaches farther than others, and its point may lie in the wilderness.</summary>
    private static Distance Reach(Town town) => town.Radius > Disagreement
        ? Distance.FromMetres(town.Radius.Metres + Disagreement.Metres)
        : Disagreement;

    /// <summary>HUD's file of 2022 has Guam in the Caribbean: its longitudes lost their sign, or got one.</summary>
    private static GeoPoint? Mended(GeoPoint? point) =>
        Usable(point) ?? (point is { } there ? Usable(new GeoPoint(there.Latitude, -there.Longitude)) : null);

    private static GeoPoint? PointOf(string zip, Dictionary<string, GeoPoint> points) =>
        points.TryGetValue(zip, out GeoPoint point) ? point : null;

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

    /// <summary>What the tables say of where a ZIP is; null where one says nothing usable.</summary>
    /// <param name="HudOlder">HUD, 2022.</param>
    /// <param name="HudNewer">HUD, 2026.</param>
    /// <param name="Area">The ZCTA's point.</param>
    /// <param name="Geonames">GeoNames' point.</param>
    /// <param name="Listed">The widest list's point.</param>
    /// <param name="Towns">The Census places of the name of the ZIP's city.</param>
    /// <param name="IsShared">GeoNames gives other ZIPs the same point.</param>
    /// <param name="IsEstimate">GeoNames calls its point an estimate.</param>
    private readonly record struct Candidates(
        GeoPoint? HudOlder, GeoPoint? HudNewer, GeoPoint? Area, GeoPoint? Geonames, GeoPoint? Listed, IReadOnlyList<Town> Towns, bool IsShared, bool IsEstimate);
}
