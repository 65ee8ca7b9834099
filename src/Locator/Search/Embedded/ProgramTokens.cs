using System.Collections.Frozen;

namespace Locator.Search.Embedded;

/// <summary>The columns of a token: of the programs that state it, and of those that were never asked.</summary>
/// <param name="Stated">Column of the token; <see cref="ProgramTokens.Nobody"/> where no program has it.</param>
/// <param name="Unknown">Column of its unknown twin, likewise.</param>
internal readonly record struct TokenColumns(int Stated, int Unknown);

/// <summary>
/// Which programs carry which token: a row for every word of program slots, in it columns, a bit for every program. A search reads many
/// columns of few rows, so a row lies in one piece, and in it a token beside its unknown twin and beside the other values of its group.
/// Tokens that the very same programs carry share a column: that is two of five, because sources leave out whole groups, and because many
/// values stand for one code.
/// </summary>
internal sealed class ProgramTokens
{
    /// <summary>The column of a token that no program has: no bit is ever set in it.</summary>
    public const int Nobody = 0;

    private readonly ulong[] _bits;
    private readonly int _columns;
    private readonly string[] _tokens;

    /// <summary>The column of each token.</summary>
    private readonly int[] _columnOf;
    private readonly FrozenDictionary<string, TokenColumns> _byStated;

    /// <summary>What was written down of all programs.</summary>
    public ProgramTokens(ProgramTokenRows rows)
    {
        _tokens = rows.Tokens;
        _columnOf = ColumnsOf(rows, out int[] firsts);
        _columns = firsts.Length + 1;
        _bits = new ulong[rows.Words * _columns];
        for (int word = 0; word < rows.Words; word++)
        {
            ReadOnlySpan<ulong> from = rows.RowOf(word);
            Span<ulong> to = _bits.AsSpan((word * _columns) + 1, firsts.Length);
            for (int column = 0; column < firsts.Length; column++)
            {
                to[column] = from[firsts[column]];
            }
        }

        Dictionary<string, TokenColumns> byStated = new(StringComparer.Ordinal);
        for (int i = 0; i < _tokens.Length; i++)
        {
            string stated = ProgramTokenRows.StatedOf(_tokens[i]);
            TokenColumns columns = byStated.GetValueOrDefault(stated);
            byStated[stated] = ProgramTokenRows.IsUnknown(_tokens[i]) ? columns with { Unknown = _columnOf[i] } : columns with { Stated = _columnOf[i] };
        }

        _byStated = byStated.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The columns of a token.</summary>
    public TokenColumns ColumnsOf(string token) => _byStated.GetValueOrDefault(token);

    /// <summary>The bits of the programs of one word, by column.</summary>
    public ReadOnlySpan<ulong> RowOf(int word) => _bits.AsSpan(word * _columns, _columns);

    /// <summary>The tokens of a program, the values of a group beside each other.</summary>
    public IEnumerable<string> TokensOf(int word, int bit)
    {
        for (int token = 0; token < _tokens.Length; token++)
        {
            if ((_bits[(word * _columns) + _columnOf[token]] >> bit & 1) != 0)
            {
                yield return _tokens[token];
            }
        }
    }

    /// <summary>The column of each token, and for each column but that of nobody the first token that it stands for.</summary>
    private static int[] ColumnsOf(ProgramTokenRows rows, out int[] firsts)
    {
        ulong[] hashes = HashesOf(rows);
        int[] columns = new int[hashes.Length];
        List<int> first = [];
        ILookup<ulong, int> alike = Enumerable.Range(0, hashes.Length).ToLookup(token => hashes[token]);
        for (int token = 0; token < columns.Length; token++)
        {
            if (IsCarriedByNobody(rows, token))
            {
                continue;
            }

            // The first one that is the same, at the latest itself.
            int same = alike[hashes[token]].First(other => other == token || AreTheSame(rows, other, token));
            if (same == token)
            {
                first.Add(token);
                columns[token] = first.Count;
            }
            else
            {
                columns[token] = columns[same];
            }
        }

        firsts = [.. first];
        return columns;
    }

    /// <summary>A number for each token that is the same where the same programs have it.</summary>
    private static ulong[] HashesOf(ProgramTokenRows rows)
    {
        ulong[] hashes = new ulong[rows.Tokens.Length];
        for (int word = 0; word < rows.Words; word++)
        {
            ReadOnlySpan<ulong> row = rows.RowOf(word);
            for (int token = 0; token < hashes.Length; token++)
            {
                // FNV-1a with words in place of bytes.
                hashes[token] = (hashes[token] ^ row[token]) * 0x0000_0100_0000_01B3;
            }
        }

        return hashes;
    }

    private static bool IsCarriedByNobody(ProgramTokenRows rows, int token)
    {
        for (int word = 0; word < rows.Words; word++)
        {
            if (rows.RowOf(word)[token] != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool AreTheSame(ProgramTokenRows rows, int token, int other)
    {
        for (int word = 0; word < rows.Words; word++)
        {
            ReadOnlySpan<ulong> row = rows.RowOf(word);
            if (row[token] != row[other])
            {
                return false;
            }
        }

        return true;
    }
}
