using System.Diagnostics;
using System.Globalization;
using Xunit.Sdk;
using static System.FormattableString;

namespace Locator.Benchmarks.Table;

/// <summary>One table of what searching, serving, starting and importing cost, with the goals (benchmarks/README.md).</summary>
internal static class PerformanceTable
{
    private const string Brief = "--brief", Growth = "--growth";

    private static readonly int[] UsualMultiples = [10, 100];

    private static readonly (string Name, Func<TableOptions, Task<IReadOnlyList<TableRow>>> Measure)[] Parts =
    [
        ("engine", EngineSearches.MeasureAsync),
        ("beside-postgis", EngineBesideServers.PostgisAsync),
        ("beside-elasticsearch", EngineBesideServers.ElasticsearchAsync),
        ("api", ApiSearches.MeasureAsync),
        ("start", ApiStart.MeasureAsync),
        ("import", ImportRuns.MeasureAsync),
        ("publish-postgis", _ => SideBySideAsync(PostgisImport.MeasureAsync)),
        ("over-elasticsearch", _ => SideBySideAsync(() => ApiOnServer.MeasureAsync("elasticsearch"))),
        ("over-postgis", _ => SideBySideAsync(PostgisSearch.MeasureAsync)),
        ("growth", GrowingDirectory.MeasureAsync),
    ];

    /// <summary>
    /// Measures the parts of these names, all where none is given. <c>--brief</c> is to see that everything works; <c>--growth 20</c>
    /// searches the directory 20 times over instead of the usual multiples; it may be repeated.
    /// </summary>
    /// <returns>0; 1 where a part failed; 2 where the command line is wrong.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        if (Read(arguments) is not var (options, names))
        {
            await Console.Error.WriteLineAsync($"usage: scripts/bench.sh [FILE] table [{string.Join('|', Parts.Select(part => part.Name))}…] [{Brief}] [{Growth} TIMES]");
            return 2;
        }

        Console.WriteLine(Machine.Describe());
        Console.WriteLine($"load before: {Machine.Load()}");
        Console.WriteLine($"directory: {Path.GetFileName(BenchmarkDirectory.File)}");
        if (options.IsBrief)
        {
            Console.WriteLine("Briefly, to see that everything works: the figures say little.");
        }

        List<TableRow> rows = [];
        List<string> missing = [];
        int code = 0;
        foreach ((string name, Func<TableOptions, Task<IReadOnlyList<TableRow>>> measure) in Parts.Where(part => names.Count == 0 || names.Contains(part.Name)))
        {
            string load = Machine.Load();
            long start = Stopwatch.GetTimestamp();
            try
            {
                rows.AddRange(await measure(options));
            }
            catch (SkipException absent)
            {
                missing.Add($"{name} was not measured: {ServerComparisons.ReasonOf(absent)}.");
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // The other parts have their worth.
                missing.Add($"{name} failed: {failure.Message}");
                code = 1;
            }

            Console.WriteLine(Invariant($"{name}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, load before {load}"));
        }

        Console.WriteLine();
        TableRow.Print(rows);
        missing.ForEach(Console.WriteLine);
        return code;
    }

    private static async Task<IReadOnlyList<TableRow>> SideBySideAsync(Func<Task<IReadOnlyList<SideBySide>>> measure) =>
        [.. (await measure()).Select(TableRow.Of)];

    /// <summary>The options and the parts asked for; null where the command line is wrong.</summary>
    private static (TableOptions Options, IReadOnlyList<string> Names)? Read(IReadOnlyList<string> arguments)
    {
        List<string> names = [];
        List<int> multiples = [];
        bool brief = false;
        for (int i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == Brief)
            {
                brief = true;
            }
            else if (arguments[i] == Growth && i + 1 < arguments.Count
                && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int times) && times > 1)
            {
                multiples.Add(times);
                i++;
            }
            else if (Parts.Any(part => part.Name == arguments[i]))
            {
                names.Add(arguments[i]);
            }
            else
            {
                return null;
            }
        }

        return (new TableOptions(brief, multiples is [] ? UsualMultiples : [.. multiples.Distinct().Order()]), names);
    }
}
