using LocatorApi.Http;
using LocatorApi.Pages.Layout;
using Microsoft.AspNetCore.Mvc;

namespace LocatorApi.Pages;

/// <summary>
/// Errors as pages, where people read them: at the pages' own addresses, and where a browser asks for an address that there is not. Of
/// the error's own sentences, which are for developers, none is shown.
/// </summary>
internal sealed class PageProblems : IProblemDetailsWriter
{
    /// <summary>Addresses that programs use; under them errors are always problems.</summary>
    private static readonly string[] ForPrograms = ["/v1", "/mcp", "/openapi", "/healthz", "/problems", "/docs", "/swagger", "/assets"];

    public bool CanWrite(ProblemDetailsContext context)
    {
        HttpContext http = context.HttpContext;
        return (http.GetEndpoint() ?? http.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>()?.Endpoint)?.Metadata.GetMetadata<PageAnswer>() is not null
            || (!Array.Exists(ForPrograms, path => http.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase))
                && http.Request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Value == "text/html"));
    }

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        HttpContext http = context.HttpContext;
        http.RequestServices.GetRequiredService<PageContext>().Begin(http);
        ProblemDetails problem = context.ProblemDetails;
        int status = problem.Status ?? http.Response.StatusCode;
        http.Response.Headers.CacheControl = Freshness.NoStore;
        string text = status switch
        {
            StatusCodes.Status404NotFound => "not-found",
            StatusCodes.Status429TooManyRequests => "too-many",
            StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout => "unavailable",
            >= 500 => "failed",
            _ => "bad-request",
        };
        if (text == "unavailable")
        {
            http.Response.Headers.RetryAfter = "5";
        }

        await PageResults.Of<ProblemPage>(new { Text = text }, status).ExecuteAsync(http);
    }
}
