namespace Locator.Versions;

/// <summary>
/// Names the content of a directory version. A store that was deleted and made anew gives the same ids again, so whatever is
/// kept, searched or continued by version is kept by stamp.
/// </summary>
/// <param name="Id">The version's id.</param>
/// <param name="ContentSha256">Lower-case hexadecimal SHA-256 of its content (<see cref="DirectoryManifest.ContentSha256"/>).</param>
public readonly record struct VersionStamp(VersionId Id, string ContentSha256)
{
    /// <summary>The id alone: what people read.</summary>
    public override string ToString() => Id.ToString();
}
