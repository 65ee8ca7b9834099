using Locator.Geo;
using Locator.Text;

namespace Locator.Places;

/// <summary>A city, town, village or other place with a name that people search from.</summary>
/// <param name="Name">Its name without the Census's word for its kind.</param>
/// <param name="State">Two-letter USPS code.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Point">The Census's point within it; where its people get their mail if it is wider than 30 miles or no Census place.</param>
/// <param name="Counties">
/// The counties that it lies in, first the one with most of its ZIPs. Empty in territories whose counties are not listed. The
/// Census's list names none, so they come from ZIPs (docs/places.md).
/// </param>
/// <param name="Zips">How many ZIPs are called by its name: the nearest to a size that the tables give. 0 where the mail goes by another name.</param>
public sealed record CityPlace(string Name, string State, CityKind Kind, GeoPoint Point, IReadOnlyList<County> Counties, int Zips)
{
    /// <summary>Other names of it.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>
    /// What spellings of one name share: letters and digits only, without case and accents; "St." is "Saint", "Mt." "Mount",
    /// "Ft." "Fort", and a first "N." "North" (so for the other directions).
    /// </summary>
    public static string Fold(string name) => string.Concat(FoldedText.Words(name).Select(Whole));

    private static string Whole(string word, int position) => word switch
    {
        "st" or "ste" or "sainte" => "saint",
        "mt" => "mount",
        "ft" => "fort",
        "n" when position == 0 => "north",
        "s" when position == 0 => "south",
        "e" when position == 0 => "east",
        "w" when position == 0 => "west",
        _ => word,
    };
}
