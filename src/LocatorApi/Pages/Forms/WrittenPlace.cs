using Locator.Places;
using LocatorApi.Places;

namespace LocatorApi.Pages.Forms;

/// <summary>What somebody means who writes where to search: a ZIP Code, a city or a county; a whole state is no place to start from.</summary>
/// <param name="Parameters">Of the search; none for a state.</param>
/// <param name="State">The state that was written; null for anything else.</param>
internal readonly record struct WrittenPlace(IReadOnlyList<(string Name, string Value)> Parameters, State? State)
{
    public static WrittenPlace Of(string text, Gazetteer gazetteer)
    {
        if (char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiDigit(c) || c is '-' or ' '))
        {
            return new WrittenPlace([("zip", text)], null);
        }

        if (State.FindByName(text) is { } state)
        {
            return new WrittenPlace([], state);
        }

        // "Fulton County, GA", as it is suggested: a city may have the county's name, but not with the word behind it.
        int comma = text.LastIndexOf(',');
        return comma > 0 && State.FindByName(text[(comma + 1)..].Trim()) is { } of
            && gazetteer.FindCounty(of.Code, text[..comma].Trim()) is { } county
            && string.Equals(county.FullName, text[..comma].Trim(), StringComparison.OrdinalIgnoreCase)
            && county.FullName != county.Name
                ? new WrittenPlace([("state", of.Code), ("county", county.Fips)], null)
                : new WrittenPlace([("place", text)], null);
    }
}
