using Locator.Facilities;
using Locator.Indexing;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Versions;
using LocatorApi.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace LocatorApi.Serving;

/// <summary>
/// The directory that is served: found before the first request is taken, then followed for as long as the API runs. Only the
/// embedded engine, where it searches or takes over, loads facilities; of an engine on a server only versions are served that it
/// holds, and of those the manifest is kept here.
/// </summary>
internal sealed partial class ServedDirectory : BackgroundService
{
    /// <summary>Facilities of a directory whose memory is worth a collection of everything, a tenth of a second.</summary>
    private const int LargeDirectory = 1_000;

    private readonly IVersionReader _store;
    private readonly ServedVersions _served;
    private readonly ISearchEngine _engine;
    private readonly EmbeddedEngine _embedded;
    private readonly Vocabulary _vocabulary;
    private readonly TimeProvider _time;
    private readonly SearchOptions _options;
    private readonly ILogger<ServedDirectory> _logger;

    public ServedDirectory(
        IVersionReader store, EmbeddedEngine embedded, ISearchEngine engine, Vocabulary vocabulary, TimeProvider time,
        IOptions<SearchOptions> options, ILogger<ServedDirectory> logger)
    {
        _store = store;
        _embedded = embedded;
        _engine = engine;
        _vocabulary = vocabulary;
        _time = time;
        _options = options.Value;
        _logger = logger;
        _served = new ServedVersions(
            store, PrepareAsync, IsEmbedded ? PrepareSampleAsync : null, time, _options.KeepVersions, OnChange);
    }

    /// <summary>What is served; null until something whole was found.</summary>
    public ServedVersion? Current => _served.Current;

    /// <summary>A sentence for the operator while the store's current version is not what is served; null when all is well.</summary>
    public string? Problem => _served.Problem;

    private bool IsEmbedded => _options.Engine == SearchOptions.Embedded;

    /// <summary>A version that can still be paged through, or null.</summary>
    public ServedVersion? Find(VersionStamp version) => _served.Find(version);

    /// <summary>What to answer while there is nothing to serve.</summary>
    public static ProblemHttpResult NotLoaded() =>
        TypedResults.Problem(ProblemType.SearchUnavailable.With("No directory is loaded at the moment. Please try again."));

    /// <summary>
    /// Asks the engine about a served version, within the time that a request may take. Where an import has landed between
    /// looking the version up and asking, it asks about the version that is current now.
    /// </summary>
    /// <exception cref="SearchUnavailableException">The engine does not answer in time, or does not hold what is served.</exception>
    public async Task<T> AskCurrentAsync<T>(
        ServedVersion version, Func<ServedVersion, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await InTimeAsync(token => ask(version, token), cancellationToken);
        }
        catch (VersionGoneException) when (Current is { } now && now.Stamp != version.Stamp)
        {
            return await InTimeAsync(token => ask(now, token), cancellationToken);
        }
        catch (VersionGoneException exception)
        {
            throw new SearchUnavailableException("The search engine does not hold the current directory version.", exception);
        }
    }

    /// <summary>Asks the engine within the time that a request may take.</summary>
    /// <exception cref="SearchUnavailableException">It does not answer in time.</exception>
    /// <exception cref="VersionGoneException">It does not hold the version asked for.</exception>
    public async Task<T> InTimeAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(_options.RequestTimeout, _time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ask(both.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SearchUnavailableException("The search engine did not answer in time.", exception);
        }
    }

    /// <summary>What the engines say of themselves, and which of them answers searches of what is served.</summary>
    public async Task<EngineStatus> EngineStatusAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await InTimeAsync(
                token => _engine.StatusAsync(Current?.Stamp, token).WaitAsync(token), cancellationToken);
        }
        catch (SearchUnavailableException)
        {
            EngineState away = EngineState.Away(_engine.Name, $"The engine {_engine.Name} did not answer in time.");
            return new EngineStatus(away, IsDegraded: false, [away]);
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await _served.PollAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        IsEmbedded ? _served.RunAsync(stoppingToken) : Task.WhenAll(_served.RunAsync(stoppingToken), FollowEngineAsync(stoppingToken));

    private async Task<string?> PrepareAsync(DirectoryManifest manifest, CancellationToken cancellationToken)
    {
        if (_options.Engines.Contains(SearchOptions.Embedded) && !_embedded.Holds(manifest.Stamp))
        {
            Hold(manifest.Stamp, await _store.IndexedAsync(manifest, _vocabulary, cancellationToken));
        }

        if (IsEmbedded)
        {
            return null;
        }

        // Whoever answers now must hold it. Which versions an engine that is down holds is not known; readiness says that it is.
        EngineState answering = (await _engine.StatusAsync(manifest.Stamp, cancellationToken)).Answering;
        return answering is { Answers: true, Agrees: false } ? answering.Problem : null;
    }

    private async Task<DirectoryManifest> PrepareSampleAsync(CancellationToken cancellationToken)
    {
        DirectoryVersion sample = await SampleDirectory.LoadAsync(cancellationToken);
        Hold(sample.Manifest.Stamp, FacilityIndexer.All(sample, _vocabulary));
        return sample.Manifest;
    }

    private void Hold(VersionStamp version, IReadOnlyList<IndexedFacility> facilities) => _embedded.Hold(version, new EmbeddedIndex(facilities));

    /// <summary>
    /// Gives back what reading a version took and what versions let go of held. Nothing is allocated that fast here that the collector
    /// would do it by itself soon, and on a small machine it is most of the memory.
    /// </summary>
    private static void GiveMemoryBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>
    /// Asks the engine every few seconds what it holds: an engine on a cluster learns so which index each version is in, and
    /// the log says when it went away and came back.
    /// </summary>
    private async Task FollowEngineAsync(CancellationToken cancellationToken)
    {
        string? problem = null;
        using PeriodicTimer timer = new(ServedVersions.PollEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                string? before = problem;
                problem = await EngineProblemAsync(cancellationToken);
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

    private async Task<string?> EngineProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _engine.VersionsAsync(cancellationToken);
            return null;
        }
        catch (SearchUnavailableException exception)
        {
            return exception.Message;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever it is must not end the following; its text may quote anything, its type does not.
            return $"The engine {_engine.Name} failed with {exception.GetType().Name}.";
        }
    }

    private void OnChange(string sentence)
    {
        // Versions that are no longer paged through give their memory back.
        _embedded.Keep([.. _served.Versions.Select(served => served.Stamp)]);
        if (_options.Engines.Contains(SearchOptions.Embedded) && Current?.Manifest.Facilities >= LargeDirectory)
        {
            GiveMemoryBack();
        }

        if (_served.Problem is not null)
        {
            LogProblem(sentence);
        }
        else if (Current is { Manifest.Kind: DirectoryKind.Sample })
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
