using Locator.Facilities;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Versions;
using LocatorApi.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace LocatorApi.Serving;

/// <summary>
/// The directory that is served: loaded before the first request is taken, then followed for as long as the API runs. The
/// embedded engine, where it searches or takes over, holds a new version before anybody is told of it, and lets the old ones go
/// after; of an engine on a server only versions are served that it holds.
/// </summary>
internal sealed partial class CurrentDirectory : BackgroundService
{
    private readonly ServedDirectory<EmbeddedIndex?> _served;
    private readonly EmbeddedEngine _embedded;
    private readonly ISearchEngine _engine;
    private readonly TimeProvider _time;
    private readonly bool _isEmbedded;
    private readonly ILogger<CurrentDirectory> _logger;

    public CurrentDirectory(
        IDirectoryStore store, EmbeddedEngine embedded, ISearchEngine engine, Vocabulary vocabulary, TimeProvider time,
        IOptions<SearchOptions> options, ILogger<CurrentDirectory> logger)
    {
        _embedded = embedded;
        _engine = engine;
        _time = time;
        _logger = logger;
        _isEmbedded = options.Value.Engine == SearchOptions.Embedded;
        bool isHeldHere = options.Value.Engines.Contains(SearchOptions.Embedded);
        _served = new ServedDirectory<EmbeddedIndex?>(
            store,
            version =>
            {
                if (!isHeldHere)
                {
                    return null;
                }

                EmbeddedIndex index = new(Indexing.All(version, vocabulary));
                embedded.Hold(new HeldVersion(version.Manifest.Version, version.Manifest.ContentSha256), index);
                return index;
            },
            time, options.Value.KeepVersions, OnChange, _isEmbedded ? null : WhyNotSearchedAsync);
    }

    /// <summary>What is served; null until something whole was found.</summary>
    public ServedVersion<EmbeddedIndex?>? Current => _served.Current;

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

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _isEmbedded ? _served.RunAsync(stoppingToken) : Task.WhenAll(_served.RunAsync(stoppingToken), FollowEngineAsync(stoppingToken));

    private async Task<string?> WhyNotSearchedAsync(DirectoryManifest manifest, CancellationToken cancellationToken)
    {
        // Whoever answers now must hold it; the embedded engine will, as soon as it is loaded.
        ISearchEngine engine = _engine is FallbackEngine both ? both.IsDegraded ? both.Fallback : both.Primary : _engine;
        if (engine == _embedded)
        {
            return null;
        }

        try
        {
            HeldVersion? held = (await engine.VersionsAsync(cancellationToken)).FirstOrDefault(held => held.Version == manifest.Version);
            return held is null
                    ? $"The engine {engine.Name} does not hold the store's current directory version {manifest.Version}: publish it there."
                : held.ContentSha256 != manifest.ContentSha256
                    ? $"The engine {engine.Name} holds another directory as version {manifest.Version} than the store: import the files again."
                : null;
        }
        catch (SearchUnavailableException)
        {
            // Down, perhaps for a moment: which versions it holds is not known. Readiness says that it does not answer.
            return null;
        }
    }

    /// <summary>
    /// Asks the engine every few seconds what it holds: an engine on a cluster learns so which index each version is in, and
    /// the log says when it went away and came back.
    /// </summary>
    private async Task FollowEngineAsync(CancellationToken cancellationToken)
    {
        string? problem = null;
        using PeriodicTimer timer = new(ServedDirectory<EmbeddedIndex?>.PollEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                string? before = problem;
                try
                {
                    await _engine.VersionsAsync(cancellationToken);
                    problem = null;
                }
                catch (SearchUnavailableException exception)
                {
                    problem = exception.Message;
                }

                if (problem is not null && problem != before)
                {
                    LogProblem(problem);
                }
                else if (problem is null && before is not null)
                {
                    LogAnswersAgain(_engine.Name);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    private void OnChange(string sentence)
    {
        // Versions that are no longer paged through give their memory back.
        _embedded.Keep([.. _served.Versions.Select(served => served.Manifest.Version)]);
        if (_served.Problem is not null)
        {
            LogProblem(sentence);
        }
        else if (_served.Current is { Manifest.Kind: DirectoryKind.Sample })
        {
            LogSample(sentence);
        }
        else
        {
            LogServing(sentence);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Sentence}")]
    private partial void LogServing(string sentence);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "{Sentence} They are the bundled sample, invented, because the store (LOCATOR_DATA) has never held a directory: run \"importer import FILE…\".")]
    private partial void LogSample(string sentence);

    [LoggerMessage(Level = LogLevel.Information, Message = "The engine {Engine} answers again.")]
    private partial void LogAnswersAgain(string engine);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Sentence}")]
    private partial void LogProblem(string sentence);
}
