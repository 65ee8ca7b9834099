using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>
/// Describes what bodies need: the rule that every member of an answer is there does not hold for what callers send, who leave out
/// what they do not ask. And shows one to try.
/// </summary>
internal sealed class RequestBodies : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        foreach ((string path, IOpenApiPathItem item) in swaggerDoc.Paths)
        {
            if (item.Operations?.GetValueOrDefault(HttpMethod.Post)?.RequestBody?.Content is not { } content
                || !content.TryGetValue("application/json", out IOpenApiMediaType? json) || json is not OpenApiMediaType body)
            {
                continue;
            }

            body.Example ??= ExampleOfTwin(path, swaggerDoc);
            if (body.Schema is OpenApiSchemaReference { Reference.Id: { } name }
                && context.SchemaRepository.Schemas.GetValueOrDefault(name) is OpenApiSchema { Properties: { } members } schema)
            {
                schema.Required?.ExceptWith(members.Where(member => MayBeNull(member.Value)).Select(member => member.Key).ToArray());
                RemoveNulls(members);
            }
        }
    }

    /// <summary>What may be null in the program is left out by callers; null itself is refused.</summary>
    private static void RemoveNulls(IDictionary<string, IOpenApiSchema> members)
    {
        foreach (IOpenApiSchema member in members.Values)
        {
            if (member is OpenApiSchema { Type: { } type } schema && type != JsonSchemaType.Null)
            {
                schema.Type = type & ~JsonSchemaType.Null;
            }
        }
    }

    private static bool MayBeNull(IOpenApiSchema schema) =>
        schema.Type?.HasFlag(JsonSchemaType.Null) == true || schema.OneOf?.Any(one => one.Type == JsonSchemaType.Null) == true;

    /// <summary>What is sent in the body where GET takes the same in the address, at the same path or one part below it.</summary>
    private static JsonObject? ExampleOfTwin(string path, OpenApiDocument document)
    {
        OpenApiOperation? twin = document.Paths
            .Where(other => other.Key == path || (other.Key.StartsWith(path + "/{", StringComparison.Ordinal) && other.Key.EndsWith('}')))
            .Select(other => other.Value.Operations?.GetValueOrDefault(HttpMethod.Get)).FirstOrDefault(operation => operation is not null);
        IOpenApiParameter[] shown = [.. (twin?.Parameters ?? []).Where(parameter => parameter is { Example: not null, Name: not null })];
        return shown.Length == 0 ? null : new JsonObject(shown.Select(parameter => new KeyValuePair<string, JsonNode?>(parameter.Name!, parameter.Example!.DeepClone())));
    }
}
