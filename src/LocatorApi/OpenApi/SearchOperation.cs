using System.Globalization;
using System.Text.Json.Nodes;
using LocatorApi.Search;
using LocatorApi.Search.Parameters;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>
/// Describes the search's parameters from their table. None of them has an example here: tools send every parameter that has one,
/// and all together are no search.
/// </summary>
internal sealed class SearchOperation(SearchParameters parameters) : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.OperationId == SearchEndpoints.OperationId)
        {
            operation.Parameters = [.. parameters.All.Where(parameter => !parameter.InBodyOnly).Select(parameter => Describe(parameter, context))];
        }
        else if (operation.OperationId == SearchEndpoints.PostOperationId)
        {
            context.SchemaRepository.Schemas[nameof(SearchBody)] = Body(context);
        }
    }

    /// <summary>The same parameters as members of an object; a list of one value may stand as the value alone.</summary>
    private OpenApiSchema Body(OperationFilterContext context) => new()
    {
        Type = JsonSchemaType.Object,
        Description = "A search: the parameters of GET /v1/search as members.",
        AdditionalPropertiesAllowed = false,
        Properties = parameters.All.ToDictionary(parameter => parameter.Name, parameter => MemberOf(parameter, context)),
    };

    private static IOpenApiSchema MemberOf(SearchParameter parameter, OperationFilterContext context)
    {
        if (parameter.InBodyOnly)
        {
            return new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = parameter.Description,
                Required = new HashSet<string> { "type", "coordinates" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["Polygon", "MultiPolygon"] },
                    ["coordinates"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema() } },
                },
            };
        }

        if (parameter.IsFlag)
        {
            return new OpenApiSchema { Type = JsonSchemaType.Boolean, Enum = [true], Description = parameter.Description };
        }

        IOpenApiSchema value = SchemaOf(parameter, context);
        return parameter.Repeatable
            ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = value, Description = parameter.Description, Default = DefaultOf(parameter) }
            : value is OpenApiSchema own ? Described(own, parameter) : value;
    }

    private static OpenApiSchema Described(OpenApiSchema schema, SearchParameter parameter)
    {
        schema.Description = parameter.Description;
        return schema;
    }

    /// <summary>A parameter as the table has it.</summary>
    public static OpenApiParameter Describe(SearchParameter parameter, OperationFilterContext context)
    {
        IOpenApiSchema value = SchemaOf(parameter, context);
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Description = parameter.Description,
            Style = ParameterStyle.Form,
            Explode = true,
            Schema = parameter.Repeatable
                ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = value, Default = DefaultOf(parameter) }
                : value,
        };
    }

    private static IOpenApiSchema SchemaOf(SearchParameter parameter, OperationFilterContext context)
    {
        if (parameter.IsFlag)
        {
            return new OpenApiSchema { Type = JsonSchemaType.Boolean, Enum = [true] };
        }

        if (NamedValues.Of(parameter) is { } set)
        {
            OpenApiSchemaReference values = NamedValueSchemas.Reference(set, context.SchemaRepository, context.Document);
            values.Default = parameter.Repeatable ? null : DefaultOf(parameter);
            return values;
        }

        return parameter.Range is var (least, greatest)
            ? new OpenApiSchema
            {
                Type = parameter.Whole ? JsonSchemaType.Integer : JsonSchemaType.Number,
                Minimum = least.ToString(CultureInfo.InvariantCulture),
                Maximum = greatest.ToString(CultureInfo.InvariantCulture),
                Default = DefaultOf(parameter),
            }
            : new OpenApiSchema { Type = JsonSchemaType.String, Default = parameter.Repeatable ? null : DefaultOf(parameter) };
    }

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
