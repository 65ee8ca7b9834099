using Locator.Geo;

namespace Locator.Search.Embedded;

/// <summary>Keeps the first few of many in order of distance, then rank, without sorting the rest. Made to be used again.</summary>
internal sealed class Nearest
{
    /// <summary>
    /// Squared chords that differ by more than this share of themselves have different distances; closer ones may round to the same
    /// metre value, and then the rank decides as it does everywhere. Rounding is some 1e-16 of the value.
    /// </summary>
    private const double Close = 1e-12;

    private Found[] _found = new Found[32];
    private int _limit;
    private int _count;

    /// <summary>A facility kept.</summary>
    public readonly record struct Found(Candidate Candidate, int Rank);

    /// <summary>Whether more were added than are kept.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Those kept, first to last.</summary>
    public ReadOnlySpan<Found> InOrder => _found.AsSpan(0, _count);

    /// <summary>Keeps none yet, and at most so many.</summary>
    public void Clear(int limit)
    {
        (_limit, _count, HasMore) = (limit, 0, false);
        if (_found.Length < limit)
        {
            _found = new Found[limit];
        }
    }

    /// <summary>The distance of a candidate; infinite where it has no point.</summary>
    public static double MetresOf(double squaredChord) =>
        double.IsFinite(squaredChord) ? UnitVector.DistanceOfChord(squaredChord).Metres : double.PositiveInfinity;

    public void Add(Candidate candidate, int rank)
    {
        Found found = new(candidate, rank);
        if (_count == _limit)
        {
            HasMore = true;
            if (_limit == 0 || !IsBefore(found, _found[_count - 1]))
            {
                return;
            }

            _count--;
        }

        int low = 0, high = _count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = IsBefore(found, _found[middle]) ? (low, middle) : (middle + 1, high);
        }

        Array.Copy(_found, low, _found, low + 1, _count - low);
        _found[low] = found;
        _count++;
    }

    private static bool IsBefore(Found one, Found other)
    {
        double a = one.Candidate.SquaredChord, b = other.Candidate.SquaredChord;
        if (a < b * (1 - Close))
        {
            return true;
        }

        if (b < a * (1 - Close))
        {
            return false;
        }

        int order = MetresOf(a).CompareTo(MetresOf(b));
        return order != 0 ? order < 0 : one.Rank < other.Rank;
    }
}
