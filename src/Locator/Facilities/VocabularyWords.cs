using System.Reflection;
using Locator.Text;
using Sylvan.Data.Csv;

namespace Locator.Facilities;

/// <summary>What the vocabulary says to people, in one language.</summary>
/// <remarks>
/// English words stand in the vocabulary's own tables, Spanish ones in tables beside them (<c>filter-groups-es</c>,
/// <c>filter-values-es</c>, <c>service-codes-es</c>, <c>service-categories-es</c>), advice on levels of care in both languages in <c>level-advice</c>. They are no part of <see cref="Vocabulary.Hash"/>:
/// no index changes with a word. A row without a translation, which a test refuses, would be answered in English.
/// </remarks>
public sealed class VocabularyWords
{
    private const string EveryLevel = "*";

    private static readonly Dictionary<Language, VocabularyWords> All = Language.All.ToDictionary(language => language, language => new VocabularyWords(language));

    private readonly Dictionary<string, Words> _translated = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(string Part, string Text)>> _advice = new(StringComparer.Ordinal);

    private VocabularyWords(Language language)
    {
        if (language != Language.English)
        {
            foreach (CsvDataReader row in Rows($"filter-groups-{language.Tag}.csv"))
            {
                _translated.Add(row.GetString(0), new Words(row.GetString(1), row.GetString(2)));
            }

            foreach (CsvDataReader row in Rows($"filter-values-{language.Tag}.csv"))
            {
                _translated.Add($"{row.GetString(0)}:{row.GetString(1)}", new Words(row.GetString(2), row.GetString(3)));
            }

            foreach (CsvDataReader row in Rows($"service-codes-{language.Tag}.csv"))
            {
                _codes.Add(row.GetString(0), row.GetString(1));
            }

            foreach (CsvDataReader row in Rows($"service-categories-{language.Tag}.csv"))
            {
                _categories.Add(row.GetString(0), row.GetString(1));
            }
        }

        foreach (CsvDataReader row in Rows("level-advice.csv"))
        {
            string level = row.GetString(0);
            if (!_advice.TryGetValue(level, out List<(string, string)>? parts))
            {
                _advice.Add(level, parts = []);
            }

            parts.Add((row.GetString(1), row.GetString(row.GetOrdinal(language.Tag))));
        }
    }

    /// <summary>The words in a language.</summary>
    public static VocabularyWords In(Language language) => All[language];

    /// <summary>Label and description of a group.</summary>
    public Words Of(FilterGroup group) => _translated.GetValueOrDefault(group.Name) ?? new Words(group.Label, group.Description);

    /// <summary>Label and description of a value.</summary>
    public Words Of(FilterValue value) => _translated.GetValueOrDefault(value.Token) ?? new Words(value.Label, value.Description);

    /// <summary>The name of a service code: the sources' own in English, a translation of ours elsewhere.</summary>
    public string NameOf(ServiceCode code) => _codes.GetValueOrDefault(code.Code) ?? code.Name;

    /// <summary>The name of a category of codes: the sources' own in English, a translation of ours elsewhere.</summary>
    public string NameOf(ServiceCategory category) => _categories.GetValueOrDefault(category.Code) ?? category.Name;

    /// <summary>How the values of a group differ, where that takes more than their descriptions (levels of care); null elsewhere.</summary>
    public string? DetailsOf(FilterGroup group) => group.Name == "level" ? Text(EveryLevel, "details") : null;

    /// <summary>Questions to ask on the phone whatever the level of care, in the words of the caller; part of the advice on every level.</summary>
    public IReadOnlyList<string> Questions => [.. Texts(EveryLevel, "ask")];

    /// <summary>Advice on a level of care; null for every other value.</summary>
    public LevelAdvice? AdviceOn(FilterValue value) =>
        value.Group != "level" || Text(value.Slug, "details") is not { } details || Text(value.Slug, "suits") is not { } suits
            ? null
            : new LevelAdvice(details, suits, [.. Texts(EveryLevel, "ask"), .. Texts(value.Slug, "ask")]);

    private string? Text(string level, string part) => Texts(level, part).FirstOrDefault();

    private IEnumerable<string> Texts(string level, string part) =>
        _advice.GetValueOrDefault(level, []).Where(text => text.Part == part).Select(text => text.Text);

    /// <summary>The rows of a table inside the library, one after the other.</summary>
    private static IEnumerable<CsvDataReader> Rows(string table)
    {
        Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{typeof(VocabularyWords).Namespace}.{table}")
            ?? throw new InvalidDataException($"{table} is not inside the library.");
        using CsvDataReader reader = CsvDataReader.Create(new StreamReader(stream), new CsvDataReaderOptions { Delimiter = ',', OwnsReader = true });
        while (reader.Read())
        {
            yield return reader;
        }
    }
}
