using Locator.Search;
using LocatorApi.Search.Parameters;

namespace LocatorApi.Clusters;

/// <summary>A wish for clusters that was understood.</summary>
/// <param name="Search">Who fits, and where.</param>
/// <param name="Zoom">The zoom of the map, 0 to 14.</param>
internal sealed record ClusterRequest(SearchRequest Search, int Zoom)
{
    /// <summary>Tiles are two levels finer than the map: up to 16 of them where the map draws one tile.</summary>
    private const int Finer = 2;

    /// <summary>What the engine is asked.</summary>
    public TileQuery Query { get; } = new(Search.Query, Zoom + Finer);
}
