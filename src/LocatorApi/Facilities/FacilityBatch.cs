using LocatorApi.Notices;
using LocatorApi.Serving;

namespace LocatorApi.Facilities;

/// <summary>Several facilities by their ids.</summary>
public sealed record FacilityBatch
{
    /// <summary>The directory version that answers.</summary>
    public required DirectoryStamp Directory { get; init; }

    /// <summary>Those that the directory has, in the order in which they were asked for, each once.</summary>
    public required IReadOnlyList<FacilityEntry> Facilities { get; init; }

    /// <summary>Ids of facilities that the directory has no more.</summary>
    public required IReadOnlyList<WithdrawnFacility> Withdrawn { get; init; }

    /// <summary>Ids of which nothing is known: misspelt, or of another directory.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }

    /// <summary>What people should read with this answer, the crisis line first.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }
}

/// <summary>A facility that the directory has no more.</summary>
/// <param name="Id">Its id, never given to another facility.</param>
/// <param name="Since">The directory version from which on it is missing, as far as is known: where <paramref name="LastIn"/> is null it may have been missing before.</param>
/// <param name="LastIn">The newest version kept that has it; null where only versions had it that are not kept any more.</param>
public sealed record WithdrawnFacility(string Id, string Since, string? LastIn);
