using Locator.Places;
using Locator.Text;

namespace LocatorApi.Places.Suggestions;

/// <summary>What somebody has typed so far.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Words">Folded.</param>
/// <param name="Names">What of it can be the name of a city or county, and what tells which one.</param>
internal sealed record TypedText(string Text, IReadOnlyList<string> Words, IReadOnlyList<TypedName> Names)
{
    /// <summary>Takes a text apart.</summary>
    public static TypedText Of(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        IReadOnlyList<TypedName> names = text.Contains(',', StringComparison.Ordinal)
            ? parts.Length == 0 ? [] : [new TypedName(parts[0], IsWhole: true, [.. parts[1..].Select(CityPlace.Fold)])]
            : [new TypedName(text, IsWhole: false, []), .. WithState(text)];
        return new TypedText(text, FoldedText.Words(text), names);
    }

    /// <summary>"Springfield IL", "Charleston West Virginia".</summary>
    private static IEnumerable<TypedName> WithState(string text)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(1, Math.Max(0, words.Length - 1))
            .Where(cut => State.FindByName(string.Join(' ', words[cut..])) is not null)
            .Select(cut => new TypedName(string.Join(' ', words[..cut]), IsWhole: true, [CityPlace.Fold(string.Join(' ', words[cut..]))]));
    }
}
