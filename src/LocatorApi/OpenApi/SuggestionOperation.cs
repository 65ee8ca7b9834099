using LocatorApi.Places.Suggestions;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>Describes the parameters of suggestions, which the endpoint reads itself.</summary>
internal sealed class SuggestionOperation : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.OperationId == PlaceEndpoints.OperationId)
        {
            operation.Parameters =
            [
                Parameter(
                    "q", "What was typed: 1 to 100 characters, one of them a letter or digit.",
                    new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = AskedSuggestions.LongestText }, example: "peachtree"),
                Parameter(
                    "zip", "Five digits, or ZIP+4: the nearest come first. One origin: zip, place, or lat and lon.",
                    new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^\\d{5}(-?\\d{4})?$" }),
                Parameter("place", "A city with its state, as in a search: the nearest come first.", new OpenApiSchema { Type = JsonSchemaType.String }),
                Parameter("lat", "Degrees north, with lon: the nearest come first.", Degrees("90")),
                Parameter("lon", "Degrees east, with lat.", Degrees("180")),
                Parameter("limit", "The most suggestions.", new OpenApiSchema
                {
                    Type = JsonSchemaType.Integer, Minimum = "1", Maximum = AskedSuggestions.MostLimit.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    Default = AskedSuggestions.DefaultLimit,
                }),
            ];
        }
    }

    private static OpenApiParameter Parameter(string name, string description, OpenApiSchema schema, string? example = null) => new()
    {
        Name = name, In = ParameterLocation.Query, Required = example is not null, Description = description, Schema = schema, Example = example,
    };

    private static OpenApiSchema Degrees(string most) => new() { Type = JsonSchemaType.Number, Minimum = "-" + most, Maximum = most };
}
