using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>
/// The form of texts that callers give, by the name of the parameter or the part of the path, wherever it stands; and a value to
/// try where nothing else is needed for an answer.
/// </summary>
internal sealed class TextForms : IDocumentFilter
{
    /// <summary>Five digits, or nine with or without the hyphen.</summary>
    private const string Zip = "^[0-9]{5}(-?[0-9]{4})?$";

    private static readonly Dictionary<string, TextForm> Forms = new(StringComparer.Ordinal)
    {
        ["zip"] = new(Zip, 10) { Example = "30309" },
        ["q"] = new(null, 100),
        ["county"] = new(null, 100),
        ["bbox"] = new("^-?[0-9.]+( *, *-?[0-9.]+){3}$", null),
        ["type"] = new(null, null) { Example = "unknown-zip" },
        ["id"] = new(null, null) { Example = "fm19m2b7v5xt0" },
    };

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        foreach (IOpenApiParameter described in swaggerDoc.Operations().SelectMany(described => described.Operation.Parameters ?? []))
        {
            if (described is not OpenApiParameter { Schema: OpenApiSchema schema } parameter
                || !Forms.TryGetValue(parameter.Name ?? "", out TextForm? form))
            {
                continue;
            }

            OpenApiSchema text = schema.Items as OpenApiSchema ?? schema;
            text.Pattern = form.Pattern;
            text.MaxLength = form.MaxLength;
            if (form.Example is { } example)
            {
                parameter.Example ??= schema.Items is null ? (JsonNode)example : new JsonArray(example);
            }
        }

        foreach ((string path, IOpenApiPathItem item) in swaggerDoc.Paths)
        {
            if (item.Operations?.GetValueOrDefault(HttpMethod.Post)?.RequestBody?.Content is { } content
                && content.TryGetValue("application/json", out IOpenApiMediaType? json) && json is OpenApiMediaType body)
            {
                body.Example ??= ExampleOfTwin(path, swaggerDoc);
            }
        }
    }

    /// <summary>What is sent in the body where GET takes the same in the address, at the same path or one part below it.</summary>
    private static JsonObject? ExampleOfTwin(string path, OpenApiDocument document)
    {
        OpenApiOperation? twin = document.Paths
            .Where(other => other.Key == path || (other.Key.StartsWith(path + "/{", StringComparison.Ordinal) && other.Key.EndsWith('}')))
            .Select(other => other.Value.Operations?.GetValueOrDefault(HttpMethod.Get)).FirstOrDefault(operation => operation is not null);
        IOpenApiParameter[] shown = [.. (twin?.Parameters ?? []).Where(parameter => parameter is { Example: not null, Name: not null })];
        return shown.Length == 0 ? null : new JsonObject(shown.Select(parameter => new KeyValuePair<string, JsonNode?>(parameter.Name!, parameter.Example!.DeepClone())));
    }

    /// <param name="Pattern">A regular expression that all of it fits; null for any text.</param>
    /// <param name="MaxLength">The most characters; null where no number is named.</param>
    private sealed record TextForm(string? Pattern, int? MaxLength)
    {
        public string? Example { get; init; }
    }
}
