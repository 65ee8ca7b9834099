using Locator.Search;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace LocatorApi.Http;

/// <summary>Turns exceptions into problems, and logs those that someone has to look at: since .NET 10 nobody else does.</summary>
internal sealed partial class ExceptionProblems(IProblemDetailsService problems, ILogger<ExceptionProblems> logger)
    : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        ProblemDetails problem;
        switch (exception)
        {
            case SearchUnavailableException unavailable:
                LogUnavailable(unavailable.Message);
                problem = ProblemType.SearchUnavailable.With("The search engine cannot answer at the moment. Please try again.");
                break;
            case BadHttpRequestException bad:
                ProblemType type = ProblemType.OfStatus(bad.StatusCode);
                problem = type.With(type == ProblemType.BadRequest ? "The request cannot be read." : type.Explanation);
                problem.Status = bad.StatusCode;
                break;
            default:
                // An exception's text may quote what was searched for, so only its type and place are kept.
                LogFault(TypesOf(exception), exception.StackTrace);
                problem = ProblemType.InternalError.With("Something went wrong here. Please try again.");
                break;
        }

        httpContext.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
    }

    private static string TypesOf(Exception exception) =>
        exception.InnerException is { } inner ? $"{exception.GetType()} < {TypesOf(inner)}" : exception.GetType().ToString();

    [LoggerMessage(Level = LogLevel.Warning, Message = "A search was answered 503: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed with {ExceptionTypes} at {StackTrace}")]
    private partial void LogFault(string exceptionTypes, string? stackTrace);
}
