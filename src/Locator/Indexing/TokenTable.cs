using System.Collections;
using System.Collections.Frozen;
using Locator.Facilities;

namespace Locator.Indexing;

/// <summary>
/// Tokens as numbers: each has its rank among all that a vocabulary gives, ordered ordinally. A program has more than a hundred of some
/// seven hundred tokens, so numbers are what is kept and stored; queries and engines speak of the tokens themselves.
/// </summary>
public sealed class TokenTable
{
    private readonly FrozenDictionary<string, int> _ranks;

    /// <summary>A table of these tokens.</summary>
    /// <param name="tokens">The tokens, at most 65,536 different ones.</param>
    /// <exception cref="ArgumentException">There are more.</exception>
    public TokenTable(IEnumerable<string> tokens)
    {
        Tokens = [.. tokens.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (Tokens.Count > ushort.MaxValue + 1)
        {
            throw new ArgumentException($"There are {Tokens.Count} tokens, more than can be numbered.", nameof(tokens));
        }

        _ranks = Tokens.Index().ToFrozenDictionary(token => token.Item, token => token.Index, StringComparer.Ordinal);
    }

    /// <summary>Every token that a vocabulary gives: its values, their unknown twins, and its codes.</summary>
    public static TokenTable Of(Vocabulary vocabulary) => new(
        vocabulary.Groups.SelectMany(group => group.Values).SelectMany(value => (string[])[value.Token, value.UnknownToken])
            .Concat(vocabulary.Codes.Select(code => ServiceTokens.Of(code.Code))));

    /// <summary>The tokens in the order of their ranks, which is the ordinal one.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>The rank of a token; −1 where it is not in the table.</summary>
    public int RankOf(string token) => _ranks.GetValueOrDefault(token, -1);

    /// <summary>The ranks of tokens of this table, in their order: those that a set of it keeps, else looked up one by one.</summary>
    /// <exception cref="KeyNotFoundException">A token is not in the table.</exception>
    public ReadOnlySpan<ushort> RanksOf(IReadOnlyList<string> tokens) =>
        tokens is TokenSet set && set.Table == this ? set.Ranks : tokens.Select(token => (ushort)_ranks[token]).ToArray();
}

/// <summary>Some of a table's tokens, sorted ordinally, kept as their ranks.</summary>
/// <param name="table">The table.</param>
/// <param name="ranks">The ranks, ascending, without repeats.</param>
public sealed class TokenSet(TokenTable table, ushort[] ranks) : IReadOnlyList<string>
{
    /// <summary>What the ranks are of.</summary>
    public TokenTable Table => table;

    /// <summary>The ranks, ascending.</summary>
    public ReadOnlySpan<ushort> Ranks => ranks;

    /// <inheritdoc/>
    public int Count => ranks.Length;

    /// <inheritdoc/>
    public string this[int index] => table.Tokens[ranks[index]];

    /// <inheritdoc/>
    public IEnumerator<string> GetEnumerator() => ranks.Select(rank => table.Tokens[rank]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
