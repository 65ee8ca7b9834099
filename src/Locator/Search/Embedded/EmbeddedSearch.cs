using System.Numerics;
using Locator.Facilities;
using Locator.Geo;
using static Locator.Search.Embedded.CompiledFilters;

namespace Locator.Search.Embedded;

/// <summary>
/// One search on one index: who stands in the area, which of their programs fit, the nearest of them, the counts. What it needs
/// meanwhile belongs to the thread and is used again.
/// </summary>
internal sealed class EmbeddedSearch
{
    private static readonly double[] Rungs = [.. AutomaticRadius.Miles.Select(miles => LimitOf(Distance.FromMiles(miles)))];

    /// <summary>An automatic radius is looked for in a circle of 25 miles, which most places fill, and then in the largest one.</summary>
    private static readonly int[] Steps = [3, Rungs.Length - 1];

    /// <summary>Tokens counted at once: every group but that of raw codes.</summary>
    private const int MostOnStack = 64;

    /// <summary>By how much a circle that holds too few grows: areas sixteen times as large, so that the last one is nearly all of the work.</summary>
    private const double CircleGrowth = 4;

    /// <summary>Miles of the first circle: in a city it holds a page of results.</summary>
    private const double SmallestCircle = 1.5;

    /// <summary>Miles of a circle that is most of the nation: beyond it all are looked at.</summary>
    private const double LargestCircle = 1000;

    [ThreadStatic]
    private static EmbeddedSearch? Spare;

    private readonly SearchedArea _area = new();
    private readonly CompiledFilters _filters = new();
    private readonly Nearest _nearest = new();
    private EmbeddedIndex _index = null!;
    private SearchQuery _query = null!;
    private UnitVector? _origin;
    private Distance? _radius;

    /// <summary>For each word of the area the programs that fit.</summary>
    private ulong[] _fits = [];

    /// <summary>The same for one facet that drops its own selection.</summary>
    private ulong[] _widened = [];

    private EmbeddedSearch()
    {
    }

    /// <summary>Searches an index.</summary>
    public static T On<T>(EmbeddedIndex index, SearchQuery query, Func<EmbeddedSearch, T> ask)
    {
        EmbeddedSearch search = Spare ?? new EmbeddedSearch();
        Spare = null;
        (search._index, search._query, search._radius) = (index, query, query.Radius);
        search._origin = query.Origin is { } origin ? UnitVector.Of(origin) : null;
        search._filters.Compile(query, index.Tokens);
        T answer = ask(search);
        (search._index, search._query) = (null!, null!);
        if (!search._area.IsHuge)
        {
            Spare = search;
        }

        return answer;
    }

    public SearchAnswer Answer()
    {
        Look();
        int total = _query.OnlyNearest ? 0 : CountFitting();
        int unknownHidden = _query.OnlyNearest ? 0 : CountPossible() - total;
        CollectHits();
        FacetCounts[] facets = _query.Facets.Count == 0 ? [] : new FacetCounts[_query.Facets.Count];
        for (int i = 0; i < facets.Length; i++)
        {
            facets[i] = Count(_query.Facets[i]);
        }

        return new SearchAnswer
        {
            Radius = _radius,
            Total = total,
            UnknownHidden = unknownHidden,
            Hits = HitsFound(),
            HasMore = _nearest.HasMore,
            Facets = facets,
        };
    }

    /// <summary>The facilities that match, in the order of the layout.</summary>
    public List<int> Fitting()
    {
        Look();
        List<int> fitting = [];
        foreach (ref readonly Candidate candidate in _area.Facilities)
        {
            if (Fits(candidate))
            {
                fitting.Add(candidate.Facility);
            }
        }

        return fitting;
    }

    /// <summary>The squared chord that a radius reaches, its edge inside.</summary>
    private static double LimitOf(Distance radius) => UnitVector.SquaredChordOf(WithEdge(radius));

    private static Distance WithEdge(Distance radius) => Distance.FromMetres(radius.Metres + GreatCircle.EdgeMetres);

    /// <summary>Finds the area and the programs in it that fit.</summary>
    private void Look()
    {
        HashSet<int>? text = _query.Words.Count > 0 ? _index.Text.FacilitiesWith(AskedWord.Of(_query)) : null;
        if (_query.FindRadius)
        {
            FindRadius(text);
        }
        else if (!_query.OnlyNearest || _origin is null || _query.After is not null || !FindNearest(text))
        {
            CollectArea(text);
            MarkFitting();
        }
    }

