using Locator.Facilities;
using Locator.Versions;

namespace Locator.Indexing;

/// <summary>Reads versions as engines index them.</summary>
public static class VersionIndexing
{
    /// <summary>
    /// The facilities of a version, indexed: from what the store keeps beside the facts, else derived from the facts, which are checked
    /// against their hash then.
    /// </summary>
    /// <param name="store">Where the version is.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="vocabulary">The table of codes and filters of this program.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="VersionGoneException">It is not kept (any more).</exception>
    /// <exception cref="DamagedVersionException">It is truncated or changed.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    public static async Task<IReadOnlyList<IndexedFacility>> IndexedAsync(
        this IVersionReader store, DirectoryManifest manifest, Vocabulary vocabulary, CancellationToken cancellationToken)
    {
        return await store.DerivedAsync(manifest, vocabulary, cancellationToken)
            ?? FacilityIndexer.All(await store.LoadAsync(manifest.Stamp.Id, cancellationToken), vocabulary);
    }

    /// <summary>The facilities of a version as they were derived when it was imported; null where the store does not keep that, or keeps it damaged.</summary>
    /// <param name="store">Where the version is.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="vocabulary">The table of codes and filters of this program.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    public static async Task<IReadOnlyList<IndexedFacility>?> DerivedAsync(
        this IVersionReader store, DirectoryManifest manifest, Vocabulary vocabulary, CancellationToken cancellationToken)
    {
        Stream? derived = await store.OpenDerivedAsync(manifest.Stamp.Id, IndexedFile.NameFor(vocabulary.Hash), cancellationToken);
        if (derived is not null)
        {
            await using (derived)
            {
                try
                {
                    if (IndexedFile.Read(derived, manifest.ContentSha256) is { } facilities && facilities.Count == manifest.Facilities)
                    {
                        return facilities;
                    }
                }
                catch (Exception e) when (e is InvalidDataException or IOException or FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
                {
                    // Damaged: everything in it follows from the facts.
                }
            }
        }

        return null;
    }
}
