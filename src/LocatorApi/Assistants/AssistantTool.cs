using System.Text.Json;
using System.Text.Json.Nodes;
using LocatorApi.Http;
using LocatorApi.Notices;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LocatorApi.Assistants;

/// <summary>A tool that only reads. Every answer, errors included, begins with the crisis text.</summary>
internal abstract class AssistantTool : McpServerTool
{
    /// <summary>Stands in every description: whoever writes the arguments is a program that has read somebody's whole story.</summary>
    private const string Privacy =
        " Never send names, birth dates or street addresses: arguments pass through the assistant's provider. This service keeps nothing of them.";

    private readonly StandingNotices _notices;
    private readonly string[] _names;

    protected AssistantTool(string name, string title, string description, JsonObject properties, string[] required, StandingNotices notices)
    {
        _notices = notices;
        _names = [.. properties.Select(property => property.Key)];
        JsonObject schema = new()
        {
            ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false,
            ["required"] = new JsonArray([.. required.Select(one => (JsonNode)one)]),
        };
        ProtocolTool = new Tool
        {
            Name = name,
            Title = title,
            Description = description + Privacy,
            InputSchema = JsonSerializer.SerializeToElement(schema),
            Annotations = new ToolAnnotations { Title = title, ReadOnlyHint = true, IdempotentHint = true, DestructiveHint = false, OpenWorldHint = false },
        };
    }

    public override Tool ProtocolTool { get; }

    public override IReadOnlyList<object> Metadata => [];

    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        ToolArguments arguments = new(request.Params?.Arguments);
        string[] wrong = [.. arguments.Names.Where(name => !_names.Contains(name)).Select(SentenceOnUnknown)];
        if (wrong.Length > 0)
        {
            return Refused(wrong);
        }

        if (arguments.Unreadable.Count > 0)
        {
            return Refused([.. arguments.Unreadable.Select(name => $"{name}: It must be a text, a number, true or false, or a list of these.")]);
        }

        return await AnswerAsync(arguments, cancellationToken);
    }

    /// <summary>Answers arguments whose names are known.</summary>
    protected abstract Task<CallToolResult> AnswerAsync(ToolArguments arguments, CancellationToken cancellationToken);

    /// <summary>What is said of an argument that the tool does not take.</summary>
    protected virtual string SentenceOnUnknown(string name) =>
        $"{name}: There is no such argument.{NearSpelling.Hint(name, _names.Select(known => (known, "")))}";

    /// <summary>A sentence of the API without what the tool does not take.</summary>
    protected virtual string ForAssistants(string sentence) => sentence;

    /// <summary>What an endpoint answered, in words where it refused.</summary>
    protected CallToolResult Answer(OwnAnswer answer)
    {
        if (!answer.IsError)
        {
            return Said(answer.Body.ToJsonString(ApiJson.Options), isError: false);
        }

        IEnumerable<string> sentences = answer.Body["errors"] is JsonObject errors
            ? errors.SelectMany(parameter => parameter.Value!.AsArray(), (parameter, sentence) => $"{parameter.Key}: {ForAssistants(sentence!.ToString())}")
            : [answer.Body["detail"]!.ToString()];
        // Some errors have nothing to say beyond their title.
        return Refused(sentences.Prepend(answer.Body["title"]!.ToString()).Distinct());
    }

    /// <summary>An answer that another one was made of.</summary>
    protected CallToolResult Answer(JsonObject answer) => Said(answer.ToJsonString(ApiJson.Options), isError: false);

    /// <summary>Why nothing is answered.</summary>
    protected CallToolResult Refused(IEnumerable<string> sentences) => Said(string.Join('\n', sentences), isError: true);

    private CallToolResult Said(string text, bool isError) => new()
    {
        Content =
        [
            .. _notices.Current.Where(notice => notice.Kind is NoticeKinds.Crisis or NoticeKinds.SampleData)
                .Select(notice => new TextContentBlock { Text = notice.Text }),
            new TextContentBlock { Text = text },
        ],
        IsError = isError,
    };
}
