using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Locator.Facilities;
using Locator.Places;
using Locator.Search;
using LocatorApi.Search.Parameters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LocatorApi.Tests;

/// <summary>What someone searched for reaches no log, metric, trace or response header. Over Kestrel, with every log switched on.</summary>
public sealed class PrivacyTests
{
    /// <summary>Stand in every request; letters and digits that nothing else holds.</summary>
    private static readonly string[] Markers = ["30309", "30999", "33.7154", "84.1537", "17.25", "qzmarker", "OIT", "intensive-outpatient", "medicaid", "13121", "07643"];

    private static readonly string[] Requests =
    [
        "/v1/search?zip=30309&radius=17.25&q=qzmarker&level=intensive-outpatient&payment=medicaid&service=OIT&unknown=level&facets=payment",
        "/v1/search?lat=33.7154&lon=-84.1537&ageMatch=all&age=adults",
        "/v1/search?bbox=-84.1537,33.6,-84.0,33.7154&limit=1",
        "/v1/search?county=13121",
        "/v1/search?state=GA&county=qzmarker",
        "/v1/search?zip=qzmarker", "/v1/search?zip=30999", "/v1/search?zip=30309&qzmarker=1", "/v1/search?zip=30309&level=qzmarker",
        "/v1/search?zip=30309&payment=aetna&q=qzmarker", "/v1/search?lat=qzmarker&lon=33.7154", "/v1/search?cursor=qzmarker",
        "/v1/search?place=qzmarker", "/v1/places?q=qzmarker&zip=30309", "/v1/places?q=qzmarker&lat=33.7154&lon=-84.1537", "/v1/places?q=30999&zip=07643",
        "/v1/search?zip=30309&zip=07643", "/v1/search?zip=30309%00&q=%ffqzmarker", "/v1/search/qzmarker",
        "/v1/zips/30309", "/v1/zips/30999", "/v1/zips/qzmarker", "/v1/facilities/qzmarker", "/problems/qzmarker",
        "/v1/qzmarker", "/qzmarker?zip=30309", "/swagger/qzmarker.js", "/openapi/qzmarker.json", "/healthz/qzmarker",
    ];

    [Fact]
    public async Task Nothing_of_a_search_is_kept_when_it_is_answered_or_refused() => await SearchAndLookEverywhereAsync(_ => { });

    [Fact]
    public async Task Nothing_of_a_search_is_kept_when_it_fails() => await SearchAndLookEverywhereAsync(StubEngine.Failing(
        () => new InvalidOperationException("30309 qzmarker", new FormatException("33.7154"))));

    [Fact]
    public async Task Nothing_of_a_search_is_kept_when_the_engine_is_down() => await SearchAndLookEverywhereAsync(StubEngine.Failing(
        () => new SearchUnavailableException("The engine is down.", new InvalidOperationException("qzmarker"))));

    private static async Task SearchAndLookEverywhereAsync(Action<IServiceCollection> services)
    {
        ConcurrentQueue<string> seen = [];
        using ActivityListener activities = Listen(seen);
        using MeterListener meters = Measure(seen);
        using CapturingProvider logs = new(seen);
        await using ApiHost api = new(s =>
        {
            services(s);
            s.AddLogging(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace));
        });

        // An operator who is hunting a bug switches everything on; and does not get this.
        foreach (string rule in (string[])["Default", "Microsoft", "Microsoft.AspNetCore", "Microsoft.AspNetCore.Hosting.Diagnostics", "Microsoft.AspNetCore.Routing", "Microsoft.*", "LocatorApi", "System"])
        {
            api.With("Logging:LogLevel:" + rule, "Trace").With("Logging:Capture:LogLevel:" + rule, "Trace");
        }

        api.UseKestrel(0);
        using HttpClient client = api.CreateClient();
        IEnumerable<string> everyParameter = new SearchParameters(Vocabulary.Current, Gazetteer.Bundled).All.SelectMany(
            parameter => (string[])[$"/v1/search?{parameter.Name}=qzmarker", $"/v1/search?lat=33.7154&lon=-84.1537&{parameter.Name}=qzmarker"]);
        foreach (string request in Requests.Concat(everyParameter))
        {
            using HttpResponseMessage response = await client.GetAsync(request);
            seen.Enqueue("header " + string.Join('\n', response.Headers.Concat(response.Content.Headers).SelectMany(h => h.Value.Prepend(h.Key))));
        }

        // What has been seen must be worth looking at.
        Assert.Contains(seen, text => text.StartsWith("log LocatorApi.", StringComparison.Ordinal));
        Assert.Contains(seen, text => text.StartsWith("trace Microsoft.AspNetCore", StringComparison.Ordinal));
        Assert.Contains(seen, text => text.StartsWith("metric http.server.request.duration", StringComparison.Ordinal));
        string[] leaks = [.. seen.Where(text => Markers.Any(marker => text.Contains(marker, StringComparison.OrdinalIgnoreCase)))];
        Assert.True(leaks.Length == 0, string.Join("\n\n", leaks.Take(10)));
    }

    private static ActivityListener Listen(ConcurrentQueue<string> seen)
    {
        ActivityListener listener = new()
        {
            // The client's own activities know its request, of course.
            ShouldListenTo = source => !source.Name.StartsWith("System.Net", StringComparison.Ordinal)
                && !source.Name.StartsWith("Experimental.System.Net", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Enqueue(
                $"trace {activity.Source.Name} {activity.OperationName} {activity.DisplayName} {activity.StatusDescription} "
                + string.Join(' ', activity.TagObjects.Concat(activity.Events.SelectMany(e => e.Tags)).Select(tag => $"{tag.Key}={tag.Value}"))),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Measure(ConcurrentQueue<string> seen)
    {
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (!instrument.Meter.Name.StartsWith("System.Net", StringComparison.Ordinal))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        void See<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
            seen.Enqueue($"metric {instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
        listener.SetMeasurementEventCallback<double>(See);
        listener.SetMeasurementEventCallback<long>(See);
        listener.SetMeasurementEventCallback<int>(See);
        listener.Start();
        return listener;
    }

    [ProviderAlias("Capture")]
    private sealed class CapturingProvider(ConcurrentQueue<string> seen) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new Capturing(categoryName, seen);

        public void Dispose()
        {
        }

        private sealed class Capturing(string category, ConcurrentQueue<string> seen) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                string values = state is IEnumerable<KeyValuePair<string, object?>> pairs
                    ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"))
                    : "";
                seen.Enqueue($"log {category} {formatter(state, exception)} {values} {exception}");
            }
        }
    }
}
