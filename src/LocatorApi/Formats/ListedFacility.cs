using Locator.Indexing;
using LocatorApi.Facilities;

namespace LocatorApi.Formats;

/// <summary>A facility of a list that is written as GeoJSON or CSV.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Document">The directory's own words about it.</param>
internal sealed record ListedFacility(string Id, FacilityDocument Document)
{
    /// <summary>How each program fits a search, by its id; null outside of searches.</summary>
    public IReadOnlyDictionary<string, string>? Matched { get; init; }

    /// <summary>Raw service codes by program id; null where they are not asked for.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<StatedCode>>? ServiceCodes { get; init; }

    /// <summary>Whether the distance stands in the list, which tells where somebody is.</summary>
    public bool ShowsDistance { get; init; }

    public double? DistanceMiles { get; init; }

    public bool? DistanceApproximate { get; init; }
}
