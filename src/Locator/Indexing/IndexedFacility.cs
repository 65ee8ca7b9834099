using Locator.Geo;

namespace Locator.Indexing;

/// <summary>What engines index of a facility: derived from its facts by <see cref="FacilityIndexer"/>, the same for every engine.</summary>
public sealed record IndexedFacility
{
    /// <summary>The facility's id.</summary>
    public required string Id { get; init; }

    /// <summary>Folded name: orders results where there is no origin (ordinal comparison).</summary>
    public required string SortName { get; init; }

    /// <summary>On the grid; null when nothing gives a point.</summary>
    public GeoPoint? Point { get; init; }

    /// <summary>The key of the point's tile (<see cref="MapTile.KeyOf"/>); null without a point.</summary>
    public uint? Tile => Point is { } point ? MapTile.KeyOf(point) : null;

    /// <summary>Whether the point is the address, not the ZIP.</summary>
    public bool LocationIsExact { get; init; }

    /// <summary>Two-letter USPS code.</summary>
    public required string State { get; init; }

    /// <summary>Five digits, or null.</summary>
    public string? CountyFips { get; init; }

    /// <summary>
    /// Folded words of its names, its programs' names and its city, and those of its own name marked (<see cref="NameWords"/>); without
    /// repeats, sorted ordinally.
    /// </summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Its programs, at least one.</summary>
    public required IReadOnlyList<IndexedProgram> Programs { get; init; }

    /// <summary>The facility's own part of an answer.</summary>
    public required FacilityDocument Document { get; init; }
}

/// <summary>What engines index of a program.</summary>
/// <param name="Id">The program's id.</param>
/// <param name="Tokens">
/// <c>group:value</c> for a yes, <c>?group:value</c> where the source never asked, <c>service:CODE</c> for every code stated;
/// sorted ordinally, no repeats. Site facts are on every program of the facility.
/// </param>
public sealed record IndexedProgram(string Id, IReadOnlyList<string> Tokens);
