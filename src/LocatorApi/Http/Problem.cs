using System.Diagnostics;
using System.Text.Json.Serialization;
using LocatorApi.Notices;

namespace LocatorApi.Http;

/// <summary>An error (RFC 9457), sent as <c>application/problem+json</c>.</summary>
public sealed record Problem
{
    /// <summary>What kind of error it is; its address explains how to mend it.</summary>
    /// <example>/problems/invalid-parameters</example>
    public required string Type { get; init; }

    /// <summary>The kind of error in a short sentence, always the same.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>A sentence about this very error.</summary>
    public required string Detail { get; init; }

    /// <summary>Names this request in the service's log, which holds nothing of the search.</summary>
    public required string TraceId { get; init; }

    /// <summary>What is wrong, by the caller's own parameter names.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>What people should read with every answer, the crisis line first.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }
}

/// <summary>Writes every error in the one shape of <see cref="Problem"/>, whatever the caller accepts.</summary>
internal sealed class ProblemWriter(StandingNotices notices) : IProblemDetailsWriter
{
    /// <summary>Always: the framework's own writer answers nothing at all to <c>Accept: text/csv</c>.</summary>
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        HttpContext http = context.HttpContext;
        int status = context.ProblemDetails.Status ?? http.Response.StatusCode;
        bool ours = context.ProblemDetails.Type?.StartsWith("/problems/", StringComparison.Ordinal) == true;
        ProblemType type = ProblemType.OfStatus(status);
        Problem problem = new()
        {
            Type = ours ? context.ProblemDetails.Type! : type.Uri,
            Title = ours ? context.ProblemDetails.Title! : type.Title,
            Status = status,
            Detail = ours ? context.ProblemDetails.Detail! : type.Explanation,
            TraceId = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier,
            Errors = context.ProblemDetails.Extensions.TryGetValue("errors", out object? errors)
                ? errors as IReadOnlyDictionary<string, string[]>
                : null,
            Notices = notices.Current,
        };
        http.Response.Headers.CacheControl = "no-store";
        if (status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout)
        {
            http.Response.Headers.RetryAfter = "5";
        }

        await new JsonBody<Problem>(problem) { Status = status, ContentType = "application/problem+json" }.ExecuteAsync(http);
    }
}

/// <summary>Describes an endpoint's errors by the type that is really sent.</summary>
internal static class ProblemMetadata
{
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (int status in statuses)
        {
            endpoint.Produces<Problem>(status, "application/problem+json");
        }

        return endpoint;
    }
}
