using System.Text.Json.Nodes;

namespace LocatorApi.Tests.Fuzz;

/// <summary>A parameter as the API describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsInPath">Whether it is a part of the path, else of the query.</param>
/// <param name="Values">Values that the description names: those of its set, its bounds and one beyond each, its default and example.</param>
public sealed record DescribedParameter(string Name, bool IsInPath, IReadOnlyList<string> Values);

/// <summary>An operation as the API describes it, with what it takes.</summary>
/// <param name="Method">HTTP method, upper case.</param>
/// <param name="Path">Its path, with braces around parameters.</param>
/// <param name="Parameters">In path and query; headers are left to chance.</param>
/// <param name="Body">Members of its body; empty where it takes none.</param>
public sealed record DescribedOperation(
    string Method, string Path, IReadOnlyList<DescribedParameter> Parameters, IReadOnlyList<DescribedParameter> Body)
{
    /// <summary>What assistants call: it has a description of its own, so what its tools take stands here.</summary>
    public static DescribedOperation Assistants { get; } = new(
        "POST", "/mcp", [], [.. new[] { "zip", "place", "q", "id", "group", "level", "payment", "radius", "limit", "cursor", "unknown" }.Select(name => new DescribedParameter(name, false, []))]);

    /// <summary>All operations of an OpenAPI document.</summary>
    public static IReadOnlyList<DescribedOperation> All(JsonNode document) =>
    [
        .. document["paths"]!.AsObject().SelectMany(
            path => path.Value!.AsObject().Where(operation => operation.Key is "get" or "post" or "put" or "delete" or "patch"),
            (path, operation) => new DescribedOperation(
                operation.Key.ToUpperInvariant(),
                path.Key,
                [
                    .. (operation.Value!["parameters"]?.AsArray() ?? []).Select(parameter => Resolve(document, parameter))
                        .Where(parameter => (string?)parameter?["in"] is "path" or "query")
                        .Select(parameter => new DescribedParameter(
                            (string)parameter!["name"]!, (string)parameter["in"]! == "path", [.. ValuesOf(document, parameter["schema"]), .. Texts(parameter["example"])])),
                ],
                [
                    .. (Resolve(document, Resolve(document, operation.Value["requestBody"])?["content"]?["application/json"]?["schema"])?["properties"]?.AsObject() ?? [])
                        .Select(member => new DescribedParameter(member.Key, IsInPath: false, [.. ValuesOf(document, member.Value)])),
                ])),
    ];

    private static IEnumerable<string> ValuesOf(JsonNode document, JsonNode? node, int depth = 0)
    {
        if (Resolve(document, node) is not JsonObject schema || depth > 4)
        {
            return [];
        }

        IEnumerable<JsonNode?> parts = [schema["items"], .. new[] { "oneOf", "anyOf", "allOf" }.SelectMany(key => schema[key]?.AsArray() ?? [])];
        return
        [
            .. schema["enum"]?.AsArray().SelectMany(Texts) ?? [],
            .. Texts(schema["default"]), .. Texts(schema["example"]), .. Bounds(schema["minimum"], -1), .. Bounds(schema["maximum"], 1),
            .. parts.SelectMany(part => ValuesOf(document, part, depth + 1)),
        ];
    }

    private static IEnumerable<string> Bounds(JsonNode? bound, int beyond) => bound is null
        ? []
        : [bound.ToJsonString(), (bound.GetValue<double>() + beyond).ToString(System.Globalization.CultureInfo.InvariantCulture)];

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => list.SelectMany(Texts),
        JsonValue value => [value.ToString()],
        _ => [],
    };

    private static JsonNode? Resolve(JsonNode document, JsonNode? node)
    {
        while ((node as JsonObject)?["$ref"] is { } reference)
        {
            node = reference.ToString().TrimStart('#', '/').Split('/').Aggregate<string, JsonNode?>(document, (at, part) => at?[part]);
        }

        return node;
    }
}
