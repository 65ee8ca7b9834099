using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ModelContextProtocol;

namespace LocatorApi.Tests.Assistants;

/// <summary>What an assistant sends reaches no log, metric or trace, the protocol library's own included.</summary>
[Collection(PrivacyWitness.Alone)]
public sealed class AssistantPrivacyTests
{
    private const string Marker = "qzmarker";
    private static readonly string[] Markers = [Marker, "30309", "00000", "intensive-outpatient"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_that_an_assistant_sends_is_kept(bool fails)
    {
        ConcurrentQueue<string> seen = [];
        FakeLogCollector logs = new();
        using ActivityListener activities = new()
        {
            // The client's own activities know what it asks, of course; they are those of kind Client.
            ShouldListenTo = source => !source.Name.Contains("System.Net", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => See(activity, seen),
        };
        ActivitySource.AddActivityListener(activities);
        using MeterListener meters = new()
        {
            // The client of the test measures as well.
            InstrumentPublished = (instrument, self) =>
            {
                if (!instrument.Name.StartsWith("mcp.client", StringComparison.Ordinal))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
            seen.Enqueue($"metric {instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"));
        meters.Start();

        await using ApiHost api = new(services =>
        {
            if (fails)
            {
                StubEngine.Failing(() => new InvalidOperationException("30309 " + Marker))(services);
            }

            services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(logs)).SetMinimumLevel(LogLevel.Trace));
        });
        foreach (string category in (string[])["Default", "ModelContextProtocol", "ModelContextProtocol.Server", "ModelContextProtocol.*", "Microsoft.AspNetCore"])
        {
            api.With("Logging:LogLevel:" + category, "Trace");
        }

        await using (AssistantHost assistant = await AssistantHost.ConnectAsync(api))
        {
            foreach ((string tool, object arguments) in ((string, object)[])
                [
                    ("search_programs", new { zip = "30309", q = Marker, level = new[] { "intensive-outpatient" } }),
                    ("search_programs", new { zip = "00000" }), ("search_programs", new { zip = Marker }), ("search_programs", new { qzmarker = 1 }),
                    ("search_programs", new { zip = "30309", level = new { qzmarker = Marker } }),
                    ("get_facility", new { id = Marker }), ("resolve_place", new { q = "30309" }), ("resolve_place", new { q = Marker }),
                    ("list_filters", new { group = Marker }),
                    (Marker, new { zip = "30309" }),
                ])
            {
                try
                {
                    _ = await assistant.Client.CallToolAsync(tool, JsonSerializer.SerializeToElement(arguments)
                        .EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value));
                }
                catch (McpException) when (tool == Marker)
                {
                    // There is no such tool.
                }
            }
        }

        Assert.Contains(seen, text => text.StartsWith("trace Experimental.ModelContextProtocol", StringComparison.Ordinal));
        Assert.Contains(seen, text => text.StartsWith("metric mcp.server", StringComparison.Ordinal));
        Assert.NotEmpty(logs.GetSnapshot());
        Assert.DoesNotContain(logs.GetSnapshot(), log => log.Category?.StartsWith("ModelContextProtocol", StringComparison.Ordinal) == true);
        string[] leaks =
        [
            .. seen.Concat(logs.GetSnapshot().Select(log => $"log {log.Category} {log.Message} {log.Exception}"))
                .Where(text => Markers.Any(marker => text.Contains(marker, StringComparison.OrdinalIgnoreCase))),
        ];
        Assert.True(leaks.Length == 0, string.Join("\n\n", leaks.Take(10)));
    }

    private static void See(Activity activity, ConcurrentQueue<string> seen)
    {
        if (activity.Kind != ActivityKind.Client)
        {
            seen.Enqueue(
                $"trace {activity.Source.Name} {activity.DisplayName} {activity.StatusDescription} "
                + string.Join(' ', activity.TagObjects.Concat(activity.Events.SelectMany(e => e.Tags)).Select(tag => $"{tag.Key}={tag.Value}")));
        }
    }
}
