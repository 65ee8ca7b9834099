namespace Locator.Benchmarks;

/// <summary>The programs that are measured: those of the folder LOCATOR_BENCH_PROGRAMS, which scripts/bench.sh publishes, else those of this build.</summary>
internal static class BenchmarkPrograms
{
    private static readonly string? Published = Environment.GetEnvironmentVariable("LOCATOR_BENCH_PROGRAMS");

    /// <summary>The API.</summary>
    public static string Api { get; } = PathOf("LocatorApi", "LocatorApi.dll");

    /// <summary>The importer. Beside the benchmarks lies a copy without some of the libraries that publishing to a search server needs.</summary>
    public static string Importer { get; } = PathOf("Importer", "importer.dll");

    /// <summary>This program.</summary>
    public static string Benchmarks { get; } = Path.Combine(AppContext.BaseDirectory, "Locator.Benchmarks.dll");

    private static string PathOf(string project, string file) => string.IsNullOrEmpty(Published)
        ? Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, new DirectoryInfo(AppContext.BaseDirectory).Name, file))
        : Path.Combine(Published, project, file);
}
