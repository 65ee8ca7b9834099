using Locator.Text;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Languages;

/// <summary>Reads the header Accept-Language (RFC 9110, section 12.5.4) by the lookup of RFC 4647, section 3.4.</summary>
internal static class LanguagePreference
{
    /// <summary>
    /// The language that a caller likes best of those that there are; English where the caller names none of them. What cannot be
    /// read is passed over: an answer in another language is better than none.
    /// </summary>
    public static Language Of(HttpRequest request)
    {
        if (request.Headers.AcceptLanguage.Count == 0)
        {
            return Language.English;
        }

        IList<StringWithQualityHeaderValue> ranges = request.GetTypedHeaders().AcceptLanguage;

        // The order is stable: of languages that are liked alike, the first named is taken.
        StringWithQualityHeaderValue[] liked = [.. ranges.Where(range => range.Quality is not 0).OrderByDescending(range => range.Quality ?? 1)];
        foreach (StringWithQualityHeaderValue range in liked)
        {
            if (Language.All.FirstOrDefault(language => IsMeant(language, range)) is { } language)
            {
                return language;
            }
        }

        // "Anything" says least, so it counts only where nothing else fits, and never means what was refused by a weight of 0.
        return liked.Any(range => range.Value == "*")
            ? Language.All.FirstOrDefault(language => !ranges.Any(range => range.Quality is 0 && IsMeant(language, range))) ?? Language.English
            : Language.English;
    }

    /// <summary>Whether what is left of a range such as es-MX, cut from its end subtag by subtag, is the language.</summary>
    private static bool IsMeant(Language language, StringWithQualityHeaderValue range) =>
        range.Value.StartsWith(language.Tag, StringComparison.OrdinalIgnoreCase)
        && (range.Value.Length == language.Tag.Length || range.Value[language.Tag.Length] == '-');
}
