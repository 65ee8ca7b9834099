using System.Text.RegularExpressions;
using Locator.Places;

namespace Importer.Stages;

/// <summary>Reads ZIP cells: lost leading zeros, ZIP+4 and what spreadsheets make of them.</summary>
internal static partial class ZipCleaning
{
    /// <summary>The ZIP of a cell.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="state">The row's state; null when the row has no known one.</param>
    /// <param name="city">The row's city; null when it has none.</param>
    /// <param name="gazetteer">Which ZIPs there are.</param>
    /// <returns>Five digits and a sentence on the repair, if any; null when the cell holds no ZIP.</returns>
    public static (string Zip, string? Repair)? Clean(string text, string? state, string? city, Gazetteer gazetteer)
    {
        if (text.Length == 5 && !text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return (text, null);
        }

        Match match = Written().Match(text);
        if (!match.Success)
        {
            return null;
        }

        string zip = match.Groups["zip"].Value;
        if (zip.Length < 5)
        {
            // A number of three or four digits is only a ZIP that lost its zeros when that ZIP exists in the row's state. Four are
            // enough where it is of a city of the row's name: then it is the state that is wrong.
            bool cityCounts = zip.Length == 4;
            zip = zip.PadLeft(5, '0');
            return gazetteer.FindZip(zip) is { } place && (state is null || place.State == state || (cityCounts && SiteKey.Normal(place.City) == SiteKey.Normal(city)))
                ? (zip, "The ZIP had lost its leading zeros")
                : null;
        }

        return (zip, match.Length > 5 ? "The ZIP was not five digits" : null);
    }

    // 02139, 2139, 501, 02139-1234, 021391234, 2139-1234, 21391234, 2139.0
    // [0-9] and \z: \d also matches other scripts' digits, and $ lets a line end through.
    [GeneratedRegex(@"\A(?<zip>[0-9]{3,5})(?:\.0|\s?-\s?[0-9]{4}|-)?\z|\A(?<zip>[0-9]{4,5})\s?[0-9]{4}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Written();
}
