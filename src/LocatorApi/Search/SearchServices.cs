using Locator.Facilities;
using Locator.Places;
using Locator.Text;
using LocatorApi.Search.Paging;
using LocatorApi.Search.Parameters;

namespace LocatorApi.Search;

/// <summary>What searches need.</summary>
internal static class SearchServices
{
    public static void AddSearch(this IServiceCollection services)
    {
        services.AddSingleton(_ => Gazetteer.Bundled);
        services.AddSingleton<SearchParameters>();
        services.AddSingleton<CursorSeal>();
        services.AddSingleton<SearchRepairs>();
        services.AddSingleton<TelehealthAcrossStates>();
        services.AddSingleton<Searches>();
    }

    /// <summary>Reads the tables and the cursor key before the first request is taken, so that it is as fast as any.</summary>
    public static void WarmUp(this WebApplication app)
    {
        _ = Cities.Bundled;
        VocabularyWords.In(Language.English);
        app.Services.GetRequiredService<Searches>();
    }
}
