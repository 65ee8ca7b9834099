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

    private readonly AreaPrograms _programs = new(index, query.OpenTo);

    private Distance? _radius = query.Radius;

    public SearchAnswer Answer()
    {
        ulong[] area = Rent(), fits = Rent(), possible = Rent();
        try
        {
            CollectArea();
            _programs.Mark(_area, area);
            _programs.Apply(query.Filters, area, fits);
            if (query.FindRadius)
            {
                ShrinkToEnough(fits);
                _programs.Mark(_area, area);
                _programs.Apply(query.Filters, area, fits);
            }

            _programs.Apply([.. query.Filters.Select(filter => filter with { AllowUnknown = true })], area, possible);
            int total = _programs.Count(fits);
            (IReadOnlyList<SearchHit> hits, bool hasMore) = Hits(fits);
            return new SearchAnswer
            {
                Radius = _radius,
                Total = total,
                UnknownHidden = _programs.Count(possible) - total,
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
            _programs.Mark(_area, area);
            _programs.Apply(query.Filters, area, fits);
            return [.. _area.Where(candidate => _programs.Fits(candidate, fits)).Select(candidate => candidate.Facility)];
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
        foreach (Candidate candidate in _area.Where(candidate => _programs.Fits(candidate, fits)))
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

    private FacetCounts Count(FacetRequest facet, ulong[] area, ulong[] fits)
    {
        // Its own selection is dropped where values mean any: the count says what choosing another value would give.
        ulong[]? without = null;
        if (query.Filters.Any(filter => filter.Group == facet.Group && !filter.All))
        {
            without = Rent();
            _programs.Apply([.. query.Filters.Where(filter => filter.Group != facet.Group)], area, without);
        }

        FacetCounts counts = new(
            facet.Group,
            [
                .. facet.Tokens.Select(token => new FacetCount(
                    token,
                    _programs.Count(without ?? fits, index.ProgramsWith(token)),
                    _programs.Count(without ?? fits, index.ProgramsWith(FilterValue.UnknownTokenOf(token))))),
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
            if (!_programs.Fits(candidate, fits))
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
