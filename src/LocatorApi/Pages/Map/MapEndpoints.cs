using Locator.Places;
using LocatorApi.Http;
using LocatorApi.Pages.Forms;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace LocatorApi.Pages.Map;

/// <summary>What the map of the pages asks for as it is moved. Where somebody looks stands in bodies only, and in no cache.</summary>
internal static class MapEndpoints
{
    /// <summary>For a day: the country's cities are the same for everybody and say nothing of a search.</summary>
    private const string PublicDay = "public, max-age=86400";

    public static void AddMap(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MapOptions>()
            .Bind(configuration.GetSection(MapOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<MapOptions>, MapOptions.Validation>();
        services.AddOptions<PagePolicy>().Configure<IOptions<MapOptions>>((policy, map) => policy.PictureOrigin = map.Value.TileOrigin);
        services.AddSingleton<MapPlaces>();
        services.AddSingleton<MapSearches>();
    }

    public static void MapMap(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder map = routes.MapGroup("/map").ExcludeFromDescription();
        map.MapPost("/matches", PostMatchesAsync);
        map.MapGet("/places", GetPlaces);
        map.MapPost("/places", PostPlacesAsync);
    }

    /// <summary>The matches of a search in the window of a map.</summary>
    internal static async Task<Results<JsonBody<MapMatches>, ProblemHttpResult>> PostMatchesAsync(HttpContext context, MapSearches searches)
    {
        context.Response.Headers.CacheControl = Freshness.NoStore;
        (SearchForm? form, ProblemHttpResult? problem) = await SearchForm.ReadAsync(context);
        return problem is not null ? problem : await searches.AnswerAsync(form!, context.RequestAborted);
    }

    /// <summary>The country's large cities.</summary>
    internal static JsonBody<MapNames> GetPlaces(MapPlaces places) => new(new MapNames(places.National)) { CacheControl = PublicDay };

    /// <summary>Larger places of states, and the borders of their counties. By POST: the states that somebody looks at stand in no address.</summary>
    internal static async Task<Results<JsonBody<MapStates>, ProblemHttpResult>> PostPlacesAsync(HttpContext context, MapPlaces places)
    {
        context.Response.Headers.CacheControl = Freshness.NoStore;
        (SearchForm? form, ProblemHttpResult? problem) = await SearchForm.ReadAsync(context);
        if (problem is not null)
        {
            return problem;
        }

        IEnumerable<State> states = form!.Fields.Where(field => field.Name == "state").Select(field => State.Find(field.Value)).OfType<State>().Distinct();
        return new JsonBody<MapStates>(new MapStates(states.ToDictionary(state => state.Code, state => MapState.Of(state.Code, places), StringComparer.Ordinal)));
    }
}
