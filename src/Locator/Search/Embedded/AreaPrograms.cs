using Locator.Facilities;

namespace Locator.Search.Embedded;

/// <summary>A facility in the area of a search.</summary>
/// <param name="Facility">Its number in the layout.</param>
/// <param name="SquaredChord">The squared chord to the origin; infinite without an origin or a point.</param>
internal readonly record struct Candidate(int Facility, double SquaredChord);

/// <summary>
/// The programs of the facilities in an area, as bitsets over slots (<see cref="EmbeddedIndex"/>): which of them fit, and how many
/// facilities have one that does. Bitsets are as long as the index; only the words that the area touches are ever read or written.
/// </summary>
internal sealed class AreaPrograms(EmbeddedIndex index, OpenTo? openTo)
{
    /// <summary>Words of the bitsets that the area touches.</summary>
    private readonly List<int> _touched = [];

    /// <summary>The large facilities of the area: their words are among the touched ones, but count for nobody.</summary>
    private readonly List<Slots> _large = [];

    /// <summary>Sets the slots of the area's facilities; only touched words of any bitset are ever read.</summary>
    /// <param name="facilities">The facilities, in layout order.</param>
    /// <param name="area">The bitset.</param>
    public void Mark(List<Candidate> facilities, ulong[] area)
    {
        _touched.Clear();
        _large.Clear();
        int previous = -1;
        foreach (Candidate candidate in facilities)
        {
            Slots slots = index.SlotsOf(candidate.Facility);
            // The area is in layout order and slots were given in it, so equal words are neighbours.
            if (slots.Word == previous)
            {
                area[slots.Word] |= slots.Bits;
                continue;
            }

            previous = slots.Word;
            for (int word = slots.Word; word < slots.Word + slots.Words; word++)
            {
                _touched.Add(word);
                area[word] = slots.Bits;
            }

            if (slots.IsLarge)
            {
                _large.Add(slots);
            }
        }
    }

    /// <summary>The programs of a bitset that all filters let pass, and that take whoever searches.</summary>
    public void Apply(IReadOnlyList<TokenFilter> filters, ulong[] within, ulong[] result)
    {
        foreach (int word in _touched)
        {
            result[word] = within[word];
        }

        foreach (TokenFilter filter in filters)
        {
            ulong[][] stated = [.. filter.Tokens.Select(index.ProgramsWith)];
            ulong[][] unknown = filter.AllowUnknown
                ? [.. filter.Tokens.Select(token => index.ProgramsWith(FilterValue.UnknownTokenOf(token)))]
                : stated;
            foreach (int word in _touched)
            {
                ulong passing = filter.All ? ulong.MaxValue : 0;
                for (int i = 0; i < stated.Length; i++)
                {
                    ulong value = stated[i][word] | unknown[i][word];
                    passing = filter.All ? passing & value : passing | value;
                }

                result[word] &= passing;
            }
        }

        if (openTo is not null)
        {
            ulong[][] reserving = [.. openTo.Reserving.Select(index.ProgramsWith)], fitting = [.. openTo.Fitting.Select(index.ProgramsWith)];
            foreach (int word in _touched)
            {
                result[word] &= ~AnyOf(reserving, word) | AnyOf(fitting, word);
            }
        }
    }

    private static ulong AnyOf(ulong[][] programs, int word)
    {
        ulong any = 0;
        foreach (ulong[] bits in programs)
        {
            any |= bits[word];
        }

        return any;
    }

    /// <summary>How many facilities have a program in the bitset.</summary>
    public int Count(ulong[] programs) => Count(programs, programs);

    /// <summary>How many facilities have a program in both bitsets.</summary>
    public int Count(ulong[] programs, ulong[] with)
    {
        int count = 0;
        foreach (int word in _touched)
        {
            count += index.FacilitiesIn(word, programs[word] & with[word]);
        }

        foreach (Slots slots in _large)
        {
            count += AnyOfLarge(slots, programs, with) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether a facility has a program in the bitset.</summary>
    public bool Fits(Candidate candidate, ulong[] fits)
    {
        Slots slots = index.SlotsOf(candidate.Facility);
        return (fits[slots.Word] & slots.Bits) != 0 || (slots.IsLarge && AnyOfLarge(slots, fits, fits));
    }

    /// <summary>Whether one program of a large facility is in both bitsets.</summary>
    private static bool AnyOfLarge(Slots slots, ulong[] programs, ulong[] with)
    {
        for (int word = slots.Word; word < slots.Word + slots.Words; word++)
        {
            if ((programs[word] & with[word]) != 0)
            {
                return true;
            }
        }

        return false;
    }
}
