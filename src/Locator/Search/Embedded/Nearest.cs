namespace Locator.Search.Embedded;

/// <summary>Keeps the first few of many in order of distance, then rank, without sorting the rest.</summary>
internal sealed class Nearest(int limit)
{
    private readonly List<Found> _found = new(limit + 1);

    public readonly record struct Found(double Metres, int Rank, int Facility) : IComparable<Found>
    {
        public int CompareTo(Found other) =>
            Metres.CompareTo(other.Metres) is var order and not 0 ? order : Rank.CompareTo(other.Rank);
    }

    /// <summary>Whether more were added than are kept.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Those kept, first to last.</summary>
    public IReadOnlyList<Found> InOrder => _found;

    public void Add(double metres, int rank, int facility)
    {
        Found found = new(metres, rank, facility);
        if (_found.Count == limit && (limit == 0 || found.CompareTo(_found[^1]) > 0))
        {
            HasMore = true;
            return;
        }

        // No two have the same rank, so the search never finds an equal.
        _found.Insert(~_found.BinarySearch(found), found);
        if (_found.Count > limit)
        {
            _found.RemoveAt(limit);
            HasMore = true;
        }
    }
}
