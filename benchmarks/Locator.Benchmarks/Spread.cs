namespace Locator.Benchmarks;

/// <summary>Measured values in their order.</summary>
internal sealed class Spread
{
    private readonly double[] _sorted;

    /// <summary>Sorts them; at least one.</summary>
    public Spread(IEnumerable<double> values)
    {
        _sorted = [.. values];
        Array.Sort(_sorted);
    }

    /// <summary>How many there are.</summary>
    public int Count => _sorted.Length;

    /// <summary>The smallest.</summary>
    public double Least => _sorted[0];

    /// <summary>The one in the middle, the upper one of two.</summary>
    public double Median => _sorted[_sorted.Length / 2];

    /// <summary>Their mean.</summary>
    public double Mean => _sorted.Average();

    /// <summary>The one that 99 of 100 do not exceed.</summary>
    public double P99 => _sorted[(int)Math.Ceiling(0.99 * _sorted.Length) - 1];

    /// <summary>The largest.</summary>
    public double Most => _sorted[^1];
}
