using Locator.Geo;
using Locator.Places;

namespace LocatorApi.Places.Suggestions;

/// <summary>ZIP Codes by their first digits.</summary>
internal static class ZipSuggestions
{
    public static IReadOnlyList<Ranked> Of(AskedSuggestions asked, Gazetteer gazetteer)
    {
        string text = asked.Typed.Text;
        string digits = text.Length is 9 or 10 && ZipReading.Of(text, gazetteer).Place is { } place ? place.Zip : text;
        if (digits.Length > 5 || !digits.All(char.IsAsciiDigit))
        {
            return [];
        }

        IEnumerable<ZipPlace> found = gazetteer.Zips.Where(zip => zip.Zip.StartsWith(digits, StringComparison.Ordinal));
        found = asked.Origin is { } origin
            ? found.OrderBy(zip => zip.Point is { } point ? GreatCircle.Between(origin, point).Metres : double.MaxValue)
            : found.OrderByDescending(zip => zip.IsPopulated);
        ZipPlace[] nearest = [.. found.Take(asked.Limit)];
        return nearest.Length > 0
            ? [.. nearest.Select(zip => new Ranked(digits.Length == 5 ? Nearness.Whole : Nearness.Beginning, SuggestionOf(zip)))]
            : [.. gazetteer.NearSpellings(digits, asked.Limit).Select(zip => new Ranked(Nearness.Slip, SuggestionOf(zip)))];
    }

    private static Suggestion SuggestionOf(ZipPlace zip) =>
        new("zip", zip.Zip, $"{zip.City}, {zip.State}", new Dictionary<string, string> { ["zip"] = zip.Zip }, null);
}
