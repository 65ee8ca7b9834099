namespace Locator.Versions;

/// <summary>Which version of a store is current, as far as the store can tell.</summary>
/// <param name="State">Whether there is one.</param>
/// <param name="Id">What the pointer names; null where it names nothing or nothing readable.</param>
/// <param name="ContentSha256">The hash of what it names; null where the manifest of that version cannot be read.</param>
/// <param name="Problem">A sentence for the operator where the state is <see cref="PointerState.Damaged"/>; else null.</param>
public sealed record CurrentPointer(PointerState State, VersionId? Id, string? ContentSha256, string? Problem)
{
    /// <summary>The pointer of a store in which no version was ever current.</summary>
    public static CurrentPointer NeverPublished { get; } = new(PointerState.NeverPublished, null, null, null);

    /// <summary>The current version; null where there is none, or none that can be read.</summary>
    public VersionStamp? Stamp => Id is { } id && ContentSha256 is { } hash ? new VersionStamp(id, hash) : null;

    /// <summary>A pointer to a version whose manifest could be read.</summary>
    public static CurrentPointer To(VersionStamp current) => new(PointerState.Set, current.Id, current.ContentSha256, null);

    /// <summary>A pointer that is lost or garbled, or names a version that cannot be read.</summary>
    public static CurrentPointer Damaged(string problem, VersionId? id = null) => new(PointerState.Damaged, id, null, problem);
}

/// <summary>Whether a store has a current version.</summary>
public enum PointerState
{
    /// <summary>No version was ever current: the store is empty, or its first import is under way or has failed.</summary>
    NeverPublished,

    /// <summary>A version is current and its manifest can be read.</summary>
    Set,

    /// <summary>There was a current version once, but the pointer, or the manifest of what it names, is lost.</summary>
    Damaged,
}
