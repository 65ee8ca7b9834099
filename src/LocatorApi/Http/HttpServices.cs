using Microsoft.AspNetCore.Http.Json;
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

    /// <summary>Pages of any origin may read this API, and see the headers that matter; what they are is never guessed from content.</summary>
    public static void UsePublicHeaders(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            // When the answer starts: the exception handler clears what was set before.
            context.Response.OnStarting(() =>
            {
                context.Response.Headers.XContentTypeOptions = "nosniff";
                context.Response.Headers["Referrer-Policy"] = "no-referrer";
                return Task.CompletedTask;
            });
            return next(context);
        });
        app.UseCors(policy => policy
            .AllowAnyOrigin()
            .WithMethods(HttpMethods.Get)
            .AllowAnyHeader()
            .WithExposedHeaders("ETag", "Retry-After"));
    }
}
