using Microsoft.Extensions.Options;

namespace LocatorApi.Http;

/// <summary>What every answer tells browsers.</summary>
internal static class SecurityHeaders
{
    /// <summary>JSON runs nothing, loads nothing and stands in no frame.</summary>
    private const string OfAnswers = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>The page that shows the API: its own scripts, pictures in them, styles that its script sets, requests to this API.</summary>
    private const string OfDocumentation =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Pages for people: files of their own only, forms that go nowhere else.</summary>
    private const string OfPages =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'";

    private static string PolicyFor(HttpContext context) =>
        IsDocumentation(context.Request) ? OfDocumentation
        : IsPage(context) ? OfPagesWith(context.RequestServices.GetRequiredService<IOptions<PagePolicy>>().Value.PictureOrigin)
        : OfAnswers;

    private static string OfPagesWith(string? pictures) =>
        pictures is null ? OfPages : OfPages.Replace("img-src 'self'", "img-src 'self' " + pictures, StringComparison.Ordinal);

    private static bool IsDocumentation(HttpRequest request) => request.Path.StartsWithSegments("/swagger", StringComparison.Ordinal);

    private static bool IsPage(HttpContext context) =>
        context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true && !IsDocumentation(context.Request);

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        // When the answer starts: the exception handler clears what was set before.
        context.Response.OnStarting(() =>
        {
            IHeaderDictionary headers = context.Response.Headers;
            // The framework's name for what these pages do not do.
            headers.Remove("blazor-enhanced-nav");
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.XFrameOptions = "DENY";
            headers.ContentSecurityPolicy = PolicyFor(context);
            headers["Permissions-Policy"] = IsPage(context) ? "camera=(), geolocation=(self), microphone=()" : "camera=(), geolocation=(), microphone=()";

            // Any page may read this API; CORS says so for scripts, this for whatever else a page loads.
            headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            if (context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            {
                headers.CacheControl = Freshness.NoStore;
            }

            return Task.CompletedTask;
        });
        return next(context);
    });
}
