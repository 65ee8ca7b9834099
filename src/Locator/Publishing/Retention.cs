using Locator.Versions;

namespace Locator.Publishing;

/// <summary>Which versions stay.</summary>
internal static class Retention
{
    /// <summary>
    /// The current version; of the others, as many as are to be kept: first the one that was current before, which is searched
    /// until everybody has loaded what follows, then the newest. Those that cannot be read do not count.
    /// </summary>
    public static IReadOnlyList<StoredVersion> Kept(IEnumerable<StoredVersion> versions, VersionId current, VersionId? before, int keep)
    {
        StoredVersion[] readable = [.. versions.Where(version => version.Manifest is not null)];
        return
        [
            .. readable.Where(version => version.Id == current),
            .. readable.Where(version => version.Id != current)
                .OrderByDescending(version => version.Id == before).ThenByDescending(version => version.Id)
                .Take(keep),
        ];
    }
}
