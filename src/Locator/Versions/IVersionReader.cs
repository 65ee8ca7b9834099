using System.Runtime.CompilerServices;
using Locator.Facilities;

namespace Locator.Versions;

/// <summary>Reads the directory versions of a store. Takes no lock: a version never changes once it is there.</summary>
public interface IVersionReader
{
    /// <summary>Refuses a store that this program cannot work with.</summary>
    /// <exception cref="StoreUnavailableException">What is wrong with it: a sentence for the operator.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Which version is current. A lost or damaged pointer is a state, not an exception.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<CurrentPointer> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>All versions kept, newest first, those included that cannot be read or were never current.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyList<StoredVersion>> ListAsync(CancellationToken cancellationToken);

    /// <summary>A version's manifest.</summary>
    /// <exception cref="VersionGoneException">It is not kept (any more).</exception>
    /// <exception cref="DamagedVersionException">It cannot be read or is of another format.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<DirectoryManifest> ManifestAsync(VersionId id, CancellationToken cancellationToken);

    /// <summary>
    /// The facilities of a version one after the other, ordered by id. Whether they are what was published is known at the end:
    /// until then nothing may be answered from them.
    /// </summary>
    /// <exception cref="VersionGoneException">It is not kept (any more).</exception>
    /// <exception cref="DamagedVersionException">It is truncated or changed; thrown where that is noticed, at the end at the latest.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    IAsyncEnumerable<Facility> FacilitiesAsync(DirectoryManifest manifest, CancellationToken cancellationToken);

    /// <summary>
    /// The same facilities for someone who takes long over them: between two of them nothing is held of a server that others
    /// wait for, no connection and no snapshot. Can begin behind an id.
    /// </summary>
    /// <param name="manifest">The version's manifest.</param>
    /// <param name="after">Begins with the first id behind this one, in ordinal order, whether or not there is such a facility; null begins with the first.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="VersionGoneException">It is not kept any more, or another one has its id since; at any facility.</exception>
    /// <exception cref="DamagedVersionException">It is truncated or changed; thrown where that is noticed, at the end at the latest.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    async IAsyncEnumerable<Facility> FacilitiesAfterAsync(
        DirectoryManifest manifest, string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Files are read from their beginning whatever is asked: their hash is that of all lines.
        await foreach (Facility facility in FacilitiesAsync(manifest, cancellationToken))
        {
            if (after is null || string.CompareOrdinal(facility.Id, after) > 0)
            {
                yield return facility;
            }
        }
    }

    /// <summary>Whether the store ever gave that id to a version, which may be kept no longer.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<bool> WasGivenAsync(VersionId id, CancellationToken cancellationToken);

    /// <summary>The identities as of a version, sorted by facility id.</summary>
    /// <exception cref="VersionGoneException">It is not kept (any more).</exception>
    /// <exception cref="DamagedVersionException">They are truncated or changed.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlyList<SiteIdentity>> SitesAsync(VersionId id, CancellationToken cancellationToken);

    /// <summary>
    /// What was derived from the facts of a version when it was published, and is kept beside them under this name; null where nothing
    /// is. Whoever reads it checks it: it can be made again from the facts.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<Stream?> OpenDerivedAsync(VersionId id, string name, CancellationToken cancellationToken) => Task.FromResult<Stream?>(null);

    /// <summary>Every facility id ever minted in this store.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<IReadOnlySet<string>> MintedIdsAsync(CancellationToken cancellationToken);
}

/// <summary>A version in a store.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Manifest">What it says of itself; null where that cannot be read.</param>
/// <param name="Problem">What is wrong with the manifest: a sentence; null where it can be read.</param>
/// <param name="WasCurrent">Whether it is or ever was current. A version that never was is left from an import that failed, or is being published.</param>
public sealed record StoredVersion(VersionId Id, DirectoryManifest? Manifest, string? Problem, bool WasCurrent);

/// <summary>A version in memory.</summary>
/// <param name="Manifest">What it says of itself.</param>
/// <param name="Facilities">Its facilities, ordered by id.</param>
public sealed record DirectoryVersion(DirectoryManifest Manifest, IReadOnlyList<Facility> Facilities);

/// <summary>What can be read from any store.</summary>
public static class VersionReading
{
    /// <summary>A version whole and in memory, checked against its hash.</summary>
    /// <exception cref="VersionGoneException">It is not kept (any more).</exception>
    /// <exception cref="DamagedVersionException">It is truncated or changed.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    public static async Task<DirectoryVersion> LoadAsync(this IVersionReader store, VersionId id, CancellationToken cancellationToken)
    {
        DirectoryManifest manifest = await store.ManifestAsync(id, cancellationToken);
        List<Facility> facilities = new(Math.Clamp(manifest.Facilities, 0, 10_000_000));
        await foreach (Facility facility in store.FacilitiesAsync(manifest, cancellationToken))
        {
            facilities.Add(facility);
        }

        return new DirectoryVersion(manifest, facilities);
    }

    /// <summary>What a version's facts amount to: as its manifest says, or counted now where it was written by an older release.</summary>
    /// <exception cref="VersionGoneException">It is not kept (any more).</exception>
    /// <exception cref="DamagedVersionException">It is truncated or changed.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    public static async Task<DirectoryCounts> CountsAsync(this IVersionReader store, DirectoryManifest manifest, CancellationToken cancellationToken)
    {
        if (manifest.Counts is { } known)
        {
            return known;
        }

        DirectoryCounts.Counting counting = new();
        await foreach (Facility facility in store.FacilitiesAsync(manifest, cancellationToken))
        {
            counting.Add(facility);
        }

        return counting.Counts();
    }
}
