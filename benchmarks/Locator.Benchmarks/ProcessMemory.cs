using System.Globalization;
using Xunit;

namespace Locator.Benchmarks;

/// <summary>The memory of another process that is resident, in bytes.</summary>
/// <param name="Resident">Now.</param>
/// <param name="HighWater">At most, since it started or <see cref="ResetHighWater"/>.</param>
internal readonly record struct ProcessMemory(long Resident, long HighWater)
{
    /// <summary>Of a process that runs; skips where the system has no <c>/proc</c>.</summary>
    public static ProcessMemory Of(int process)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the memory of processes is read from /proc, which only Linux has");
        Dictionary<string, string> status = File.ReadLines($"/proc/{process}/status").Select(line => line.Split(':', 2))
            .ToDictionary(field => field[0], field => field[1].Trim(), StringComparer.Ordinal);
        return new ProcessMemory(Bytes(status["VmRSS"]), Bytes(status["VmHWM"]));
    }

    /// <summary>Lets the high water begin anew (proc(5), clear_refs).</summary>
    public static void ResetHighWater(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    /// <summary>Of a field such as <c>12345 kB</c>.</summary>
    private static long Bytes(string field) => long.Parse(field.Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
}
