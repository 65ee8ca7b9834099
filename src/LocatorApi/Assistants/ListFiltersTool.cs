using System.Text.Json.Nodes;
using Locator.Facilities;
using LocatorApi.Http;
using LocatorApi.Notices;
using ModelContextProtocol.Protocol;

namespace LocatorApi.Assistants;

/// <summary>The filters: all of them in short, or one with what its values mean.</summary>
internal sealed class ListFiltersTool(OwnEndpoints endpoints, Vocabulary vocabulary, StandingNotices notices) : AssistantTool(
    "list_filters", "List search filters",
    "The filters of search_programs. Without group: every filter with its question and its values. With group: that filter with what each value means for "
    + "someone looking for care, and how many facilities state it.",
    new JsonObject
    {
        ["group"] = new JsonObject
        {
            ["type"] = "string", ["description"] = "One filter, such as level or payment.",
            ["enum"] = new JsonArray([.. vocabulary.Groups.Select(group => (JsonNode)group.Name)]),
        },
    },
    [], notices)
{
    protected override async Task<CallToolResult> AnswerAsync(ToolArguments arguments, CancellationToken cancellationToken)
    {
        string? asked = arguments.Of("group");
        if (asked is not null && vocabulary.FindGroup(asked) is null)
        {
            string hint = NearSpelling.Hint(asked, vocabulary.Groups.Select(group => (group.Name, group.Label)));
            return Refused([$"group: \"{asked}\" is not a filter.{(hint.Length > 0 ? hint : $" There are {string.Join(", ", vocabulary.Groups.Select(group => group.Name))}.")}"]);
        }

        OwnAnswer answer = await endpoints.AskAsync("getFilters", [], [], cancellationToken);
        if (answer.IsError)
        {
            return Answer(answer);
        }

        IEnumerable<JsonNode> groups = answer.Body["groups"]!.AsArray().Select(group => group!);
        return Answer(new JsonObject
        {
            ["directory"] = answer.Body["directory"]!.DeepClone(),
            ["groups"] = new JsonArray([.. asked is null ? groups.Select(InShort) : groups.Where(group => group["name"]!.ToString() == asked).Select(group => group.DeepClone())]),
        });
    }

    /// <summary>The question and its values, without what each means.</summary>
    private static JsonObject InShort(JsonNode group) => new()
    {
        ["name"] = group["name"]!.DeepClone(),
        ["label"] = group["label"]!.DeepClone(),
        ["description"] = group["description"]!.DeepClone(),
        ["values"] = new JsonArray([.. group["values"]!.AsArray().Select(value => value!["value"]!.DeepClone())]),
    };
}
