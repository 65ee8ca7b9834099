using System.Numerics;
using Locator.Geo;

namespace Locator.Search.Embedded;

/// <summary>A facility in the area of a search.</summary>
/// <param name="SquaredChord">The squared chord to the origin; infinite where it has no point, 0 without an origin.</param>
/// <param name="Facility">Its number in the layout.</param>
/// <param name="Position">Where its first word stands among the words that the area touches.</param>
internal readonly record struct Candidate(double SquaredChord, int Facility, int Position);

/// <summary>
/// The facilities in the area of a search, and the words of program slots that they touch: everything that follows looks at these
/// words only, which stand close together here. Made to be used again, search after search, on one thread at a time.
/// </summary>
internal sealed class SearchedArea
{
    private int[] _words = new int[64];
    private ulong[] _bits = new ulong[64];
    private Candidate[] _facilities = new Candidate[256];
    private int _count;
    private int _touched;

    /// <summary>Large facilities by their first word here and how many words they take: bits of them count for nobody in <see cref="EmbeddedIndex.FacilitiesIn"/>.</summary>
    private readonly List<(int Position, int Words)> _large = [];

    /// <summary>The facilities, in layout order.</summary>
    public ReadOnlySpan<Candidate> Facilities => _facilities.AsSpan(0, _count);

    /// <summary>The words, in the order of the index.</summary>
    public ReadOnlySpan<int> Words => _words.AsSpan(0, _touched);

    /// <summary>For each word the slots of the area's facilities.</summary>
    public ReadOnlySpan<ulong> Slots => _bits.AsSpan(0, _touched);

    /// <summary>Facilities that take several words.</summary>
    public IReadOnlyList<(int Position, int Words)> Large => _large;

    /// <summary>Nobody is in it.</summary>
    public void Clear()
    {
        _count = _touched = 0;
        _large.Clear();
    }

    /// <summary>Whether it grew so much that it is better let go than kept for the next search.</summary>
    public bool IsHuge => _facilities.Length > 1 << 16;

    /// <summary>Adds a facility behind those that are in it already, in layout order.</summary>
    public void Add(int facility, double squaredChord, Slots slots)
    {
        if (_count == _facilities.Length)
        {
            Array.Resize(ref _facilities, 2 * _count);
        }

        // In layout order equal words are neighbors.
        int position = _touched - 1;
        if (position < 0 || _words[position] != slots.Word)
        {
            position = _touched;
            Touch(slots);
        }
        else
        {
            _bits[position] |= slots.Bits;
        }

        _facilities[_count++] = new Candidate(squaredChord, facility, position);
    }

    private void Touch(Slots slots)
    {
        if (_touched + slots.Words > _words.Length)
        {
            int length = Math.Max(2 * _words.Length, _touched + slots.Words);
            Array.Resize(ref _words, length);
            Array.Resize(ref _bits, length);
        }

        if (slots.IsLarge)
        {
            _large.Add((_touched, slots.Words));
        }

        for (int i = 0; i < slots.Words; i++)
        {
            _words[_touched] = slots.Word + i;
            _bits[_touched++] = slots.Bits;
        }
    }
}
