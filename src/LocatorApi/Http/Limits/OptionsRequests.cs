namespace LocatorApi.Http.Limits;

/// <summary>
/// Answers OPTIONS (RFC 9110, section 9.3.7) wherever there is an endpoint, with the methods that it takes, and names OPTIONS where
/// another method is refused. What browsers ask before a request to another origin is answered before, by CORS.
/// </summary>
internal static class OptionsRequests
{
    /// <summary>For the server as a whole (<c>OPTIONS *</c>): all that any endpoint takes.</summary>
    private const string All = "GET, HEAD, POST, OPTIONS";

    public static void AnswerOptions(this WebApplication app) => app.Use(async (context, next) =>
    {
        bool isOptions = HttpMethods.IsOptions(context.Request.Method);
        if (isOptions && !context.Request.Path.HasValue)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            context.Response.Headers.Allow = All;
            return;
        }

        // Routing refuses the method and lists in Allow those that there are.
        await next(context);
        if (context.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false } response)
        {
            response.Headers.Allow = $"{response.Headers.Allow}, {HttpMethods.Options}";
            response.StatusCode = isOptions ? StatusCodes.Status204NoContent : response.StatusCode;
        }
    });
}
