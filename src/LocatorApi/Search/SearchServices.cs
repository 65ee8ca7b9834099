using Locator.Facilities;
using Locator.Places;
using Locator.Text;
using LocatorApi.Search.Page;
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
        services.AddSingleton<FacetLabels>();
        services.AddSingleton<CursorSeal>();
        services.AddSingleton<SearchRepairs>();
        services.AddSingleton<TelehealthAcrossStates>();
        services.AddSingleton<Searches>();
    }

    /// <summary>Begins to read the tables that come with the program, on another thread than the rest of the start.</summary>
    public static Task ReadTables() => Task.Run(() =>
    {
        VocabularyWords.In(Language.English);
        return Cities.Bundled;
    });

    /// <summary>Has the tables and the cursor key read before the first request is taken, so that it is as fast as any.</summary>
    /// <param name="app">The API.</param>
    /// <param name="tables">What <see cref="ReadTables"/> began.</param>
    public static Task WarmUpAsync(this WebApplication app, Task tables)
    {
        app.Services.GetRequiredService<Searches>();
        return tables;
    }
}
