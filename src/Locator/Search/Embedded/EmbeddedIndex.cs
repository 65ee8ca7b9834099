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
/// </remarks>
public sealed class EmbeddedIndex
{
    /// <summary>The most programs that one facility can have: its slots share one word.</summary>
    public const int MostProgramsPerFacility = 64;

    private const int WordBits = 64;

    private readonly IndexedFacility[] _facilities;
    private readonly UnitVector[] _vectors;
    private readonly GeoLayout _layout;
    private readonly WordIndex _words;

    /// <summary>For each facility: the word of its slots and their bits.</summary>
    private readonly (int Word, ulong Bits)[] _slots;
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
    /// <exception cref="ArgumentException">A facility has no program or more than <see cref="MostProgramsPerFacility"/>.</exception>
    public EmbeddedIndex(IReadOnlyList<IndexedFacility> facilities)
    {
        _layout = GeoLayout.Of(facilities, out _facilities);
        _vectors = [.. _facilities.Select(facility => facility.Point is { } point ? UnitVector.Of(point) : default)];
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

    internal (int Word, ulong Bits) SlotsOf(int index) => _slots[index];

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

    /// <summary>How many facilities have a slot in <paramref name="slots"/>, which are those of one word.</summary>
    internal int FacilitiesIn(int word, ulong slots)
    {
        ulong low = _low[word];
        return BitOperations.PopCount((((slots & low) + low) | slots) & _last[word]);
    }

    private static (int Word, ulong Bits)[] AssignSlots(IndexedFacility[] facilities, out int words)
    {
        (int Word, ulong Bits)[] slots = new (int, ulong)[facilities.Length];
        int word = 0, used = 0;
        for (int i = 0; i < facilities.Length; i++)
        {
            int programs = facilities[i].Programs.Count;
            if (programs is 0 or > MostProgramsPerFacility)
            {
                throw new ArgumentException(
                    $"Facility {facilities[i].Id} has {programs} programs; 1 to {MostProgramsPerFacility} can be indexed.",
                    nameof(facilities));
            }

            if (used + programs > WordBits)
            {
                word++;
                used = 0;
            }

            ulong bits = programs == WordBits ? ulong.MaxValue : (1UL << programs) - 1;
            slots[i] = (word, bits << used);
            used += programs;
        }

        words = word + 1;
        return slots;
    }

    private void FillBitsets()
    {
        for (int i = 0; i < _facilities.Length; i++)
        {
            (int word, ulong bits) = _slots[i];
            int first = BitOperations.TrailingZeroCount(bits);
            ulong last = 1UL << (WordBits - 1 - BitOperations.LeadingZeroCount(bits));
            _last[word] |= last;
            _low[word] |= bits & ~last;
            for (int p = 0; p < _facilities[i].Programs.Count; p++)
            {
                foreach (string token in _facilities[i].Programs[p].Tokens)
                {
                    if (!_tokens.TryGetValue(token, out ulong[]? programs))
                    {
                        _tokens.Add(token, programs = new ulong[_low.Length]);
                    }

                    programs[word] |= 1UL << (first + p);
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
