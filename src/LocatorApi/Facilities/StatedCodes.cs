using Locator.Facilities;
using Locator.Search;
using LocatorApi.Languages;

namespace LocatorApi.Facilities;

/// <summary>The raw service codes of a facility, with names in the language of the answer.</summary>
internal static class StatedCodes
{
    /// <summary>What each program states, by its id.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<StatedCode>> Of(FacilityRecord facility, Vocabulary vocabulary) =>
        facility.Programs.ToDictionary(program => program.ProgramId, program => Of(program.Codes, vocabulary), StringComparer.Ordinal);

    private static IReadOnlyList<StatedCode> Of(IReadOnlyList<string> codes, Vocabulary vocabulary)
    {
        VocabularyWords words = VocabularyWords.In(AnswerLanguage.Current);
        return
        [
            .. codes.Select(code =>
            {
                ServiceCode? known = vocabulary.FindCode(code);
                string category = known?.Category ?? "";
                return new StatedCode(code, known is null ? code : words.NameOf(known), category,
                    vocabulary.Categories.FirstOrDefault(c => c.Code == category) is { } named ? words.NameOf(named) : category);
            }),
        ];
    }
}
