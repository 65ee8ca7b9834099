using System.Text.Json.Nodes;
using Locator.Elasticsearch.Indexes;
using Locator.Facilities;
using Locator.Search;

namespace Locator.Elasticsearch.Search;

/// <summary>Who fits: conditions on one program of a facility.</summary>
internal static class ProgramClauses
{
    /// <summary>
    /// All filters in one nested query: they must hold in the same program. Filters of separate nested queries would be
    /// satisfied by different programs of a facility.
    /// </summary>
    /// <param name="query">The search: whom programs must take.</param>
    /// <param name="filters">The filters, which need not be the search's own.</param>
    public static IEnumerable<JsonNode> Of(SearchQuery query, IReadOnlyList<TokenFilter> filters)
    {
        JsonNode[] clauses = [.. InOneProgram(query, filters)];
        if (clauses.Length > 0)
        {
            yield return new JsonObject
            {
                ["nested"] = new JsonObject
                {
                    ["path"] = ElasticsearchDocument.Programs,
                    ["score_mode"] = "none",
                    ["query"] = Clause.All(clauses),
                },
            };
        }
    }

    /// <summary>What must hold in one program: the filters, and that it takes whoever searches.</summary>
    public static IEnumerable<JsonNode> InOneProgram(SearchQuery query, IReadOnlyList<TokenFilter> filters) =>
        filters.SelectMany(Clauses).Concat(query.OpenTo is { } openTo ? [Takes(openTo)] : []);

    private static JsonObject Takes(OpenTo openTo)
    {
        JsonObject unreserved = new() { ["bool"] = new JsonObject { ["must_not"] = new JsonArray(AnyOf(openTo.Reserving)) } };
        return openTo.Fitting.Count == 0 ? unreserved : Clause.Either(unreserved, AnyOf(openTo.Fitting));
    }

    /// <summary>Any of the tokens, or one clause for each; where unknown passes, the token's <c>?</c> twin is as good.</summary>
    private static IEnumerable<JsonNode> Clauses(TokenFilter filter)
    {
        IEnumerable<string[]> passing = filter.Tokens.Select<string, string[]>(token =>
            filter.AllowUnknown ? [token, FilterValue.UnknownTokenOf(token)] : [token]);
        return filter.All ? passing.Select(AnyOf) : [AnyOf(passing.SelectMany(tokens => tokens))];
    }

    private static JsonObject AnyOf(IEnumerable<string> tokens) => Clause.AnyOf(ElasticsearchDocument.ProgramTokens, tokens);
}
