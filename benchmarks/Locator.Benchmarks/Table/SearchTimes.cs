using System.Diagnostics;
using Locator.Search;
using Locator.Search.Embedded;

namespace Locator.Benchmarks.Table;

/// <summary>How long searches took in the embedded engine, in microseconds.</summary>
/// <param name="All">Each time that each was asked.</param>
/// <param name="OfSearches">For each search the median of its times: what else the machine does hardly moves it.</param>
internal sealed record SearchTimes(Spread All, Spread OfSearches)
{
    /// <summary>Asks them one after the other, in one thread.</summary>
    public static SearchTimes Measure(EmbeddedIndex index, SearchQuery[] queries, int rounds)
    {
        double[] took = new double[rounds * queries.Length];
        for (int i = 0; i < took.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            _ = index.Search(queries[i % queries.Length]);
            took[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        return new SearchTimes(new Spread(took), new Spread(Enumerable.Range(0, queries.Length).Select(query =>
            new Spread(Enumerable.Range(0, rounds).Select(round => took[(round * queries.Length) + query])).Median)));
    }

    /// <summary>Searches until the compiler has nothing left to improve.</summary>
    public static void WarmUp(EmbeddedIndex index, SearchQuery[] queries, TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            foreach (SearchQuery query in queries)
            {
                _ = index.Search(query);
            }
        }
    }
}
