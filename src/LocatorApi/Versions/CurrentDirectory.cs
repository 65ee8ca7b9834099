using Locator.Facilities;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Versions;
using LocatorApi.Http;
using LocatorApi.Search;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace LocatorApi.Versions;

/// <summary>
/// The directory that is served: loaded before the first request is taken, then followed for as long as the API runs. The
/// embedded engine holds a new version before anybody is told of it, and lets the old ones go after.
/// </summary>
internal sealed partial class CurrentDirectory : BackgroundService
{
    private readonly ServedDirectory<EmbeddedIndex> _served;
    private readonly EmbeddedEngine _engine;
    private readonly ILogger<CurrentDirectory> _logger;

    public CurrentDirectory(
        IDirectoryStore store, EmbeddedEngine engine, Vocabulary vocabulary, TimeProvider time,
        IOptions<SearchOptions> options, ILogger<CurrentDirectory> logger)
    {
        _engine = engine;
        _logger = logger;
        _served = new ServedDirectory<EmbeddedIndex>(
            store,
            version =>
            {
                EmbeddedIndex index = new(Indexing.All(version, vocabulary));
                engine.Hold(version.Manifest.Version, index);
                return index;
            },
            time, options.Value.KeepVersions, OnChange);
    }

    /// <summary>What is served; null until something whole was found.</summary>
    public ServedVersion<EmbeddedIndex>? Current => _served.Current;

    /// <summary>The manifest of a version that can still be paged through, or null.</summary>
    public DirectoryManifest? Find(string version) => _served.Find(version)?.Manifest;

    /// <summary>A sentence for the operator while the store's current version is not what is served; null when all is well.</summary>
    public string? Problem => _served.Problem;

    /// <summary>What to answer while there is nothing to serve.</summary>
    public static ProblemHttpResult NotLoaded() =>
        TypedResults.Problem(ProblemType.SearchUnavailable.With("No directory is loaded at the moment. Please try again."));

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _served.PollAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _served.RunAsync(stoppingToken);

    private void OnChange(string sentence)
    {
        // Versions that are no longer paged through give their memory back.
        _engine.Keep([.. _served.Versions.Select(served => served.Manifest.Version)]);
        if (_served.Problem is null)
        {
            LogServing(sentence);
        }
        else
        {
            LogProblem(sentence);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Sentence}")]
    private partial void LogServing(string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence}")]
    private partial void LogProblem(string sentence);
}
