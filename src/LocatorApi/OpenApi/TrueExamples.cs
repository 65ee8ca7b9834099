using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>
/// Answers that the bundled sample really gave, as examples in the API's description. A test asks for them again and fails where
/// they differ; CONTRIBUTING.md says how they are renewed.
/// </summary>
internal sealed class TrueExamples : IDocumentFilter
{
    /// <summary>By operation the answer with status 200, and under <c>errors</c> by status an error.</summary>
    private static readonly JsonObject Answers = Read();

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        foreach ((_, OpenApiOperation operation) in swaggerDoc.Operations())
        {
            if (operation.OperationId is { } id && Answers[id]?["answer"] is { } answer
                && operation.Responses?.TryGetValue("200", out IOpenApiResponse? ok) == true
                && ok.Content?.TryGetValue("application/json", out IOpenApiMediaType? json) == true && json is OpenApiMediaType media)
            {
                media.Example = answer.DeepClone();
            }
        }
    }

    /// <summary>An error of that status; null where none is kept.</summary>
    public static JsonNode? OfError(int status) =>
        Answers["errors"]?[status.ToString(CultureInfo.InvariantCulture)]?["answer"]?.DeepClone();

    private static JsonObject Read()
    {
        using Stream stream = typeof(TrueExamples).Assembly.GetManifestResourceStream("LocatorApi.OpenApi.examples.json")
            ?? throw new InvalidOperationException("The examples of answers are missing from the program.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
