using Locator.Geo;

namespace Locator.Places;

/// <summary>What is known of one ZIP Code.</summary>
/// <param name="Zip">Five digits.</param>
/// <param name="Kind">What kind of ZIP it is, as far as the tables tell.</param>
/// <param name="City">Name of its post office's city; APO, FPO or DPO for military ones.</param>
/// <param name="State">Two-letter USPS code, military (AA, AE, AP) and territories included.</param>
/// <param name="County">County name without the word "County", or null.</param>
/// <param name="CountyFips">Five digits (FIPS 6-4), or null where no table names one; always null outside the states, DC and Puerto Rico.</param>
/// <param name="Point">Null when no table gives a usable point in the United States.</param>
/// <param name="Precision">What the point is the point of.</param>
public sealed record ZipPlace(
    string Zip, ZipKind Kind, string City, string State, string? County, string? CountyFips,
    GeoPoint? Point, PlacePrecision Precision)
{
    /// <summary>Which table the point comes from; <see cref="PointSource.None"/> without a point.</summary>
    public PointSource PointSource { get; init; }

    /// <summary>Whether people live in the ZIP: HUD's newer table, which has no other ZIPs, lists it.</summary>
    public bool IsPopulated { get; init; }
}
