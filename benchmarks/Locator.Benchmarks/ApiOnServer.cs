using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Locator.Facilities;
using Locator.Elasticsearch;
using Locator.Elasticsearch.Settings;
using Locator.Publishing;
using Locator.Publishing.Files;
using Locator.Testing;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Locator.Benchmarks;

/// <summary>
/// Searches through the API, as a process of its own, against the very requests that it sends to the search server for them,
/// sent straight there. Both are read to the last byte.
/// </summary>
internal static class ApiOnServer
{
    private const int Zips = 100;
    private const int Rounds = 600;
    private const double Goal = 1.1;

    /// <summary>Both servers compile what is used much: before this they are several times slower.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(75);

    private static readonly (string Name, string Parameters)[] Questions =
    [
        ("25 miles, level, payment, 7 facets", "radius=25&level=intensive-outpatient&payment=medicaid"),
        ("25 miles, level, payment", "radius=25&level=intensive-outpatient&payment=medicaid&facets=none"),
        ("automatic radius, level, payment, 7 facets", "level=intensive-outpatient&payment=medicaid"),
        ("50 miles, part of a name", "radius=50&q=rec&facets=none"),
    ];

    /// <summary>Measures; skips where there is no such server.</summary>
    /// <param name="engine">elasticsearch or opensearch.</param>
    public static async Task<IReadOnlyList<SideBySide>> MeasureAsync(string engine)
    {
        await using SearchServer server = engine == "opensearch" ? new OpenSearchTestServer() : new ElasticsearchTestServer();
        string address = await server.AddressAsync();
        string folder = Directory.CreateTempSubdirectory("locator-bench-").FullName;
        try
        {
            DirectoryDraft draft = BenchmarkDirectory.Draft();
            await PublishAsync(address, folder, draft);
            Random random = new(1);
            Facility[] placed = [.. draft.Facilities.Where(facility => facility.Location is not null).OrderBy(facility => facility.Id, StringComparer.Ordinal)];
            string[] zips = [.. Enumerable.Range(0, Zips).Select(_ => placed[random.Next(placed.Length)].Address.Zip)];
            string[][] paths = [.. Questions.Select(question => zips.Select(zip => $"/v1/search?zip={zip}&{question.Parameters}").ToArray())];

            byte[][][][] sent = await RecordAsync(address, folder, paths);
            await using ServerProcess api = await ApiProcess.StartAsync(address, folder);
            using HttpClient straight = new() { BaseAddress = new Uri(address) };
            await WarmAsync(api.Http, straight, paths, sent);

            List<SideBySide> results = [];
            foreach ((int i, (string name, _)) in Questions.Index())
            {
                TimeSpan before = api.ProcessorTime;
                results.Add(await SideBySide.MeasureAsync(
                    $"API on {engine}, {name}", Goal, Rounds,
                    round => GetAsync(api.Http, paths[i][round % Zips]),
                    round => PostAsync(straight, sent[i][round % Zips])));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  the API's own processor time: {(api.ProcessorTime - before).TotalMilliseconds / Rounds:0.00} ms a search"));
            }

            return results;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Publishes a draft under the alias of the benchmarks.</summary>
    internal static async Task PublishAsync(string address, string folder, DirectoryDraft draft)
    {
        ElasticsearchOptions options = new() { Nodes = address, Alias = ApiProcess.Alias, Replicas = 0 };
        await using ServiceProvider services = new ServiceCollection().AddElasticsearch(options).BuildServiceProvider();
        FileVersionStorage storage = new(folder, TimeProvider.System);
        await new Publisher(storage, [.. services.GetServices<IVersionIndex>()], TimeProvider.System).PublishAsync(draft, CancellationToken.None);
    }

    /// <summary>What the API sends for each search, in the order in which it sends it; and both find the same facilities.</summary>
    internal static async Task<byte[][][][]> RecordAsync(string address, string folder, string[][] paths)
    {
        await using SearchRecorder recorder = await SearchRecorder.BeforeAsync(address);
        await using ServerProcess api = await ApiProcess.StartAsync(recorder.Address, folder);
        List<byte[][][]> sent = [];
        foreach (string[] ofQuestion in paths)
        {
            List<byte[][]> ofPaths = [];
            foreach (string path in ofQuestion)
            {
                recorder.Take();
                using JsonDocument page = JsonDocument.Parse(await api.Http.GetByteArrayAsync(path));
                (byte[] Asked, byte[] Answered)[] taken = recorder.Take();
                ofPaths.Add([.. taken.Select(exchange => exchange.Asked)]);

                using JsonDocument answer = JsonDocument.Parse(taken[^1].Answered);
                JsonElement hits = answer.RootElement.GetProperty("responses")[0].GetProperty("hits");
                int results = page.RootElement.GetProperty("results").GetArrayLength();
                Assert.Equal(
                    page.RootElement.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("id").GetString()),
                    hits.GetProperty("hits").EnumerateArray().Take(results).Select(hit => hit.GetProperty("_source").GetProperty("id").GetString()));
            }

            sent.Add([.. ofPaths]);
        }

        return [.. sent];
    }

    private static async Task WarmAsync(HttpClient api, HttpClient straight, string[][] paths, byte[][][][] sent)
    {
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async worker =>
        {
            for (int i = worker; Stopwatch.GetElapsedTime(start) < WarmUp; i++)
            {
                await GetAsync(api, paths[i % paths.Length][i % Zips]);
                await PostAsync(straight, sent[i % paths.Length][i % Zips]);
            }
        }));
    }

    private static async Task GetAsync(HttpClient http, string path)
    {
        using HttpResponseMessage response = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await response.Content.CopyToAsync(Stream.Null);
    }

    /// <summary>Sends searches to a search server, one after the other, and reads what it answers to the last byte.</summary>
    internal static async Task PostAsync(HttpClient http, byte[][] bodies)
    {
        foreach (byte[] body in bodies)
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/_msearch") { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            response.EnsureSuccessStatusCode();
            await response.Content.CopyToAsync(Stream.Null);
        }
    }
}
