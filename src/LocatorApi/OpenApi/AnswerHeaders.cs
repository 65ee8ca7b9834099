using LocatorApi.Http.Limits;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace LocatorApi.OpenApi;

/// <summary>Describes the headers of answers that clients act on, and what success means in words.</summary>
internal sealed class AnswerHeaders : IDocumentFilter
{
    private static readonly Dictionary<string, (string Description, JsonSchemaType Type)> Known = new(StringComparer.Ordinal)
    {
        ["ETag"] = ("Names this content. Send it as If-None-Match with the next request and get 304 while nothing has changed.", JsonSchemaType.String),
        ["Retry-After"] = ("After how many seconds to try again.", JsonSchemaType.Integer),
        [RateLimit.LeftHeader] = ("How many requests this client may send at once now, and when there are more: an HTTP structured field.", JsonSchemaType.String),
        [RateLimit.PolicyHeader] = ("How many requests a client may send at once, and in which time they come back: an HTTP structured field.", JsonSchemaType.String),
        ["Allow"] = ("The methods that the address takes.", JsonSchemaType.String),
    };

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        swaggerDoc.Components ??= new OpenApiComponents();
        swaggerDoc.Components.Headers = Known.ToDictionary(header => header.Key, header => (IOpenApiHeader)new OpenApiHeader
        {
            Description = header.Value.Description, Schema = new OpenApiSchema { Type = header.Value.Type },
        });
        foreach ((string path, OpenApiOperation operation) in swaggerDoc.Operations())
        {
            bool hasTag = operation.Responses?.ContainsKey("304") == true;
            foreach ((string status, IOpenApiResponse answer) in operation.Responses ?? [])
            {
                if (answer is not OpenApiResponse own)
                {
                    continue;
                }

                string[] names =
                [
                    .. hasTag && status is "200" or "304" ? (string[])["ETag"] : [],
                    .. path.StartsWith("/v1/", StringComparison.Ordinal) ? (string[])[RateLimit.LeftHeader, RateLimit.PolicyHeader] : [],
                ];
                if (names.Length > 0)
                {
                    own.Headers = References(swaggerDoc, names);
                }

                own.Description = status == "304"
                    ? "Nothing has changed since the answer with that ETag."
                    : own.Content?.Values.FirstOrDefault()?.Schema?.Description ?? own.Description;
            }

            // Where there is no more to say than the summary, what is answered.
            operation.Description ??= operation.Responses?.GetValueOrDefault("200")?.Description;
        }
    }

    /// <summary>The headers of errors of a status; null where there are none to act on.</summary>
    public static Dictionary<string, IOpenApiHeader>? OfError(int status, OpenApiDocument document) => status switch
    {
        StatusCodes.Status405MethodNotAllowed => References(document, "Allow"),
        StatusCodes.Status429TooManyRequests => References(document, "Retry-After", RateLimit.LeftHeader, RateLimit.PolicyHeader),
        StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => References(document, "Retry-After"),
        _ => null,
    };

    private static Dictionary<string, IOpenApiHeader> References(OpenApiDocument document, params ReadOnlySpan<string> names)
    {
        Dictionary<string, IOpenApiHeader> headers = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            headers.Add(name, new OpenApiHeaderReference(name, document));
        }

        return headers;
    }
}
