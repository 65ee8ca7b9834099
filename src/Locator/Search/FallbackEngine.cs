using Polly;
using Polly.CircuitBreaker;

namespace Locator.Search;

/// <summary>
/// Two engines as one: searches go to the first, and to the second while the first does not answer. The way back is automatic.
/// </summary>
/// <remarks>
/// A search that the first engine fails, or does not answer within <see cref="FallbackOptions.Timeout"/>, is asked of the second;
/// after <see cref="FailuresThatOpen"/> of them within <see cref="Within"/> all searches go there at once. Every
/// <see cref="BreakFor"/> from then on, a search of our own, never a user's, is sent to the first; when it is answered, users'
/// searches go there again.
/// What only fails because the caller gave up, or because the version is not held, says nothing about the engine.
/// </remarks>
public sealed class FallbackEngine : ISearchEngine, IDisposable
{
    /// <summary>So many failures <see cref="Within"/> the time open the circuit.</summary>
    public const int FailuresThatOpen = 3;

    /// <summary>The time in which failures are counted.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    /// <summary>How long the first engine is left alone before it is probed, and probed again.</summary>
    public static readonly TimeSpan BreakFor = TimeSpan.FromSeconds(5);

    /// <summary>The probe: sorts by distance, returns one result, needs no index beyond the points. The place is Manhattan's.</summary>
    private static readonly SearchQuery Probe =
        new() { Origin = new Geo.GeoPoint(40.7506, -73.9972), Radius = Geo.Distance.FromMiles(25), Limit = 1 };

    private readonly ISearchEngine _primary;
    private readonly ISearchEngine _fallback;
    private readonly FallbackOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string>? _onChange;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline _breaker;
    private readonly SemaphoreSlim _seats;
    private readonly CancellationTokenSource _disposed = new();
    private int _probing;

