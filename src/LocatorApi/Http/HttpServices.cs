using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace LocatorApi.Http;

/// <summary>What every endpoint shares.</summary>
internal static class HttpServices
{
    /// <summary>Nothing that someone searched for leaves the process in a log or a trace.</summary>
    public static void AddPrivacy(this IServiceCollection services)
    {
        // ASP.NET Core can put url.path and url.query on the request's activity (OpenTelemetry's names): ZIPs and searches.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", true);
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, QuietFramework>();
        services.AddHostedService<RequestTraces>();
    }

    /// <summary>Errors in one shape (RFC 9457).</summary>
    public static void AddProblems(this IServiceCollection services)
    {
        // Ours stands before the framework's own writer, so it writes every one.
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<ExceptionProblems>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<JsonOptions>(options => options.SerializerOptions.Encoder = ApiJson.Options.Encoder);
    }

    /// <summary>
    /// Smaller answers, also over TLS. Sizes give away what a secret is where somebody else can have text put beside it in one answer
    /// (BREACH); answers of this API hold no secret of anybody: no cookie, no token, and cursors are encrypted anew each time.
    /// </summary>
    public static void AddCompression(this IServiceCollection services) => services.AddResponseCompression(options =>
    {
        options.EnableForHttps = true;
        options.MimeTypes =
        [
            .. ResponseCompressionDefaults.MimeTypes, "application/problem+json", "application/geo+json", "application/x-ndjson", "text/csv",
            "text/markdown",
        ];
    });

    /// <summary>Pages of any origin may use this API, without credentials, and see the headers that matter.</summary>
    public static void UsePublicHeaders(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseCors(policy => policy
            .AllowAnyOrigin()
            .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post)
            .AllowAnyHeader()
            .WithExposedHeaders("Allow", "Content-Disposition", "ETag", "RateLimit", "RateLimit-Policy", "Retry-After")
            .SetPreflightMaxAge(TimeSpan.FromHours(2)));
    }
}
