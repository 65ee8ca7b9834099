using System.Text.Json.Nodes;
using LocatorApi.Notices;
using ModelContextProtocol.Protocol;

namespace LocatorApi.Assistants;

/// <summary>One facility by id.</summary>
internal sealed class GetFacilityTool(OwnEndpoints endpoints, StandingNotices notices) : AssistantTool(
    "get_facility", "Get one facility",
    "Everything that the directory says about one facility: address, telephone numbers, its programs with what each states, what each was never asked "
    + "(unknown), and of which date the data is. Say of which date it is, and to call before going.",
    new JsonObject { ["id"] = new JsonObject { ["type"] = "string", ["description"] = "The id of a facility, from search_programs." } }, ["id"], notices)
{
    protected override async Task<CallToolResult> AnswerAsync(ToolArguments arguments, CancellationToken cancellationToken) =>
        arguments.Of("id") is { Length: > 0 } id
            ? Answer(await endpoints.AskAsync("getFacility", [], new RouteValueDictionary { ["id"] = id }, cancellationToken))
            : Refused(["id: Give the id of a facility, from search_programs."]);
}
