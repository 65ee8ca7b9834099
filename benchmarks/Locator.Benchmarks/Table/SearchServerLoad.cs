using System.Diagnostics;
using static System.FormattableString;

namespace Locator.Benchmarks.Table;

/// <summary>A search server that is asked by several clients at once for what the API sends it, as fast as it answers.</summary>
/// <param name="address">The server.</param>
/// <param name="bodies">The requests, one for each search.</param>
internal sealed class SearchServerLoad(string address, byte[][] bodies) : IDisposable
{
    private const int Clients = 16, ApiClients = 32;
    private const double Goal = 20;

    private readonly HttpClient _server = new() { BaseAddress = new Uri(address) };

    /// <summary>Asks for one search.</summary>
    public Task AskAsync(int search) => ApiOnServer.PostAsync(_server, [bodies[search]]);

    /// <summary>Searches a second.</summary>
    public async Task<double> RateAsync(TimeSpan time)
    {
        int answered = 0;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (int i = client; Stopwatch.GetElapsedTime(start) < time; i += Clients)
            {
                await AskAsync(i % bodies.Length);
                Interlocked.Increment(ref answered);
            }
        }));
        return answered / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>In turn with the API on the embedded engine: the median of the rounds' ratios.</summary>
    /// <param name="options">How it is measured.</param>
    /// <param name="store">Folder of the file store with the same directory.</param>
    /// <param name="paths">The same searches.</param>
    public async Task<TableRow> BesideApiAsync(TableOptions options, string store, string[] paths)
    {
        const string What = "API on the embedded engine / what Elasticsearch itself answers";
        string goal = Invariant($"≥ {Goal}");
        if (!await WrkRun.IsHereAsync())
        {
            return new TableRow(What, WrkRun.Missing, "", goal);
        }

        string file = Path.Combine(store, "searches.txt");
        await File.WriteAllLinesAsync(file, paths);
        await using ServerProcess api = await ApiProcess.StartEmbeddedAsync(store);
        _ = await WrkRun.AskAsync(api.Http.BaseAddress!, file, ApiClients, options.Seconds(10, 3));
        List<double> ours = [], bare = [];
        for (int round = 0; round < options.Times(5, 1); round++)
        {
            ours.Add((await WrkRun.AskAsync(api.Http.BaseAddress!, file, ApiClients, options.Seconds(6, 2))).Rate);
            bare.Add(await RateAsync(options.Seconds(6, 2)));
        }

        double ratio = new Spread(ours.Zip(bare, (rate, other) => rate / other)).Median;
        return new TableRow(
            What, Invariant($"{new Spread(ours).Median:#,0} / {new Spread(bare).Median:#,0} requests/s"), Invariant($"{ratio:0.0}"), goal, ratio >= Goal);
    }

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();
}
