using Locator.Places;

namespace Importer.Places;

/// <summary>
/// The county that a ZIP's post office stands in, by the Census's list of 2017: the counties that people, and the
/// directories, still name.
/// </summary>
internal sealed class CountyOfZip
{
    // Connecticut's planning regions replaced its counties in Census data in 2022. Each lies in one county but for a few
    // towns (Connecticut General Statutes § 6 and the regions' member lists); the names are the post offices of those towns.
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

    private readonly Dictionary<string, County> _counties;
    private readonly ILookup<(string State, string City), County> _byCity;
    private readonly Dictionary<(string State, string City), County> _byOwnName;

    public CountyOfZip(IReadOnlyList<County> counties, IEnumerable<GeonamesZip> zips)
    {
        _counties = counties.ToDictionary(county => county.Fips);
        _byCity = zips
            .Select(zip => (Key: (zip.State, Fold(zip.City)), County: InGeonames(zip)))
            .Where(pair => pair.County is not null)
            .Distinct()
            .ToLookup(pair => pair.Key, pair => pair.County!);

        // A municipio of Puerto Rico is a town with its surroundings, so the post office's name is the municipio's.
        _byOwnName = counties.Where(county => county.State == "PR").ToDictionary(county => ("PR", Fold(county.Name)));
    }

    /// <summary>The county that GeoNames names; else the only one that other ZIPs of the same city are in; else null.</summary>
    public County? Find(GeonamesZip? geonames, string state, string city)
    {
        (string, string) key = (state, Fold(city));
        return (geonames is null ? null : InGeonames(geonames))
            ?? _byOwnName.GetValueOrDefault(key)
            ?? (_byCity[key].Take(2).ToList() is [County only] ? only : null);
    }

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

    private static string Fold(string name) => County.Fold(name);
}
