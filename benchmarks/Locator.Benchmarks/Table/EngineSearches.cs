using Locator.Facilities;
using Locator.Indexing;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Versions;
using static System.FormattableString;

namespace Locator.Benchmarks.Table;

/// <summary>The mixed searches in the embedded engine, within this process and one after the other: time and memory.</summary>
internal static class EngineSearches
{
    private const double MedianGoal = 6, P99Goal = 40;

    /// <summary>What a collection finds differs by some bytes from run to run.</summary>
    private const double Inexact = 64;

    /// <summary>Measures.</summary>
    public static Task<IReadOnlyList<TableRow>> MeasureAsync(TableOptions options)
    {
        DirectoryVersion version = RealDirectory.VersionOf(BenchmarkDirectory.Draft());
        EmbeddedIndex index = new(FacilityIndexer.All(version, Vocabulary.Current));
        SearchQuery[] queries = [.. MixedSearches.Of(version.Facilities).Select(search => search.Query)];
        SearchTimes.WarmUp(index, queries, options.Seconds(5, 2));

        SearchTimes times = SearchTimes.Measure(index, queries, options.Times(100, 20));
        Spread all = times.All, ofSearches = times.OfSearches;
        (double allocated, double held) = Memory(index, queries);
        return Task.FromResult<IReadOnlyList<TableRow>>(
        [
            new("embedded engine, median of the mixed searches", Invariant($"{all.Median:0.0} µs"), "", Invariant($"≤ {MedianGoal} µs"), all.Median <= MedianGoal),
            new("embedded engine, p99", Invariant($"{all.P99:0.0} µs"), "", Invariant($"≤ {P99Goal} µs"), all.P99 <= P99Goal),
            new("the same, of each search its median: p99 and slowest", Invariant($"{ofSearches.P99:0.0}, {ofSearches.Most:0.0} µs")),
            new(
                "allocated by a search / held by its answer", Invariant($"{allocated:#,0} / {held:#,0} bytes"), Invariant($"{allocated / held:0.00}"),
                "nothing beyond the answer", allocated <= held + Inexact),
        ]);
    }

    /// <summary>Bytes a search: what it allocates, and what is left of that while its answer is kept.</summary>
    private static (double Allocated, double Held) Memory(EmbeddedIndex index, SearchQuery[] queries)
    {
        const int Kept = 4;
        SearchAnswer[] answers = new SearchAnswer[Kept * queries.Length];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long start = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < answers.Length; i++)
        {
            answers[i] = index.Search(queries[i % queries.Length]);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - start;
        long held = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(answers);
        return ((double)allocated / answers.Length, (double)held / answers.Length);
    }
}
