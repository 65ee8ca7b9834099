using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Publishing;
using Locator.Elasticsearch.Settings;
using Locator.Indexing;
using Locator.Publishing;
using Locator.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Locator.Tests.Elasticsearch.StubCluster;

namespace Locator.Tests.Elasticsearch;

/// <summary>What an import writes arrives, whatever servers make of it.</summary>
public sealed class BulkWriterTests
{
    [Fact]
    public async Task In_a_storm_of_429_and_503_every_document_arrives_and_only_those_that_failed_are_sent_again()
    {
        Dictionary<string, int> sent = [];
        int requests = 0;
        await using StubServer server = await StubServer.StartAsync(async context =>
        {
            string[] ids = await IdsAsync(context);
            foreach (string id in ids)
            {
                sent[id] = sent.GetValueOrDefault(id) + 1;
            }

            // The first request is refused as a whole; then every document twice, but "easy" at once.
            await (++requests switch
            {
                1 => JsonAsync(context, "{}", 429),
                2 => JsonAsync(context, "gateway", 502),
                _ => JsonAsync(context, Items(ids, id => id == "easy" || sent[id] > 4 ? 201 : sent[id] == 3 ? 429 : 503)),
            });
        });
        await BulkAsync(server, "easy", "b", "c");
        Assert.Equal([("b", 5), ("c", 5), ("easy", 3)], sent.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.All(server.Requests, request => Assert.Equal("POST /locator-building/_bulk?require_alias=true&timeout=20s", request));
    }

    [Fact]
    public async Task A_document_that_is_never_taken_or_refused_is_named()
    {
        await using StubServer server = await StubServer.StartAsync(async context =>
            await JsonAsync(context, Items(await IdsAsync(context), id => id == "bad" ? 400 : id == "never" ? 429 : 201)));
        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => BulkAsync(server, "a", "bad", "never", "b"));
        Assert.Equal(
            "Elasticsearch refused 1 documents: bad (400 made_up_exception). Elasticsearch did not take 1 documents, beginning with never, "
                + "although they were sent 11 times. Its last answer was 429 made_up_exception.",
            failure.Message);
    }

    [Fact]
    public async Task A_bulk_that_is_too_large_is_halved_until_it_is_taken()
    {
        List<string> taken = [];
        await using StubServer server = await StubServer.StartAsync(async context =>
        {
            string[] ids = await IdsAsync(context);
            if (ids.Length > 2)
            {
                await JsonAsync(context, "", 413);
                return;
            }

            taken.AddRange(ids);
            await JsonAsync(context, Items(ids, _ => 201));
        });
        await BulkAsync(server, "a", "b", "c", "d", "e");
        Assert.Equal(["a", "b", "c", "d", "e"], taken);
    }

    /// <summary>As a proxy in front of each node refuses it.</summary>
    [Fact]
    public async Task A_bulk_that_every_node_refuses_with_a_page_is_halved_too()
    {
        ConcurrentBag<string> taken = [];
        RequestDelegate answer = async context =>
        {
            string[] ids = await IdsAsync(context);
            if (ids.Length > 1)
            {
                context.Response.StatusCode = 413;
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html>Too large</html>", context.RequestAborted);
                return;
            }

            ids.ToList().ForEach(taken.Add);
            await JsonAsync(context, Items(ids, _ => 201));
        };
        await using StubServer one = await StubServer.StartAsync(answer), other = await StubServer.StartAsync(answer);
        await using ServiceProvider services = Services(one, other);
        await BulkAsync(services, "a", "b", "c");
        Assert.Equal(["a", "b", "c"], taken.Order());
    }

