using System.Collections.Concurrent;
using System.Numerics;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;

namespace Locator.Search.Embedded;

/// <summary>
/// One directory version, indexed in memory. Immutable: a new version is built beside it (some 0.2 s for the national
/// directory) and swapped in whole.
/// </summary>
/// <remarks>
/// <para>Facilities lie in the order of <see cref="GeoLayout"/>, so that a circle touches few stretches of memory.</para>
/// <para>Every program has a <i>slot</i>, a bit position; every token is a bitset over slots (<see cref="ProgramTokens"/>); conditions on
/// "the same program" are ANDs of words. The slots of a facility never straddle a 64-bit word. With <c>low</c> the slots of a facility
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
    /// <summary>What every search that comes near a facility reads.</summary>
    private readonly Site[] _sites;

    /// <summary>What is read of the facilities found.</summary>
    private readonly Entry[] _entries;
    private readonly string[] _programIds;
    private readonly GeoLayout _layout;
    private readonly WordIndex _words;
    private readonly ProgramTokens _tokens;

    /// <summary>For each word of slots the facility that its first slot belongs to.</summary>
    private readonly int[] _firstOfWord;
    private readonly ulong[] _low;
    private readonly ulong[] _last;

    /// <summary>For each facility its rank by id, and by name and then id.</summary>
    private readonly int[] _byId;
    private readonly int[] _idRank;
    private readonly int[] _nameRank;

    /// <summary>Facilities in the order of their name, then id.</summary>
    private readonly int[] _byName;

    /// <summary>The columns of facets asked for lately, by group: most searches ask for the same ones.</summary>
    private readonly ConcurrentDictionary<string, FacetColumns> _facets = new(StringComparer.Ordinal);

    /// <summary>Builds the index.</summary>
    /// <exception cref="ArgumentException">A facility has no program.</exception>
    public EmbeddedIndex(IReadOnlyList<IndexedFacility> facilities)
    {
        _layout = GeoLayout.Of(facilities, out IndexedFacility[] ordered);
        if (Array.Find(ordered, facility => facility.Programs.Count == 0) is { } empty)
        {
            throw new ArgumentException($"Facility {empty.Id} has no program.", nameof(facilities));
        }

        _words = new WordIndex(ordered);
        _sites = SitesOf(ordered, out int words);
        _entries = Entry.Of(ordered);
        _programIds = ProgramIdsOf(ordered);
        _low = new ulong[words];
        _last = new ulong[words];
        _firstOfWord = FirstOfWords(words);
        ProgramTokenRows rows = new(TokensOf(ordered), words);
        FillBits(ordered, rows);
        _tokens = new ProgramTokens(rows);

        _byId = OrderBy((a, b) => string.CompareOrdinal(_entries[a].Id, _entries[b].Id));
        _idRank = RanksOf(_byId);
        _byName = OrderBy((a, b) =>
            string.CompareOrdinal(_entries[a].SortName, _entries[b].SortName) is var order and not 0 ? order : _idRank[a].CompareTo(_idRank[b]));
        _nameRank = RanksOf(_byName);
    }

    /// <summary>Number of facilities.</summary>
    public int Count => _sites.Length;

    /// <summary>Answers one query.</summary>
    /// <exception cref="ArgumentException">A radius without an origin.</exception>
    public SearchAnswer Search(SearchQuery query) =>
        query.Origin is null && (query.FindRadius || query.Radius is not null)
            ? throw new ArgumentException("A radius needs an origin.", nameof(query))
            : EmbeddedSearch.On(this, query, static search => search.Answer());

    /// <summary>The facility of that id, or null.</summary>
    internal FacilityRecord? Find(string id)
    {
        int rank = FirstIdRank(id, behind: false);
        if (rank == Count || _entries[_byId[rank]].Id != id)
        {
            return null;
        }

        int facility = _byId[rank];
        return new FacilityRecord(
            id,
            _entries[facility].Document,
            [.. ProgramsOf(facility).ToArray().Select((program, i) => new ProgramCodes(program, CodesOf(facility, i)))]);
    }

    internal GeoLayout Layout => _layout;

    internal WordIndex Text => _words;

    internal ProgramTokens Tokens => _tokens;

    /// <summary>Words of program slots.</summary>
    internal int Words => _low.Length;

    internal ReadOnlySpan<Site> Sites => _sites;

    /// <summary>The facility that the first slot of a word belongs to; the others of the word follow it.</summary>
    internal int FirstFacilityIn(int word) => _firstOfWord[word];

    internal ref readonly Entry EntryAt(int facility) => ref _entries[facility];

    /// <summary>Ids of the programs of a facility, in their order, which is that of their slots.</summary>
    internal ReadOnlySpan<string> ProgramsOf(int facility)
    {
        int start = _entries[facility].FirstProgram;
        int end = facility + 1 < _entries.Length ? _entries[facility + 1].FirstProgram : _programIds.Length;
        return _programIds.AsSpan(start, end - start);
    }

    internal int IdRankOf(int facility) => _idRank[facility];

    internal int NameRankOf(int facility) => _nameRank[facility];

    /// <summary>The first rank by name that stands behind a position.</summary>
    internal int FirstNameRankAfter(ResultPosition position)
    {
        int low = 0, high = _byName.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            ref readonly Entry facility = ref _entries[_byName[middle]];
            int order = string.CompareOrdinal(facility.SortName, position.SortName);
            order = order != 0 ? order : string.CompareOrdinal(facility.Id, position.Id);
            (low, high) = order <= 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The first rank by id that is not before an id, or that is behind it.</summary>
    internal int FirstIdRank(string id, bool behind)
    {
        int low = 0, high = _byId.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            int order = string.CompareOrdinal(_entries[_byId[middle]].Id, id);
            (low, high) = order < 0 || (behind && order == 0) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>How many facilities, large ones apart, have a slot in <paramref name="slots"/>, which are those of one word.</summary>
    internal int FacilitiesIn(int word, ulong slots)
    {
        ulong low = _low[word];
        return BitOperations.PopCount((((slots & low) + low) | slots) & _last[word]);
    }

    /// <summary>The slots of one word that are not the last of their facility, and those that are.</summary>
    internal (ulong Low, ulong Last) BordersOf(int word) => (_low[word], _last[word]);

    /// <summary>The columns of a facet's values.</summary>
    internal FacetColumns ColumnsOf(FacetRequest facet)
    {
        if (_facets.TryGetValue(facet.Group, out FacetColumns? known) && ReferenceEquals(known.Tokens, facet.Tokens))
        {
            return known;
        }

        return _facets[facet.Group] = new FacetColumns(facet.Tokens, _tokens);
    }

    private IReadOnlyList<string> CodesOf(int facility, int program)
    {
        (int word, int bit) = SlotOf(facility, program);
        return ServiceTokens.CodesIn(_tokens.TokensOf(word, bit));
    }

    /// <summary>Word and bit of a program.</summary>
    private (int Word, int Bit) SlotOf(int facility, int program)
    {
        Slots slots = _sites[facility].Slots;
        int bit = BitOperations.TrailingZeroCount(slots.Bits) + program;
        return (slots.Word + (bit / Slots.WordBits), bit % Slots.WordBits);
    }

    private void FillBits(IndexedFacility[] facilities, ProgramTokenRows rows)
    {
        for (int i = 0; i < facilities.Length; i++)
        {
            Slots slots = _sites[i].Slots;
            if (!slots.IsLarge)
            {
                ulong last = 1UL << (Slots.WordBits - 1 - BitOperations.LeadingZeroCount(slots.Bits));
                _last[slots.Word] |= last;
                _low[slots.Word] |= slots.Bits & ~last;
            }

            for (int p = 0; p < facilities[i].Programs.Count; p++)
            {
                (int word, int bit) = SlotOf(i, p);
                rows.Set(word, bit, facilities[i].Programs[p].Tokens);
            }
        }
    }

    /// <summary>Every token that a program has. Tables are taken whole: reading them is cheaper than the tokens of each program.</summary>
    private static HashSet<string> TokensOf(IndexedFacility[] facilities)
    {
        HashSet<string> tokens = new(StringComparer.Ordinal);
        HashSet<TokenTable> tables = [];
        foreach (IndexedProgram program in facilities.SelectMany(facility => facility.Programs))
        {
            if (program.Tokens is not TokenSet set)
            {
                tokens.UnionWith(program.Tokens);
            }
            else if (tables.Add(set.Table))
            {
                tokens.UnionWith(set.Table.Tokens);
            }
        }

        return tokens;
    }

    private static Site[] SitesOf(IndexedFacility[] facilities, out int words)
    {
        Slots[] slots = Slots.Assign([.. facilities.Select(facility => facility.Programs.Count)], out words);
        Site[] sites = new Site[facilities.Length];
        for (int i = 0; i < sites.Length; i++)
        {
            sites[i] = new Site(facilities[i].Point is { } point ? UnitVector.Of(point) : default, slots[i]);
        }

        return sites;
    }

    private int[] FirstOfWords(int words)
    {
        int[] first = new int[words];
        for (int i = _sites.Length - 1; i >= 0; i--)
        {
            first.AsSpan(_sites[i].Slots.Word, _sites[i].Slots.Words).Fill(i);
        }

        return first;
    }

    private static string[] ProgramIdsOf(IndexedFacility[] facilities)
    {
        string[] ids = new string[facilities.Sum(facility => facility.Programs.Count)];
        int next = 0;
        foreach (IndexedFacility facility in facilities)
        {
            foreach (IndexedProgram program in facility.Programs)
            {
                ids[next++] = program.Id;
            }
        }

        return ids;
    }

    private int[] OrderBy(Comparison<int> comparison)
    {
        int[] order = [.. Enumerable.Range(0, _entries.Length)];
        Array.Sort(order, comparison);
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

    /// <summary>What the area of a search is collected from.</summary>
    internal readonly record struct Site(UnitVector Vector, Slots Slots);
}