    /// <param name="primary">Answers as long as it can.</param>
    /// <param name="fallback">Answers otherwise. Neither is asked anything here: a start in an outage works.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">Measures them.</param>
    /// <param name="onChange">Told a sentence for the log whenever searches move from one engine to the other; may be null.</param>
    public FallbackEngine(
        ISearchEngine primary, ISearchEngine fallback, FallbackOptions options, TimeProvider time, Action<string>? onChange = null)
    {
        (_primary, _fallback, _options, _time, _onChange) = (primary, fallback, options, time, onChange);
        _seats = new SemaphoreSlim(options.Concurrency);
        _breaker = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                // It is told of failures only, so that a number of them counts and not a share: see CountFailureAsync.
                ShouldHandle = new PredicateBuilder().Handle<SearchUnavailableException>(),
                FailureRatio = 1,
                MinimumThroughput = FailuresThatOpen,
                SamplingDuration = Within,
                BreakDuration = BreakFor,
                StateProvider = _circuit,
                OnOpened = _ =>
                {
                    StartProbing();
                    return default;
                },
            })
            .Build();
    }

    /// <summary>The first engine's name; <see cref="Serving"/> tells which one answers.</summary>
    public string Name => _primary.Name;

    /// <summary>The name of the engine that the next search is sent to.</summary>
    public string Serving => IsDegraded ? _fallback.Name : _primary.Name;

    /// <summary>Whether searches go to the second engine now.</summary>
    public bool IsDegraded => _circuit.CircuitState != CircuitState.Closed;

    /// <summary>The versions held by the engine that answers.</summary>
    /// <exception cref="SearchUnavailableException">Neither engine answers.</exception>
    public async Task<IReadOnlyList<string>> VersionsAsync(CancellationToken cancellationToken)
    {
        if (!IsDegraded)
        {
            try
            {
                return await LimitedAsync(_primary.VersionsAsync, cancellationToken);
            }
            catch (SearchUnavailableException failure)
            {
                await CountFailureAsync(failure);
            }
        }

        return await LimitedAsync(_fallback.VersionsAsync, cancellationToken);
    }

    /// <inheritdoc />
    /// <remarks>Answers of the second engine say <see cref="SearchAnswer.Degraded"/>.</remarks>
    /// <exception cref="VersionGoneException">The first engine answers, and does not hold that version (any more).</exception>
    /// <exception cref="SearchUnavailableException">
    /// Neither engine answers; or the second would have to, and has as much to do as it may, or does not hold that version,
    /// which the first may well hold.
    /// </exception>
    public async Task<IReadOnlyList<SearchAnswer>> SearchAsync(
        string version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken)
    {
        if (!IsDegraded)
        {
            try
            {
                return await LimitedAsync(token => _primary.SearchAsync(version, queries, token), cancellationToken);
            }
            catch (SearchUnavailableException failure)
            {
                await CountFailureAsync(failure);
            }
        }

        return await FallBackAsync(version, queries, cancellationToken);
    }

    /// <summary>Asks both engines what they hold, for readiness. An engine that does not answer is no error here.</summary>
    public async Task<FallbackState> StateAsync(CancellationToken cancellationToken)
    {
        Task<IReadOnlyList<string>?> primary = VersionsOrNullAsync(_primary, cancellationToken);
        Task<IReadOnlyList<string>?> fallback = VersionsOrNullAsync(_fallback, cancellationToken);
        return new FallbackState(Serving, IsDegraded, await primary, await fallback);
    }

    /// <summary>Ends the probing. The engines are not disposed of: they are not ours.</summary>
    public void Dispose()
    {
        if (!_disposed.IsCancellationRequested)
        {
            _disposed.Cancel();
        }
    }

    private async Task<IReadOnlyList<string>?> VersionsOrNullAsync(ISearchEngine engine, CancellationToken cancellationToken)
    {
        try
        {
            return await LimitedAsync(engine.VersionsAsync, cancellationToken);
        }
        catch (SearchUnavailableException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<SearchAnswer>> FallBackAsync(
        string version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken)
    {
        // Nobody queues: who waits behind others would only be told later that it is too much.
        if (!await _seats.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            throw new SearchUnavailableException($"{_primary.Name} does not answer, and {_fallback.Name} has as many searches as it may.");
        }

        Task<IReadOnlyList<SearchAnswer>>? search = null;
        try
        {
            IReadOnlyList<SearchAnswer> answers = await LimitedAsync(
                token => search = _fallback.SearchAsync(version, queries, token), cancellationToken);
            return [.. answers.Select(answer => answer with { Degraded = true })];
        }
        catch (VersionGoneException)
        {
            // Not gone: the first engine may hold it, so the same request may succeed in a minute.
            throw new SearchUnavailableException($"{_primary.Name} does not answer, and {_fallback.Name} does not hold the version {version}.");
        }
        finally
        {
            // A search that goes on although nobody waits for it keeps its seat.
            _ = (search ?? Task.CompletedTask).ContinueWith(
                _ => _seats.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Asks an engine, but waits no longer than the time-out, whatever the engine does.</summary>
    private async Task<T> LimitedAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(_options.Timeout, _time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await ask(limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SearchUnavailableException("The search engine did not answer in time.");
        }
        catch (SearchUnavailableException) when (cancellationToken.IsCancellationRequested)
        {
            // An engine may tell the caller's cancellation as its own failure: it is not.
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>Tells the breaker of a failure, unless it is open: then it would take it for the answer to its probe.</summary>
    private async Task CountFailureAsync(SearchUnavailableException failure)
    {
        if (!IsDegraded)
        {
            await TellBreakerAsync(_ => throw failure);
        }
    }

    private async Task TellBreakerAsync(Func<CancellationToken, ValueTask> what)
    {
        try
        {
            await _breaker.ExecuteAsync(what, _disposed.Token);
        }
        catch (Exception expected) when (expected is SearchUnavailableException or BrokenCircuitException or OperationCanceledException)
        {
            // Counted.
        }
    }

    private void StartProbing()
    {
        if (Interlocked.Exchange(ref _probing, 1) == 0)
        {
            _onChange?.Invoke($"{_primary.Name} does not answer: searches go to {_fallback.Name}.");
            _ = ProbeUntilAnsweredAsync();
        }
    }

    private async Task ProbeUntilAnsweredAsync()
    {
        try
        {
            do
            {
                await Task.Delay(BreakFor, _time, _disposed.Token);
                await TellBreakerAsync(ProbeAsync);
            }
            while (IsDegraded);
            _onChange?.Invoke($"{_primary.Name} answers again: searches go there.");
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
        finally
        {
            Volatile.Write(ref _probing, 0);
            // It may have opened again since it was looked at.
            if (IsDegraded && !_disposed.IsCancellationRequested)
            {
                StartProbing();
            }
        }
    }

    private async ValueTask ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<string> versions = await LimitedAsync(_primary.VersionsAsync, cancellationToken);
            if (versions is [])
            {
                throw new SearchUnavailableException($"{_primary.Name} answers, but holds no directory.");
            }

            _ = await LimitedAsync(token => _primary.SearchAsync(versions[^1], [Probe], token), cancellationToken);
        }
        catch (Exception failure) when (failure is not (SearchUnavailableException or OperationCanceledException))
        {
            // Whatever else goes wrong must not end the probing.
            throw new SearchUnavailableException($"{_primary.Name} does not answer its probe.", failure);
        }
    }
}

/// <summary>Limits of a <see cref="FallbackEngine"/>.</summary>
public sealed class FallbackOptions
{
    /// <summary>How long either engine may take over one request: <c>Search:Timeout</c>. Both together are twice that.</summary>
    /// <value>Default 2 s.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Requests that the second engine works on at the same time; more are refused.</summary>
    /// <value>Default 4 a processor.</value>
    public int Concurrency { get; set; } = 4 * Environment.ProcessorCount;
}

/// <summary>What the two engines of a <see cref="FallbackEngine"/> are at.</summary>
/// <param name="Serving">Name of the engine that answers now.</param>
/// <param name="IsDegraded">Whether that is the second one.</param>
/// <param name="PrimaryVersions">The versions that the first holds; null where it does not answer.</param>
/// <param name="FallbackVersions">The versions that the second holds; null where it does not answer.</param>
public sealed record FallbackState(
    string Serving, bool IsDegraded, IReadOnlyList<string>? PrimaryVersions, IReadOnlyList<string>? FallbackVersions)
{
    /// <summary>Whether some engine answers at all.</summary>
    public bool IsReady => (IsDegraded ? FallbackVersions : PrimaryVersions ?? FallbackVersions) is { Count: > 0 };

    /// <summary>Whether searches of a version would be answered by either engine.</summary>
    public bool BothHold(string version) =>
        PrimaryVersions?.Contains(version) == true && FallbackVersions?.Contains(version) == true;
}
