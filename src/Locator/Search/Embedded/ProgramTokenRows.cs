using Locator.Facilities;
using Locator.Indexing;

namespace Locator.Search.Embedded;

/// <summary>Which programs carry which token, as it is written down while an index is built: a column for every token.</summary>
internal sealed class ProgramTokenRows
{
    private readonly ulong[] _bits;
    private readonly Dictionary<string, int> _ranks;

    /// <summary>The table that programs were last given with, and where its ranks stand here.</summary>
    private TokenTable? _table;
    private int[] _ranksOfTable = [];

    /// <summary>No program has any token yet.</summary>
    /// <param name="tokens">Every token that a program has.</param>
    /// <param name="words">Words of program slots.</param>
    public ProgramTokenRows(IEnumerable<string> tokens, int words)
    {
        Tokens = [.. tokens.OrderBy(StatedOf, StringComparer.Ordinal).ThenBy(IsUnknown)];
        _ranks = Tokens.Index().ToDictionary(token => token.Item, token => token.Index, StringComparer.Ordinal);
        _bits = new ulong[words * Tokens.Length];
        Words = words;
    }

    /// <summary>The tokens in the order of their columns: the values of a group beside each other, each before its unknown twin.</summary>
    public string[] Tokens { get; }

    public int Words { get; }

    /// <summary>The bits of the programs of one word, by token.</summary>
    public Span<ulong> RowOf(int word) => _bits.AsSpan(word * Tokens.Length, Tokens.Length);

    /// <summary>Says of a program that it has these tokens.</summary>
    public void Set(int word, int bit, IReadOnlyList<string> tokens)
    {
        Span<ulong> row = RowOf(word);
        if (tokens is TokenSet { Table: var table } set)
        {
            if (table != _table)
            {
                (_table, _ranksOfTable) = (table, [.. table.Tokens.Select(token => _ranks[token])]);
            }

            foreach (ushort rank in set.Ranks)
            {
                row[_ranksOfTable[rank]] |= 1UL << bit;
            }

            return;
        }

        foreach (string token in tokens)
        {
            row[_ranks[token]] |= 1UL << bit;
        }
    }

    /// <summary>Whether a token says that its source was never asked.</summary>
    public static bool IsUnknown(string token) => token.StartsWith(FilterValue.UnknownMark);

    /// <summary>The token itself, or the one that an unknown twin belongs to.</summary>
    public static string StatedOf(string token) => IsUnknown(token) ? token[1..] : token;
}
