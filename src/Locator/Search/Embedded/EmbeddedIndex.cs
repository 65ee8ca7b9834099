using System.Numerics;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;

namespace Locator.Search.Embedded;

/// <summary>
/// One directory version, indexed in memory. Immutable: a new version is built beside it (about 0.1 s for the national
/// directory) and swapped in whole.
/// </summary>
/// <remarks>
/// <para>Facilities lie in the order of <see cref="GeoLayout"/>, so that a circle touches few stretches of memory.</para>
/// <para>Every program has a <i>slot</i>, a bit position; every token is a bitset over slots; conditions on "the same
/// program" are ANDs of words. The slots of a facility never straddle a 64-bit word. With <c>low</c> the slots of a facility
/// but its last and <c>last</c> its last one, the facilities with a bit set in <c>x</c> number
/// <c>popcount((((x &amp; low) + low) | x) &amp; last)</c>: adding <c>low</c> carries into <c>last</c> whenever any lower bit
/// was set.</para>
/// <para>A <i>large</i> facility, whose programs are too many for one word, takes as many whole words as they need and shares
/// none of them. ANDs are the same there, word by word. Its <c>low</c> and <c>last</c> are zero, so that counting words counts
/// nobody in them: searches keep the few large facilities of their area in a list and count each one that has a bit in any of
/// its words. So there is no limit, and directories without such a site pay nothing.</para>
/// </remarks>
public sealed class EmbeddedIndex
{
    private const int WordBits = 64;

    private readonly IndexedFacility[] _facilities;
    private readonly UnitVector[] _vectors;
    private readonly uint[] _tiles;
    private readonly GeoLayout _layout;
    private readonly WordIndex _words;

    /// <summary>For each facility the slots of its programs.</summary>
    private readonly Slots[] _slots;
    private readonly ulong[] _low;
    private readonly ulong[] _last;
    private readonly Dictionary<string, ulong[]> _tokens = new(StringComparer.Ordinal);
    private readonly ulong[] _none;

    /// <summary>For each facility its rank by id, and by name and then id.</summary>
    private readonly int[] _byId;
    private readonly int[] _idRank;
    private readonly int[] _nameRank;

    /// <summary>Facilities in the order of their name, then id.</summary>
    private readonly int[] _byName;

    /// <summary>Builds the index.</summary>
    /// <exception cref="ArgumentException">A facility has no program.</exception>
    public EmbeddedIndex(IReadOnlyList<IndexedFacility> facilities)
    {
        _layout = GeoLayout.Of(facilities, out _facilities);
        _vectors = [.. _facilities.Select(facility => facility.Point is { } point ? UnitVector.Of(point) : default)];
        _tiles = [.. _facilities.Select(facility => facility.Tile ?? 0)];
        _words = new WordIndex(_facilities);
        _slots = AssignSlots(_facilities, out int words);
        _low = new ulong[words];
        _last = new ulong[words];
        _none = new ulong[words];
        FillBitsets();

        _byId = OrderBy((a, b) => string.CompareOrdinal(a.Id, b.Id));
        _idRank = RanksOf(_byId);
        _byName = OrderBy((a, b) =>
            string.CompareOrdinal(a.SortName, b.SortName) is var order and not 0 ? order : string.CompareOrdinal(a.Id, b.Id));
        _nameRank = RanksOf(_byName);
    }

    /// <summary>Number of facilities.</summary>
    public int Count => _facilities.Length;

    /// <summary>Answers one query.</summary>
    /// <exception cref="ArgumentException">A radius without an origin.</exception>
    public SearchAnswer Search(SearchQuery query) =>
        query.Origin is null && (query.FindRadius || query.Radius is not null)
            ? throw new ArgumentException("A radius needs an origin.", nameof(query))
            : new EmbeddedSearch(this, query).Answer();

