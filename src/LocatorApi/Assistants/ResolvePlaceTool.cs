using System.Text.Json.Nodes;
using LocatorApi.Notices;
using ModelContextProtocol.Protocol;

namespace LocatorApi.Assistants;

/// <summary>What a place that somebody named is.</summary>
internal sealed class ResolvePlaceTool(OwnEndpoints endpoints, StandingNotices notices) : AssistantTool(
    "resolve_place", "Resolve a place",
    "Says which place a ZIP Code or the name of a place means, before a search: use it where a name is ambiguous or a ZIP Code may be misspelt. Its "
    + "point stands for the whole ZIP Code or city: distances from it are about right, not exact.",
    new JsonObject
    {
        ["q"] = new JsonObject { ["type"] = "string", ["maxLength"] = 100, ["description"] = "A ZIP Code, or the name of a city or county, never a street address." },
    },
    ["q"], notices)
{
    /// <summary>The operation that suggests places for a text.</summary>
    private const string Suggestions = "suggestPlaces";

    protected override async Task<CallToolResult> AnswerAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        if (arguments.Of("q") is not { Length: > 0 } text)
        {
            return Refused(["q: Give a ZIP Code or the name of a place."]);
        }

        return Answer(endpoints.Has(Suggestions)
            ? await endpoints.AskAsync(Suggestions, [new("q", text)], [], cancellationToken)
            : await endpoints.AskAsync("getZip", [], new RouteValueDictionary { ["zip"] = text }, cancellationToken));
    }
}
