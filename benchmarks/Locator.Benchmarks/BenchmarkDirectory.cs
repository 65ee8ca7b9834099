using Importer.Stages;
using Locator.Places;
using Locator.Publishing;
using Locator.Versions;

namespace Locator.Benchmarks;

/// <summary>The directory that benchmarks run on: the file named by LOCATOR_BENCH_FILE, which scripts/bench.sh sets.</summary>
internal static class BenchmarkDirectory
{
    public static string File { get; } = Environment.GetEnvironmentVariable("LOCATOR_BENCH_FILE")
        ?? throw new InvalidOperationException("Set LOCATOR_BENCH_FILE to a directory file, or use scripts/bench.sh.");

    /// <summary>Reads, cleans, groups and identifies: everything of an import but the publishing.</summary>
    public static DirectoryDraft Draft() => new DirectoryImport(Gazetteer.Bundled, TimeProvider.System).Draft(
        new ImportRequest { Files = [File], AsOf = new DateOnly(2024, 12, 31) },
        IdentityRegistry.Empty, current: null, progress: null, CancellationToken.None);
}
