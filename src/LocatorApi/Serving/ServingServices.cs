using Locator.Elasticsearch;
using Locator.Elasticsearch.Settings;
using Locator.Facilities;
using Locator.Postgis;
using Locator.Publishing.Files;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Search.Fallback;
using LocatorApi.Notices;
using Microsoft.Extensions.Options;

namespace LocatorApi.Serving;

/// <summary>The store, what is served from it and the engines that search it.</summary>
internal static partial class ServingServices
{
    private const string ConnectionString = "ConnectionStrings:Postgis";

    public static void AddServing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSearchOptions(configuration);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Vocabulary.Current);
        SearchOptions search = ReadableOptions(configuration);
        if (configuration[ConnectionString] is { Length: > 0 } connectionString)
        {
            services.AddPostgis(connectionString, "LocatorApi", search.Timeout);
        }
        else
        {
            services.AddFiles(configuration["LOCATOR_DATA"] is { Length: > 0 } folder ? folder : "data");
        }

        if (search.Engine == SearchOptions.Elasticsearch)
        {
            AddElasticsearch(services, configuration, search);
        }

        services.AddSingleton<EmbeddedEngine>();
        services.AddKeyedSingleton<ISearchEngine>(SearchOptions.Embedded, (provider, _) => provider.GetRequiredService<EmbeddedEngine>());
        services.AddSingleton(EngineOf);
        services.AddSingleton<ServedDirectory>();
        services.AddSingleton(provider => new StandingNotices(
            provider.GetRequiredService<NoticeBoard>(), () => provider.GetRequiredService<ServedDirectory>().Current?.Manifest));
        services.AddHostedService(provider => provider.GetRequiredService<ServedDirectory>());
    }

    /// <summary>The settings, or the defaults where they cannot be read: the start is refused then (<see cref="SearchSettings.SettingsProblem"/>).</summary>
    private static SearchOptions ReadableOptions(IConfiguration configuration)
    {
        try
        {
            return configuration.GetSection(SearchOptions.Section).Get<SearchOptions>() ?? new SearchOptions();
        }
        catch (InvalidOperationException)
        {
            return new SearchOptions();
        }
    }

    private static void AddElasticsearch(IServiceCollection services, IConfiguration configuration, SearchOptions search)
    {
        try
        {
            services.AddElasticsearch(ElasticsearchOptions.Of(configuration, search.Timeout));
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // Said with everything else that is looked at before the start.
            services.AddKeyedSingleton<ISearchEngine>(
                SearchOptions.Elasticsearch, (_, _) => throw new InvalidOperationException(exception.Message, exception));
        }
    }

    /// <summary>What searches are sent to: the engine, or both where one takes over.</summary>
    private static ISearchEngine EngineOf(IServiceProvider services)
    {
        SearchOptions search = services.GetRequiredService<IOptions<SearchOptions>>().Value;
        ISearchEngine[] engines = [.. search.Engines.Select(name => EngineNamed(services, name))];
        ILogger logger = services.GetRequiredService<ILogger<FallbackEngine>>();
        return engines is [var primary, var fallback]
            ? new FallbackEngine(
                primary, fallback, new FallbackOptions { Timeout = search.Timeout },
                services.GetRequiredService<TimeProvider>(), sentence => LogMove(logger, sentence))
            : engines[0];
    }

    /// <exception cref="InvalidOperationException">Settings are missing; the message is a sentence.</exception>
    internal static ISearchEngine EngineNamed(IServiceProvider services, string name) =>
        services.GetKeyedService<ISearchEngine>(name)
        ?? throw new InvalidOperationException($"The engine {name} needs a connection string in {ConnectionString}.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence}")]
    private static partial void LogMove(ILogger logger, string sentence);
}
