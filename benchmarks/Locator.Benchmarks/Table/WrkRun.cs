using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Locator.Benchmarks.Table;

/// <summary>What wrk (https://github.com/wg/wrk) saw of a server in one run.</summary>
/// <param name="Requests">How many were answered.</param>
/// <param name="Took">How long it asked.</param>
/// <param name="Median">Median latency.</param>
/// <param name="P99">Its 99th percentile.</param>
internal sealed record WrkRun(long Requests, TimeSpan Took, TimeSpan Median, TimeSpan P99)
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Table", "searches.lua");

    /// <summary>Requests a second.</summary>
    public double Rate => Requests / Took.TotalSeconds;

    /// <summary>Why there are no figures of wrk.</summary>
    public const string Missing = "wrk is not on this machine (Debian: wrk)";

    /// <summary>Skips where wrk is not installed.</summary>
    public static async Task SkipWithoutAsync() => Assert.SkipUnless(await IsHereAsync(), Missing);

    /// <summary>Whether wrk is installed.</summary>
    public static async Task<bool> IsHereAsync()
    {
        try
        {
            // Without an address it only says how it is used.
            using Process process = Start("--version");
            _ = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Asks a server as fast as it answers, from one thread.</summary>
    /// <param name="server">Where it listens.</param>
    /// <param name="paths">A file of paths, one a line, asked for in turn.</param>
    /// <param name="connections">How many requests are under way at a time.</param>
    /// <param name="time">How long.</param>
    /// <param name="headers">Names and values.</param>
    /// <exception cref="InvalidOperationException">A request failed or was answered with an error.</exception>
    public static async Task<WrkRun> AskAsync(Uri server, string paths, int connections, TimeSpan time, params string[] headers)
    {
        using Process process = Start(
        [
            "--threads", "1", "--connections", Text(connections), "--duration", $"{Text((int)time.TotalSeconds)}s", "--script", Script,
            server.GetLeftPart(UriPartial.Authority), "--", paths, .. headers,
        ]);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (output.Split('\n').FirstOrDefault(line => line.StartsWith("figures ", StringComparison.Ordinal)) is not { } line)
        {
            throw new InvalidOperationException($"wrk failed: {await errors}{output}");
        }

        long[] figures = [.. line.Split(' ')[1..].Select(figure => long.Parse(figure, CultureInfo.InvariantCulture))];
        return figures[2] == 0
            ? new WrkRun(figures[0], TimeSpan.FromMicroseconds(figures[1]), TimeSpan.FromMicroseconds(figures[3]), TimeSpan.FromMicroseconds(figures[4]))
            : throw new InvalidOperationException($"Of {figures[0]} requests {figures[2]} failed.");
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("wrk", arguments)
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
