using Locator.Versions;

namespace Locator.Search.Fallback;

/// <summary>
/// Two engines as one: searches go to the first, and to the second while the first does not answer. The way back is automatic.
/// </summary>
/// <remarks>
/// A search that the first engine fails, or does not answer within <see cref="FallbackOptions.Timeout"/>, is asked of the second;
/// after <see cref="PrimaryCircuit.FailuresThatOpen"/> of them within <see cref="PrimaryCircuit.Within"/> all searches go there at once. Every
/// <see cref="PrimaryCircuit.BreakFor"/> from then on, a search of our own, never a user's, is sent to the first; when it is answered, users'
/// searches go there again.
/// What only fails because the caller gave up, or because the version is not held, says nothing about the engine; but a version
/// that the first does not hold is asked of the second.
/// </remarks>
public sealed class FallbackEngine : ISearchEngine, IDisposable
{
    /// <summary>The probe: sorts by distance, returns one result, needs no index beyond the points. The place is Manhattan's.</summary>
    private static readonly SearchQuery Probe =
        new() { Origin = new Geo.GeoPoint(40.7506, -73.9972), Radius = Geo.Distance.FromMiles(25), Limit = 1 };

    private readonly ISearchEngine _primary;
    private readonly ISearchEngine _fallback;
    private readonly FallbackOptions _options;
    private readonly TimeProvider _time;
    private readonly PrimaryCircuit _circuit;
    private readonly SemaphoreSlim _seats;

    /// <param name="primary">Answers as long as it can.</param>
    /// <param name="fallback">Answers otherwise. Neither is asked anything here: a start in an outage works.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">Measures them.</param>
    /// <param name="onChange">Told a sentence for the log whenever searches move from one engine to the other; may be null.</param>
    public FallbackEngine(
        ISearchEngine primary, ISearchEngine fallback, FallbackOptions options, TimeProvider time, Action<string>? onChange = null)
    {
        (_primary, _fallback, _options, _time) = (primary, fallback, options, time);
        _seats = new SemaphoreSlim(options.Concurrency);
        _circuit = new PrimaryCircuit(ProbeAsync, time, isOpen => onChange?.Invoke(isOpen
            ? $"{primary.Name} does not answer: searches go to {fallback.Name}."
            : $"{primary.Name} answers again: searches go there."));
    }

    /// <summary>The first engine's name.</summary>
    public string Name => _primary.Name;

    /// <summary>Whether searches go to the second engine now.</summary>
    public bool IsDegraded => _circuit.IsOpen;

    /// <summary>The versions held by the engine that answers.</summary>
    /// <exception cref="SearchUnavailableException">Neither engine answers.</exception>
    public async Task<IReadOnlyList<VersionStamp>> VersionsAsync(CancellationToken cancellationToken)
    {
        if (!IsDegraded)
        {
            try
            {
                return await AskPrimaryAsync(_primary.VersionsAsync, cancellationToken);
            }
            catch (SearchUnavailableException failure)
            {
                await _circuit.CountFailureAsync(failure);
            }
        }

        return await LimitedAsync(_fallback.VersionsAsync, cancellationToken);
    }

    /// <inheritdoc />
    /// <remarks>Both engines are asked, each no longer than <see cref="FallbackOptions.Timeout"/>.</remarks>
    public async Task<EngineStatus> StatusAsync(VersionStamp? version, CancellationToken cancellationToken)
    {
        EngineState[] states = await Task.WhenAll(StateAsync(_primary), StateAsync(_fallback));
        if (states[0].Answers)
        {
            _circuit.Answered();
        }
        else
        {
            await _circuit.CountFailureAsync(new SearchUnavailableException(states[0].Problem!));
        }

        // As a search of that version would be sent: to the second, too, where the first answers but does not hold it.
        bool degraded = IsDegraded || !states[0].Answers || (version is not null && !states[0].Agrees);
        return new EngineStatus(states[degraded ? 1 : 0], degraded, states);

        async Task<EngineState> StateAsync(ISearchEngine engine)
        {
            try
            {
                return await LimitedAsync(token => EngineState.OfAsync(engine, version, token), cancellationToken);
            }
            catch (SearchUnavailableException failure)
            {
                return EngineState.Away(engine.Name, failure.Message);
            }
        }
    }

