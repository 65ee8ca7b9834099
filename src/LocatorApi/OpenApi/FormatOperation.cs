using LocatorApi.Formats;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>Describes the formats that an operation answers beside JSON.</summary>
internal sealed class FormatOperation : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<OfferedFormats>().LastOrDefault() is not { } offered
            || operation.Responses?["200"] is not OpenApiResponse response)
        {
            return;
        }

        response.Content ??= new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal);
        foreach (AnswerFormat format in offered.Formats.Where(format => format != AnswerFormat.Json))
        {
            response.Content[format.MediaType] = new OpenApiMediaType { Schema = SchemaOf(format) };
        }
    }

    private static OpenApiSchema SchemaOf(AnswerFormat format) => format == AnswerFormat.GeoJson
        ? new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "A FeatureCollection (RFC 7946): the properties of a feature are those of the facility in JSON.",
            Required = new SortedSet<string>(StringComparer.Ordinal) { "type", "features" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["FeatureCollection"] },
                ["features"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Object } },
            },
        }
        : new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = format == AnswerFormat.Csv
                ? "A row for every program, with a header; UTF-8 with a byte order mark, lines ended by CR LF."
                : "A JSON object a line: a head with directory, sources and notices; the facilities; {\"end\":true,\"facilities\":…}.",
        };
}
