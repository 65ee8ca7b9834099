namespace LocatorApi.Places.Suggestions;

/// <summary>What suggestions need.</summary>
internal static class SuggestionServices
{
    public static void AddSuggestions(this IServiceCollection services)
    {
        services.AddSingleton<CountySuggestions>();
        services.AddSingleton<CareSuggestions>();
        services.AddSingleton<PlaceSuggestions>();
    }
}
