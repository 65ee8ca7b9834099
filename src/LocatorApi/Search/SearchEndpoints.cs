using LocatorApi.Formats;
using LocatorApi.Http;
using LocatorApi.Search.Page;
using LocatorApi.Search.Parameters;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Search;

/// <summary>Searches for programs near a place.</summary>
internal static class SearchEndpoints
{
    public const string OperationId = "search";

    public const string PostOperationId = "postSearch";

    /// <summary>Bytes of a body: room for an area of a thousand vertices, or a cursor that carries one.</summary>
    private const int MostBytes = 64 * 1024;

    private static readonly string[] Nested = [SearchParameters.Polygon];

    public static void MapSearch(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/search", Get).WithName(OperationId).WithTags("Search").ReadsItsQuery().AnswersInFormats()
            .ProducesProblems(
                StatusCodes.Status400BadRequest, StatusCodes.Status410Gone, StatusCodes.Status414UriTooLong, StatusCodes.Status503ServiceUnavailable);
        routes.MapPost("/search", PostAsync).WithName(PostOperationId).WithTags("Search").Accepts<SearchBody>("application/json").AnswersInFormats()
            .ProducesProblems(
                StatusCodes.Status400BadRequest, StatusCodes.Status410Gone, StatusCodes.Status413PayloadTooLarge,
                StatusCodes.Status415UnsupportedMediaType, StatusCodes.Status503ServiceUnavailable);
    }

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
        return searches.AnswerAsync(context.QueryParameters(), inBody: false, new ParameterErrors(), context.RequestAborted);
    }

    /// <summary>The same search with its parameters in a JSON body, so that nothing of it stands in an address.</summary>
    /// <remarks>
    /// The body is an object of the same names; a value is a string, a number, true or false, or a list of these, and polygon a GeoJSON
    /// geometry. Addresses end in histories and in the logs of proxies on the way: prefer this one wherever a person searches.
    /// </remarks>
    /// <param name="context">The request.</param>
    /// <param name="searches">What answers it.</param>
    internal static async Task<Results<JsonBody<SearchPage>, ProblemHttpResult>> PostAsync(HttpContext context, Searches searches)
    {
        context.Response.Headers.CacheControl = Freshness.NoStore;
        ParameterErrors errors = new();
        BodyReading body = await BodyParameters.ReadAsync(context, errors, MostBytes, Nested);
        return body.Problem is { } problem
            ? problem
            : await searches.AnswerAsync(body.Parameters!, inBody: true, errors, context.RequestAborted);
    }
}
