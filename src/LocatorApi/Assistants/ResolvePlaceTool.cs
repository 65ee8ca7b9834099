using System.Text.Json.Nodes;
using LocatorApi.Notices;
using LocatorApi.Places.Suggestions;
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
    protected override async Task<CallToolResult> AnswerAsync(ToolArguments arguments, CancellationToken cancellationToken) =>
        arguments.Of("q") is { Length: > 0 } text
            ? Answer(await endpoints.AskAsync(PlaceEndpoints.OperationId, [new("q", text)], [], cancellationToken))
            : Refused(["q: Give a ZIP Code or the name of a place."]);
}
