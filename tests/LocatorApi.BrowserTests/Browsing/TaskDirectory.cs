using Locator.Facilities;
using Locator.Geo;
using LocatorApi.Tests;
using Location = Locator.Facilities.Location;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>
/// The directory of the ten tasks: around each person's place what that person needs, and nearer to it what does not fit. Names and
/// addresses are as long as many in earnest, and each place has two numbers, so that a card takes the room that it takes there.
/// </summary>
internal static class TaskDirectory
{
    /// <summary>What an entry for alcohol and drugs ticks at least: the form is not half empty, so what it leaves open is a no.</summary>
    private const string Substances = "SA OP ORT SF ADLT CBT FEM MALE";

    private const string MentalHealth = "MH OP SF ADLT CBT";

    private static readonly (string City, string State, string Zip, double Latitude, double Longitude, double MilesNorth, string Codes)[] Entries =
    [
        ("Atlanta", "GA", "30308", 33.79, -84.38, 0.5, $"{Substances} OIT"),
        ("Atlanta", "GA", "30308", 33.79, -84.38, 1, $"{Substances} OIT MD"),
        ("Marietta", "GA", "30060", 33.79, -84.38, 12, $"{Substances} OIT MD CHLD"),
        ("Kennesaw", "GA", "30144", 33.79, -84.38, 18, $"{Substances} OIT MD CHLD TELE"),
        ("Glasgow", "MT", "59230", 48.2, -106.63, 0.5, Substances),
        ("Miles City", "MT", "59301", 48.2, -106.63, -125, $"{Substances} DT RD"),
        ("San Juan", "PR", "00917", 18.46, -66.11, -3, $"{MentalHealth} PHDT"),
        ("San Juan", "PR", "00917", 18.46, -66.11, -4, $"{MentalHealth} PHDT CHLD"),
        ("San Antonio", "TX", "78229", 29.47, -98.53, 2, $"{MentalHealth} PTSD"),
        ("San Antonio", "TX", "78229", 29.47, -98.53, 4, $"{MentalHealth} VAF VET"),
        ("San Antonio", "TX", "78229", 29.47, -98.53, 6, $"{MentalHealth} VAF VET PTSD"),
        ("Chicago", "IL", "60657", 41.92, -87.65, 1, $"{Substances} PI"),
        ("Chicago", "IL", "60657", 41.92, -87.65, 2, $"{Substances} SS"),
        ("Chicago", "IL", "60657", 41.92, -87.65, 3, $"{Substances} NP SS"),
        ("Baltimore", "MD", "21202", 39.29, -76.62, 0.5, $"{Substances} OMB BU"),
        ("Baltimore", "MD", "21202", 39.29, -76.62, 1, $"{Substances} OMB MU"),
        .. Enumerable.Range(1, 21).Select(i => ("Cambridge", "MA", "02139", 42.36, -71.1, i * 0.2, MentalHealth)),
        ("Anchorage", "AK", "99501", 61.22, -149.88, 0.0, $"{Substances} TELE"),
        .. Enumerable.Range(1, 4).Select(i => ("Phoenix", "AZ", "85016", 33.45, -112.07, i * 1.0, $"{Substances} RES RL MD")),
        ("Phoenix", "AZ", "85016", 33.45, -112.07, 0.5, $"{Substances} RES RL"),
    ];

    /// <summary>The facilities; each is named after its city and its number in it.</summary>
    public static IReadOnlyList<Facility> Facilities { get; } =
    [
        .. Entries.Select((entry, i) => TestFacilities.At(entry.Latitude + (entry.MilesNorth / 69), entry.Longitude, i) with
        {
            Name = NameOf(entry.City, 1 + Entries.Take(i).Count(before => before.City == entry.City)),
            Address = new Address($"{1200 + i} North Martin Luther King Junior Boulevard", "Suite 300", entry.City, entry.State, entry.Zip, null, null),
            Phones =
            [
                new Phone("main", Number(i, 0), null, Shown(i, 0), [$"f{i:00}-1"]),
                new Phone("intake", Number(i, 1), "1501", Shown(i, 1) + " ext. 1501", [$"f{i:00}-1"]),
            ],
            // Many in earnest have no coordinates, which their cards say.
            Location = new Location(
                new GeoPoint(entry.Latitude + (entry.MilesNorth / 69), entry.Longitude).OnGrid(), i % 2 == 0 ? LocationPrecision.Zip : LocationPrecision.Address),
            Programs =
            [
                TestFacilities.Program($"f{i:00}-1", entry.Codes.StartsWith("MH", StringComparison.Ordinal) ? ProgramType.MentalHealth : ProgramType.SubstanceUse, entry.Codes.Split(' ')),
            ],
        }),
    ];

    /// <summary>The name of a city's facility.</summary>
    public static string NameOf(string city, int number) => $"Community Behavioral Health Services of {city} {number}";

    private static string Number(int facility, int line) => $"+1404555{facility:00}{line:00}";

    private static string Shown(int facility, int line) => $"404-555-{facility:00}{line:00}";
}
