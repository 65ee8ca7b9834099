namespace Locator.Benchmarks.Table;

/// <summary>How the table is measured.</summary>
/// <param name="IsBrief">A tenth of the rounds or less, to see that everything works: its figures say little.</param>
/// <param name="Multiples">Besides the directory itself, how many times over it is searched to see how searches grow.</param>
internal sealed record TableOptions(bool IsBrief, IReadOnlyList<int> Multiples)
{
    /// <summary>How often something is done.</summary>
    /// <param name="usual">In a measurement.</param>
    /// <param name="brief">To see that it works.</param>
    public int Times(int usual, int brief) => IsBrief ? brief : usual;

    /// <summary>How long something is done, in seconds.</summary>
    /// <param name="usual">In a measurement.</param>
    /// <param name="brief">To see that it works.</param>
    public TimeSpan Seconds(int usual, int brief) => TimeSpan.FromSeconds(Times(usual, brief));
}
