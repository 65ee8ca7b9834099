using System.Text.Json;
using LocatorApi.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LocatorApi.Assistants;

/// <summary>
/// Lets only the messages through that this service answers: the protocol library writes the names of methods, tools and
/// resources that a caller makes up into its metrics and traces.
/// </summary>
internal sealed class KnownMessages(IEnumerable<McpServerTool> tools)
{
    /// <summary>Bytes of a message; many times what any call of the tools needs.</summary>
    private const int MostBytes = 64 * 1024;

    private static readonly string[] Methods =
    [
        RequestMethods.Initialize, RequestMethods.ServerDiscover, RequestMethods.Ping, RequestMethods.ToolsList, RequestMethods.ToolsCall,
        NotificationMethods.InitializedNotification, NotificationMethods.CancelledNotification,
    ];

    private readonly string[] _tools = [.. tools.Select(tool => tool.ProtocolTool.Name)];

    /// <summary>Hands on a message of a known kind, with its body read; answers every other one itself.</summary>
    public async Task HandAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            await next(context);
            return;
        }

        // The library fails on a type that it cannot read.
        if (!BodyParameters.IsJson(context.Request))
        {
            await TypedResults.Problem(ProblemType.UnsupportedMediaType.With(ProblemType.UnsupportedMediaType.Explanation)).ExecuteAsync(context);
            return;
        }

        MemoryStream body = new();
        byte[] block = new byte[4096];
        for (int read; (read = await context.Request.Body.ReadAsync(block, context.RequestAborted)) > 0;)
        {
            body.Write(block, 0, read);
            if (body.Length > MostBytes)
            {
                throw new BadHttpRequestException("The message is too large.", StatusCodes.Status413PayloadTooLarge);
            }
        }

        body.Position = 0;
        if (Refusal(body) is { } refusal)
        {
            await new JsonBody<Dictionary<string, object?>>(refusal) { CacheControl = Freshness.NoStore }.ExecuteAsync(context);
            return;
        }

        body.Position = 0;
        context.Request.Body = body;
        try
        {
            await next(context);
        }
        catch (JsonException) when (!context.Response.HasStarted)
        {
            // The library lets the exception of params that it cannot read go through, as if the service had failed.
            await new JsonBody<Dictionary<string, object?>>(Error(IdOf(body), McpErrorCode.InvalidParams, "The params have not the form that this method wants."))
            {
                CacheControl = Freshness.NoStore,
            }.ExecuteAsync(context);
        }
    }

    private static JsonElement IdOf(MemoryStream body)
    {
        body.Position = 0;
        using JsonDocument message = JsonDocument.Parse(body);
        return message.RootElement.TryGetProperty("id", out JsonElement id) ? id.Clone() : default;
    }

    /// <summary>What is answered to a message that is not of a known kind; null for one that is, and for what is no message at all.</summary>
    private Dictionary<string, object?>? Refusal(MemoryStream body)
    {
        try
        {
            using JsonDocument message = JsonDocument.Parse(body);
            JsonElement root = message.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return Error(default, McpErrorCode.InvalidRequest, "A message is a JSON object.");
            }

            ReadTexts(root);
            _ = root.TryGetProperty("id", out JsonElement id);
            string? method = TextOf(root, "method");
            if (!Methods.Contains(method))
            {
                return Error(id, McpErrorCode.MethodNotFound, $"This service answers {RequestMethods.ToolsList} and {RequestMethods.ToolsCall}.");
            }

            return method != RequestMethods.ToolsCall
                || (root.TryGetProperty("params", out JsonElement parameters) && _tools.Contains(TextOf(parameters, "name")))
                ? null
                : Error(id, McpErrorCode.InvalidParams, $"There is no such tool. There are {string.Join(", ", _tools)}.");
        }
        catch (JsonException)
        {
            return Error(default, McpErrorCode.ParseError, "The message is no JSON.");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return Error(default, McpErrorCode.ParseError, "The message holds what is no text.");
        }
    }

    /// <summary>Reads every name and text of the message, because the library fails at those that hold half a surrogate pair.</summary>
    /// <exception cref="InvalidOperationException">One of them does.</exception>
    private static void ReadTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }

                break;
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;

    /// <summary>An error of JSON-RPC 2.0 (section 5.1), with the id of the request.</summary>
    private static Dictionary<string, object?> Error(JsonElement id, McpErrorCode code, string message) => new(StringComparer.Ordinal)
    {
        ["jsonrpc"] = "2.0",
        ["id"] = id.ValueKind is JsonValueKind.String or JsonValueKind.Number ? id.Clone() : null,
        ["error"] = new Dictionary<string, object>(StringComparer.Ordinal) { ["code"] = (int)code, ["message"] = message },
    };
}
