using Locator.Search;
using Locator.Versions;
using Microsoft.Extensions.Options;

namespace LocatorApi.Serving;

/// <summary>
/// Looks before the start whether the API could ever answer. A server that does not answer is no reason not to start, because it
/// may be back at any moment; one that is not what it should be, or that holds nothing, is.
/// </summary>
internal static partial class StartCheck
{
    /// <summary>What is wrong with where the directory is to come from, in a sentence; null when nothing is.</summary>
    public static async Task<string?> ProblemAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        SearchOptions search = services.GetRequiredService<IOptions<SearchOptions>>().Value;
        ILogger logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(StartCheck));
        try
        {
            ISearchEngine[] engines = [.. search.Engines.Select(name => ServingServices.EngineNamed(services, name))];
            IVersionReader store = services.GetRequiredService<IVersionReader>();
            if (await UnlessAwayAsync(logger, () => StoreProblemAsync(store, search, cancellationToken)) is { } problem)
            {
                return problem;
            }

            // That the fallback holds nothing is a sentence in readiness: searches are answered all the same.
            return search.Engine == SearchOptions.Embedded
                ? null
                : await UnlessAwayAsync(logger, () => EngineProblemAsync(engines[0], cancellationToken));
        }
        catch (Exception exception) when (exception is
            ArgumentException or InvalidOperationException or StoreUnavailableException or SearchUnavailableException)
        {
            return exception.Message;
        }
    }

    private static async Task<string?> StoreProblemAsync(IVersionReader store, SearchOptions search, CancellationToken cancellationToken)
    {
        await store.CheckAsync(cancellationToken);
        return search.Engine != SearchOptions.Embedded
            && (await store.CurrentAsync(cancellationToken)).State == PointerState.NeverPublished
                ? "No directory version was published yet: run \"importer import FILE…\"."
                : null;
    }

    private static async Task<string?> EngineProblemAsync(ISearchEngine engine, CancellationToken cancellationToken) =>
        (await engine.VersionsAsync(cancellationToken)).Count > 0 ? null
        : engine.Name == SearchOptions.Elasticsearch
            ? "Elasticsearch holds no directory version that this program can search: run \"importer publish elasticsearch\"."
            : "PostGIS holds no directory version made with this program's vocabulary: import the files again.";

    /// <summary>Looks for a problem; a server that does not answer is none.</summary>
    private static async Task<string?> UnlessAwayAsync(ILogger logger, Func<Task<string?>> look)
    {
        try
        {
            return await look();
        }
        catch (Exception exception) when (exception is StoreUnavailableException { IsOutage: true } or SearchUnavailableException { IsFault: false })
        {
            LogOutage(logger, exception.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Starting without a server: {Reason}")]
    private static partial void LogOutage(ILogger logger, string reason);
}
