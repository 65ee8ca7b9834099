using System.Globalization;
using System.Text.Json.Nodes;
using LocatorApi.Search;
using LocatorApi.Search.Parameters;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>Describes the search's parameters from their table.</summary>
internal sealed class SearchOperation(SearchParameters parameters) : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.OperationId == SearchEndpoints.OperationId)
        {
            operation.Parameters = [.. parameters.All.Select(Describe)];
        }
    }

    private static IOpenApiParameter Describe(SearchParameter parameter)
    {
        OpenApiSchema value = SchemaOf(parameter);
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Description = parameter.Description,
            Style = ParameterStyle.Form,
            Explode = true,
            Example = parameter.Example is { } example
                ? parameter.Repeatable ? new JsonArray(Node(parameter, example)) : Node(parameter, example)
                : null,
            Schema = parameter.Repeatable
                ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = value, Default = DefaultOf(parameter) }
                : value,
        };
    }

    private static OpenApiSchema SchemaOf(SearchParameter parameter) => parameter.Range is var (least, greatest)
        ? new OpenApiSchema
        {
            Type = parameter.Whole ? JsonSchemaType.Integer : JsonSchemaType.Number,
            Minimum = least.ToString(CultureInfo.InvariantCulture),
            Maximum = greatest.ToString(CultureInfo.InvariantCulture),
            Default = DefaultOf(parameter),
        }
        : new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Enum = parameter.Choices.Count == 0 ? null : [.. parameter.Choices.Select(choice => (JsonNode)choice.Name)],
            Default = parameter.Repeatable ? null : DefaultOf(parameter),
        };

    private static JsonNode? DefaultOf(SearchParameter parameter) => parameter.Default switch
    {
        null => null,
        { } value when parameter.Repeatable => new JsonArray([.. value.Split(',').Select(v => (JsonNode)v)]),
        { } value => Node(parameter, value),
    };

    private static JsonNode Node(SearchParameter parameter, string value) =>
        parameter.Range is null ? value : parameter.Whole
            ? int.Parse(value, CultureInfo.InvariantCulture)
            : double.Parse(value, CultureInfo.InvariantCulture);
}
