using Locator.Geo;
using Locator.Indexing;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;
using Xunit;

namespace Locator.Tests.Search;

/// <summary>What a search in memory costs, in bytes: they are the same on every machine, as times are not.</summary>
public sealed class SearchCostTests
{
    private const int Limit = 20;

    /// <summary>Bytes of a hit, of what says how its one program fits, and of a count, with room for the headers of their arrays.</summary>
    private const int BytesOfHit = 200, BytesOfCount = 24, BytesOfFrame = 500;

    private static readonly SearchQuery Query = new()
    {
        Origin = AFacility.Atlanta,
        Radius = Distance.FromMiles(25),
        Filters = [new TokenFilter("level", ["level:iop"]), new TokenFilter("payment", ["payment:cash", "payment:medicaid"])],
        Facets = [new FacetRequest("level", ["level:iop", "level:php"]), new FacetRequest("payment", ["payment:cash", "payment:medicaid"])],
        Limit = Limit,
    };

    [Fact]
    public void A_search_allocates_its_answer_and_nothing_for_those_that_it_looks_at()
    {
        long few = AllocatedBySearching(new EmbeddedIndex(Facilities(100)), Query), many = AllocatedBySearching(new EmbeddedIndex(Facilities(5_000)), Query);
        Assert.Equal(few, many);
        Assert.InRange(many, 1, BytesOfFrame + (Limit * BytesOfHit) + (4 * BytesOfCount));
    }

    [Fact]
    public void An_automatic_radius_and_the_nearest_of_all_allocate_no_more()
    {
        EmbeddedIndex index = new(Facilities(5_000));
        long fixedRadius = AllocatedBySearching(index, Query);
        Assert.Equal(fixedRadius, AllocatedBySearching(index, Query with { Radius = null, FindRadius = true }));
        Assert.True(AllocatedBySearching(index, Query with { Radius = null, OnlyNearest = true, Facets = [] }) <= fixedRadius);
    }

    [Fact]
    public void An_index_that_was_searched_and_let_go_of_is_not_kept_by_the_thread_that_searched_it()
    {
        WeakReference index = Searched();
        GC.Collect();
        Assert.False(index.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Searched()
        {
            EmbeddedIndex index = new(Facilities(100));
            index.Search(Query);
            return new WeakReference(index);
        }
    }

    private static IndexedFacility[] Facilities(int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => AFacility.With($"f{i:00000}", ["level:iop", i % 2 == 0 ? "payment:cash" : "?payment:cash", "payment:medicaid"])
            .MilesNorth(20.0 * i / count)),
    ];

    /// <summary>What one search allocates when others went before it: room that is kept is not counted.</summary>
    private static long AllocatedBySearching(EmbeddedIndex index, SearchQuery query)
    {
        Assert.Equal(Limit, index.Search(query).Hits.Count);
        index.Search(query);
        long before = GC.GetAllocatedBytesForCurrentThread();
        index.Search(query);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
