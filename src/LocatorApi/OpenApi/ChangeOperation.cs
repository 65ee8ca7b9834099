using System.Globalization;
using LocatorApi.Changes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>Describes the page size of changes, which the endpoint reads as text to refuse what is no number by name.</summary>
internal sealed class ChangeOperation : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.OperationId == ChangeEndpoints.OperationId
            && operation.Parameters?.FirstOrDefault(parameter => parameter.Name == "limit") is OpenApiParameter limit)
        {
            limit.Schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer, Minimum = "1", Maximum = ChangeEndpoints.MostOnPage.ToString(CultureInfo.InvariantCulture),
                Default = ChangeEndpoints.DefaultOnPage,
            };
        }
    }
}
