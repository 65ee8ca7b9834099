using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Http;

/// <summary>What the API's errors mean.</summary>
internal static class ProblemEndpoints
{
    public static void MapProblems(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/problems/{type}", Explain).WithName("explainProblem").WithTags("Errors")
            .ProducesProblems(StatusCodes.Status404NotFound);

    /// <summary>What a kind of error means and how to mend it.</summary>
    /// <param name="type">Last part of the error's <c>type</c>, such as <c>unknown-zip</c>.</param>
    internal static Results<JsonBody<ProblemExplanation>, ProblemHttpResult> Explain(string type)
    {
        ProblemType? known = ProblemType.All.FirstOrDefault(t => t.Slug == type);
        return known is null
            ? TypedResults.Problem(ProblemType.NotFound.With("There is no error of that type."))
            : new JsonBody<ProblemExplanation>(new ProblemExplanation(known.Uri, known.Title, known.Status, known.Explanation))
            {
                CacheControl = Freshness.PublicShort,
            };
    }
}

/// <summary>What a kind of error means.</summary>
/// <param name="Type">The <c>type</c> of such errors.</param>
/// <param name="Title">Their <c>title</c>.</param>
/// <param name="Status">The HTTP status that they come with.</param>
/// <param name="Explanation">What it means and how to mend it.</param>
public sealed record ProblemExplanation(string Type, string Title, int Status, string Explanation);
