using Locator.Facilities;

namespace Importer.Sources;

/// <summary>Collects what one row, header or code sheet names, as codes of the vocabulary and as names that it does not know.</summary>
/// <param name="field">Where the names stand, for the report.</param>
internal sealed class CodeList(string field)
{
    /// <summary>The vocabulary's codes, sorted ordinally: positions among them are what is collected.</summary>
    private static readonly string[] Sorted = [.. Vocabulary.Current.Codes.Select(code => code.Code).Order(StringComparer.Ordinal)];

    private static readonly Dictionary<string, int> Positions = new(
        Vocabulary.Current.Codes.SelectMany(
            code => code.OlderCodes.Prepend(code.Code), (code, spelling) => KeyValuePair.Create(spelling, Array.IndexOf(Sorted, code.Code))),
        StringComparer.OrdinalIgnoreCase);

    private static readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> PositionOf = Positions.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly bool[] codes = new bool[Sorted.Length];
    private int count;

    private static readonly char[] Spaces = [' ', '\t', '\r', '\n', '\u00A0'];

    /// <summary>In the order in which they came, no repeats.</summary>
    public List<UnknownName> Unknown { get; } = [];

    /// <summary>The codes so far, in the vocabulary's spelling, sorted ordinally, no repeats.</summary>
    public IReadOnlyList<string> ToCodes()
    {
        string[] sorted = new string[count];
        int next = 0;
        for (int i = 0; i < codes.Length; i++)
        {
            if (codes[i])
            {
                sorted[next++] = Sorted[i];
            }
        }

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
    /// <param name="group">Their spellings, divided by white space.</param>
    /// <param name="categoriesOfCode">The categories that the file itself names for codes that the vocabulary does not know.</param>
    public void AddGroup(ReadOnlySpan<char> group, IReadOnlyDictionary<string, IReadOnlyList<string>> categoriesOfCode)
    {
        IReadOnlyList<string>? ofOthers = null;
        foreach (Range part in group.SplitAny(Spaces))
        {
            ReadOnlySpan<char> text = group[part];
            if (text.IsEmpty)
            {
                continue;
            }

            if (PositionOf.TryGetValue(text, out int position))
            {
                Add(position);
                continue;
            }

            string name = text.ToString();
            AddUnknown(new UnknownName(field, name)
            {
                Categories = categoriesOfCode.GetValueOrDefault(name) is { Count: > 0 } named ? named : ofOthers ??= CategoriesOf(group.ToString()),
            });
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
            Add(Positions[code.Code]);
        }
        else
        {
            AddUnknown(new UnknownName(where, name) { Categories = categories });
        }
    }

    private void Add(int position)
    {
        count += codes[position] ? 0 : 1;
        codes[position] = true;
    }

    private static string[] CategoriesOf(string group) =>
        [.. group.Split(Spaces, StringSplitOptions.RemoveEmptyEntries).Select(Vocabulary.Current.FindCode).OfType<ServiceCode>().Select(code => code.Category).Distinct()];
}
