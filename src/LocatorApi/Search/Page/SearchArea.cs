using Locator.Search;
using LocatorApi.Search.Parameters;

namespace LocatorApi.Search.Page;

/// <summary>Where was searched. All that is not null holds together.</summary>
public sealed record SearchArea
{
    /// <summary>Miles around the origin; null where there was no circle.</summary>
    public required double? RadiusMiles { get; init; }

    /// <summary><c>given</c> by the caller; <c>auto</c>: the smallest circle with at least <c>atLeast</c> matches; <c>auto-limit</c>: the largest, which holds fewer.</summary>
    public required string Reason { get; init; }

    /// <summary>How many matches the automatic circle looks for; null where the area was given.</summary>
    public required int? AtLeast { get; init; }

    /// <summary>The box as minLon, minLat, maxLon, maxLat; null where none was given.</summary>
    public required IReadOnlyList<double>? Bbox { get; init; }

    /// <summary>Whether a drawn area was given. It is not repeated here.</summary>
    public required bool Polygon { get; init; }

    /// <summary>Two-letter USPS code; null where none was given.</summary>
    public required string? State { get; init; }

    /// <summary>The county; null where none was given.</summary>
    public required AreaCounty? County { get; init; }

    /// <summary>Where that search looked, by its answer.</summary>
    internal static SearchArea Of(SearchRequest request, SearchAnswer answer)
    {
        SearchQuery query = request.Query;
        return new SearchArea
        {
            RadiusMiles = answer.Radius is { } radius ? Math.Round(radius.Miles, 6) : null,
            Reason = !query.FindRadius ? "given" : answer.Total >= AutomaticRadius.AtLeast ? "auto" : "auto-limit",
            AtLeast = query.FindRadius ? AutomaticRadius.AtLeast : null,
            Bbox = query.Box is { } box ? [box.West, box.South, box.East, box.North] : null,
            Polygon = query.Polygon is not null,
            State = query.State,
            County = request.County is { } county ? new AreaCounty(county.Fips, county.Name, county.State) : null,
        };
    }
}

/// <summary>A county or its equivalent.</summary>
/// <param name="Fips">Five digits: state and county.</param>
/// <param name="Name">Its name without the word "County".</param>
/// <param name="State">Two-letter USPS code.</param>
public sealed record AreaCounty(string Fips, string Name, string State);
