using Locator.Facilities;

namespace Importer.Sources;

/// <summary>Collects what one row, header or code sheet names, as codes of the vocabulary and as names that it does not know.</summary>
/// <param name="field">Where the names stand, for the report.</param>
internal sealed class CodeList(string field)
{
    private readonly HashSet<string> codes = new(StringComparer.Ordinal);

    /// <summary>In the order in which they came, no repeats.</summary>
    public List<UnknownName> Unknown { get; } = [];

    /// <summary>The codes so far, in the vocabulary's spelling, sorted ordinally, no repeats.</summary>
    public IReadOnlyList<string> ToCodes()
    {
        string[] sorted = [.. codes];
        Array.Sort(sorted, StringComparer.Ordinal);
        return sorted;
    }

    /// <summary>Adds a code by its spelling; null is nothing.</summary>
    public void Add(string? code)
    {
        if (code is not null)
        {
            Add(Vocabulary.Current.FindCode(code), field, code, []);
        }
    }

    /// <summary>Adds the codes of one group, all of one category.</summary>
    /// <param name="group">Their spellings.</param>
    /// <param name="categoriesOfCode">The categories that the file itself names for codes that the vocabulary does not know.</param>
    public void AddGroup(IReadOnlyList<string> group, IReadOnlyDictionary<string, IReadOnlyList<string>> categoriesOfCode)
    {
        IReadOnlyList<string>? ofOthers = null;
        foreach (string text in group)
        {
            ServiceCode? code = Vocabulary.Current.FindCode(text);
            Add(code, field, text, code is not null ? []
                : categoriesOfCode.GetValueOrDefault(text) is { Count: > 0 } named ? named
                : ofOthers ??= CategoriesOf(group));
        }
    }

    /// <summary>Adds a code by what the source calls it within a category.</summary>
    public void Add(string category, string name) =>
        Add(Vocabulary.Current.FindByName(category, name), category, name, Vocabulary.Current.FindCategories(category));

    /// <summary>Adds a name or value that is no code.</summary>
    public void AddUnknown(string where, string name) => AddUnknown(new UnknownName(where, name));

    private void AddUnknown(UnknownName unknown)
    {
        if (!Unknown.Contains(unknown))
        {
            Unknown.Add(unknown);
        }
    }

    private void Add(ServiceCode? code, string where, string name, IReadOnlyList<string> categories)
    {
        if (code is not null)
        {
            codes.Add(code.Code);
        }
        else
        {
            AddUnknown(new UnknownName(where, name) { Categories = categories });
        }
    }

    private static string[] CategoriesOf(IEnumerable<string> group) =>
        [.. group.Select(Vocabulary.Current.FindCode).OfType<ServiceCode>().Select(code => code.Category).Distinct()];
}
