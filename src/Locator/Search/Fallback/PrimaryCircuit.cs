using Polly;
using Polly.CircuitBreaker;

namespace Locator.Search.Fallback;

/// <summary>
/// Whether the first of two engines is asked: open while it does not answer, and then probed until it does. Thread-safe.
/// </summary>
internal sealed class PrimaryCircuit : IDisposable
{
    /// <summary>So many failures <see cref="Within"/> the time open the circuit.</summary>
    public const int FailuresThatOpen = 3;

    /// <summary>The time in which failures are counted.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromSeconds(10);

    /// <summary>How long the first engine is left alone before it is probed, and probed again.</summary>
    public static readonly TimeSpan BreakFor = TimeSpan.FromSeconds(5);

    private readonly Func<CancellationToken, ValueTask> _probe;
    private readonly TimeProvider _time;
    private readonly Action<bool> _onChange;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline _breaker;
    private readonly CancellationTokenSource _disposed = new();
    private int _probing;
    private volatile bool _hasAnswered;

    /// <param name="probe">Asks the engine; fails with <see cref="SearchUnavailableException"/> where it does not answer.</param>
    /// <param name="time">Measures the times.</param>
    /// <param name="onChange">Told whenever it opens (true) and closes.</param>
    public PrimaryCircuit(Func<CancellationToken, ValueTask> probe, TimeProvider time, Action<bool> onChange)
    {
        (_probe, _time, _onChange) = (probe, time, onChange);
        _breaker = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                // It is told of failures only, so that a number of them counts and not a share: see CountFailureAsync.
                ShouldHandle = new PredicateBuilder().Handle<SearchUnavailableException>(),
                FailureRatio = 1,
                MinimumThroughput = FailuresThatOpen,
                SamplingDuration = Within,
                BreakDuration = BreakFor,
                StateProvider = _state,
                OnOpened = _ =>
                {
                    StartProbing();
                    return default;
                },
            })
            .Build();
    }

    /// <summary>Whether the engine is left alone now.</summary>
    public bool IsOpen => _state.CircuitState != CircuitState.Closed;

    /// <summary>The engine has answered, whatever it was.</summary>
    public void Answered() => _hasAnswered = true;

    /// <summary>Ends the probing.</summary>
    public void Dispose()
    {
        if (!_disposed.IsCancellationRequested)
        {
            _disposed.Cancel();
        }
    }

    /// <summary>
    /// Tells the breaker of a failure, unless it is open: then it would take it for the answer to its probe. An engine that has
    /// never answered is not waited for again: a start in an outage begins on the second engine.
    /// </summary>
    public async Task CountFailureAsync(SearchUnavailableException failure)
    {
        for (int i = 0; i < (_hasAnswered ? 1 : FailuresThatOpen) && !IsOpen; i++)
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
            _onChange(true);
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
                await TellBreakerAsync(_probe);
            }
            while (IsOpen);
            _onChange(false);
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
        finally
        {
            Volatile.Write(ref _probing, 0);
            // It may have opened again since it was looked at.
            if (IsOpen && !_disposed.IsCancellationRequested)
            {
                StartProbing();
            }
        }
    }
}
