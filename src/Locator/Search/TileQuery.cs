using Locator.Geo;

namespace Locator.Search;

/// <summary>A wish for counts of the facilities in a box by tiles of the map.</summary>
public sealed record TileQuery
{
    /// <summary>More tiles than these are not counted: a map shows fewer, and whoever wants all facilities reads the export.</summary>
    public const int MostTiles = 1_000;

    /// <param name="search">Who fits, and the box. Its origin, circle, facets and page do not matter.</param>
    /// <param name="tileZoom">0 to <see cref="MapTile.FinestZoom"/>.</param>
    /// <exception cref="ArgumentException">The search has no box.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no tiles of that zoom.</exception>
    public TileQuery(SearchQuery search, int tileZoom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tileZoom, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tileZoom, MapTile.FinestZoom);
        Box = search.Box ?? throw new ArgumentException("Tiles are counted in a box.", nameof(search));
        TileZoom = tileZoom;
        Search = search with { Origin = null, Radius = null, FindRadius = false, Facets = [], Limit = 0, After = null };
    }

    /// <summary>The search that counts everything in the box, without results.</summary>
    public SearchQuery Search { get; }

    /// <summary>The box.</summary>
    public BoundingBox Box { get; }

    /// <summary>Zoom of the tiles.</summary>
    public int TileZoom { get; }
}
