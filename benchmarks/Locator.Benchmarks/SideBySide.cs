using System.Diagnostics;
using System.Globalization;

namespace Locator.Benchmarks;

/// <summary>
/// Two ways to the same answer, taken in turn: what else the machine does meanwhile slows both down alike. BenchmarkDotNet
/// measures one way to the end before it begins with the other, and then their ratio moves with the load.
/// </summary>
/// <param name="Question">What both answer.</param>
/// <param name="Ours">Median time of this project's way.</param>
/// <param name="Bare">Median time of the bare way.</param>
/// <param name="Goal">What the ratio of the two should not exceed.</param>
internal sealed record SideBySide(string Question, TimeSpan Ours, TimeSpan Bare, double Goal)
{
    /// <summary>How many times as long as the bare way this project's takes.</summary>
    public double Ratio => Ours / Bare;

    /// <summary>Measures; each round takes both ways once, and the one that begins changes from round to round.</summary>
    /// <param name="question">What both answer.</param>
    /// <param name="goal">What the ratio should not exceed.</param>
    /// <param name="rounds">How often each way is taken.</param>
    /// <param name="ours">This project's way; gets the round's number.</param>
    /// <param name="bare">The bare way.</param>
    /// <param name="before">What each round needs; not measured.</param>
    /// <param name="after">What is to be checked after it; not measured.</param>
    public static async Task<SideBySide> MeasureAsync(
        string question, double goal, int rounds, Func<int, Task> ours, Func<int, Task> bare,
        Func<int, Task>? before = null, Func<int, Task>? after = null)
    {
        List<TimeSpan> tookOurs = [], tookBare = [];
        for (int round = 0; round < rounds; round++)
        {
            if (before is not null)
            {
                await before(round);
            }

            foreach (bool own in (bool[])[round % 2 == 0, round % 2 != 0])
            {
                long start = Stopwatch.GetTimestamp();
                await (own ? ours : bare)(round);
                (own ? tookOurs : tookBare).Add(Stopwatch.GetElapsedTime(start));
            }

            if (after is not null)
            {
                await after(round);
            }
        }

        SideBySide result = new(question, MedianOf(tookOurs), MedianOf(tookBare), goal);
        Console.WriteLine(result);
        return result;
    }

    /// <summary>The rows as a table.</summary>
    public static void Print(IEnumerable<SideBySide> results)
    {
        Console.WriteLine();
        Console.WriteLine("| question | here | bare | ratio | goal |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (SideBySide result in results)
        {
            Console.WriteLine(result);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Question} | {Ours.TotalMilliseconds:0.00} ms | {Bare.TotalMilliseconds:0.00} ms | {Ratio:0.00} | {Goal:0.0} |");

    private static TimeSpan MedianOf(List<TimeSpan> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }
}