    /// <summary>
    /// Looks into growing circles until one holds more than are wanted; false where none within the radius does. Where no program of
    /// the whole index fits, there is nothing to look for.
    /// </summary>
    private bool FindNearest(HashSet<int>? text)
    {
        if (!CouldFit())
        {
            _area.Clear();
            return true;
        }

        for (double miles = SmallestCircle; miles < (_query.Radius?.Miles ?? LargestCircle); miles *= CircleGrowth)
        {
            _radius = Distance.FromMiles(miles);
            CollectArea(text);
            _radius = _query.Radius;
            MarkFitting();
            if (CountFitting() > _query.Limit)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether some program of the index passes all filters, wherever it is.</summary>
    private bool CouldFit()
    {
        for (int word = 0; word < _index.Words; word++)
        {
            if (_filters.Passing(_index.Tokens.RowOf(word), Unknown.AsAsked) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private void FindRadius(HashSet<int>? text)
    {
        foreach (int step in Steps)
        {
            _radius = Distance.FromMiles(AutomaticRadius.Miles[step]);
            CollectArea(text);
            MarkFitting();
            int rung = SmallestWithEnough(step);
            if (rung >= 0 && rung < step)
            {
                _radius = Distance.FromMiles(AutomaticRadius.Miles[rung]);
                CollectArea(text);
                MarkFitting();
            }

            if (rung >= 0)
            {
                return;
            }
        }
    }

    /// <summary>The smallest rung of the automatic radius, up to the one that was looked at, that holds enough; −1 where none does.</summary>
    private int SmallestWithEnough(int largest)
    {
        Span<int> counts = stackalloc int[Rungs.Length];
        foreach (ref readonly Candidate candidate in _area.Facilities)
        {
            if (Fits(candidate))
            {
                for (int rung = largest; rung >= 0 && candidate.SquaredChord <= Rungs[rung]; rung--)
                {
                    counts[rung]++;
                }
            }
        }

        for (int rung = 0; rung <= largest; rung++)
        {
            if (counts[rung] >= AutomaticRadius.AtLeast)
            {
                return rung;
            }
        }

        return -1;
    }

    private void CollectArea(HashSet<int>? text)
    {
        _area.Clear();
        if (_radius is { } radius)
        {
            // The box is made an edge wider than the circle, so that its own rounding cannot lose anyone.
            CollectCircle(_origin!.Value, LimitOf(radius), BoundingBox.Around(_query.Origin!.Value, WithEdge(WithEdge(radius))), text);
        }
        else if (_query.Box is { } box)
        {
            GeoLayout.Stretches stretches = _index.Layout.StretchesOf(box);
            while (stretches.Next())
            {
                CollectStretch(stretches.Start, stretches.End, text);
            }
        }
        else
        {
            CollectStretch(0, _index.Count, text);
        }
    }

    private void CollectCircle(UnitVector origin, double limit, BoundingBox box, HashSet<int>? text)
    {
        bool isCircleOnly = text is null && _query is { State: null, CountyFips: null, Box: null, Polygon: null };
        ReadOnlySpan<EmbeddedIndex.Site> sites = _index.Sites;
        GeoLayout.Stretches stretches = _index.Layout.StretchesOf(box);
        while (stretches.Next())
        {
            for (int i = stretches.Start; i < stretches.End; i++)
            {
                ref readonly EmbeddedIndex.Site site = ref sites[i];
                double chord = site.Vector.SquaredChordTo(origin);
                if (chord <= limit && (isCircleOnly || IsInArea(i, text)))
                {
                    _area.Add(i, chord, site.Slots);
                }
            }
        }
    }

    private void CollectStretch(int start, int end, HashSet<int>? text)
    {
        ReadOnlySpan<EmbeddedIndex.Site> sites = _index.Sites;
        for (int i = start; i < end; i++)
        {
            if (IsInArea(i, text))
            {
                // Facilities without a point come last; without an origin all are equally far.
                double chord = _origin is not { } origin ? 0
                    : i < _index.Layout.Located ? sites[i].Vector.SquaredChordTo(origin)
                    : double.PositiveInfinity;
                _area.Add(i, chord, sites[i].Slots);
            }
        }
    }

    private bool IsInArea(int i, HashSet<int>? text)
    {
        ref readonly Entry facility = ref _index.EntryAt(i);
        return (_query.State is null || facility.State == _query.State)
            && (_query.CountyFips is null || facility.CountyFips == _query.CountyFips)
            && (_query.Box is not { } box || (facility.Point is { } point && box.Contains(point)))
            && (_query.Polygon is not { } polygon || (facility.Point is { } at && polygon.Contains(at)))
            && (text is null || text.Contains(i));
    }

    private void MarkFitting()
    {
        ReadOnlySpan<int> words = _area.Words;
        ReadOnlySpan<ulong> slots = _area.Slots;
        if (_fits.Length < words.Length)
        {
            int length = Math.Max(words.Length, 2 * _fits.Length);
            (_fits, _widened) = (new ulong[length], new ulong[length]);
        }

        for (int i = 0; i < words.Length; i++)
        {
            _fits[i] = slots[i] & _filters.Passing(_index.Tokens.RowOf(words[i]), Unknown.AsAsked);
        }
    }

    /// <summary>How many facilities have a program that fits.</summary>
    private int CountFitting()
    {
        ReadOnlySpan<int> words = _area.Words;
        int count = 0;
        for (int i = 0; i < words.Length; i++)
        {
            count += _index.FacilitiesIn(words[i], _fits[i]);
        }

        foreach ((int position, int length) in _area.Large)
        {
            count += _fits.AsSpan(position, length).ContainsAnyExcept(0UL) ? 1 : 0;
        }

        return count;
    }

    /// <summary>How many would match if unknown passed in every group.</summary>
    private int CountPossible()
    {
        ReadOnlySpan<int> words = _area.Words;
        ReadOnlySpan<ulong> slots = _area.Slots;
        int count = 0;
        for (int i = 0; i < words.Length; i++)
        {
            count += _index.FacilitiesIn(words[i], slots[i] & _filters.Passing(_index.Tokens.RowOf(words[i]), Unknown.Passes));
        }

        foreach ((int position, int length) in _area.Large)
        {
            ulong any = 0;
            for (int i = position; i < position + length; i++)
            {
                any |= slots[i] & _filters.Passing(_index.Tokens.RowOf(words[i]), Unknown.Passes);
            }

            count += any != 0 ? 1 : 0;
        }

        return count;
    }

    private bool Fits(in Candidate candidate)
    {
        Slots slots = _index.Sites[candidate.Facility].Slots;
        return (_fits[candidate.Position] & slots.Bits) != 0
            || (slots.IsLarge && _fits.AsSpan(candidate.Position, slots.Words).ContainsAnyExcept(0UL));
    }

    private void CollectHits()
    {
        _nearest.Clear(_query.Limit);
        ResultPosition? after = _query.After;
        int firstRank = after is null ? 0 : _origin is null ? _index.FirstNameRankAfter(after) : _index.FirstIdRank(after.Id, behind: true);
        double afterMetres = after?.Metres ?? double.PositiveInfinity;
        foreach (ref readonly Candidate candidate in _area.Facilities)
        {
            if (!Fits(candidate))
            {
                continue;
            }

            int rank = _origin is null ? _index.NameRankOf(candidate.Facility) : _index.IdRankOf(candidate.Facility);
            if (after is not null)
            {
                int order = _origin is null ? 0 : Nearest.MetresOf(candidate.SquaredChord).CompareTo(afterMetres);
                if (order < 0 || (order == 0 && rank < firstRank))
                {
                    continue;
                }
            }

            _nearest.Add(candidate, rank);
        }
    }

    private SearchHit[] HitsFound()
    {
        ReadOnlySpan<Nearest.Found> found = _nearest.InOrder;
        SearchHit[] hits = found.Length == 0 ? [] : new SearchHit[found.Length];
        for (int i = 0; i < hits.Length; i++)
        {
            Candidate candidate = found[i].Candidate;
            ref readonly Entry facility = ref _index.EntryAt(candidate.Facility);
            hits[i] = new SearchHit(
                facility.Id,
                _origin is not null && double.IsFinite(candidate.SquaredChord) ? UnitVector.DistanceOfChord(candidate.SquaredChord) : null,
                facility.LocationIsExact,
                facility.SortName,
                MatchedBy(candidate.Facility),
                facility.Document);
        }

        return hits;
    }

    /// <summary>How each program of a facility fits (<see cref="Matching"/>), from the bits of all its programs at once.</summary>
    private ProgramMatch[] MatchedBy(int facility)
    {
        ReadOnlySpan<string> ids = _index.ProgramsOf(facility);
        ProgramMatch[] matches = new ProgramMatch[ids.Length];
        Slots slots = _index.Sites[facility].Slots;
        int bit = BitOperations.TrailingZeroCount(slots.Bits);
        ulong stated = 0, possible = 0;
        for (int i = 0; i < matches.Length; i++, bit++)
        {
            if (i == 0 || bit % Slots.WordBits == 0)
            {
                ReadOnlySpan<ulong> row = _index.Tokens.RowOf(slots.Word + (bit / Slots.WordBits));
                stated = _filters.Passing(row, Unknown.Fails);
                possible = _filters.Passing(row, Unknown.Passes);
            }

            matches[i] = new ProgramMatch(
                ids[i],
                (stated >> bit & 1) != 0 ? Knowledge.Yes : (possible >> bit & 1) != 0 ? Knowledge.Unknown : Knowledge.No);
        }

        return matches;
    }

    private FacetCounts Count(FacetRequest facet)
    {
        // Its own selection is dropped where values mean any: the count says what choosing another value would give.
        ReadOnlySpan<ulong> programs = _fits.AsSpan(0, _area.Words.Length);
        if (_filters.WidenedBy(facet.Group))
        {
            MarkWithout(facet.Group);
            programs = _widened.AsSpan(0, _area.Words.Length);
        }

        TokenColumns[] columns = _index.ColumnsOf(facet);
        FacetCount[] counts = new FacetCount[columns.Length];
        Span<int> stated = stackalloc int[Math.Min(columns.Length, MostOnStack)], unknown = stackalloc int[stated.Length];
        for (int first = 0; first < columns.Length; first += MostOnStack)
        {
            ReadOnlySpan<TokenColumns> some = columns.AsSpan(first, Math.Min(MostOnStack, columns.Length - first));
            stated.Clear();
            unknown.Clear();
            CountColumns(some, programs, stated, unknown);
            for (int i = 0; i < some.Length; i++)
            {
                counts[first + i] = new FacetCount(facet.Tokens[first + i], stated[i], unknown[i]);
            }
        }

        return new FacetCounts(facet.Group, counts);
    }

    private void MarkWithout(string group)
    {
        ReadOnlySpan<int> words = _area.Words;
        ReadOnlySpan<ulong> slots = _area.Slots;
        for (int i = 0; i < words.Length; i++)
        {
            _widened[i] = slots[i] & _filters.Passing(_index.Tokens.RowOf(words[i]), Unknown.AsAsked, group);
        }
    }

    /// <summary>Adds for each token how many facilities have a program among these that states it, and one that was never asked.</summary>
    private void CountColumns(ReadOnlySpan<TokenColumns> columns, ReadOnlySpan<ulong> programs, Span<int> stated, Span<int> unknown)
    {
        ReadOnlySpan<int> words = _area.Words;
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
                ulong with = counted & row[columns[i].Stated];
                stated[i] += BitOperations.PopCount((((with & low) + low) | with) & last);
                with = counted & row[columns[i].Unknown];
                unknown[i] += BitOperations.PopCount((((with & low) + low) | with) & last);
            }
        }

        foreach ((int position, int length) in _area.Large)
        {
            for (int i = 0; i < columns.Length; i++)
            {
                ulong states = 0, leavesOpen = 0;
                for (int word = position; word < position + length; word++)
                {
                    ReadOnlySpan<ulong> row = _index.Tokens.RowOf(words[word]);
                    states |= programs[word] & row[columns[i].Stated];
                    leavesOpen |= programs[word] & row[columns[i].Unknown];
                }

                stated[i] += states != 0 ? 1 : 0;
                unknown[i] += leavesOpen != 0 ? 1 : 0;
            }
        }
    }
}
