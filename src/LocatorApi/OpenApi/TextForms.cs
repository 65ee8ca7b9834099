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

    /// <summary>The day of an import and which of that day's versions it is.</summary>
    private const string Version = "^[0-9]{4}-[0-9]{2}-[0-9]{2}\\.[1-9][0-9]*$";

    private static readonly Dictionary<string, TextForm> Forms = new(StringComparer.Ordinal)
    {
        ["zip"] = new(Zip, 10) { Example = "30309" },
        ["q"] = new(null, 100),
        ["county"] = new(null, 100),
        ["bbox"] = new("^-?[0-9.]+( *, *-?[0-9.]+){3}$", null),
        ["type"] = new(null, null) { Example = "unknown-zip" },
        ["since"] = new(Version, 20) { Example = "2000-01-01.1" },
        ["until"] = new(Version, 20),
        ["version"] = new(Version, 20),
        ["after"] = new(null, 100),
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
            text.Pattern ??= form.Pattern;
            text.MaxLength ??= form.MaxLength;
            if (form.Example is { } example)
            {
                parameter.Example ??= schema.Items is null ? (JsonNode)example : new JsonArray(example);
            }
        }
    }

    /// <param name="Pattern">A regular expression that all of it fits; null for any text.</param>
    /// <param name="MaxLength">The most characters; null where no number is named.</param>
    private sealed record TextForm(string? Pattern, int? MaxLength)
    {
        public string? Example { get; init; }
    }
}
