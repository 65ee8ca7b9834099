using LocatorApi.Notices;
using LocatorApi.Serving;

namespace LocatorApi.Changes;

/// <summary>What changed between two directory versions; a page of it.</summary>
public sealed record DirectoryChanges
{
    /// <summary>The version that was asked about.</summary>
    public required DirectoryStamp Since { get; init; }

    /// <summary>The version that it is compared with.</summary>
    public required DirectoryStamp Until { get; init; }

    /// <summary>The facilities that differ, ordered by id.</summary>
    public required IReadOnlyList<FacilityChanged> Changes { get; init; }

    /// <summary>The parameter <c>after</c> of the next page, to be given with the versions of this one; null on the last page.</summary>
    public required string? Next { get; init; }

    /// <summary>What people should read with this answer, the crisis line first.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }
}

/// <summary>A facility that differs.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kinds"><c>added</c> or <c>withdrawn</c>, alone; else <c>moved</c> (address or point), <c>changed</c> (anything else) or both.</param>
/// <param name="Parts">What differs: <c>name</c>, <c>address</c>, <c>location</c>, <c>phones</c>, <c>website</c>, <c>programs</c>; empty where it was added or withdrawn.</param>
public sealed record FacilityChanged(string Id, IReadOnlyList<string> Kinds, IReadOnlyList<string> Parts);
