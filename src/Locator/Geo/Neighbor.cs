namespace Locator.Geo;

/// <summary>One of the points nearest to another.</summary>
/// <param name="Position">Where it stands in the list that was searched.</param>
/// <param name="Distance">Along the great circle.</param>
public readonly record struct Neighbor(int Position, Distance Distance);
