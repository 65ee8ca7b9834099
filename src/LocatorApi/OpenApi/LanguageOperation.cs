using LocatorApi.Languages;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>Describes Accept-Language for every operation whose answers speak to people.</summary>
internal sealed class LanguageOperation : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (!AnswerLanguage.MattersTo("/" + context.ApiDescription.RelativePath))
        {
            return;
        }

        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = HeaderNames.AcceptLanguage,
            In = ParameterLocation.Header,
            Description = "The language of labels, descriptions and notices: English (en, the default) or Spanish (es; es-MX and the like mean it too), "
                + "with weights as in RFC 9110, section 12.5.4. Values, ids and names are the same in both.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        });
    }
}
