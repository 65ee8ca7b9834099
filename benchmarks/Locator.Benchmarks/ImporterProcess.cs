using System.Diagnostics;
using System.Globalization;

namespace Locator.Benchmarks;

/// <summary>The importer as operators run it: a process of its own.</summary>
/// <param name="Took">From its start to its end.</param>
/// <param name="ProcessorTime">The processor time that it used, in itself and in the system for it; null where the system does not say.</param>
internal sealed record ImporterProcess(TimeSpan Took, TimeSpan? ProcessorTime)
{
    /// <summary>Clock ticks a second in what Linux tells programs: always 100 on the processors that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Runs it to its end. Nothing else that this process started may end meanwhile.</summary>
    /// <param name="settings">Environment variables beside those of this process.</param>
    /// <param name="speaks">Whether what it says is shown.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="InvalidOperationException">It refused, and why unless that was shown.</exception>
    public static async Task<ImporterProcess> RunAsync(IReadOnlyDictionary<string, string> settings, bool speaks, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [BenchmarkPrograms.Importer, .. arguments]) 
        {
            UseShellExecute = false,
            RedirectStandardOutput = !speaks,
            RedirectStandardError = !speaks,
        };
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        TimeSpan? before = OfEndedChildren();
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string said = "";
        if (!speaks)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            _ = await process.StandardOutput.ReadToEndAsync();
            said = " " + await errors;
        }

        await process.WaitForExitAsync();
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        return process.ExitCode == 0
            ? new ImporterProcess(took, OfEndedChildren() - before)
            : throw new InvalidOperationException($"The importer ended with exit code {process.ExitCode}.{said}");
    }

    /// <summary>The processor time of all ended children of this process (proc(5), cutime and cstime); what one used is gone with it.</summary>
    private static TimeSpan? OfEndedChildren()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // The second field is the program's name in parentheses, which may hold anything; the third follows.
        string stat = File.ReadAllText("/proc/self/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Ticks(fields[13]) + Ticks(fields[14])) / TicksPerSecond);
    }

    private static double Ticks(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