    [Fact]
    public async Task A_bulk_whose_answer_is_lost_is_sent_again()
    {
        int requests = 0;
        await using StubServer server = await StubServer.StartAsync(async context =>
        {
            string[] ids = await IdsAsync(context);
            await (++requests == 1 ? CutAsync(context) : JsonAsync(context, Items(ids, _ => 201)));
        });
        await BulkAsync(server, "a");
        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task Writing_goes_on_to_a_node_that_can_be_reached()
    {
        StubServer gone = await StubServer.StartAsync(_ => Task.CompletedTask);
        string address = gone.Address;
        await gone.DisposeAsync();
        await using StubServer server = await StubServer.StartAsync(async context => await JsonAsync(context, Items(await IdsAsync(context), _ => 201)));
        await using ServiceProvider services = Services(options => options.Nodes = $"{address},{server.Address}");
        await BulkAsync(services, "a", "b");
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(403)]
    public async Task A_full_disk_has_a_sentence(int status)
    {
        await using StubServer server = await BlockedAsync(status);
        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => BulkAsync(server, "a"));
        Assert.StartsWith("The disk of Elasticsearch is full", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_has_only_just_started_or_lost_its_master_is_not_taken_for_one_with_a_full_disk()
    {
        await using StubServer server = await BlockedAsync(503);
        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => BulkAsync(server, "a"));
        Assert.DoesNotContain("disk", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("503 cluster_block_exception", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Here within the same call; where time is not made faster the request's own time is over then, and the repetition asks
    /// another node.
    /// </summary>
    [Fact]
    public async Task A_node_that_takes_documents_and_never_answers_is_left_for_another()
    {
        await using StubServer frozen = await StubServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted)),
            good = await StubServer.StartAsync(async context => await JsonAsync(context, Items(await IdsAsync(context), _ => 201)));
        await using ServiceProvider services = Services(options => options.Nodes = $"{frozen.Address},{good.Address}", new FasterTime(20));
        await BulkAsync(services, "a", "b");
        Assert.Equal((1, 1), (frozen.Requests.Count, good.Requests.Count));
    }

    [Fact]
    public async Task An_import_gives_up_after_two_minutes_without_an_answer_and_says_why()
    {
        await using StubServer frozen = await StubServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        ElasticsearchException documents = await Assert.ThrowsAsync<ElasticsearchException>(() => BulkAsync(frozen, "a"));
        Assert.Matches(
            @"^Elasticsearch did not take 1 documents, beginning with a, although they were sent [2-9] times\. Elasticsearch does not answer \(time-out\)\.$",
            documents.Message);

        await using StubServer cuts = await StubServer.StartAsync(context => context.Request.Path == "/" ? JsonAsync(context, Server("8.13.4")) : CutAsync(context));
        await using ServiceProvider services = Services(options => options.Nodes = cuts.Address, new FasterTime(100));
        IndexFailedException cut = await Assert.ThrowsAsync<IndexFailedException>(() => services.GetRequiredService<IVersionIndex>()
            .PrepareAsync(PublishedDirectories.ManifestOf(Published, []), new IndexedFacilities([]), Token));
        Assert.Equal("Elasticsearch does not answer (the connection broke off). Nothing was published.", cut.Message);
    }

    private static Task<StubServer> BlockedAsync(int status) => StubServer.StartAsync(async context => await JsonAsync(
        context, Items(await IdsAsync(context), _ => status).Replace("made_up_exception", "cluster_block_exception", StringComparison.Ordinal)));

    private static async Task BulkAsync(StubServer server, params string[] ids)
    {
        await using ServiceProvider services = Services(options => options.Nodes = server.Address, new FasterTime(100));
        await BulkAsync(services, ids);
    }

    private static Task<List<(string Id, string Hash)>> BulkAsync(ServiceProvider services, params string[] ids) =>
        new BulkWriter(services.GetRequiredService<ElasticsearchCluster>(), new ElasticsearchOptions(), services.GetRequiredService<TimeProvider>())
            .WriteAsync("locator-building", [[.. ids.Select(id => AFacility.With(id, ["x:y"]))]], Token);

    private static async Task<string[]> IdsAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        string[] lines = (await reader.ReadToEndAsync(context.RequestAborted)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Where((_, i) => i % 2 == 0).Select(line => (string)JsonNode.Parse(line)!["index"]!["_id"]!)];
    }

    private static string Items(string[] ids, Func<string, int> status) => new JsonObject
    {
        ["errors"] = true,
        ["items"] = new JsonArray([.. ids.Select(id => new JsonObject
        {
            ["index"] = status(id) is < 300 and var good
                ? new JsonObject { ["_id"] = id, ["status"] = good }
                : new JsonObject { ["_id"] = id, ["status"] = status(id), ["error"] = new JsonObject { ["type"] = "made_up_exception" } },
        })]),
    }.ToJsonString();
}
