using System.Runtime.InteropServices;
using static System.FormattableString;

namespace Locator.Benchmarks;

/// <summary>What a measurement ran on.</summary>
internal static class Machine
{
    private const string ModelKey = "model name";

    /// <summary>Cores, their model, memory, system and runtime.</summary>
    public static string Describe() => Invariant(
        $"{Environment.ProcessorCount} cores ({Model()}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):0.0} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");

    /// <summary>Load averages of the last 1, 5 and 15 minutes, where the system says.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "unknown";

    private static string Model() => File.Exists("/proc/cpuinfo")
        && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith(ModelKey, StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : "model unknown";
}
