using Locator.Geo;

namespace Locator.Search;

/// <summary>
/// A search as engines see it: the place resolved, defaults applied, filters turned into tokens. All its conditions hold
/// together (AND).
/// </summary>
public sealed record SearchQuery
{
    /// <summary>Where distances are measured from. Null: results are ordered by name, then id.</summary>
    public GeoPoint? Origin { get; init; }

    /// <summary>Only facilities within this distance of the origin, edge inside. Null: no fixed circle.</summary>
    public Distance? Radius { get; init; }

    /// <summary>
    /// Take the smallest rung of <see cref="AutomaticRadius"/> that holds enough matches. Needs an origin, excludes a
    /// <see cref="Radius"/>.
    /// </summary>
    public bool FindRadius { get; init; }

    /// <summary>Only facilities in this box, edges inside.</summary>
    public BoundingBox? Box { get; init; }

    /// <summary>Only facilities in this area, edges inside.</summary>
    public AreaPolygon? Polygon { get; init; }

    /// <summary>Only facilities whose address is in this state (two-letter USPS code).</summary>
    public string? State { get; init; }

    /// <summary>Only facilities in this county (five-digit FIPS).</summary>
    public string? CountyFips { get; init; }

    /// <summary>
    /// Folded words (<see cref="Text.FoldedText"/>) that the facility's names and city must all contain; the last one as a prefix.
    /// Marked ones (<see cref="Indexing.NameWords"/>) are looked for in the facility's own name.
    /// </summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>
    /// Lets each of the <see cref="Words"/> differ by one slip (<see cref="Text.OneSlip"/>) where it has 4 to 20 letters; the mark of a
    /// name's word is none of them.
    /// </summary>
    public bool ForgiveTyping { get; init; }

    /// <summary>Every one of these must hold in the same program. At most one a group.</summary>
    public IReadOnlyList<TokenFilter> Filters { get; init; } = [];

    /// <summary>Hides programs that state that they take others only; null: none are hidden.</summary>
    public OpenTo? OpenTo { get; init; }

    /// <summary>What to count.</summary>
    public IReadOnlyList<FacetRequest> Facets { get; init; } = [];

    /// <summary>How many results to return, 0 to 105.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>
    /// Only the results are wanted: what an answer says of <see cref="SearchAnswer.Total"/> and <see cref="SearchAnswer.UnknownHidden"/>
    /// means nothing then, so an engine that finds the nearest ones first need not look at the rest.
    /// </summary>
    public bool OnlyNearest { get; init; }

    /// <summary>Return only what stands behind this position in the order.</summary>
    public ResultPosition? After { get; init; }
}

/// <summary>A condition on one filter group, in tokens.</summary>
/// <param name="Group">The group; names the facet whose own selection is dropped.</param>
/// <param name="Tokens">What is asked for, without repeats, at least one.</param>
/// <param name="All">Whether the program must say all of them; else any.</param>
/// <param name="AllowUnknown">Whether "the source never asked" passes.</param>
public sealed record TokenFilter(string Group, IReadOnlyList<string> Tokens, bool All = false, bool AllowUnknown = false);

/// <summary>A wish for counts of one group's values.</summary>
/// <param name="Group">The group.</param>
/// <param name="Tokens">The values to count, in the order of the answer.</param>
public sealed record FacetRequest(string Group, IReadOnlyList<string> Tokens);

/// <summary>A place in the order of results: the last one already shown.</summary>
/// <param name="Metres">Its distance; null where the order is by name.</param>
/// <param name="SortName">Its folded name; null where the order is by distance.</param>
/// <param name="Id">Its id.</param>
public sealed record ResultPosition(double? Metres, string? SortName, string Id);

/// <summary>The circles that are tried when nobody named an area.</summary>
public static class AutomaticRadius
{
    /// <summary>Radii in miles, ascending.</summary>
    public static IReadOnlyList<double> Miles { get; } = [5, 10, 15, 25, 50, 75, 100];

    /// <summary>The smallest circle that holds at least this many matches is taken, else the largest.</summary>
    public const int AtLeast = 10;
}
