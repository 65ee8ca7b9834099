using BenchmarkDotNet.Attributes;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Places;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;

namespace Locator.Benchmarks;

/// <summary>
/// The standard search (ZIP, level of care, payment, 25 miles, 20 results, the seven default facets) in the embedded engine,
/// from 200 ZIPs in turn, against a plain scan that finds only the matching facilities and counts them.
/// </summary>
[MemoryDiagnoser]
public class StandardSearch
{
    private IReadOnlyList<IndexedFacility> _facilities = [];
    private EmbeddedIndex _index = new([]);
    private SearchQuery[] _queries = [];
    private int _next;

    [GlobalSetup]
    public void Load()
    {
        _facilities = FacilityIndexer.All(RealDirectory.VersionOf(BenchmarkDirectory.Draft()), Vocabulary.Current);
        _index = new EmbeddedIndex(_facilities);
        Random random = new(1);
        // ZIPs where facilities are, so that cities count as often as they do in the directory.
        _queries =
        [
            .. Enumerable.Range(0, 200)
                .Select(_ => _facilities[random.Next(_facilities.Count)].Point)
                .OfType<GeoPoint>()
                .Select(point => new SearchQuery
                {
                    Origin = point,
                    Radius = Distance.FromMiles(25),
                    Filters = [Asking("level", "intensive-outpatient"), Asking("payment", "medicaid")],
                    Facets = DefaultFacets.Requests,
                }),
        ];
    }

    [Benchmark(Baseline = true, Description = "plain scan, no facets")]
    public int Scan()
    {
        SearchQuery query = Next();
        return _facilities.Count(facility =>
            facility.Point is { } point
            && GreatCircle.Between(query.Origin!.Value, point) <= query.Radius!.Value
            && facility.Programs.Any(program => query.Filters.All(filter => filter.Tokens.Any(program.Tokens.Contains))));
    }

    [Benchmark(Description = "standard search")]
    public SearchAnswer Standard() => _index.Search(Next());

    [Benchmark(Description = "without facets")]
    public SearchAnswer WithoutFacets() => _index.Search(Next() with { Facets = [] });

    [Benchmark(Description = "automatic radius")]
    public SearchAnswer FoundRadius() => _index.Search(Next() with { Radius = null, FindRadius = true });

    [Benchmark(Description = "whole nation")]
    public SearchAnswer Nation() => _index.Search(Next() with { Origin = null, Radius = null });

    private SearchQuery Next() => _queries[_next++ % _queries.Length];

    private static TokenFilter Asking(string group, string value) => new(group, [$"{group}:{value}"]);
}
