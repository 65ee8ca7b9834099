using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Locator.Text;
using Sylvan.Data.Csv;

namespace LocatorApi.Pages.Layout;

/// <summary>What the pages say, in one language: the tables in the folder <c>Texts</c>, whose names are the first part of their keys.</summary>
internal sealed class PageTexts
{
    private const string Folder = "LocatorApi.Pages.Texts.";
    private const string Extension = ".csv";

    private static readonly FrozenDictionary<Language, PageTexts> All = Language.All.ToFrozenDictionary(language => language, language => new PageTexts(language));

    private readonly FrozenDictionary<string, string> _texts;

    private PageTexts(Language language)
    {
        Language = language;
        Assembly assembly = typeof(PageTexts).Assembly;
        _texts = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal))
            .SelectMany(name => Read(assembly, name, language))
            .ToFrozenDictionary(text => text.Key, text => text.Text, StringComparer.Ordinal);
    }

    public Language Language { get; }

    /// <summary>Every key, such as <c>search.title</c>.</summary>
    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>The text of a key.</summary>
    /// <exception cref="KeyNotFoundException">No table has it.</exception>
    public string this[string key] => _texts.TryGetValue(key, out string? text) ? text : throw new KeyNotFoundException($"No table of texts has {key}.");

    /// <summary>The texts of a language.</summary>
    public static PageTexts In(Language language) => All[language];

    /// <summary>The text of a key where there is one.</summary>
    public string? Find(string key) => _texts.GetValueOrDefault(key);

    /// <summary>The text of a key with values in its places {0}, {1}…, numbers and dates as the language's readers write them.</summary>
    public string Format(string key, params object?[] values) => string.Format(Language.Culture, this[key], values);

    /// <summary>The text of a number of things: of <c>key.one</c> for one, else of <c>key.many</c>; the number is {0}.</summary>
    public string Count(string key, int count, params object?[] more) => Format(count == 1 ? key + ".one" : key + ".many", [count, .. more]);

    /// <summary>A month, as in "December 2024".</summary>
    public string Month(DateOnly date) => date.ToString(Language == Language.Spanish ? "MMMM 'de' yyyy" : "MMMM yyyy", Language.Culture);

    /// <summary>A day, as in "December 31, 2024".</summary>
    public string Day(DateOnly date) => date.ToString(Language == Language.Spanish ? "d 'de' MMMM 'de' yyyy" : "MMMM d, yyyy", Language.Culture);

    private static List<(string Key, string Text)> Read(Assembly assembly, string resource, Language language)
    {
        string prefix = resource[Folder.Length..^Extension.Length];
        using Stream stream = assembly.GetManifestResourceStream(resource)!;
        using CsvDataReader rows = CsvDataReader.Create(new StreamReader(stream), new CsvDataReaderOptions { Delimiter = ',', OwnsReader = true });
        int column = rows.GetOrdinal(language.Tag);
        List<(string, string)> texts = [];
        while (rows.Read())
        {
            texts.Add((string.Create(CultureInfo.InvariantCulture, $"{prefix}.{rows.GetString(0)}"), rows.GetString(column)));
        }

        return texts;
    }
}
