using static System.FormattableString;

namespace Locator.Benchmarks.Table;

/// <summary>The importer as a process, each time into a new store: from a file to a published version.</summary>
internal static class ImportRuns
{
    private const double Goal = 2.0;

    /// <summary>Measures.</summary>
    public static async Task<IReadOnlyList<TableRow>> MeasureAsync(TableOptions options)
    {
        List<ImporterProcess> runs = [];
        for (int run = 0; run < options.Times(5, 1); run++)
        {
            using ImportedStore store = await ImportedStore.CreateAsync();
            runs.Add(store.Last!);
        }

        Spread took = new(runs.Select(run => run.Took.TotalSeconds));
        if (runs.Exists(run => run.ProcessorTime is null))
        {
            return [new("import, file to published", Invariant($"{took.Median:0.0} s"))];
        }

        Spread used = new(runs.Select(run => run.ProcessorTime!.Value.TotalSeconds));
        return
        [
            new(
                "import, file to published: processor time", Invariant($"{used.Median:0.00} s ({used.Least:0.00} to {used.Most:0.00}), done after {took.Median:0.00} s"), "",
                Invariant($"≤ {Goal:0.0} s"), used.Median <= Goal),
        ];
    }
}
