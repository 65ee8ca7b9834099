using Locator.Geo;
using Locator.Indexing;

namespace Locator.Search;

/// <summary>What an engine answers to one <see cref="SearchQuery"/>.</summary>
public sealed record SearchAnswer
{
    /// <summary>The circle that was searched, whether given or found; null where there was none.</summary>
    public Distance? Radius { get; init; }

    /// <summary>Facilities that match.</summary>
    public required int Total { get; init; }

    /// <summary>How many more facilities would match if unknown passed in every group, within the same area.</summary>
    public required int UnknownHidden { get; init; }

    /// <summary>The results, nearest first (by name without an origin), ties by id in ordinal order.</summary>
    public required IReadOnlyList<SearchHit> Hits { get; init; }

    /// <summary>Whether more results stand behind the last hit.</summary>
    public required bool HasMore { get; init; }

    /// <summary>One for every request, in its order.</summary>
    public required IReadOnlyList<FacetCounts> Facets { get; init; }

    /// <summary>Whether the engine that should answer does not, and another one did (<see cref="Fallback.FallbackEngine"/>).</summary>
    public bool Degraded { get; init; }
}

/// <summary>One facility found.</summary>
/// <param name="Id">The facility's id.</param>
/// <param name="Distance">From the origin; null without one, or where the facility has no point.</param>
/// <param name="LocationIsExact">Whether its point is its address, not its ZIP.</param>
/// <param name="SortName">What orders it where there is no origin.</param>
/// <param name="Matched">For each of its programs, in order, how it fits.</param>
/// <param name="Document">The facility's own part of an answer, the same for every search of a version.</param>
public sealed record SearchHit(
    string Id,
    Distance? Distance,
    bool LocationIsExact,
    string SortName,
    IReadOnlyList<ProgramMatch> Matched,
    FacilityDocument Document)
{
    /// <summary>Where it stands in the order of results.</summary>
    public ResultPosition Position =>
        Distance is { } distance ? new(distance.Metres, null, Id) : new(null, SortName, Id);
}

/// <summary>How one program fits a search: the worst over the groups asked.</summary>
/// <param name="ProgramId">The program.</param>
/// <param name="Match">Yes: stated. Unknown: nothing asked is denied, something is not known. No: it does not fit.</param>
public readonly record struct ProgramMatch(string ProgramId, Facilities.Knowledge Match);

/// <summary>The counts of one group.</summary>
/// <param name="Group">The group.</param>
/// <param name="Values">One for every token asked for, in that order.</param>
public sealed record FacetCounts(string Group, IReadOnlyList<FacetCount> Values);

/// <summary>What choosing a value would give.</summary>
/// <param name="Token">The value.</param>
/// <param name="Count">Facilities with a fitting program that states it.</param>
/// <param name="Unknown">Facilities with a fitting program that was never asked for it.</param>
public readonly record struct FacetCount(string Token, int Count, int Unknown);
