using System.Globalization;
using System.Text.Json.Nodes;
using LocatorApi.Notices;
using LocatorApi.Search;
using LocatorApi.Search.Parameters;
using ModelContextProtocol.Protocol;

namespace LocatorApi.Assistants;

/// <summary>Searches, with the names of GET /v1/search: by ZIP or place, a few results at a time.</summary>
internal sealed class SearchProgramsTool(OwnEndpoints endpoints, SearchParameters parameters, StandingNotices notices) : AssistantTool(
    "search_programs", "Search treatment programs",
    "Finds substance-use and mental-health treatment programs in the United States near a ZIP Code or city, nearest first, with filters for level of "
    + "care, payment, age and more (list_filters explains them). All filters must hold in one program. What a source was never asked is unknown, not "
    + "no: unknownHidden counts such programs, and unknown=include shows them. Distances are great-circle miles from a point that stands for a whole "
    + "ZIP Code or city, and some facilities stand at the point of their own ZIP Code: say whole miles and \"about\", never a travel time. The "
    + "directory knows kinds of insurance, not insurers. Nobody can book here: give the telephone number and say to call before going. Send no coordinates.",
    Properties(parameters), [], notices)
{
    /// <summary>The most results of one call.</summary>
    public const int MostResults = 10;

    private const int DefaultResults = 5;
    private const string Limit = "limit";

    /// <summary>Beyond so many values they are not listed in the tool's schema, which assistants read with every conversation.</summary>
    private const int MostListed = 60;

    /// <summary>Coordinates, which would say more than a ZIP Code does, and what only pages with maps or counts need.</summary>
    private static readonly string[] NotTaken = ["lat", "lon", "bbox", "polygon", SearchParameters.Facets];

    protected override async Task<CallToolResult> AnswerAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        if (arguments.Of(Limit) is { } limit
            && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out int results) || results is < 1 or > MostResults))
        {
            return Refused([string.Create(CultureInfo.InvariantCulture, $"{Limit}: It must lie between 1 and {MostResults}.")]);
        }

        List<KeyValuePair<string, string?>> query = [.. arguments.All];
        // A cursor carries the search; what stands beside it must be the same.
        if (arguments.Of(SearchParameters.Cursor) is null)
        {
            query.Add(new(SearchParameters.Facets, "none"));
            if (arguments.Of(Limit) is null)
            {
                query.Add(new(Limit, DefaultResults.ToString(CultureInfo.InvariantCulture)));
            }
        }

        return Answer(await endpoints.AskAsync(SearchEndpoints.OperationId, query, [], cancellationToken));
    }

    protected override string SentenceOnUnknown(string name) => NotTaken.Contains(name)
        ? $"{name}: This tool does not take it. Search by zip or place."
        : base.SentenceOnUnknown(name);

    protected override string ForAssistants(string sentence) => WithoutCoordinates(sentence);

    /// <summary>Whoever reads of coordinates sends them.</summary>
    private static string WithoutCoordinates(string sentence) => sentence
        .Replace(OriginRules.Origins, "zip or place", StringComparison.Ordinal)
        .Replace(AreaRules.Areas, "state or county", StringComparison.Ordinal);

    private static JsonObject Properties(SearchParameters parameters)
    {
        JsonObject properties = [];
        foreach (SearchParameter parameter in parameters.All.Where(parameter => !NotTaken.Contains(parameter.Name)))
        {
            JsonObject value = parameter.Range is var (least, greatest)
                ? new() { ["type"] = parameter.Whole ? "integer" : "number", ["minimum"] = least, ["maximum"] = parameter.Name == Limit ? MostResults : greatest }
                : new() { ["type"] = "string" };
            if (parameter.Choices.Count is > 0 and <= MostListed)
            {
                value["enum"] = new JsonArray([.. parameter.Choices.Select(choice => (JsonNode)choice.Name)]);
            }

            JsonObject property = parameter.Repeatable ? new() { ["type"] = "array", ["items"] = value } : value;
            property["description"] = WithoutCoordinates(parameter.Description);
            properties[parameter.Name] = property;
        }

        return properties;
    }
}
