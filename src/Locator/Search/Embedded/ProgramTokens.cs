using System.Collections.Frozen;
using Locator.Facilities;
using Locator.Indexing;

namespace Locator.Search.Embedded;

/// <summary>The columns of a token: of the programs that state it, and of those that were never asked.</summary>
/// <param name="Stated">Column of the token; <see cref="ProgramTokens.Nobody"/> where no program has it.</param>
/// <param name="Unknown">Column of its unknown twin, likewise.</param>
internal readonly record struct TokenColumns(int Stated, int Unknown);

/// <summary>
/// Which programs carry which token: a row for every word of program slots, a column for every token, a bit for every program.
/// A search reads all columns of few rows, so a row lies in one piece, and in it a token beside its unknown twin and beside the
/// other values of its group.
/// </summary>
internal sealed class ProgramTokens
{
    /// <summary>The column of a token that no program has: no bit is ever set in it.</summary>
    public const int Nobody = 0;

    private readonly ulong[] _bits;
    private readonly int _columns;
    private readonly string[] _tokens;
    private readonly FrozenDictionary<string, TokenColumns> _byStated;

    /// <summary>The table that programs were last given with, and the columns of its ranks.</summary>
    private TokenTable? _table;
    private int[] _columnsOfTable = [];

    /// <summary>No program has any token yet.</summary>
    /// <param name="tokens">Every token that a program has.</param>
    /// <param name="words">Words of program slots.</param>
    public ProgramTokens(IEnumerable<string> tokens, int words)
    {
        _tokens = [.. tokens.OrderBy(StatedOf, StringComparer.Ordinal).ThenBy(IsUnknown)];
        _columns = _tokens.Length + 1;
        _bits = new ulong[words * _columns];
        Dictionary<string, TokenColumns> byStated = new(StringComparer.Ordinal);
        for (int i = 0; i < _tokens.Length; i++)
        {
            string stated = StatedOf(_tokens[i]);
            TokenColumns columns = byStated.GetValueOrDefault(stated);
            byStated[stated] = IsUnknown(_tokens[i]) ? columns with { Unknown = i + 1 } : columns with { Stated = i + 1 };
        }

        _byStated = byStated.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The columns of a token.</summary>
    public TokenColumns ColumnsOf(string token) => _byStated.GetValueOrDefault(token);

    /// <summary>The bits of the programs of one word, by column.</summary>
    public ReadOnlySpan<ulong> RowOf(int word) => _bits.AsSpan(word * _columns, _columns);

    /// <summary>Says of a program that it has these tokens.</summary>
    public void Set(int word, int bit, IReadOnlyList<string> tokens)
    {
        Span<ulong> row = _bits.AsSpan(word * _columns, _columns);
        if (tokens is TokenSet { Table: var table } set)
        {
            if (table != _table)
            {
                (_table, _columnsOfTable) = (table, [.. table.Tokens.Select(ColumnOf)]);
            }

            foreach (ushort rank in set.Ranks)
            {
                row[_columnsOfTable[rank]] |= 1UL << bit;
            }

            return;
        }

        foreach (string token in tokens)
        {
            row[ColumnOf(token)] |= 1UL << bit;
        }
    }

    private int ColumnOf(string token)
    {
        TokenColumns columns = _byStated[StatedOf(token)];
        return IsUnknown(token) ? columns.Unknown : columns.Stated;
    }

    /// <summary>The tokens of a program, the values of a group beside each other.</summary>
    public IEnumerable<string> TokensOf(int word, int bit)
    {
        for (int column = 1; column < _columns; column++)
        {
            if ((_bits[(word * _columns) + column] >> bit & 1) != 0)
            {
                yield return _tokens[column - 1];
            }
        }
    }

    private static bool IsUnknown(string token) => token.StartsWith(FilterValue.UnknownMark);

    private static string StatedOf(string token) => IsUnknown(token) ? token[1..] : token;
}
