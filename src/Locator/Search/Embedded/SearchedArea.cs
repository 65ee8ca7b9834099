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

    /// <summary>What is collected at the moment.</summary>
    private EmbeddedIndex _index = null!;
    private SearchQuery _query = null!;
    private HashSet<int>? _text;
    private UnitVector? _origin;

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

    /// <summary>The squared chord that a radius reaches, its edge inside.</summary>
    public static double LimitOf(Distance radius) => UnitVector.SquaredChordOf(WithEdge(radius));

    /// <summary>Collects those in the area of a search, in layout order.</summary>
    /// <param name="index">The index.</param>
    /// <param name="query">The search; its own radius does not count.</param>
    /// <param name="within">The circle around its origin; null: none.</param>
    /// <param name="text">Who has the words asked for; null where none are.</param>
    public void Collect(EmbeddedIndex index, SearchQuery query, Distance? within, HashSet<int>? text)
    {
        (_index, _query, _text) = (index, query, text);
        _origin = query.Origin is { } from ? UnitVector.Of(from) : null;
        Clear();
        if (within is { } radius)
        {
            // The box is made an edge wider than the circle, so that its own rounding cannot lose anyone.
            CollectCircle(_origin!.Value, LimitOf(radius), BoundingBox.Around(query.Origin!.Value, WithEdge(WithEdge(radius))));
        }
        else if (query.Box is { } box)
        {
            GeoLayout.Stretches stretches = index.Layout.StretchesOf(box);
            while (stretches.Next())
            {
                CollectStretch(stretches.Start, stretches.End);
            }
        }
        else
        {
            CollectStretch(0, index.Count);
        }

        (_index, _query, _text) = (null!, null!, null);
    }

    /// <summary>
    /// Collects only those in the area that a program of theirs lets fit, looking at all programs before any place: where few fit in the whole
    /// index, that is less than looking at everybody in a wide circle.
    /// </summary>
    /// <param name="index">The index.</param>
    /// <param name="query">The search; its own radius does not count.</param>
    /// <param name="filters">What fits.</param>
    /// <param name="within">The circle around its origin; null: none.</param>
    /// <param name="text">Who has the words asked for; null where none are.</param>
    /// <param name="most">The most programs that may fit.</param>
    /// <returns>Whether so few fit; otherwise nobody is in the area.</returns>
    public bool CollectRare(EmbeddedIndex index, SearchQuery query, CompiledFilters filters, Distance? within, HashSet<int>? text, int most)
    {
        (_index, _query, _text) = (index, query, text);
        UnitVector origin = UnitVector.Of(query.Origin!.Value);
        double limit = within is { } radius ? LimitOf(radius) : double.PositiveInfinity;
        Clear();
        int rest = most, next = 0;
        for (int word = 0; word < index.Words && rest >= 0; word++)
        {
            ulong fits = filters.Passing(index.Tokens.RowOf(word), CompiledFilters.Unknown.AsAsked);
            rest -= BitOperations.PopCount(fits);
            for (int i = Math.Max(next, index.FirstFacilityIn(word)); fits != 0 && i < index.Count && index.Sites[i].Slots.Word <= word; i++)
            {
                ref readonly EmbeddedIndex.Site site = ref index.Sites[i];
                double chord = i < index.Layout.Located ? site.Vector.SquaredChordTo(origin) : double.PositiveInfinity;
                if ((fits & site.Slots.Bits) != 0 && chord <= limit && IsInArea(i))
                {
                    Add(i, chord, site.Slots);
                    // One with several words is added once.
                    next = i + 1;
                }
            }
        }

        if (rest < 0)
        {
            Clear();
        }

        (_index, _query, _text) = (null!, null!, null);
        return rest >= 0;
    }

    private void CollectCircle(UnitVector origin, double limit, BoundingBox box)
    {
        bool isCircleOnly = _text is null && _query is { State: null, CountyFips: null, Box: null, Polygon: null };
        ReadOnlySpan<EmbeddedIndex.Site> sites = _index.Sites;
        GeoLayout.Stretches stretches = _index.Layout.StretchesOf(box);
        while (stretches.Next())
        {
            for (int i = stretches.Start; i < stretches.End; i++)
            {
                ref readonly EmbeddedIndex.Site site = ref sites[i];
                double chord = site.Vector.SquaredChordTo(origin);
                if (chord <= limit && (isCircleOnly || IsInArea(i)))
                {
                    Add(i, chord, site.Slots);
                }
            }
        }
    }

    private void CollectStretch(int start, int end)
    {
        ReadOnlySpan<EmbeddedIndex.Site> sites = _index.Sites;
        for (int i = start; i < end; i++)
        {
            if (IsInArea(i))
            {
                // Facilities without a point come last; without an origin all are equally far.
                double chord = _origin is not { } origin ? 0
                    : i < _index.Layout.Located ? sites[i].Vector.SquaredChordTo(origin)
                    : double.PositiveInfinity;
                Add(i, chord, sites[i].Slots);
            }
        }
    }

    private bool IsInArea(int i)
    {
        ref readonly Entry facility = ref _index.EntryAt(i);
        return (_query.State is null || facility.State == _query.State)
            && (_query.CountyFips is null || facility.CountyFips == _query.CountyFips)
            && (_query.Box is not { } box || (facility.Point is { } point && box.Contains(point)))
            && (_query.Polygon is not { } polygon || (facility.Point is { } at && polygon.Contains(at)))
            && (_text is null || _text.Contains(i));
    }

    private static Distance WithEdge(Distance radius) => Distance.FromMetres(radius.Metres + GreatCircle.EdgeMetres);

    /// <summary>Nobody is in it.</summary>
    public void Clear()
    {
        _count = _touched = 0;
        _large.Clear();
    }

    /// <summary>Whether it grew so much that it is better let go than kept for the next search.</summary>
    public bool IsHuge => _facilities.Length > 1 << 16;

    /// <summary>Adds a facility behind those that are in it already, in layout order.</summary>
    private void Add(int facility, double squaredChord, Slots slots)
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
