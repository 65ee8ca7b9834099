using System.Diagnostics;
using System.Text.Json;
using static System.FormattableString;

namespace Locator.Benchmarks.Table;

/// <summary>LocatorApi on the embedded engine: how long it takes to answer, how much memory it needs, and what a new version costs while it serves.</summary>
internal static class ApiStart
{
    private const double StartGoal = 1.0, NewVersionGoal = 3;
    private const double ServingGoal = 150, KeptGoal = 50, SwappingGoal = 250;

    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(10);

    /// <summary>After it nothing of the swap is under way.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestSwap = TimeSpan.FromMinutes(1);

    /// <summary>Measures; skips where the system does not tell the memory of processes.</summary>
    public static async Task<IReadOnlyList<TableRow>> MeasureAsync(TableOptions options)
    {
        _ = ProcessMemory.Of(Environment.ProcessId);
        using ImportedStore store = await ImportedStore.CreateAsync();
        string[] paths = [.. MixedSearches.Of(BenchmarkDirectory.Draft().Facilities).Select(search => search.Path)];
        List<double> starts = [];
        for (int start = 1; start < options.Times(7, 2); start++)
        {
            await using ServerProcess once = await ApiProcess.StartEmbeddedAsync(store.Folder, paths[0], PollEvery);
            starts.Add(once.StartedIn.TotalSeconds);
        }

        await using ServerProcess api = await ApiProcess.StartEmbeddedAsync(store.Folder, paths[0], PollEvery);
        starts.Add(api.StartedIn.TotalSeconds);
        ProcessMemory fresh = ProcessMemory.Of(api.Id);
        await SearchAsync(api, paths, options.Times(5_000, 1_000));
        ProcessMemory serving = ProcessMemory.Of(api.Id);

        string before = await VersionAsync(api, paths[0]);
        ProcessMemory.ResetHighWater(api.Id);
        await store.ImportAsync(new DateOnly(2025, 1, 31));
        TimeSpan swapped = await AnotherVersionAsync(api, paths[0], before);
        await Task.Delay(Settled);
        ProcessMemory swapping = ProcessMemory.Of(api.Id);
        await SearchAsync(api, paths, options.Times(5_000, 1_000));
        ProcessMemory kept = ProcessMemory.Of(api.Id);

        Spread started = new(starts);
        double more = Megabytes(kept.Resident - serving.Resident);
        return
        [
            new(
                "process start to the first answered search", Invariant($"{started.Median:0.00} s ({started.Least:0.00} to {started.Most:0.00})"), "",
                Invariant($"≤ {StartGoal:0.0} s"), started.Median <= StartGoal),
            new("resident memory after the start; high water", Invariant($"{Megabytes(fresh.Resident):0}; {Megabytes(fresh.HighWater):0} MB")),
            Memory("resident memory, serving one version", Megabytes(serving.Resident), ServingGoal, Invariant($"; high water {Megabytes(serving.HighWater):0} MB")),
            Memory("high water while a new version is loaded", Megabytes(swapping.HighWater), SwappingGoal),
            Memory("more resident memory with a second version kept", more, KeptGoal, Invariant($" ({Megabytes(kept.Resident):0} MB in all)")),
            new(
                "published to searchable in the running API", Invariant($"{swapped.TotalSeconds:0.00} s"), "",
                Invariant($"≤ {NewVersionGoal} s"), swapped.TotalSeconds <= NewVersionGoal),
        ];
    }

    private static TableRow Memory(string what, double megabytes, double goal, string more = "") =>
        new(what, Invariant($"{megabytes:0} MB{more}"), "", Invariant($"≤ {goal} MB"), megabytes <= goal);

    private static double Megabytes(long bytes) => bytes / 1e6;

    /// <summary>Two clients share the searches.</summary>
    private static Task SearchAsync(ServerProcess api, string[] paths, int count) => Task.WhenAll(Enumerable.Range(0, 2).Select(async client =>
    {
        for (int i = client; i < count; i += 2)
        {
            _ = await RecordedAnswer.AskAsync(api.Http, paths[i % paths.Length]);
        }
    }));

    /// <summary>How long it takes until a search is answered from another version than before.</summary>
    private static async Task<TimeSpan> AnotherVersionAsync(ServerProcess api, string path, string before)
    {
        long start = Stopwatch.GetTimestamp();
        while (await VersionAsync(api, path) == before)
        {
            if (Stopwatch.GetElapsedTime(start) > LongestSwap)
            {
                throw new InvalidOperationException("The API goes on with the version before the one that was published.");
            }

            await Task.Delay(PollEvery);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task<string> VersionAsync(ServerProcess api, string path)
    {
        using JsonDocument page = JsonDocument.Parse((await RecordedAnswer.AskAsync(api.Http, path)).Body);
        return page.RootElement.GetProperty("directory").GetProperty("version").GetString()!;
    }
}
