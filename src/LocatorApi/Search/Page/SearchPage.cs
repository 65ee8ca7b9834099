using System.Text.Json.Serialization;
using LocatorApi.Notices;
using LocatorApi.Serving;

namespace LocatorApi.Search.Page;

/// <summary>One page of the answer to a search.</summary>
public sealed record SearchPage
{
    /// <summary>The directory version that answers.</summary>
    public required DirectoryStamp Directory { get; init; }

    /// <summary>Where distances are measured from; null for a search by area alone.</summary>
    public required SearchOrigin? Origin { get; init; }

    /// <summary>Where was searched; null when a ZIP Code has no place on the map.</summary>
    public required SearchArea? Area { get; init; }

    /// <summary>Facilities that match, on all pages together.</summary>
    public required int Total { get; init; }

    /// <summary>How many more facilities unknown=include would show in the same area: nothing asked is denied, something is not known.</summary>
    public required int UnknownHidden { get; init; }

    /// <summary>The facilities, nearest first (by name where there is no origin), ties by id.</summary>
    public required IReadOnlyList<SearchResult> Results { get; init; }

    /// <summary>Counts by filter group. Left out on later pages.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, Facet>? Facets { get; init; }

    /// <summary>Telehealth programs across the origin's state and its neighbors; only where asked for, on the first page. Not part of total or facets.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StateTelehealth>? StateTelehealth { get; init; }

    /// <summary>What could help; only where nothing was found.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SearchRepair? Repair { get; init; }

    /// <summary>The parameter <c>cursor</c> of the next page; null on the last one.</summary>
    public required string? Next { get; init; }

    /// <summary>True where another engine than usual answered, with the same directory: for operators. Left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Degraded { get; init; }

    /// <summary>Whether formats that are handed on have distances.</summary>
    internal bool ShowsDistance { get; init; }

    /// <summary>What people should read with this answer, the crisis line first.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }
}
