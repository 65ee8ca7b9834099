using Locator.Publishing;
using Locator.Search;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Locator.Postgis;

/// <summary>Registers the storage in one PostGIS database and the engine that searches it there.</summary>
public static class PostgisServices
{
    /// <summary>
    /// Adds <see cref="PostgisConnections"/>, the storage as <see cref="IVersionStorage"/> and <see cref="IVersionReader"/>, and the
    /// <see cref="ISearchEngine"/> of the key <see cref="PostgisEngine.EngineName"/>. Nothing is connected or read here: each of them
    /// throws an <see cref="ArgumentException"/> where it is asked for and the connection string cannot be read.
    /// </summary>
    /// <param name="services">Where to.</param>
    /// <param name="connectionString">An Npgsql connection string.</param>
    /// <param name="applicationName">What administrators read in pg_stat_activity, and whoever waits for another import.</param>
    /// <param name="searchTimeout">For one search, connecting included: <c>Search:Timeout</c>.</param>
    public static IServiceCollection AddPostgis(
        this IServiceCollection services, string connectionString, string applicationName, TimeSpan searchTimeout)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(_ => new PostgisConnections(connectionString, applicationName));
        services.AddSingleton<IVersionStorage>(provider => new PostgisVersionStorage(
            provider.GetRequiredService<PostgisConnections>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IVersionReader>(provider => provider.GetRequiredService<IVersionStorage>());
        services.AddKeyedSingleton<ISearchEngine>(
            PostgisEngine.EngineName, (provider, _) => new PostgisEngine(provider.GetRequiredService<PostgisConnections>(), searchTimeout));
        return services;
    }
}
