using LocatorApi.Http;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>Describes every error answer by the type that is really sent.</summary>
internal sealed class ProblemAnswers : IOperationFilter
{
    private const string ProblemJson = "application/problem+json";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (OpenApiResponse response in (operation.Responses ?? []).Values.OfType<OpenApiResponse>())
        {
            if (response.Content?.ContainsKey(ProblemJson) == true)
            {
                response.Content[ProblemJson] = new OpenApiMediaType
                {
                    Schema = context.SchemaGenerator.GenerateSchema(typeof(Problem), context.SchemaRepository),
                };
            }
        }
    }
}
