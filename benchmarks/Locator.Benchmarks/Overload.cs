using System.Diagnostics;
using System.Globalization;
using Locator.Elasticsearch;
using Locator.Elasticsearch.Search;
using Locator.Elasticsearch.Settings;
using Locator.Geo;
using Locator.Publishing;
using Locator.Search;
using Locator.Testing;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;

namespace Locator.Benchmarks;

/// <summary>
/// What becomes of searches where three nodes have more to do than they can, or where every answer takes a little longer than one
/// attempt may: how many are answered, and how often each is sent. Searches come as they come, whether those before are answered
/// or not.
/// </summary>
internal static class Overload
{
    private const int Nodes = 3;

    private static readonly TimeSpan Phase = TimeSpan.FromSeconds(20);

    private static readonly (string Name, int Workers, double Seconds, double[] PerSecond)[] Clusters =
    [
        ("every answer takes 0.5 s", 1_000, 0.5, [30]),
        ("every answer takes 1.0 s", 1_000, 1.0, [30]),
        ("every answer takes 1.9 s", 1_000, 1.9, [30]),
        // 40 a second and node: 80 %, 110 %, 150 % and then 50 % of what they can.
        ("4 at a time, 0.1 s each", 4, 0.1, [96, 132, 180, 60]),
        // Hardly less than an attempt may take, even where nobody waits: 71 a second.
        ("20 at a time, 0.85 s each", 20, 0.85, [48, 70, 78, 30]),
    ];

    /// <summary>Measures; skips where there is no Elasticsearch.</summary>
    public static async Task<IReadOnlyList<SideBySide>> MeasureAsync()
    {
        await using ElasticsearchTestServer server = new();
        string address = await server.AddressAsync();
        string folder = Directory.CreateTempSubdirectory("locator-bench-").FullName;
        try
        {
            await ApiOnServer.PublishAsync(address, folder, BenchmarkDirectory.Draft());
            Console.WriteLine("| nodes | searches a second | searches | answered | sent per search | median, 95 % of those answered |");
            Console.WriteLine("|---|---|---|---|---|---|");
            foreach ((string name, int workers, double seconds, double[] perSecond) in Clusters)
            {
                await MeasureAsync(address, name, workers, TimeSpan.FromSeconds(seconds), perSecond);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return [];
    }

    private static async Task MeasureAsync(string server, string name, int workers, TimeSpan work, double[] perSecond)
    {
        SlowNode[] nodes = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(_ => SlowNode.StartAsync(server, workers, work)));
        ElasticsearchOptions options = new() { Nodes = string.Join(',', nodes.Select(node => node.Address)), Alias = ApiProcess.Alias };
        await using ServiceProvider services = new ServiceCollection().AddElasticsearch(options).BuildServiceProvider();
        ElasticsearchEngine engine = services.GetRequiredService<ElasticsearchEngine>();
        VersionStamp version = (await engine.VersionsAsync(CancellationToken.None))[^1];
        foreach (double rate in perSecond)
        {
            int sentBefore = nodes.Sum(node => node.Searches);
            List<Task<TimeSpan?>> searches = [];
            Random random = new(1);
            Stopwatch clock = Stopwatch.StartNew();
            for (double at = 0; at < Phase.TotalSeconds; at -= Math.Log(1 - random.NextDouble()) / rate)
            {
                TimeSpan wait = TimeSpan.FromSeconds(at) - clock.Elapsed;
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait);
                }

                searches.Add(SearchAsync(engine, version));
            }

            TimeSpan?[] took = await Task.WhenAll(searches);
            TimeSpan[] answered = [.. took.OfType<TimeSpan>().Order()];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {rate} | {took.Length} | {100.0 * answered.Length / took.Length:0.0} % | {(double)(nodes.Sum(node => node.Searches) - sentBefore) / took.Length:0.00} | {At(answered, 0.5)}, {At(answered, 0.95)} |"));
        }

        foreach (SlowNode node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static string At(TimeSpan[] sorted, double part) =>
        sorted is [] ? "–" : string.Create(CultureInfo.InvariantCulture, $"{sorted[(int)(part * (sorted.Length - 1))].TotalSeconds:0.00} s");

    /// <summary>How long a search took; null where it was not answered.</summary>
    private static async Task<TimeSpan?> SearchAsync(ElasticsearchEngine engine, VersionStamp version)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            _ = await engine.SearchAsync(
                version, [new SearchQuery { Origin = new GeoPoint(33.749, -84.388), Radius = Distance.FromMiles(5), Limit = 5 }], CancellationToken.None);
            return Stopwatch.GetElapsedTime(start);
        }
        catch (SearchUnavailableException)
        {
            return null;
        }
    }
}
