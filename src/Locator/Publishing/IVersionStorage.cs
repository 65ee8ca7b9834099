using Locator.Facilities;
using Locator.Indexing;
using Locator.Versions;

namespace Locator.Publishing;

/// <summary>
/// Keeps immutable directory versions and one pointer. It holds no policy: what is written, when the pointer moves and what goes
/// is the <see cref="Publisher"/>'s.
/// </summary>
public interface IVersionStorage : IVersionReader
{
    /// <summary>Where it is, for messages: a folder, or host and database. Never a password.</summary>
    string Place { get; }

    /// <summary>
    /// Whether a version's index is written with it and cannot be made again: then only versions made with this program's
    /// vocabulary can become current.
    /// </summary>
    bool HoldsIndex { get; }

    /// <summary>Reads a version from end to end.</summary>
    /// <returns>What is wrong with it: a sentence; null when it is whole.</returns>
    /// <exception cref="StoreUnavailableException">The storage cannot be reached.</exception>
    Task<string?> ProblemAsync(VersionId id, CancellationToken cancellationToken);

    /// <summary>Takes the lock: one import at a time. Clears up what imports that were killed have left.</summary>
    /// <exception cref="StoreBusyException">Another import holds it; the message says which.</exception>
    /// <exception cref="StoreUnavailableException">The storage cannot be reached or written to.</exception>
    Task<IStorageLock> LockAsync(CancellationToken cancellationToken);
}

/// <summary>The right to write, until it is disposed of or the process ends.</summary>
public interface IStorageLock : IAsyncDisposable
{
    /// <summary>The greatest id ever given, those of versions that were removed included; null where none was.</summary>
    Task<VersionId?> LastGivenAsync(CancellationToken cancellationToken);

    /// <summary>Writes a version: whole, durable and not current when this returns, nothing of it when this throws.</summary>
    Task WriteAsync(NewVersion version, CancellationToken cancellationToken);

    /// <summary>
    /// Makes another version current, at once or not at all, and records that it ever was. Not to be cancelled: from here on
    /// there is no way back.
    /// </summary>
    /// <param name="from">What is current; null where nothing is.</param>
    /// <param name="to">A version that is whole.</param>
    /// <exception cref="StoreBusyException">Something else is current than <paramref name="from"/>.</exception>
    Task MovePointerAsync(VersionId? from, VersionId to);

    /// <summary>
    /// Lets go of versions: none of them is listed any more. Whoever reads one at this moment may still finish, or is told that
    /// it is gone.
    /// </summary>
    Task RetireAsync(IReadOnlyList<VersionId> ids, CancellationToken cancellationToken);
}

/// <summary>A version to be written.</summary>
public sealed record NewVersion
{
    /// <summary>What it says of itself.</summary>
    public required DirectoryManifest Manifest { get; init; }

    /// <summary>Its facts, ordered by id.</summary>
    public required IReadOnlyList<Facility> Facilities { get; init; }

    /// <summary>Their lines, in the same order.</summary>
    public required Blocks<byte[]> Lines { get; init; }

    /// <summary>The same as engines index them.</summary>
    public required IndexedFacilities Indexed { get; init; }

    /// <summary>The identities as of this version, sorted by facility id.</summary>
    public required IReadOnlyList<SiteIdentity> Sites { get; init; }

    /// <summary>Their lines, in the same order.</summary>
    public required Blocks<byte[]> SiteLines { get; init; }

    /// <summary>What its import did not take as it stood.</summary>
    public required IReadOnlyList<ImportIssue> Issues { get; init; }

    /// <summary>The version that is current while this one is written; null where none is.</summary>
    public required VersionId? Base { get; init; }
}
