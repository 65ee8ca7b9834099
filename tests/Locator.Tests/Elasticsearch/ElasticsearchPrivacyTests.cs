using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Elastic.Transport;
using Locator.Elasticsearch.Nodes;
using Locator.Elasticsearch.Settings;
using Locator.Search;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Locator.Tests.Elasticsearch.StubCluster;

namespace Locator.Tests.Elasticsearch;

/// <summary>Nothing of a search is in an activity, an exception or what the client keeps, whatever a server says of it.</summary>
public sealed class ElasticsearchPrivacyTests
{
    public static TheoryData<int, string> Answers() => new()
    {
        { 200, Found },
        { 200, Partial },
        { 200, $$$"""{"responses":[{"status":400,"error":{"type":"parsing_exception","reason":"{{{Marker}}}"}}]}""" },
        { 200, Marker },
        { 200, $$$"""{"responses":[{"status":200,"{{{Marker}}}""" },
        { 400, $$$"""{"error":{"root_cause":[{"type":"x_content_parse_exception","reason":"[1:2] {{{Marker}}}"}],"type":"x_content_parse_exception","reason":"[1:2] {{{Marker}}}"},"status":400}""" },
        { 429, $$$"""{"error":{"type":"circuit_breaking_exception","reason":"{{{Marker}}}"},"status":429}""" },
        { 500, $$$"""{"error":{"type":"search_phase_execution_exception","reason":"{{{Marker}}}","caused_by":{"type":"x","reason":"{{{Marker}}}"}},"status":500}""" },
        { 503, $"<html>{Marker}</html>" },
        // Neither is an answer: nothing until the time is over, and half a body.
        { 0, "" },
        { -1, "" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Whatever_a_server_answers_nothing_of_the_search_is_told(int status, string body)
    {
        ConcurrentBag<string> told = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name.StartsWith("Elastic", StringComparison.Ordinal) || source.Name.StartsWith("System.Net", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => told.Add(All(activity)),
        };
        ActivitySource.AddActivityListener(listener);
        RequestDelegate answer = context => status switch
        {
            0 => Task.Delay(Timeout.Infinite, context.RequestAborted),
            -1 => CutAsync(context),
            _ => JsonAsync(context, body, status),
        };
        foreach (int nodes in (int[])[1, 3])
        {
            StubServer[] servers = new StubServer[nodes];
            for (int i = 0; i < nodes; i++)
            {
                servers[i] = await AnsweringAsync(answer);
            }

            await using ServiceProvider services = Services(options =>
            {
                options.Nodes = string.Join(',', servers.Select(server => server.Address));
                options.SearchTimeout = TimeSpan.FromSeconds(status == 0 ? 1.5 : 2);
            });
            _ = await VersionsAsync(services);
            await TellAsync(told, () => SearchAsync(services));
            await TellAsync(told, () => LookUpAsync(services, Marker));
            string[] ports = [.. servers.Select(server => new Uri(server.Address).Port.ToString(CultureInfo.InvariantCulture))];
            Assert.Contains(told, text => text.Contains("Elastic.Transport", StringComparison.Ordinal)
                && text.Contains("/_msearch", StringComparison.Ordinal) && ports.Any(port => text.Contains(port, StringComparison.Ordinal)));

            foreach (StubServer server in servers)
            {
                await server.DisposeAsync();
            }
        }

        Assert.All(told, text =>
        {
            Assert.DoesNotContain(Marker, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("12.34", text, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("http://localhost:9200")]
    [InlineData("http://localhost:9200,http://localhost:9201")]
    public void The_client_keeps_no_body_and_no_trail_and_throws_nothing_with_a_servers_words(string nodes)
    {
        ElasticsearchOptions options = new() { Nodes = nodes };
        foreach (ITransport transport in new[] { NodeTransports.ForSearches(options, new AttemptBudget(TimeProvider.System), TimeProvider.System), NodeTransports.ForWrites(options, TimeProvider.System) })
        {
            using ITransportConfiguration settings = transport.Configuration;
            Assert.Equal(
                (false, true, false, false, false),
                (settings.DisableDirectStreaming, settings.DisableAuditTrail, settings.ThrowExceptions, settings.EnableHttpCompression, settings.PrettyJson));
            // Never any other node than those of the settings.
            Assert.False(settings.NodePool.SupportsReseeding);
        }
    }

    private static async Task TellAsync(ConcurrentBag<string> told, Func<Task> search)
    {
        try
        {
            await search();
        }
        catch (SearchUnavailableException failure)
        {
            for (Exception? at = failure; at is not null; at = at.InnerException)
            {
                told.Add(at.ToString());
            }
        }
    }

    private static string All(Activity activity) => string.Join('\n', [
        activity.Source.Name, activity.DisplayName, activity.OperationName, activity.StatusDescription ?? "",
        .. activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
        .. activity.Baggage.Select(item => $"{item.Key}={item.Value}"),
        .. activity.Events.SelectMany(one => one.Tags.Select(tag => $"{one.Name} {tag.Key}={tag.Value}")),
    ]);
}
