using Locator.Facilities;
using Locator.Indexing;

namespace Locator.Search;

/// <summary>How a program fits the filters of a search: the one definition that engines share for the hits they return.</summary>
public static class Matching
{
    /// <summary>For each program of a facility, in order, the worst over the groups asked; yes when nothing is asked.</summary>
    /// <param name="programs">The programs; of their tokens those that <see cref="TokensAskedBy"/> names suffice.</param>
    /// <param name="query">The search. A program that it hides does not fit.</param>
    public static IReadOnlyList<ProgramMatch> Of(IReadOnlyList<IndexedProgram> programs, SearchQuery query) =>
    [
        .. programs.Select(program => new ProgramMatch(
            program.Id, IsHidden(program.Tokens, query.OpenTo) ? Knowledge.No : Of(program.Tokens, query.Filters))),
    ];

    /// <summary>Every token that decides how a program fits a search, ordered ordinally.</summary>
    public static IReadOnlyList<string> TokensAskedBy(SearchQuery query) =>
    [
        .. query.Filters.SelectMany(filter => filter.Tokens).SelectMany(token => (string[])[token, FilterValue.UnknownTokenOf(token)])
            .Concat(query.OpenTo?.Reserving ?? [])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    private static bool IsHidden(IReadOnlyList<string> sortedTokens, OpenTo? openTo) =>
        openTo is not null
        && openTo.Reserving.Any(token => Contains(sortedTokens, token))
        && !openTo.Fitting.Any(token => Contains(sortedTokens, token));

    private static Knowledge Of(IReadOnlyList<string> tokens, IReadOnlyList<TokenFilter> filters)
    {
        Knowledge worst = Knowledge.Yes;
        foreach (TokenFilter filter in filters)
        {
            IEnumerable<Knowledge> values = filter.Tokens.Select(token => Of(tokens, token));
            Knowledge knowledge = filter.All ? values.Min() : values.Max();
            worst = knowledge < worst ? knowledge : worst;
        }

        return worst;
    }

    private static Knowledge Of(IReadOnlyList<string> sortedTokens, string token) =>
        Contains(sortedTokens, token) ? Knowledge.Yes
        : Contains(sortedTokens, FilterValue.UnknownTokenOf(token)) ? Knowledge.Unknown
        : Knowledge.No;

    private static bool Contains(IReadOnlyList<string> sortedTokens, string token)
    {
        int low = 0, high = sortedTokens.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = string.CompareOrdinal(sortedTokens[middle], token);
            if (order == 0)
            {
                return true;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return false;
    }
}
