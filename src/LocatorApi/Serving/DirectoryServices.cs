using Locator.Facilities;
using Locator.Search;
using Locator.Search.Elasticsearch;
using Locator.Search.Embedded;
using Locator.Search.Postgis;
using Locator.Versions;
using Locator.Versions.Postgis;
using LocatorApi.Notices;
using Microsoft.Extensions.Options;

namespace LocatorApi.Serving;

/// <summary>The store, the versions served from it and the engine that searches them.</summary>
internal static partial class DirectoryServices
{
    private const string ConnectionString = "ConnectionStrings:Postgis";

    public static void AddDirectory(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSearchOptions(configuration);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Vocabulary.Current);
        if (configuration[ConnectionString] is { Length: > 0 } connectionString)
        {
            services.AddSingleton(_ => new PostgisConnections(connectionString, "LocatorApi"));
            services.AddSingleton<IDirectoryStore>(provider => new PostgisDirectoryStore(
                provider.GetRequiredService<PostgisConnections>(),
                provider.GetRequiredService<TimeProvider>(),
                SearchOf(provider).KeepVersions));
        }
        else
        {
            services.AddSingleton<IDirectoryStore>(provider => new FileDirectoryStore(
                Path.GetFullPath(configuration["LOCATOR_DATA"] is { Length: > 0 } folder ? folder : "data"),
                provider.GetRequiredService<TimeProvider>(),
                SearchOf(provider).KeepVersions));
        }

        services.AddSingleton<EmbeddedEngine>();
        AddEngine(services, configuration);
        services.AddSingleton<CurrentDirectory>();
        services.AddHostedService(provider => provider.GetRequiredService<CurrentDirectory>());
        services.AddSingleton(provider => new StandingNotices(
            provider.GetRequiredService<NoticeBoard>(), () => provider.GetRequiredService<CurrentDirectory>().Current?.Manifest));
    }

    /// <summary>
    /// What is wrong with where the directory is to come from, in a sentence; null when nothing is. A server that does not
    /// answer is no reason not to start, because it may be back at any moment; one that is not what it should be, or that
    /// holds nothing, is.
    /// </summary>
    public static async Task<string?> ProblemAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        SearchOptions search = SearchOf(services);
        try
        {
            ISearchEngine[] engines = [.. search.Engines.Select(name => services.GetRequiredKeyedService<ISearchEngine>(name))];
            if (await UnlessAwayAsync(services, () => StoreProblemAsync(services, search, cancellationToken)) is { } problem)
            {
                return problem;
            }

            // That the fallback holds nothing is a sentence in readiness: searches are answered all the same.
            return search.Engine == SearchOptions.Embedded
                ? null
                : await UnlessAwayAsync(services, () => EngineProblemAsync(services, engines[0], cancellationToken));
        }
        catch (Exception exception) when (exception is
            ArgumentException or InvalidOperationException or StoreUnavailableException or SearchUnavailableException or DamagedVersionException)
        {
            return exception.Message;
        }
    }

    private static async Task<string?> StoreProblemAsync(IServiceProvider services, SearchOptions search, CancellationToken cancellationToken)
    {
        if (services.GetService<PostgisConnections>() is { } connections)
        {
            await PostgisSchema.CheckAsync(connections, cancellationToken);
        }

        return search.Engine != SearchOptions.Embedded
            && await services.GetRequiredService<IDirectoryStore>().CurrentAsync(cancellationToken) is null
                ? "No directory version was published yet: run \"importer import FILE…\"."
                : null;
    }

    private static async Task<string?> EngineProblemAsync(
        IServiceProvider services, ISearchEngine engine, CancellationToken cancellationToken)
    {
        try
        {
            return (await engine.VersionsAsync(cancellationToken)).Count > 0 ? null
                : engine.Name == SearchOptions.Elasticsearch
                    ? "Elasticsearch holds no directory version that this program can search: run \"importer publish elasticsearch\"."
                    : "PostGIS holds no directory version made with this program's vocabulary: import the files again.";
        }
        catch (SearchUnavailableException) when (services.GetRequiredService<ISearchEngine>() is FallbackEngine both)
        {
            await both.StartDegradedAsync();
            throw;
        }
    }

    /// <summary>Looks for a problem; a server that does not answer is none.</summary>
    private static async Task<string?> UnlessAwayAsync(IServiceProvider services, Func<Task<string?>> look)
    {
        try
        {
            return await look();
        }
        catch (Exception exception) when (
            exception is StoreUnavailableException { IsOutage: true }
            || (exception is SearchUnavailableException && exception.InnerException is not ElasticsearchException))
        {
            LogOutage(services.GetRequiredService<ILogger<CurrentDirectory>>(), exception.Message);
            return null;
        }
    }

    private static void AddEngine(IServiceCollection services, IConfiguration configuration)
    {
        services.AddKeyedSingleton<ISearchEngine>(SearchOptions.Embedded, (provider, _) => provider.GetRequiredService<EmbeddedEngine>());
        services.AddKeyedSingleton<ISearchEngine>(SearchOptions.Postgis, (provider, _) => new PostgisEngine(
            provider.GetService<PostgisConnections>()
                ?? throw new InvalidOperationException($"The engine postgis needs a connection string in {ConnectionString}."),
            SearchOf(provider).Timeout));
        services.AddKeyedSingleton<ISearchEngine>(SearchOptions.Elasticsearch, (provider, _) => provider.GetRequiredService<ElasticsearchEngine>());
        services.AddSingleton(EngineOf);
        if (configuration[$"{SearchOptions.Section}:{nameof(SearchOptions.Engine)}"] == SearchOptions.Elasticsearch)
        {
            try
            {
                SearchOptions search = configuration.GetSection(SearchOptions.Section).Get<SearchOptions>()!;
                services.AddElasticsearch(ElasticsearchOptions.Of(configuration, search.Timeout, search.KeepVersions));
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
            {
                // Said with everything else that is looked at before the start.
                services.AddSingleton<ElasticsearchEngine>(_ => throw new InvalidOperationException(exception.Message, exception));
            }
        }
    }

    /// <summary>What searches are sent to: the engine, or both where one takes over.</summary>
    private static ISearchEngine EngineOf(IServiceProvider services)
    {
        SearchOptions search = SearchOf(services);
        ISearchEngine[] engines = [.. search.Engines.Select(name => services.GetRequiredKeyedService<ISearchEngine>(name))];
        ILogger logger = services.GetRequiredService<ILogger<FallbackEngine>>();
        return engines is [var primary, var fallback]
            ? new FallbackEngine(
                primary, fallback, new FallbackOptions { Timeout = search.Timeout },
                services.GetRequiredService<TimeProvider>(), sentence => LogMove(logger, sentence))
            : engines[0];
    }

    private static SearchOptions SearchOf(IServiceProvider services) => services.GetRequiredService<IOptions<SearchOptions>>().Value;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence}")]
    private static partial void LogMove(ILogger logger, string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Starting without a server: {Reason}")]
    private static partial void LogOutage(ILogger logger, string reason);
}
