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
    private static readonly double[] Rungs = [.. AutomaticRadius.Miles.Select(miles => SearchedArea.LimitOf(Distance.FromMiles(miles)))];

    /// <summary>An automatic radius is looked for in a circle of 25 miles, which most places fill, and then in the largest one.</summary>
    private static readonly int[] Steps = [3, Rungs.Length - 1];

    /// <summary>By how much a circle that holds too few grows: areas sixteen times as large, so that the last one is nearly all of the work.</summary>
    private const double CircleGrowth = 4;

    /// <summary>Miles of the first circle: in a city it holds a page of results.</summary>
    private const double SmallestCircle = 1.5;

    /// <summary>Miles of a circle beyond which it pays to ask how many programs fit in the whole nation.</summary>
    private const double LocalCircle = 25;

    /// <summary>Programs in the whole nation that are few enough to look at the place of each.</summary>
    private const int MostRare = 1000;

    /// <summary>Miles of a circle that is most of the nation: beyond it all are looked at.</summary>
    private const double LargestCircle = 1000;

    [ThreadStatic]
    private static EmbeddedSearch? Spare;

    private readonly SearchedArea _area = new();
    private readonly CompiledFilters _filters = new();
    private readonly FittingPrograms _fitting;
    private readonly Nearest _nearest = new();
    private EmbeddedIndex _index = null!;
    private SearchQuery _query = null!;
    private UnitVector? _origin;
    private Distance? _radius;

    private EmbeddedSearch() => _fitting = new FittingPrograms(_area, _filters);

    /// <summary>Searches an index.</summary>
    public static T On<T>(EmbeddedIndex index, SearchQuery query, Func<EmbeddedSearch, T> ask)
    {
        EmbeddedSearch search = Spare ?? new EmbeddedSearch();
        Spare = null;
        (search._index, search._query, search._radius) = (index, query, query.Radius);
        search._origin = query.Origin is { } origin ? UnitVector.Of(origin) : null;
        search._filters.Compile(query, index.Tokens);
        T answer = ask(search);
        // A thread that searches no more must not keep a version alive that is served no more.
        (search._index, search._query) = (null!, null!);
        search._fitting.Clear();
        if (!search._area.IsHuge)
        {
            Spare = search;
        }

        return answer;
    }

    public SearchAnswer Answer()
    {
        Look();
        int total = _query.OnlyNearest ? 0 : _fitting.Count();
        int unknownHidden = _query.OnlyNearest ? 0 : _fitting.CountPossible() - total;
        CollectHits();
        FacetCounts[] facets = _query.Facets.Count == 0 ? [] : new FacetCounts[_query.Facets.Count];
        for (int i = 0; i < facets.Length; i++)
        {
            facets[i] = _fitting.Count(_query.Facets[i]);
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
            if (_fitting.Has(candidate))
            {
                fitting.Add(candidate.Facility);
            }
        }

        return fitting;
    }

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
            Collect(_radius, text);
        }
    }

    private void Collect(Distance? within, HashSet<int>? text)
    {
        _area.Collect(_index, _query, within, text);
        _fitting.Mark(_index);
    }

    /// <summary>
    /// Looks into growing circles until one holds more than are wanted; false where none within the radius does. Where small ones do not,
    /// and few programs fit at all, these are all that is looked at.
    /// </summary>
    private bool FindNearest(HashSet<int>? text)
    {
        bool mayBeRare = true;
        for (double miles = SmallestCircle; miles < (_query.Radius?.Miles ?? LargestCircle); miles *= CircleGrowth)
        {
            if (miles > LocalCircle && mayBeRare && _area.CollectRare(_index, _query, _filters, _query.Radius, text, MostRare))
            {
                _fitting.Mark(_index);
                return true;
            }

            mayBeRare &= miles <= LocalCircle;
            Collect(Distance.FromMiles(miles), text);
            if (_fitting.Count() > _query.Limit)
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
            Collect(_radius, text);
            int rung = SmallestWithEnough(step);
            if (rung >= 0 && rung < step)
            {
                _radius = Distance.FromMiles(AutomaticRadius.Miles[rung]);
                Collect(_radius, text);
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
            if (_fitting.Has(candidate))
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

    private void CollectHits()
    {
        _nearest.Clear(_query.Limit);
        ResultPosition? after = _query.After;
        int firstRank = after is null ? 0 : _origin is null ? _index.FirstNameRankAfter(after) : _index.FirstIdRank(after.Id, behind: true);
        double afterMetres = after?.Metres ?? double.PositiveInfinity;
        foreach (ref readonly Candidate candidate in _area.Facilities)
        {
            if (!_fitting.Has(candidate))
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
}
