using Locator.Facilities;
using Locator.Search;
using Locator.Search.Elasticsearch;
using Locator.Search.Embedded;
using Locator.Search.Postgis;
using Locator.Versions;
using Locator.Versions.Postgis;
using LocatorApi.Search;
using Microsoft.Extensions.Options;

namespace LocatorApi.Versions;

/// <summary>The store, the versions served from it and the engine that searches them.</summary>
internal static partial class DirectoryServices
{
    private const string ConnectionString = "ConnectionStrings:Postgis";

    public static void AddDirectory(this IServiceCollection services, IConfiguration configuration)
    {
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
            ISearchEngine engine = services.GetRequiredService<ISearchEngine>();
            IDirectoryStore store = services.GetRequiredService<IDirectoryStore>();
            if (services.GetService<PostgisConnections>() is { } connections)
            {
                await PostgisSchema.CheckAsync(connections, cancellationToken);
            }

            if (search.Engine == SearchOptions.Embedded)
            {
                return null;
            }

            if (await store.CurrentAsync(cancellationToken) is null)
            {
                return "No directory version was published yet: run \"importer import FILE…\".";
            }

            return (await engine.VersionsAsync(cancellationToken)).Count > 0 ? null
                : search.Engine == SearchOptions.Elasticsearch
                    ? "Elasticsearch holds no directory version that this program can search: run \"importer publish elasticsearch\"."
                    : "PostGIS holds no directory version made with this program's vocabulary: import the files again.";
        }
        catch (Exception exception) when (
            exception is StoreUnavailableException { IsOutage: true }
            || (exception is SearchUnavailableException && exception.InnerException is not ElasticsearchException))
        {
            LogOutage(services.GetRequiredService<ILogger<CurrentDirectory>>(), exception.Message);
            return null;
        }
        catch (Exception exception) when (exception is
            ArgumentException or InvalidOperationException or StoreUnavailableException or SearchUnavailableException or DamagedVersionException)
        {
            return exception.Message;
        }
    }

    private static void AddEngine(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ISearchEngine>(provider => SearchOf(provider).Engine switch
        {
            SearchOptions.Postgis => new PostgisEngine(
                provider.GetService<PostgisConnections>()
                    ?? throw new InvalidOperationException($"Search:Engine postgis needs a connection string in {ConnectionString}."),
                SearchOf(provider).Timeout),
            SearchOptions.Elasticsearch => provider.GetRequiredService<ElasticsearchEngine>(),
            _ => provider.GetRequiredService<EmbeddedEngine>(),
        });
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

    private static SearchOptions SearchOf(IServiceProvider services) => services.GetRequiredService<IOptions<SearchOptions>>().Value;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Starting without an engine: {Reason}")]
    private static partial void LogOutage(ILogger logger, string reason);
}
