using System.Runtime.CompilerServices;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Versions;
using static System.FormattableString;

namespace Locator.Benchmarks.Table;

/// <summary>
/// The mixed searches in the embedded engine, on the directory and on many of it: copies of every facility stand up to 2 km beside
/// it, so that there are as many times more within every radius.
/// </summary>
internal static class GrowingDirectory
{
    private const double NearestGoal = 10, IndexGoal = 250;

    /// <summary>How many directories <see cref="NearestGoal"/> is said for.</summary>
    private const int NearestGoalAt = 100;

    /// <summary>What a directory of some size showed.</summary>
    /// <param name="Programs">How many it has.</param>
    /// <param name="Matches">Matches of all searches.</param>
    /// <param name="Whole">Mean of the searches with facets, each by its median, in microseconds.</param>
    /// <param name="Nearest">The same without facets.</param>
    /// <param name="IndexBytes">Memory of the index a program, beside what it was made of.</param>
    private sealed record Figures(int Programs, long Matches, double Whole, double Nearest, double IndexBytes);

    /// <summary>Measures.</summary>
    public static Task<IReadOnlyList<TableRow>> MeasureAsync(TableOptions options)
    {
        DirectoryVersion version = RealDirectory.VersionOf(BenchmarkDirectory.Draft());
        IReadOnlyList<IndexedFacility> facilities = FacilityIndexer.All(version, Vocabulary.Current);
        SearchQuery[] queries = [.. MixedSearches.Of(version.Facilities).Select(search => search.Query)];
        Figures once = Measure(facilities, 1, queries, options);
        List<TableRow> rows = [IndexRow("the directory", once)];
        foreach (int times in options.Multiples)
        {
            Figures many = Measure(facilities, times, queries, options);
            double matches = (double)many.Matches / once.Matches, whole = many.Whole / once.Whole, nearest = many.Nearest / once.Nearest;
            rows.Add(new TableRow(
                Invariant($"{times} × the directory: a search with facets / on the directory"), Invariant($"{many.Whole:#,0} / {once.Whole:0.0} µs"),
                Invariant($"{whole:0.0}"), Invariant($"≤ that of the matches, {matches:0.0}"), whole <= matches));
            bool hasGoal = times == NearestGoalAt;
            rows.Add(new TableRow(
                Invariant($"{times} × the directory: the nearest 20 without facets"), Invariant($"{many.Nearest:#,0} / {once.Nearest:0.0} µs"), Invariant($"{nearest:0.0}"),
                hasGoal ? Invariant($"≤ {NearestGoal}") : "", hasGoal ? nearest <= NearestGoal : null));
            rows.Add(IndexRow(Invariant($"{times} × the directory"), many));
        }

        return Task.FromResult<IReadOnlyList<TableRow>>(rows);
    }

    private static TableRow IndexRow(string directory, Figures figures) => new(
        Invariant($"{directory}: index beside the facilities that it is made of"), Invariant($"{figures.IndexBytes:0} bytes a program, {figures.Programs:#,0} programs"), "",
        Invariant($"≤ {IndexGoal} bytes"), figures.IndexBytes <= IndexGoal);

    /// <summary>A method of its own: nothing of one size is in memory when the next is measured.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Figures Measure(IReadOnlyList<IndexedFacility> facilities, int times, SearchQuery[] queries, TableOptions options)
    {
        IndexedFacility[] all = [.. facilities.SelectMany(facility => Copies(facility, times))];
        long before = MemoryInUse();
        EmbeddedIndex index = new(all);
        // What is made when it is first needed belongs to it.
        long matches = queries.Sum(query => (long)index.Search(query).Total);
        int programs = all.Sum(facility => facility.Programs.Count);
        double bytes = (MemoryInUse() - before) / (double)programs;

        SearchTimes.WarmUp(index, queries, options.Seconds(5, 2));
        int rounds = Math.Max(3, options.Times(50, 10) / times);
        SearchQuery[] plain = [.. queries.Select(query => query with { Facets = [], OnlyNearest = true })];
        Figures figures = new(programs, matches, Mean(index, queries, rounds), Mean(index, plain, rounds), bytes);
        GC.KeepAlive(all);
        return figures;
    }

    private static long MemoryInUse()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    private static double Mean(EmbeddedIndex index, SearchQuery[] queries, int rounds) => SearchTimes.Measure(index, queries, rounds).OfSearches.Mean;

    /// <summary>The facility and its copies: what they offer and their documents are in memory once.</summary>
    private static IEnumerable<IndexedFacility> Copies(IndexedFacility facility, int times)
    {
        yield return facility;
        for (int copy = 1; copy < times; copy++)
        {
            GeoPoint? moved = null;
            if (facility.Point is { } point)
            {
                Random random = ReplicatedFile.RandomOf(point.Latitude, point.Longitude, copy);
                moved = new GeoPoint(ReplicatedFile.Moved(point.Latitude, random), ReplicatedFile.Moved(point.Longitude, random)).OnGrid();
            }

            yield return facility with
            {
                Id = Invariant($"{facility.Id}-{copy}"), SortName = Invariant($"{facility.SortName} {copy}"), Point = moved,
            };
        }
    }
}
