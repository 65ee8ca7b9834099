using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Nodes;
using Locator.Elasticsearch.Publishing;
using Locator.Elasticsearch.Search;
using Locator.Elasticsearch.Settings;
using Locator.Publishing;
using Locator.Search;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Locator.Elasticsearch;

/// <summary>Registers what searches a cluster, what publishes to it and all that lies below.</summary>
public static class ElasticsearchServices
{
    /// <summary>
    /// Adds the <see cref="ISearchEngine"/> under the key <see cref="ElasticsearchEngine.EngineName"/> and the
    /// <see cref="IVersionIndex"/> of one cluster. Nothing is connected.
    /// </summary>
    /// <param name="services">Where a <see cref="TimeProvider"/> of the caller's may be.</param>
    /// <param name="options">The cluster.</param>
    /// <exception cref="ArgumentException">The settings cannot be used; the message says which.</exception>
    public static IServiceCollection AddElasticsearch(this IServiceCollection services, ElasticsearchOptions options)
    {
        if (options.Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AttemptBudget>();
        services.AddSingleton(provider =>
        {
            TimeProvider time = provider.GetRequiredService<TimeProvider>();
            return new ElasticsearchCluster(
                NodeTransports.ForSearches(options, provider.GetRequiredService<AttemptBudget>(), time), NodeTransports.ForWrites(options, time), time);
        });
        services.AddSingleton(provider => new ElasticsearchEngine(
            provider.GetRequiredService<ElasticsearchCluster>(), options, provider.GetRequiredService<AttemptBudget>()));
        services.AddKeyedSingleton<ISearchEngine>(
            ElasticsearchEngine.EngineName, (provider, _) => provider.GetRequiredService<ElasticsearchEngine>());
        services.AddSingleton(provider => new ElasticsearchVersionIndex(
            provider.GetRequiredService<ElasticsearchCluster>(), options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IVersionIndex>(provider => provider.GetRequiredService<ElasticsearchVersionIndex>());
        return services;
    }
}
