using Locator.Search;
using Xunit;

namespace Locator.Testing;

/// <summary>Compares what an engine answers with what it must answer.</summary>
public static class SearchAssert
{
    /// <summary>The same results, totals and facets.</summary>
    public static void Equal(SearchAnswer expected, SearchAnswer actual, string what)
    {
        SameResults(expected, actual, what);
        Assert.True(expected.Total == actual.Total, $"{what}: total {expected.Total} became {actual.Total}");
        Assert.True(expected.UnknownHidden == actual.UnknownHidden,
            $"{what}: unknownHidden {expected.UnknownHidden} became {actual.UnknownHidden}");
        Assert.Equal(expected.Facets.Count, actual.Facets.Count);
        foreach ((FacetCounts one, FacetCounts other) in expected.Facets.Zip(actual.Facets))
        {
            Assert.True(one.Group == other.Group && one.Values.SequenceEqual(other.Values),
                $"{what}: facet {one.Group} expected {string.Join(", ", one.Values)}, got {string.Join(", ", other.Values)}");
        }
    }

    /// <summary>The same ids in the same order, within the same radius, with the same matches and documents; distances within 1 mm.</summary>
    public static void SameResults(SearchAnswer expected, SearchAnswer actual, string what)
    {
        Assert.True(expected.Hits.Select(hit => hit.Id).SequenceEqual(actual.Hits.Select(hit => hit.Id)),
            $"{what}: expected [{Ids(expected)}], got [{Ids(actual)}]");
        Assert.True(expected.Radius?.Miles == actual.Radius?.Miles, $"{what}: radius {expected.Radius} became {actual.Radius}");
        Assert.True(expected.HasMore == actual.HasMore, $"{what}: hasMore became {actual.HasMore}");
        foreach ((SearchHit one, SearchHit other) in expected.Hits.Zip(actual.Hits))
        {
            Assert.True(one.Distance is null == other.Distance is null
                && Math.Abs((one.Distance?.Metres ?? 0) - (other.Distance?.Metres ?? 0)) < 0.001, $"{what}: distance of {one.Id}");
            Assert.True(one.LocationIsExact == other.LocationIsExact && one.SortName == other.SortName, $"{what}: {one.Id}");
            Assert.True(one.Matched.SequenceEqual(other.Matched), $"{what}: matched of {one.Id}");
            Assert.True(one.Document.ToBytes().SequenceEqual(other.Document.ToBytes()), $"{what}: document of {one.Id}");
        }
    }

    /// <summary>The same tiles in the same order with the same counts, and the same totals.</summary>
    public static void Equal(TileAnswer expected, TileAnswer actual, string what)
    {
        Assert.True((expected.Total, expected.UnknownHidden, expected.WithoutPoint) == (actual.Total, actual.UnknownHidden, actual.WithoutPoint),
            $"{what}: expected {Counts(expected)}, got {Counts(actual)}");
        Assert.True(expected.Tiles is null == actual.Tiles is null && (expected.Tiles ?? []).SequenceEqual(actual.Tiles ?? []),
            $"{what}: expected [{string.Join(' ', expected.Tiles ?? [])}], got [{string.Join(' ', actual.Tiles ?? [])}]");
    }

    private static string Counts(TileAnswer answer) =>
        $"total {answer.Total}, unknownHidden {answer.UnknownHidden}, withoutPoint {answer.WithoutPoint}";

    private static string Ids(SearchAnswer answer) => string.Join(' ', answer.Hits.Select(hit => hit.Id));
}
