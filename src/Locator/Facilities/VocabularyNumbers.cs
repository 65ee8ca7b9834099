using System.Collections.Frozen;

namespace Locator.Facilities;

/// <summary>
/// The codes, categories and filter values of a vocabulary as numbers, so that what is known of millions of values is worked out
/// without looking up a single text.
/// </summary>
internal sealed class VocabularyNumbers
{
    private const int Slots = 2048;

    private readonly FrozenDictionary<string, int> _codes;

    /// <summary>Codes of up to eight characters by these, in an open table: an import asks for two million codes several times.</summary>
    private readonly (ulong Key, int Number)[] _short = new (ulong, int)[Slots];
    private readonly Dictionary<string, int> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<FilterValue, int> _values = new(ReferenceEqualityComparer.Instance);

    public VocabularyNumbers(Vocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        Codes = [.. vocabulary.Codes.Select((code, i) => new NumberedCode(code.Code, NumberedCategory(code.Category), BitsOf(code.AskedOf)))];
        _codes = Codes.Index().ToFrozenDictionary(code => code.Item.Code, code => code.Index, StringComparer.Ordinal);
        foreach ((string code, int number) in _codes)
        {
            if (KeyOf(code) is > 0 and var key && _codes.Count < Slots / 2)
            {
                int slot = SlotOf(key);
                while (_short[slot].Key != 0)
                {
                    slot = (slot + 1) % Slots;
                }

                _short[slot] = (key, number);
            }
        }

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
    public int NumberOf(string code)
    {
        ulong key = KeyOf(code);
        if (key == 0)
        {
            return _codes.GetValueOrDefault(code, -1);
        }

        for (int slot = SlotOf(key); _short[slot].Key != 0; slot = (slot + 1) % Slots)
        {
            if (_short[slot].Key == key)
            {
                return _short[slot].Number;
            }
        }

        return _codes.Count < Slots / 2 ? -1 : _codes.GetValueOrDefault(code, -1);
    }

    /// <summary>The number of one of the vocabulary's own values.</summary>
    public int NumberOf(FilterValue value) => _values[value];

    /// <summary>The number of a category; −1 where no code is of it.</summary>
    public int NumberOfCategory(string category) => _categories.GetValueOrDefault(category, -1);

    /// <summary>The bit of a type in masks of several.</summary>
    public static int BitOf(ProgramType type) => 1 << (int)type;

    /// <summary>For each code, by its number, whether it is among these.</summary>
    public bool[] AmongThem(IReadOnlySet<string> codes) => [.. Codes.Select(code => codes.Contains(code.Code))];

    /// <summary>A code as one number; 0 where it is no ASCII or longer than eight characters.</summary>
    private static ulong KeyOf(string code)
    {
        if (code.Length > sizeof(ulong))
        {
            return 0;
        }

        ulong key = 0;
        foreach (char c in code)
        {
            if (c is '\0' or > '\u007F')
            {
                return 0;
            }

            key = (key << 8) | c;
        }

        return key;
    }

    private static int SlotOf(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> 53);

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
