using System.Collections.Frozen;

namespace Locator.Facilities;

/// <summary>
/// The codes, categories and filter values of a vocabulary as numbers, so that what is known of millions of values is worked out
/// without looking up a single text.
/// </summary>
internal sealed class VocabularyNumbers
{
    private readonly FrozenDictionary<string, int> _codes;
    private readonly Dictionary<string, int> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<FilterValue, int> _values = new(ReferenceEqualityComparer.Instance);

    public VocabularyNumbers(Vocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        Codes = [.. vocabulary.Codes.Select((code, i) => new NumberedCode(code.Code, NumberedCategory(code.Category), BitsOf(code.AskedOf)))];
        _codes = Codes.Index().ToFrozenDictionary(code => code.Item.Code, code => code.Index, StringComparer.Ordinal);
        foreach (FilterValue value in vocabulary.Groups.SelectMany(group => group.Values))
        {
            _values.Add(value, _values.Count);
        }

        Values = [.. _values.Keys.Select(value => new NumberedValue(NumbersOf(value.Codes), NumbersOf(value.Without), BitsOf(value.TypesThatState)))];
    }

    public Vocabulary Vocabulary { get; }

    /// <summary>The codes, in the vocabulary's order: their positions are their numbers.</summary>
    public NumberedCode[] Codes { get; }

    /// <summary>The filter values of all groups, in the vocabulary's order: their positions are their numbers.</summary>
    public NumberedValue[] Values { get; }

    /// <summary>How many categories the codes are of.</summary>
    public int Categories => _categories.Count;

    /// <summary>The number of a code in the vocabulary's own spelling; −1 where there is none.</summary>
    public int NumberOf(string code) => _codes.GetValueOrDefault(code, -1);

    /// <summary>The number of one of the vocabulary's own values.</summary>
    public int NumberOf(FilterValue value) => _values[value];

    /// <summary>The number of a category; −1 where no code is of it.</summary>
    public int NumberOfCategory(string category) => _categories.GetValueOrDefault(category, -1);

    /// <summary>The bit of a type in masks of several.</summary>
    public static int BitOf(ProgramType type) => 1 << (int)type;

    /// <summary>For each code, by its number, whether it is among these.</summary>
    public bool[] AmongThem(IReadOnlySet<string> codes) => [.. Codes.Select(code => codes.Contains(code.Code))];

    private static int BitsOf(IEnumerable<ProgramType> types) => types.Aggregate(0, (bits, type) => bits | BitOf(type));

    private int[] NumbersOf(IReadOnlyList<string> codes) => [.. codes.Select(code => _codes[code])];

    private int NumberedCategory(string category)
    {
        _categories.TryAdd(category, _categories.Count);
        return _categories[category];
    }
}

/// <summary>A service code.</summary>
/// <param name="Code">Itself.</param>
/// <param name="Category">Number of its category.</param>
/// <param name="AskedOf">Bits of the types whose survey asks for it.</param>
internal readonly record struct NumberedCode(string Code, int Category, int AskedOf);

/// <summary>A filter value.</summary>
/// <param name="Codes">Numbers of the codes that state it.</param>
/// <param name="Without">Numbers of the codes that deny it.</param>
/// <param name="TypesThatState">Bits of the types that state it.</param>
internal sealed record NumberedValue(int[] Codes, int[] Without, int TypesThatState);
