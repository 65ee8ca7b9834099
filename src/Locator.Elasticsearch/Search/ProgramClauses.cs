using System.Text.Json.Nodes;
using Locator.Elasticsearch.Indexes;
using Locator.Facilities;
using Locator.Search;

namespace Locator.Elasticsearch.Search;

/// <summary>
/// Who fits: conditions on one program of a facility. All of them stand in one branch for facilities with one program, and in one nested
/// query for those with several: they must hold in the same program, and those of separate nested queries would be satisfied by different
/// programs.
/// </summary>
/// <param name="tokens">How the index has tokens.</param>
internal sealed class ProgramClauses(IndexTokens tokens)
{
    /// <summary>The facility's only program.</summary>
    public const string InSingle = ElasticsearchDocument.Program;

    /// <summary>One of its programs.</summary>
    public const string InSeveral = ElasticsearchDocument.Programs;

    /// <summary>Facilities of which a program fits; none where every one does.</summary>
    /// <param name="query">The search: whom programs must take.</param>
    /// <param name="filters">The filters, which need not be the search's own.</param>
    public IEnumerable<JsonNode> Of(SearchQuery query, IReadOnlyList<TokenFilter> filters)
    {
        JsonNode[] single = [.. InProgram(InSingle, query, filters)];
        if (single.Length == 0)
        {
            yield break;
        }

        // What must not stand in the only program is absent from facilities with several, too.
        JsonNode[] isSingle = query.OpenTo is null ? [] : [IsSingle()];
        yield return Clause.Either(
            Clause.All([.. isSingle, .. single]),
            new JsonObject
            {
                ["nested"] = new JsonObject
                {
                    ["path"] = ElasticsearchDocument.Programs,
                    ["score_mode"] = "none",
                    ["query"] = Clause.All([.. InProgram(InSeveral, query, filters)]),
                },
            });
    }

    /// <summary>Facilities with one program.</summary>
    public static JsonObject IsSingle() => Clause.Term(ElasticsearchDocument.Single, "true");

    /// <summary>What must hold in one program: the filters, and that it takes whoever searches.</summary>
    /// <param name="program">Where the program is: <see cref="InSingle"/> or <see cref="InSeveral"/>.</param>
    /// <param name="query">The search: whom programs must take.</param>
    /// <param name="filters">The filters.</param>
    public IEnumerable<JsonNode> InProgram(string program, SearchQuery query, IReadOnlyList<TokenFilter> filters) =>
        filters.SelectMany(filter => ClausesOf(program, filter)).Concat(query.OpenTo is { } openTo ? [Takes(program, openTo)] : []);

    private JsonObject Takes(string program, OpenTo openTo)
    {
        JsonObject unreserved = new() { ["bool"] = new JsonObject { ["must_not"] = new JsonArray(AnyOf(program, openTo.Reserving)) } };
        return openTo.Fitting.Count == 0 ? unreserved : Clause.Either(unreserved, AnyOf(program, openTo.Fitting));
    }

    /// <summary>Any of the tokens, or one clause for each; where unknown passes, the token's <c>?</c> twin is as good.</summary>
    private IEnumerable<JsonNode> ClausesOf(string program, TokenFilter filter)
    {
        IEnumerable<string[]> passing = filter.Tokens.Select<string, string[]>(token =>
            filter.AllowUnknown ? [token, FilterValue.UnknownTokenOf(token)] : [token]);
        return filter.All ? passing.Select(any => AnyOf(program, any)) : [AnyOf(program, passing.SelectMany(any => any))];
    }

    private JsonObject AnyOf(string program, IEnumerable<string> any)
    {
        JsonNode[] fields = [.. any.GroupBy(tokens.FieldOf, tokens.TextOf).Select(field => Clause.AnyOf($"{program}.{field.Key}", field))];
        return fields is [JsonObject only] ? only : Clause.Either(fields);
    }
}
