using System.Globalization;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Http;
using LocatorApi.Search;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Clusters;

/// <summary>Counts of facilities for maps.</summary>
internal static class ClusterEndpoints
{
    public const string OperationId = "getClusters";

    public static void AddClusters(this IServiceCollection services) => services.AddSingleton<ClusterParameters>();

    public static void MapClusters(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/clusters", GetAsync).WithName(OperationId).WithTags("Search").ReadsItsQuery()
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status503ServiceUnavailable);

    /// <summary>Counts the facilities in a box by tiles of the map.</summary>
    /// <remarks>
    /// For maps that show more facilities than a list: every tile of zoom + 2 (Web Mercator, z/x/y) that holds facilities which
    /// fit, with their number and the center of the tile. Filters, words, state and county mean what they mean in a search.
    /// Facilities without a point on the map are counted apart. At most 1,000 tiles: more are refused, with errors naming zoom.
    /// </remarks>
    /// <param name="context">The request.</param>
    /// <param name="parameters">Reads it.</param>
    /// <param name="directories">What is served.</param>
    /// <param name="engine">Counts.</param>
    /// <param name="searches">Knows the notices of a search.</param>
    internal static async Task<Results<JsonBody<ClusterPage>, ProblemHttpResult>> GetAsync(
        HttpContext context, ClusterParameters parameters, ServedDirectory directories, ISearchEngine engine, Searches searches)
    {
        context.Response.Headers.CacheControl = Freshness.NoStore;
        ParameterErrors errors = new();
        if (parameters.Read(context.QueryParameters(), errors) is not { } request)
        {
            return errors.ToProblem();
        }

        if (directories.Current is not { } current)
        {
            return ServedDirectory.NotLoaded();
        }

        (TileAnswer answer, DirectoryManifest manifest) = await directories.AskCurrentAsync(
            current,
            async (version, token) => (await engine.CountTilesAsync(version.Stamp, request.Query, token), version.Manifest),
            context.RequestAborted);
        if (answer.Tiles is null)
        {
            errors.Add(ClusterParameters.Zoom, string.Create(
                CultureInfo.InvariantCulture,
                $"The box holds more than {TileQuery.MostTiles:N0} tiles with facilities at this zoom: give a lower zoom, or a smaller bbox."));
            return errors.ToProblem();
        }

        return new JsonBody<ClusterPage>(ClusterPage.Of(request, answer, manifest, searches.NoticesOf(request.Search, manifest)));
    }
}
