using static System.FormattableString;

namespace Locator.Benchmarks.Table;

/// <summary>A row of the performance table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Measured">The figure with its unit.</param>
/// <param name="Ratio">The figure against what it is compared with; empty where it is compared with nothing.</param>
/// <param name="Goal">What it should be; empty where there is no goal.</param>
/// <param name="IsMet">Whether it is; null without a goal.</param>
internal sealed record TableRow(string What, string Measured, string Ratio = "", string Goal = "", bool? IsMet = null)
{
    /// <summary>This project's way against the bare one. A ratio is as good as what the table shows of it.</summary>
    public static TableRow Of(SideBySide row) => new(
        row.Question, Invariant($"{row.Ours.TotalMilliseconds:#,0.00} / {row.Bare.TotalMilliseconds:#,0.00} ms"), Invariant($"{row.Ratio:0.00}"),
        Invariant($"≤ {row.Goal:0.0}"), Math.Round(row.Ratio, 2) <= row.Goal);

    /// <summary>The table.</summary>
    public static void Print(IEnumerable<TableRow> rows)
    {
        Console.WriteLine("| what | measured | ratio | goal | |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (TableRow row in rows)
        {
            Console.WriteLine(row);
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"| {What} | {Measured} | {Ratio} | {Goal} | {IsMet switch { true => "met", false => "**missed**", null => "" }} |";
}
