using Locator.Geo;

namespace Locator.Search;

/// <summary>What an engine answers to a <see cref="TileQuery"/>.</summary>
public sealed record TileAnswer
{
    /// <summary>Facilities in the box that match: the sum over the tiles.</summary>
    public required int Total { get; init; }

    /// <summary>How many more facilities in the box would match if unknown passed in every group.</summary>
    public required int UnknownHidden { get; init; }

    /// <summary>Facilities without a point that match all but the box.</summary>
    public required int WithoutPoint { get; init; }

    /// <summary>Every tile that holds one, in the order of their keys; null where there are more than <see cref="TileQuery.MostTiles"/>.</summary>
    public required IReadOnlyList<TileCount>? Tiles { get; init; }

    /// <summary>Whether the engine that should answer does not, and another one did (<see cref="Fallback.FallbackEngine"/>).</summary>
    public bool Degraded { get; init; }
}

/// <summary>A tile with something in it.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="Count">Facilities in it that lie in the box and match, at least one.</param>
public sealed record TileCount(MapTile Tile, int Count);
