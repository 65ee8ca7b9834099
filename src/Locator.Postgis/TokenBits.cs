using System.Collections;
using System.Security.Cryptography;
using System.Text;

namespace Locator.Postgis;

/// <summary>
/// At which bit of a program's bits each token of one version stands: tokens in ordinal order, then one bit that no program
/// ever has. Bits, because an array of a hundred tokens for each program would be several times slower to compare and larger.
/// </summary>
internal sealed class TokenBits
{
    private readonly Dictionary<string, int> _positions;

    public TokenBits(IReadOnlyList<string> tokens)
    {
        Tokens = tokens;
        Width = tokens.Count + 1;
        SentSize = sizeof(int) + ((Width + 7) / 8);
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(tokens.Select(token => PostgresText.Of(token) + '\n')))));
        // Two codes of a broken file may have become the same text on their way into the table.
        _positions = tokens.Index().DistinctBy(token => token.Item).ToDictionary(token => token.Item, token => token.Index, StringComparer.Ordinal);
    }

    /// <summary>All tokens, in the order of their bits.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Names this order of tokens: <c>directory_version.token_hash</c>.</summary>
    public string Hash { get; }

    /// <summary>Number of bits.</summary>
    public int Width { get; }

    /// <summary>The token's bit; the bit that no program has where the version does not know the token.</summary>
    public int PositionOf(string token) => _positions.GetValueOrDefault(token, Tokens.Count);

    /// <summary>These tokens as bits.</summary>
    public BitArray BitsOf(IEnumerable<string> tokens)
    {
        BitArray bits = new(Width);
        foreach (string token in tokens)
        {
            bits[PositionOf(token)] = true;
        }

        return bits;
    }

    /// <summary>The tokens of a program as bits.</summary>
    /// <param name="ranks">Their ranks in the table of which these are the bits.</param>
    public BitArray BitsOfProgram(ReadOnlySpan<ushort> ranks)
    {
        BitArray bits = new(Width);
        foreach (ushort rank in ranks)
        {
            bits[rank] = true;
        }

        return bits;
    }

    /// <summary>Size of one set of bits as the server sends it: their number in four bytes, then the bits, first bit highest.</summary>
    public int SentSize { get; }

    /// <summary>Whether a sent set has the bit.</summary>
    public static bool Has(ReadOnlySpan<byte> sent, int position) =>
        (sent[sizeof(int) + (position >> 3)] & (0x80 >> (position & 7))) != 0;

    /// <summary>How many of several sent sets, one after the other, have the bit.</summary>
    public int Count(ReadOnlySpan<byte> sets, int position)
    {
        int size = SentSize, shift = 7 - (position & 7), count = 0;
        for (int at = sizeof(int) + (position >> 3); at < sets.Length; at += size)
        {
            count += (sets[at] >> shift) & 1;
        }

        return count;
    }

    /// <summary>The tokens among these that a sent set has, in ordinal order.</summary>
    public IReadOnlyList<string> Among(ReadOnlySpan<byte> sent, IReadOnlyList<int> sortedPositions)
    {
        List<string> found = [];
        foreach (int position in sortedPositions)
        {
            if (Has(sent, position))
            {
                found.Add(Tokens[position]);
            }
        }

        return found;
    }

    /// <summary>All tokens that a sent set has, in ordinal order.</summary>
    public IReadOnlyList<string> TokensIn(ReadOnlySpan<byte> sent)
    {
        List<string> found = [];
        for (int position = 0; position < Tokens.Count; position++)
        {
            if (Has(sent, position))
            {
                found.Add(Tokens[position]);
            }
        }

        return found;
    }
}
