using Locator.Places;

namespace LocatorApi.Search;

/// <summary>What searches need.</summary>
internal static class SearchServices
{
    public static void AddSearch(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(_ => Gazetteer.Bundled);
        services.AddSingleton<SearchParameters>();
        services.AddSingleton<CursorSeal>();
        services.AddSingleton<Searches>();
        services.AddOptions<SearchOptions>()
            .Bind(configuration.GetSection(SearchOptions.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
    }
}
