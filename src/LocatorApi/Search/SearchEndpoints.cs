using LocatorApi.Http;
using LocatorApi.Search.Page;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Search;

/// <summary>Searches for programs near a place.</summary>
internal static class SearchEndpoints
{
    public const string OperationId = "search";

    public static void MapSearch(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/search", Get).WithName(OperationId).WithTags("Search").ReadsItsQuery()
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status410Gone, StatusCodes.Status503ServiceUnavailable);

    /// <summary>Finds treatment programs near a place that fit a person.</summary>
    /// <remarks>
    /// All filters asked must hold in the same program of a facility; facts about the site hold in all of its programs. Several
    /// values of one filter mean any of them. A program whose source was never asked is left out unless unknown says otherwise,
    /// and unknownHidden counts what was left out so. Results are facilities, nearest first. Nothing of a search is kept.
    /// </remarks>
    /// <param name="context">The request.</param>
    /// <param name="searches">What answers it.</param>
    internal static Task<Results<JsonBody<SearchPage>, ProblemHttpResult>> Get(HttpContext context, Searches searches)
    {
        context.Response.Headers.CacheControl = Freshness.NoStore;
        return searches.AnswerAsync(context.QueryParameters(), context.RequestAborted);
    }
}