    /// <summary>The facility of that id, or null.</summary>
    internal FacilityRecord? Find(string id)
    {
        int low = 0, high = _byId.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            IndexedFacility facility = _facilities[_byId[middle]];
            int order = string.CompareOrdinal(facility.Id, id);
            if (order == 0)
            {
                return new FacilityRecord(
                    id,
                    facility.Document,
                    [.. facility.Programs.Select(program => new ProgramCodes(program.Id, ServiceTokens.CodesIn(program.Tokens)))]);
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    internal int Words => _low.Length;

    internal GeoLayout Layout => _layout;

    internal WordIndex Text => _words;

    internal IndexedFacility FacilityAt(int index) => _facilities[index];

    internal UnitVector VectorOf(int index) => _vectors[index];

    /// <summary>Of a facility with a point.</summary>
    internal uint TileOf(int index) => _tiles[index];

    internal Slots SlotsOf(int index) => _slots[index];

    internal int IdRankOf(int index) => _idRank[index];

    internal int NameRankOf(int index) => _nameRank[index];

    /// <summary>The first rank by name that stands behind a position.</summary>
    internal int FirstNameRankAfter(ResultPosition position)
    {
        int low = 0, high = _byName.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            IndexedFacility facility = _facilities[_byName[middle]];
            int order = string.CompareOrdinal(facility.SortName, position.SortName);
            order = order != 0 ? order : string.CompareOrdinal(facility.Id, position.Id);
            (low, high) = order <= 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The programs that carry a token, as a bitset over slots.</summary>
    internal ulong[] ProgramsWith(string token) => _tokens.GetValueOrDefault(token, _none);

    /// <summary>How many facilities, large ones apart, have a slot in <paramref name="slots"/>, which are those of one word.</summary>
    internal int FacilitiesIn(int word, ulong slots)
    {
        ulong low = _low[word];
        return BitOperations.PopCount((((slots & low) + low) | slots) & _last[word]);
    }

    private static Slots[] AssignSlots(IndexedFacility[] facilities, out int words)
    {
        Slots[] slots = new Slots[facilities.Length];
        int next = 0;
        for (int i = 0; i < facilities.Length; i++)
        {
            int programs = facilities[i].Programs.Count;
            if (programs == 0)
            {
                throw new ArgumentException($"Facility {facilities[i].Id} has no program.", nameof(facilities));
            }

            int needed = programs <= WordBits ? programs : WordsFor(programs) * WordBits;
            if ((next % WordBits) + needed > WordBits)
            {
                next = WordsFor(next) * WordBits;
            }

            ulong bits = needed < WordBits ? (1UL << needed) - 1 : ulong.MaxValue;
            slots[i] = new Slots(next / WordBits, WordsFor(needed), bits << (next % WordBits));
            next += needed;
        }

        words = WordsFor(next);
        return slots;
    }

    private static int WordsFor(int bits) => (bits + WordBits - 1) / WordBits;

    private void FillBitsets()
    {
        for (int i = 0; i < _facilities.Length; i++)
        {
            Slots slots = _slots[i];
            int first = (slots.Word * WordBits) + BitOperations.TrailingZeroCount(slots.Bits);
            if (!slots.IsLarge)
            {
                ulong last = 1UL << (WordBits - 1 - BitOperations.LeadingZeroCount(slots.Bits));
                _last[slots.Word] |= last;
                _low[slots.Word] |= slots.Bits & ~last;
            }

            for (int p = 0; p < _facilities[i].Programs.Count; p++)
            {
                (int word, int bit) = Math.DivRem(first + p, WordBits);
                foreach (string token in _facilities[i].Programs[p].Tokens)
                {
                    if (!_tokens.TryGetValue(token, out ulong[]? programs))
                    {
                        _tokens.Add(token, programs = new ulong[_low.Length]);
                    }

                    programs[word] |= 1UL << bit;
                }
            }
        }
    }

    private int[] OrderBy(Comparison<IndexedFacility> comparison)
    {
        int[] order = [.. Enumerable.Range(0, _facilities.Length)];
        Array.Sort(order, (a, b) => comparison(_facilities[a], _facilities[b]));
        return order;
    }

    private static int[] RanksOf(int[] order)
    {
        int[] ranks = new int[order.Length];
        for (int rank = 0; rank < order.Length; rank++)
        {
            ranks[order[rank]] = rank;
        }

        return ranks;
    }
}
