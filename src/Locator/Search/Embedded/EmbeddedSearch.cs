using System.Buffers;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;

namespace Locator.Search.Embedded;

/// <summary>One search on one index: who stands in the area, which of their programs fit, the nearest of them, the counts.</summary>
internal sealed class EmbeddedSearch(EmbeddedIndex index, SearchQuery query)
{
    private readonly UnitVector? _origin = query.Origin is { } origin ? UnitVector.Of(origin) : null;

    /// <summary>Facilities in the area, in layout order, and the squared chords of their distances.</summary>
    private readonly List<Candidate> _area = [];

    /// <summary>Words of the bitsets that the area touches.</summary>
    private readonly List<int> _touched = [];

    /// <summary>The large facilities of the area: their words are among the touched ones, but count for nobody.</summary>
    private readonly List<Slots> _large = [];

    private Distance? _radius = query.Radius;

    private readonly record struct Candidate(int Facility, double SquaredChord);

    public SearchAnswer Answer()
    {
        ulong[] area = Rent(), fits = Rent(), possible = Rent();
        try
        {
            CollectArea();
            MarkArea(area);
            Apply(query.Filters, area, fits);
            if (query.FindRadius)
            {
                ShrinkToEnough(fits);
                MarkArea(area);
                Apply(query.Filters, area, fits);
            }

            Apply([.. query.Filters.Select(filter => filter with { AllowUnknown = true })], area, possible);
            int total = CountFacilities(fits);
            (IReadOnlyList<SearchHit> hits, bool hasMore) = Hits(fits);
            return new SearchAnswer
            {
                Radius = _radius,
                Total = total,
                UnknownHidden = CountFacilities(possible) - total,
                Hits = hits,
                HasMore = hasMore,
                Facets = [.. query.Facets.Select(facet => Count(facet, area, fits))],
            };
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(area);
            ArrayPool<ulong>.Shared.Return(fits);
            ArrayPool<ulong>.Shared.Return(possible);
        }
    }

    /// <summary>The facilities that match, in the order of the layout. Of a search without an automatic radius.</summary>
    public IReadOnlyList<int> Fitting()
    {
        ulong[] area = Rent(), fits = Rent();
        try
        {
            CollectArea();
            MarkArea(area);
            Apply(query.Filters, area, fits);
            return [.. _area.Where(candidate => Fits(candidate, fits)).Select(candidate => candidate.Facility)];
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(area);
            ArrayPool<ulong>.Shared.Return(fits);
        }
    }

    private ulong[] Rent() => ArrayPool<ulong>.Shared.Rent(index.Words);

    private void CollectArea()
    {
        if (query.FindRadius)
        {
            _radius = Distance.FromMiles(AutomaticRadius.Miles[^1]);
        }

        HashSet<int>? text = query.Words.Count > 0 ? index.Text.FacilitiesWith(AskedWord.Of(query)) : null;
        if (_radius is { } radius)
        {
            UnitVector origin = _origin!.Value;
            Distance edge = WithEdge(radius);
            double limit = UnitVector.SquaredChordOf(edge);
            // The box is made an edge wider than the circle, so that its own rounding cannot lose anyone.
            foreach ((int start, int end) in index.Layout.StretchesOf(BoundingBox.Around(query.Origin!.Value, WithEdge(edge))))
            {
                for (int i = start; i < end; i++)
                {
                    double chord = index.VectorOf(i).SquaredChordTo(origin);
                    if (chord <= limit)
                    {
                        AddIfInArea(i, chord, text);
                    }
                }
            }
        }
        else if (query.Box is { } box)
        {
            foreach ((int start, int end) in index.Layout.StretchesOf(box))
            {
                for (int i = start; i < end; i++)
                {
                    AddIfInArea(i, ChordOf(i), text);
                }
            }
        }
        else
        {
            for (int i = 0; i < index.Count; i++)
            {
                AddIfInArea(i, ChordOf(i), text);
            }
        }
    }

    private static Distance WithEdge(Distance radius) => Distance.FromMetres(radius.Metres + GreatCircle.EdgeMetres);

    /// <summary>Facilities without a point come last.</summary>
    private double ChordOf(int facility) =>
        _origin is { } origin && index.FacilityAt(facility).Point is not null
            ? index.VectorOf(facility).SquaredChordTo(origin)
            : double.PositiveInfinity;

    private void AddIfInArea(int i, double chord, HashSet<int>? text)
    {
        IndexedFacility facility = index.FacilityAt(i);
        if ((query.State is null || facility.State == query.State)
            && (query.CountyFips is null || facility.CountyFips == query.CountyFips)
            && (query.Box is not { } box || (facility.Point is { } point && box.Contains(point)))
            && (query.Polygon is not { } polygon || (facility.Point is { } at && polygon.Contains(at)))
            && (text is null || text.Contains(i)))
        {
            _area.Add(new Candidate(i, chord));
        }
    }

