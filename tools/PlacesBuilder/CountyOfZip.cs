using Locator.Geo;
using Locator.Places;

namespace PlacesBuilder;

/// <summary>
/// The county that a ZIP's post office stands in, by the Census's list of 2017: the counties that people, and the
/// directories, still name.
/// </summary>
internal sealed class CountyOfZip
{
    // Connecticut's planning regions replaced its counties in Census data in 2022. Each lies in one county but for a few
    // towns; the names are the post offices of those towns.
    private static readonly Dictionary<string, string> Regions = new()
    {
        ["09110"] = "09003", ["09120"] = "09001", ["09130"] = "09007", ["09140"] = "09009", ["09150"] = "09015",
        ["09160"] = "09005", ["09170"] = "09009", ["09180"] = "09011", ["09190"] = "09001",
    };

    private static readonly Dictionary<(string Region, string County), string[]> TownsElsewhere = new()
    {
        [("09110", "09013")] =
        [
            "Amston", "Andover", "Bolton", "Columbia", "Coventry", "Ellington", "Hebron", "Mansfield Center", "Mansfield Depot",
            "Somers", "Somersville", "South Willington", "Stafford", "Stafford Springs", "Staffordville", "Tolland",
        ],
        [("09130", "09011")] = ["Hadlyme", "Old Lyme", "South Lyme"],
        [("09140", "09005")] =
            ["Bethlehem", "Oakville", "Pequabuck", "Plymouth", "Terryville", "Thomaston", "Watertown", "Woodbury"],
        [("09140", "09001")] = ["Shelton"],
        [("09140", "09003")] = ["Bristol"],
        [("09150", "09011")] = ["Voluntown"],
        [("09160", "09003")] = ["Burlington", "East Hartland", "West Hartland"],
        [("09180", "09015")] = ["North Windham", "South Windham", "Willimantic", "Windham"],
        [("09190", "09005")] = ["Bridgewater", "Gaylordsville", "New Milford"],
    };

    // Alaska: Valdez-Cordova was divided in 2019 (Chugach, Copper River); Skagway-Hoonah-Angoon, divided in 2007, is said of Yakutat alone.
    private static readonly Dictionary<string, string> Divided = new()
    {
        ["02063"] = "02261", ["02066"] = "02261", ["02232"] = "02282",
    };

    /// <summary>How many of the nearest ZIPs are asked, and how near they must be.</summary>
    private const int Neighbours = 5;

    private static readonly Distance Near = Distance.FromMiles(30);

    /// <summary>How far a ZIP may lie from its county's point beyond three times the county's radius.</summary>
    private static readonly Distance Slack = Distance.FromMiles(15);

    private readonly Dictionary<string, County> _counties;
    private readonly Dictionary<string, CountyArea> _areas;
    private readonly ILookup<(string State, string City), County> _byCity;
    private readonly Dictionary<(string State, string City), County> _byOwnName;
    private readonly Dictionary<string, County> _ofWholeState;

    public CountyOfZip(IReadOnlyList<CountyArea> areas, IEnumerable<GeonamesZip> zips)
    {
        List<County> counties = [.. areas.Select(area => area.County)];
        _areas = areas.ToDictionary(area => area.County.Fips);
        _counties = counties.ToDictionary(county => county.Fips);
        _byCity = zips
            .Select(zip => (Key: (zip.State, County.Fold(zip.City)), County: InGeonames(zip)))
            .Where(pair => pair.County is not null)
            .Distinct()
            .ToLookup(pair => pair.Key, pair => pair.County!);
        _ofWholeState = counties.GroupBy(county => county.State).Where(state => state.Count() == 1)
            .ToDictionary(state => state.Key, state => state.Single());

        // A municipio of Puerto Rico is a town with its surroundings, so the post office's name is the municipio's.
        _byOwnName = counties.Where(county => county.State == "PR").ToDictionary(county => ("PR", County.Fold(county.Name)));
    }

    /// <summary>
    /// The county that GeoNames names; else the municipio of that name, the only county of the state (DC), or the only one
    /// that other ZIPs of the same city are in; else null.
    /// </summary>
    public County? Find(GeonamesZip? geonames, string state, string city)
    {
        (string, string) key = (state, County.Fold(city));
        return (geonames is null ? null : InGeonames(geonames))
            ?? _byOwnName.GetValueOrDefault(key)
            ?? _ofWholeState.GetValueOrDefault(state)
            ?? (_byCity[key].Take(2).ToList() is [County only] ? only : null);
    }

    /// <summary>
    /// Gives a ZIP without a county that of its neighbours where all of them agree; and one whose county lies far off and is
    /// none of its neighbours' the county around its point (GeoNames puts 33112, Miami, into Putnam County).
    /// </summary>
    public IReadOnlyList<ZipPlace> MendByNeighbours(IReadOnlyList<ZipPlace> places)
    {
        ILookup<string, ZipPlace> byState = places.Where(place => place is { Point: not null, CountyFips: not null }).ToLookup(place => place.State);
        return
        [
            .. places.Select(place => place switch
            {
                { Point: null } => place,
                { CountyFips: null } => With(place, NeighboursOf(place, byState) is [string only] ? only : null),
                _ when IsFar(place) && NeighboursOf(place, byState) is { Count: > 0 } near && !near.Contains(place.CountyFips) => With(place, Around(place)),
                _ => place,
            }),
        ];
    }

    private ZipPlace With(ZipPlace place, string? fips) =>
        place with { County = fips is null ? null : _counties[fips].Name, CountyFips = fips };

    private bool IsFar(ZipPlace place)
    {
        CountyArea county = _areas[place.CountyFips!];
        return GreatCircle.Between(county.Point, place.Point!.Value).Miles > (3 * county.Radius.Miles) + Slack.Miles;
    }

    /// <summary>The county whose point is nearest, measured by the size of each.</summary>
    private string Around(ZipPlace place) => _areas.Values
        .Where(area => area.County.State == place.State)
        .MinBy(area => GreatCircle.Between(area.Point, place.Point!.Value).Miles / area.Radius.Miles)!.County.Fips;

    /// <summary>The counties of the nearest ZIPs of the state.</summary>
    private static List<string> NeighboursOf(ZipPlace place, ILookup<string, ZipPlace> byState) =>
    [
        .. byState[place.State]
            .Where(other => other.Zip != place.Zip)
            .Select(other => (Fips: other.CountyFips!, Apart: GreatCircle.Between(other.Point!.Value, place.Point!.Value)))
            .Where(other => other.Apart <= Near)
            .OrderBy(other => other.Apart)
            .ThenBy(other => other.Fips, StringComparer.Ordinal)
            .Take(Neighbours)
            .Select(other => other.Fips)
            .Distinct(),
    ];

    private County? InGeonames(GeonamesZip zip)
    {
        string fips = State.Find(zip.State)?.Fips + zip.CountyCode;
        if (Regions.TryGetValue(fips, out string? main))
        {
            fips = TownsElsewhere
                .Where(town => town.Key.Region == fips && town.Value.Contains(zip.City))
                .Select(town => town.Key.County)
                .FirstOrDefault(main);
        }

        return _counties.GetValueOrDefault(Divided.GetValueOrDefault(fips, fips));
    }
}
