using LocatorApi.Clusters;
using LocatorApi.Search.Parameters;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>Describes the parameters of clusters from their table.</summary>
internal sealed class ClusterOperation(ClusterParameters parameters) : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.OperationId == ClusterEndpoints.OperationId)
        {
            operation.Parameters = [.. parameters.All.Select(parameter => Describe(parameter, context))];
        }
    }

    private static OpenApiParameter Describe(SearchParameter parameter, OperationFilterContext context)
    {
        OpenApiParameter described = SearchOperation.Describe(parameter, context);
        if (parameter.Name is ClusterParameters.Box or ClusterParameters.Zoom)
        {
            // What is required is shown, so that a page that sends what it shows gets an answer.
            described.Required = true;
            described.Example = parameter.Range is null ? parameter.Example : int.Parse(parameter.Example!, System.Globalization.CultureInfo.InvariantCulture);
        }

        return described;
    }
}
