using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocatorApi.Tests;

/// <summary>
/// Sees everything that leaves an API but the bodies of its answers: logs of every category and level, traces and metrics of every source,
/// headers, and the text of every exception that is thrown while a request is answered, caught or not.
/// </summary>
/// <remarks>Traces and metrics belong to the process, so tests with a witness do not run beside each other (<see cref="Alone"/>).</remarks>
public sealed class PrivacyWitness : IDisposable
{
    /// <summary>The collection of such tests.</summary>
    public const string Alone = "privacy";

    /// <summary>Whose request the running code answers: tests of other hosts run beside this one.</summary>
    private static readonly AsyncLocal<PrivacyWitness?> Answering = new();

    private readonly ConcurrentQueue<string> _seen = [];
    private readonly ConcurrentDictionary<string, int> _answered = new(StringComparer.Ordinal);
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters;
    private readonly CapturingProvider _logs;
    private readonly int? _serverPort;

    /// <summary>A witness that listens from now on.</summary>
    /// <param name="server">Address of a search server: what the API's client tells of it is looked at, too.</param>
    public PrivacyWitness(Uri? server = null)
    {
        _serverPort = server?.Port;
        _logs = new CapturingProvider(See);
        _activities = Listen();
        _meters = Measure();
        AppDomain.CurrentDomain.FirstChanceException += SeeException;
    }

    /// <summary>Everything seen, one text each, with what it is before it.</summary>
    public IEnumerable<string> Seen => _seen;

    /// <summary>By method and route how many requests an endpoint has answered with success.</summary>
    public IReadOnlyDictionary<string, int> Answered => _answered;

    public void See(string what) => _seen.Enqueue(what);

    /// <summary>Has the API tell everything that it can be made to tell.</summary>
    public void Watch(IServiceCollection services)
    {
        services.AddLogging(logging => logging.AddProvider(_logs).SetMinimumLevel(LogLevel.Trace));
        services.AddSingleton<IStartupFilter>(new Gate(this));
    }

    /// <summary>What was seen of these texts. One of three letters counts as a word only, in that spelling.</summary>
    public string[] Leaks(IEnumerable<string> markers) =>
    [
        .. _seen.Where(text => markers.Any(marker => marker.Length > 3
            ? text.Contains(marker, StringComparison.OrdinalIgnoreCase)
            : text.Split([' ', '=', '&', '"', ',', ':', '/', '?', '\n', '.', '\'']).Contains(marker))),
    ];

    public void Dispose()
    {
        AppDomain.CurrentDomain.FirstChanceException -= SeeException;
        _activities.Dispose();
        _meters.Dispose();
        _logs.Dispose();
    }

    private void SeeException(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        // The name of a description that there is not is nothing that somebody searches for.
        if (Answering.Value == this && thrown.Exception.GetType().Name != "UnknownSwaggerDocument")
        {
            See($"exception {thrown.Exception.GetType()} {thrown.Exception.Message}");
        }
    }

    private ActivityListener Listen()
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (IsClients(activity.Source.Name) && !IsServers(activity.TagObjects))
                {
                    return;
                }

                See($"trace {activity.Source.Name} {activity.OperationName} {activity.DisplayName} {activity.StatusDescription} "
                    + string.Join(' ', activity.TagObjects.Concat(activity.Events.SelectMany(e => e.Tags)).Select(tag => $"{tag.Key}={tag.Value}"))
                    + string.Join(' ', activity.Events.Select(e => e.Name)) + string.Join(' ', activity.Baggage.Select(item => $"{item.Key}={item.Value}")));
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private MeterListener Measure()
    {
        MeterListener listener = new() { InstrumentPublished = (instrument, self) => self.EnableMeasurementEvents(instrument) };
        void SeeTags<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        {
            KeyValuePair<string, object?>[] told = tags.ToArray();
            if (!IsClients(instrument.Meter.Name) || IsServers(told))
            {
                See($"metric {instrument.Name} {string.Join(' ', told.Select(tag => $"{tag.Key}={tag.Value}"))}");
            }
        }

        listener.SetMeasurementEventCallback<double>(SeeTags);
        listener.SetMeasurementEventCallback<float>(SeeTags);
        listener.SetMeasurementEventCallback<long>(SeeTags);
        listener.SetMeasurementEventCallback<int>(SeeTags);
        listener.Start();
        return listener;
    }

    /// <summary>What HttpClient tells: of the test's own requests it knows everything, of course.</summary>
    private static bool IsClients(string source) =>
        source.StartsWith("System.Net", StringComparison.Ordinal) || source.StartsWith("Experimental.System.Net", StringComparison.Ordinal);

    private bool IsServers(IEnumerable<KeyValuePair<string, object?>> tags) => _serverPort is { } port
        && tags.Any(tag => tag.Key == "server.port" && Convert.ToString(tag.Value, CultureInfo.InvariantCulture) == port.ToString(CultureInfo.InvariantCulture));

    /// <summary>Stands before the whole API.</summary>
    private sealed class Gate(PrivacyWitness witness) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (HttpContext context, RequestDelegate rest) =>
            {
                Answering.Value = witness;
                await rest(context);
                if (context.Response.StatusCode < 400 && context.GetEndpoint() is RouteEndpoint endpoint)
                {
                    witness._answered.AddOrUpdate(
                        $"{context.Request.Method} /{endpoint.RoutePattern.RawText?.TrimStart('/')}", 1, (_, count) => count + 1);
                }
            });
            next(app);
        };
    }

    [ProviderAlias("Capture")]
    private sealed class CapturingProvider(Action<string> see) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Capturing(categoryName, see);

        public void Dispose()
        {
        }

        private sealed class Capturing(string category, Action<string> see) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull
            {
                see($"scope {category} {state} {Values(state)}");
                return null;
            }

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                see($"log {category} {formatter(state, exception)} {Values(state)} {exception}");

            private static string Values<TState>(TState state) => state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"))
                : "";
        }
    }
}