    /// <inheritdoc />
    /// <remarks>Answers of the second engine say <see cref="SearchAnswer.Degraded"/>.</remarks>
    /// <exception cref="VersionGoneException">Both engines answer, and neither holds that version (any more).</exception>
    /// <exception cref="SearchUnavailableException">
    /// Neither engine answers; or the second would have to, and has as much to do as it may, or does not hold that version,
    /// which the first, that does not answer, may well hold.
    /// </exception>
    public Task<IReadOnlyList<SearchAnswer>> SearchAsync(
        VersionStamp version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken) =>
        AskAsync(
            version,
            (engine, token) => engine.SearchAsync(version, queries, token),
            answers => [.. answers.Select(answer => answer with { Degraded = true })],
            cancellationToken);

    /// <inheritdoc />
    /// <exception cref="VersionGoneException">Both engines answer, and neither holds that version (any more).</exception>
    /// <exception cref="SearchUnavailableException">As for a search.</exception>
    public Task<IReadOnlyList<FacilityRecord>> FacilitiesAsync(
        VersionStamp version, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        AskAsync(version, (engine, token) => engine.FacilitiesAsync(version, ids, token), facilities => facilities, cancellationToken);

    /// <inheritdoc />
    /// <remarks>An answer of the second engine says <see cref="TileAnswer.Degraded"/>.</remarks>
    /// <exception cref="VersionGoneException">Both engines answer, and neither holds that version (any more).</exception>
    /// <exception cref="SearchUnavailableException">As for a search.</exception>
    public async Task<TileAnswer> CountTilesAsync(VersionStamp version, TileQuery query, CancellationToken cancellationToken) =>
        (await AskAsync<TileAnswer>(
            version,
            async (engine, token) => [await engine.CountTilesAsync(version, query, token)],
            answers => [.. answers.Select(answer => answer with { Degraded = true })],
            cancellationToken))[0];

    /// <summary>Ends the probing. The engines are not disposed of: they are not ours.</summary>
    public void Dispose() => _circuit.Dispose();

    private async Task<IReadOnlyList<T>> AskAsync<T>(
        VersionStamp version,
        Func<ISearchEngine, CancellationToken, Task<IReadOnlyList<T>>> ask,
        Func<IReadOnlyList<T>, IReadOnlyList<T>> fromFallback,
        CancellationToken cancellationToken)
    {
        VersionGoneException? gone = null;
        if (!IsDegraded)
        {
            try
            {
                return await AskPrimaryAsync(token => ask(_primary, token), cancellationToken);
            }
            catch (SearchUnavailableException failure)
            {
                await _circuit.CountFailureAsync(failure);
            }
            catch (VersionGoneException notHeld)
            {
                gone = notHeld;
            }
        }

        return fromFallback(await FallBackAsync(version, token => ask(_fallback, token), gone, cancellationToken));
    }

    /// <summary>Asks the second engine; <paramref name="gone"/> is what the first said where it answers, but does not hold the version.</summary>
    private async Task<IReadOnlyList<T>> FallBackAsync<T>(
        VersionStamp version, Func<CancellationToken, Task<IReadOnlyList<T>>> ask, VersionGoneException? gone, CancellationToken cancellationToken)
    {
        // Nobody queues: who waits behind others would only be told later that it is too much.
        if (!await _seats.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            throw new SearchUnavailableException($"{_primary.Name} cannot answer, and {_fallback.Name} has as many searches as it may.");
        }

        Task<IReadOnlyList<T>>? search = null;
        try
        {
            return await LimitedAsync(token => search = ask(token), cancellationToken);
        }
        catch (VersionGoneException) when (gone is null)
        {
            // Not gone: the first engine may hold it, so the same request may succeed in a minute.
            throw new SearchUnavailableException($"{_primary.Name} does not answer, and {_fallback.Name} does not hold the version {version}.");
        }
        finally
        {
            // A search that goes on although nobody waits for it keeps its seat.
            _ = (search ?? Task.FromResult<IReadOnlyList<T>>([])).ContinueWith(
                _ => _seats.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task<T> AskPrimaryAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            T answer = await LimitedAsync(ask, cancellationToken);
            _circuit.Answered();
            return answer;
        }
        catch (VersionGoneException)
        {
            _circuit.Answered();
            throw;
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

    private async ValueTask ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<VersionStamp> versions = await LimitedAsync(_primary.VersionsAsync, cancellationToken);
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
