using Locator.Facilities;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Versions;
using LocatorApi.Search;
using Microsoft.Extensions.Options;

namespace LocatorApi.Versions;

/// <summary>The store, the versions served from it and the engine that searches them.</summary>
internal static class DirectoryServices
{
    public static void AddDirectory(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Vocabulary.Current);
        services.AddSingleton<IDirectoryStore>(provider => new FileDirectoryStore(
            Path.GetFullPath(configuration["LOCATOR_DATA"] is { Length: > 0 } folder ? folder : "data"),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IOptions<SearchOptions>>().Value.KeepVersions));
        services.AddSingleton<EmbeddedEngine>();
        services.AddSingleton<ISearchEngine>(provider => provider.GetRequiredService<EmbeddedEngine>());
        services.AddSingleton<CurrentDirectory>();
        services.AddHostedService(provider => provider.GetRequiredService<CurrentDirectory>());
    }
}
