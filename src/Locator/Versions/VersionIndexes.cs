using Locator.Facilities;
using Locator.Search;

namespace Locator.Versions;

/// <summary>The part of publishing that concerns indexes outside the store, the same for every store.</summary>
internal static class VersionIndexes
{
    /// <summary>Builds the version in every index, then lets every index search it: no index moves on before all can.</summary>
    public static async Task HoldAsync(
        this IReadOnlyList<IVersionIndex> indexes, DirectoryManifest manifest, IReadOnlyList<Facility> facilities, CancellationToken cancellationToken)
    {
        if (indexes.Count == 0)
        {
            return;
        }

        IndexedInBlocks indexed = new(new DirectoryVersion(manifest, facilities), Vocabulary.Current);
        foreach (IVersionIndex index in indexes)
        {
            await index.BuildAsync(manifest, indexed, cancellationToken);
        }

        foreach (IVersionIndex index in indexes)
        {
            await index.SwitchAsync(manifest.Version, cancellationToken);
        }
    }
}
