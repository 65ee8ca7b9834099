using System.Numerics;
using static Locator.Search.Embedded.CompiledFilters;

namespace Locator.Search.Embedded;

/// <summary>
/// Which programs of an area fit a search, word by word of program slots, and how many facilities they belong to. Made to be used
/// again, search after search, on one thread at a time.
/// </summary>
internal sealed class FittingPrograms(SearchedArea area, CompiledFilters filters)
{
    /// <summary>Columns counted without allocating: those of every group but that of raw codes.</summary>
    private const int MostOnStack = 128;

    private EmbeddedIndex _index = null!;

    /// <summary>For each word of the area the programs that fit.</summary>
    private ulong[] _fits = [];

    /// <summary>The same for one facet that drops its own selection.</summary>
    private ulong[] _widened = [];

    /// <summary>Lets go of the index.</summary>
    public void Clear() => _index = null!;

    /// <summary>Marks the programs that fit among those of the area.</summary>
    public void Mark(EmbeddedIndex index)
    {
        _index = index;
        ReadOnlySpan<int> words = area.Words;
        ReadOnlySpan<ulong> slots = area.Slots;
        if (_fits.Length < words.Length)
        {
            int length = Math.Max(words.Length, 2 * _fits.Length);
            (_fits, _widened) = (new ulong[length], new ulong[length]);
        }

        for (int i = 0; i < words.Length; i++)
        {
            _fits[i] = slots[i] & filters.Passing(_index.Tokens.RowOf(words[i]), Unknown.AsAsked);
        }
    }

    /// <summary>How many facilities have a program that fits.</summary>
    public int Count()
    {
        ReadOnlySpan<int> words = area.Words;
        int count = 0;
        for (int i = 0; i < words.Length; i++)
        {
            count += _index.FacilitiesIn(words[i], _fits[i]);
        }

        foreach ((int position, int length) in area.Large)
        {
            count += _fits.AsSpan(position, length).ContainsAnyExcept(0UL) ? 1 : 0;
        }

        return count;
    }

    /// <summary>How many would match if unknown passed in every group.</summary>
    public int CountPossible()
    {
        ReadOnlySpan<int> words = area.Words;
        ReadOnlySpan<ulong> slots = area.Slots;
        int count = 0;
        for (int i = 0; i < words.Length; i++)
        {
            count += _index.FacilitiesIn(words[i], slots[i] & filters.Passing(_index.Tokens.RowOf(words[i]), Unknown.Passes));
        }

        foreach ((int position, int length) in area.Large)
        {
            ulong any = 0;
            for (int i = position; i < position + length; i++)
            {
                any |= slots[i] & filters.Passing(_index.Tokens.RowOf(words[i]), Unknown.Passes);
            }

            count += any != 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether a facility has a program that fits.</summary>
    public bool Has(in Candidate candidate)
    {
        Slots slots = _index.Sites[candidate.Facility].Slots;
        return (_fits[candidate.Position] & slots.Bits) != 0
            || (slots.IsLarge && _fits.AsSpan(candidate.Position, slots.Words).ContainsAnyExcept(0UL));
    }

    /// <summary>What choosing each value of a facet would give.</summary>
    public FacetCounts Count(FacetRequest facet)
    {
        // Its own selection is dropped where values mean any: the count says what choosing another value would give.
        ReadOnlySpan<ulong> programs = _fits.AsSpan(0, area.Words.Length);
        if (filters.WidenedBy(facet.Group))
        {
            MarkWithout(facet.Group);
            programs = _widened.AsSpan(0, area.Words.Length);
        }

        FacetColumns columns = _index.ColumnsOf(facet);
        int length = columns.Columns.Length;
        Span<int> counts = length <= MostOnStack ? stackalloc int[length] : new int[length];
        counts.Clear();
        CountColumns(columns.Columns, programs, counts);
        return new FacetCounts(facet.Group, columns.Of(counts));
    }

    private void MarkWithout(string group)
    {
        ReadOnlySpan<int> words = area.Words;
        ReadOnlySpan<ulong> slots = area.Slots;
        for (int i = 0; i < words.Length; i++)
        {
            _widened[i] = slots[i] & filters.Passing(_index.Tokens.RowOf(words[i]), Unknown.AsAsked, group);
        }
    }

    /// <summary>Adds for each column how many facilities have a program among these that has its bit.</summary>
    private void CountColumns(ReadOnlySpan<int> columns, ReadOnlySpan<ulong> programs, Span<int> counts)
    {
        ReadOnlySpan<int> words = area.Words;
        for (int word = 0; word < programs.Length; word++)
        {
            ulong counted = programs[word];
            if (counted == 0)
            {
                continue;
            }

            (ulong low, ulong last) = _index.BordersOf(words[word]);
            ReadOnlySpan<ulong> row = _index.Tokens.RowOf(words[word]);
            for (int i = 0; i < columns.Length; i++)
            {
                ulong with = counted & row[columns[i]];
                counts[i] += BitOperations.PopCount((((with & low) + low) | with) & last);
            }
        }

        foreach ((int position, int length) in area.Large)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                ulong any = 0;
                for (int word = position; word < position + length; word++)
                {
                    any |= programs[word] & _index.Tokens.RowOf(words[word])[columns[i]];
                }

                counts[i] += any != 0 ? 1 : 0;
            }
        }
    }
}
