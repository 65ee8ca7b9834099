using Locator.Facilities;
using Locator.Indexing;
using Locator.Search;
using LocatorApi.Languages;

namespace LocatorApi.Search.Page;

/// <summary>The counts of one filter group.</summary>
/// <param name="Values">Its values in the order of GET /v1/filters.</param>
public sealed record Facet(IReadOnlyList<FacetValue> Values)
{
    /// <summary>What an engine counted, with the names that people read.</summary>
    internal static Facet Of(FacetCounts counts, Vocabulary vocabulary) =>
        new([.. counts.Values.Select(count => ValueOf(counts.Group, count, vocabulary))]);

    private static FacetValue ValueOf(string group, FacetCount count, Vocabulary vocabulary)
    {
        string value = count.Token[(group.Length + 1)..];
        VocabularyWords words = VocabularyWords.In(AnswerLanguage.Current);
        string? label = group == ServiceTokens.Group
            ? vocabulary.FindCode(value) is { } code ? words.NameOf(code) : null
            : vocabulary.FindGroup(group)?.Values.FirstOrDefault(v => v.Slug == value) is { } known ? words.Of(known).Label : null;
        return new FacetValue(value, label ?? value, count.Count, count.Unknown);
    }
}

/// <summary>What choosing a value would give: area, text and all other groups applied.</summary>
/// <param name="Value">The value.</param>
/// <param name="Label">Plain words in the language of the answer.</param>
/// <param name="Count">Facilities with a fitting program that states it.</param>
/// <param name="Unknown">Facilities with a fitting program that was never asked.</param>
public sealed record FacetValue(string Value, string Label, int Count, int Unknown);
