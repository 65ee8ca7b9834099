using Locator.Places;
using LocatorApi.Http;

namespace LocatorApi.Places;

/// <summary>What a text for a ZIP Code means: a place, or what is wrong with it.</summary>
/// <param name="Place">The place; null with an error.</param>
/// <param name="Error">What is wrong; null with a place.</param>
internal readonly record struct ZipReading(ZipPlace? Place, ParameterError? Error)
{
    private const int MostSuggestions = 5;

    /// <summary>Reads five digits or ZIP+4 (with or without the hyphen); what follows the fifth digit does not matter.</summary>
    public static ZipReading Of(string text, Gazetteer gazetteer)
    {
        string digits = text.Length == 10 && text[5] == '-' ? text.Remove(5, 1) : text;
        if (digits.Length is not (5 or 9) || !digits.All(char.IsAsciiDigit))
        {
            return new ZipReading(null, new ParameterError(
                "A ZIP Code is five digits, such as 30309, or nine with a hyphen (ZIP+4)." + Hint(text, gazetteer)));
        }

        string zip = digits[..5];
        return gazetteer.FindZip(zip) is { } place
            ? new ZipReading(place, null)
            : new ZipReading(null, new ParameterError($"There is no ZIP Code {zip}.{Hint(zip, gazetteer)}", ProblemType.UnknownZip));
    }

    private static string Hint(string text, Gazetteer gazetteer)
    {
        string[] near = [.. gazetteer.NearSpellings(text, MostSuggestions).Select(place => $"{place.Zip} ({place.City}, {place.State})")];
        return near.Length == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
    }
}
