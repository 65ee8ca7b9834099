using System.Globalization;
using LocatorApi.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>
/// Describes the errors of every operation: those that the operation names, and those that the server gives whatever is asked. Each
/// status is described once and referred to.
/// </summary>
internal sealed class ErrorAnswers : IDocumentFilter
{
    private const string Media = "application/problem+json";

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        context.SchemaGenerator.GenerateSchema(typeof(Problem), context.SchemaRepository);
        SortedSet<int> used = [];
        foreach ((string path, OpenApiOperation operation) in swaggerDoc.Operations())
        {
            SortedDictionary<string, IOpenApiResponse> answers = new(operation.Responses ?? [], StringComparer.Ordinal);
            foreach (int status in StatusesOf(path, operation))
            {
                string key = status.ToString(CultureInfo.InvariantCulture);
                // Readiness has an answer of its own for 503.
                if (!answers.TryGetValue(key, out IOpenApiResponse? own) || own.Content?.ContainsKey(Media) != false)
                {
                    answers[key] = new OpenApiResponseReference(NameOf(status), swaggerDoc);
                    used.Add(status);
                }
            }

            operation.Responses = [];
            foreach ((string key, IOpenApiResponse answer) in answers)
            {
                operation.Responses.Add(key, answer);
            }
        }

        swaggerDoc.Components ??= new OpenApiComponents();
        swaggerDoc.Components.Responses ??= new Dictionary<string, IOpenApiResponse>(StringComparer.Ordinal);
        foreach (int status in used)
        {
            swaggerDoc.Components.Responses[NameOf(status)] = Describe(status, swaggerDoc);
        }
    }

    private static HashSet<int> StatusesOf(string path, OpenApiOperation operation)
    {
        HashSet<int> statuses =
        [
            .. (operation.Responses ?? []).Keys.Select(key => int.Parse(key, CultureInfo.InvariantCulture)).Where(status => status >= 400),
            StatusCodes.Status405MethodNotAllowed, StatusCodes.Status414UriTooLong, StatusCodes.Status500InternalServerError,
        ];
        if (path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            // Every endpoint refuses parameters that it does not take; every client has a rate; the directory may not be loaded yet;
            // every request has a time.
            statuses.UnionWith(
            [
                StatusCodes.Status400BadRequest, StatusCodes.Status429TooManyRequests, StatusCodes.Status503ServiceUnavailable,
                StatusCodes.Status504GatewayTimeout,
            ]);
        }

        if (operation.RequestBody is not null)
        {
            statuses.UnionWith([StatusCodes.Status408RequestTimeout, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType]);
        }

        if ((operation.Responses ?? []).TryGetValue("200", out IOpenApiResponse? answer) && answer.Content?.Count > 1)
        {
            statuses.Add(StatusCodes.Status406NotAcceptable);
        }

        return statuses;
    }

    private static OpenApiResponse Describe(int status, OpenApiDocument document)
    {
        ProblemType[] types = [.. ProblemType.All.Where(type => type.Status == status)];
        return new OpenApiResponse
        {
            Description = types.Length == 0
                ? ProblemType.OfStatus(status).Title
                : string.Join('\n', types.Select(type => $"- `{type.Slug}`: {type.Title}")),
            Headers = AnswerHeaders.OfError(status, document),
            Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
            {
                [Media] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(Problem), document), Example = TrueExamples.OfError(status) },
            },
        };
    }

    /// <summary>The status in words, without spaces.</summary>
    private static string NameOf(int status) => ReasonPhrases.GetReasonPhrase(status).Replace(" ", "", StringComparison.Ordinal);
}
