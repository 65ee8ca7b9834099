using LocatorApi.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Places.Suggestions;

/// <summary>What somebody may mean who is typing a place, a facility or a kind of care.</summary>
internal static class PlaceEndpoints
{
    public const string OperationId = "suggestPlaces";

    public static void MapPlaces(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/places", GetAsync).WithName(OperationId).WithTags("Places").ReadsItsQuery()
            .ProducesProblems(StatusCodes.Status400BadRequest);
        routes.MapPost("/places", PostAsync).WithName("postPlaces").WithTags("Places").Accepts<PlacesRequest>("application/json")
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType);
    }

    /// <summary>Suggestions while somebody types: ZIP Codes, cities, counties, facilities, and filters for common words for care.</summary>
    /// <remarks>
    /// Each suggestion says what to send next. The kinds take turns. Of one kind whole names come first, then beginnings; among these the
    /// nearest where an origin is given, else the larger ones. What differs by one slip comes last. Nothing of it is kept.
    /// </remarks>
    /// <param name="context">The request.</param>
    /// <param name="suggestions">What answers it.</param>
    internal static async Task<Results<JsonBody<PlacesAnswer>, ProblemHttpResult>> GetAsync(HttpContext context, PlaceSuggestions suggestions)
    {
        context.Response.Headers.CacheControl = Freshness.NoStore;
        return await AnswerAsync(context.QueryParameters(), new ParameterErrors(), suggestions, context.RequestAborted);
    }

    /// <summary>The same as GET /v1/places, so that what somebody types stands in no address.</summary>
    /// <remarks>Addresses end in histories and in the logs of proxies on the way; what somebody types says what help they look for.</remarks>
    /// <param name="context">The request.</param>
    /// <param name="suggestions">What answers it.</param>
    internal static async Task<Results<JsonBody<PlacesAnswer>, ProblemHttpResult>> PostAsync(HttpContext context, PlaceSuggestions suggestions)
    {
        context.Response.Headers.CacheControl = Freshness.NoStore;
        ParameterErrors errors = new();
        BodyReading body = await BodyParameters.ReadAsync(context, errors);
        return body.Problem is not null
            ? body.Problem
            : await AnswerAsync(body.Parameters!, errors, suggestions, context.RequestAborted);
    }

    private static async Task<Results<JsonBody<PlacesAnswer>, ProblemHttpResult>> AnswerAsync(
        RawParameters raw, ParameterErrors errors, PlaceSuggestions suggestions, CancellationToken cancellationToken) =>
        suggestions.Read(raw, errors) is { } asked
            ? new JsonBody<PlacesAnswer>(await suggestions.OfAsync(asked, cancellationToken))
            : errors.ToProblem();
}
