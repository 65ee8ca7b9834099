using Locator.Facilities;
using LocatorApi.Languages;

namespace LocatorApi.Places.Suggestions;

/// <summary>Filters by common words for care, with labels in the language of the answer.</summary>
internal sealed class CareSuggestions(Vocabulary vocabulary)
{
    private readonly CareWords _words = CareWords.Bundled(vocabulary);

    public IReadOnlyList<Ranked> Of(AskedSuggestions asked) =>
    [
        .. _words.Find(asked.Typed.Words).Take(asked.Limit).Select(found => new Ranked(
            found.Fit switch { CareWords.Fit.Whole => Nearness.Whole, CareWords.Fit.Part => Nearness.Beginning, _ => Nearness.Slip },
            SuggestionOf(found.Filter))),
    ];

    private Suggestion SuggestionOf(FilterValue filter)
    {
        VocabularyWords words = VocabularyWords.In(AnswerLanguage.Current);
        return new Suggestion(
            "filter", words.Of(filter).Label, words.Of(vocabulary.FindGroup(filter.Group)!).Label,
            new Dictionary<string, string> { [filter.Group] = filter.Slug }, null);
    }
}