    /// <summary>The automatic radius: the smallest circle with enough facilities that fit, else the largest.</summary>
    private void ShrinkToEnough(ulong[] fits)
    {
        double[] limits = [.. AutomaticRadius.Miles.Select(miles =>
            UnitVector.SquaredChordOf(WithEdge(Distance.FromMiles(miles))))];
        int[] counts = new int[limits.Length];
        foreach (Candidate candidate in _area.Where(candidate => Fits(candidate, fits)))
        {
            for (int rung = limits.Length - 1; rung >= 0 && candidate.SquaredChord <= limits[rung]; rung--)
            {
                counts[rung]++;
            }
        }

        int enough = Array.FindIndex(counts, count => count >= AutomaticRadius.AtLeast);
        int chosen = enough < 0 ? limits.Length - 1 : enough;
        _radius = Distance.FromMiles(AutomaticRadius.Miles[chosen]);
        _area.RemoveAll(candidate => candidate.SquaredChord > limits[chosen]);
    }

    /// <summary>Sets the slots of the area's facilities; only touched words of any bitset are ever read.</summary>
    private void MarkArea(ulong[] area)
    {
        _touched.Clear();
        _large.Clear();
        int previous = -1;
        foreach (Candidate candidate in _area)
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

    private void Apply(IReadOnlyList<TokenFilter> filters, ulong[] within, ulong[] result)
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

        if (query.OpenTo is { } openTo)
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

    private int CountFacilities(ulong[] programs) => CountFacilities(programs, programs);

    private int CountFacilities(ulong[] programs, ulong[] with)
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

    private bool Fits(Candidate candidate, ulong[] fits)
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

    private FacetCounts Count(FacetRequest facet, ulong[] area, ulong[] fits)
    {
        // Its own selection is dropped where values mean any: the count says what choosing another value would give.
        ulong[]? without = null;
        if (query.Filters.Any(filter => filter.Group == facet.Group && !filter.All))
        {
            without = Rent();
            Apply([.. query.Filters.Where(filter => filter.Group != facet.Group)], area, without);
        }

        FacetCounts counts = new(
            facet.Group,
            [
                .. facet.Tokens.Select(token => new FacetCount(
                    token,
                    CountFacilities(without ?? fits, index.ProgramsWith(token)),
                    CountFacilities(without ?? fits, index.ProgramsWith(FilterValue.UnknownTokenOf(token))))),
            ]);
        if (without is not null)
        {
            ArrayPool<ulong>.Shared.Return(without);
        }

        return counts;
    }

    private (IReadOnlyList<SearchHit> Hits, bool HasMore) Hits(ulong[] fits)
    {
        Nearest nearest = new(query.Limit);
        int firstNameRank = query is { Origin: null, After: { } after } ? index.FirstNameRankAfter(after) : 0;
        foreach (Candidate candidate in _area)
        {
            if (!Fits(candidate, fits))
            {
                continue;
            }

            if (_origin is null)
            {
                int rank = index.NameRankOf(candidate.Facility);
                if (rank >= firstNameRank)
                {
                    nearest.Add(0, rank, candidate.Facility);
                }
            }
            else
            {
                double metres = MetresOf(candidate);
                if (IsAfter(metres, candidate.Facility))
                {
                    nearest.Add(metres, index.IdRankOf(candidate.Facility), candidate.Facility);
                }
            }
        }

        return ([.. nearest.InOrder.Select(found => HitOf(found.Facility, found.Metres))], nearest.HasMore);
    }

    private static double MetresOf(Candidate candidate) =>
        double.IsFinite(candidate.SquaredChord)
            ? UnitVector.DistanceOfChord(candidate.SquaredChord).Metres
            : double.PositiveInfinity;

    private bool IsAfter(double metres, int facility)
    {
        if (query.After is not { } after)
        {
            return true;
        }

        int order = metres.CompareTo(after.Metres ?? double.PositiveInfinity);
        return order > 0 || (order == 0 && string.CompareOrdinal(index.FacilityAt(facility).Id, after.Id) > 0);
    }

    private SearchHit HitOf(int i, double metres)
    {
        IndexedFacility facility = index.FacilityAt(i);
        return new SearchHit(
            facility.Id,
            _origin is not null && double.IsFinite(metres) ? Distance.FromMetres(metres) : null,
            facility.LocationIsExact,
            facility.SortName,
            Matching.Of(facility.Programs, query),
            facility.Document);
    }
}
