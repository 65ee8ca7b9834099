using Microsoft.AspNetCore.Http.Features;

namespace LocatorApi.Http;

/// <summary>
/// Says on the trace of a request which endpoint answered (<c>http.route</c> of OpenTelemetry's conventions): the route as it stands in
/// the program, never the path, in which a ZIP can stand.
/// </summary>
internal static class RouteOnSpans
{
    private const string RouteTag = "http.route";

    /// <summary>Stands behind routing.</summary>
    public static void UseRouteOnSpans(this WebApplication app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { } span && context.GetEndpoint() is RouteEndpoint endpoint)
        {
            string route = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            span.SetTag(RouteTag, route);
            span.DisplayName = $"{MethodOf(context.Request)} {route}";
        }

        return next(context);
    });

    /// <summary>The method where it is one of HTTP's own; anybody can write anything there.</summary>
    private static string MethodOf(HttpRequest request) =>
        request.Method is "GET" or "HEAD" or "POST" or "OPTIONS" ? request.Method : "HTTP";
}
