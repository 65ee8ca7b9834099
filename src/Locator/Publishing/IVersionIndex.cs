using Locator.Indexing;
using Locator.Versions;

namespace Locator.Publishing;

/// <summary>An index outside the storage, which must hold a version before the storage makes it current.</summary>
public interface IVersionIndex
{
    /// <summary>Name of the engine that searches it.</summary>
    string Name { get; }

    /// <summary>
    /// Builds the whole version beside what is searched now and checks that nothing is missing; what is there already is only
    /// checked. Nothing is searched from it yet.
    /// </summary>
    /// <exception cref="IndexFailedException">It could not be built whole. Nothing has changed.</exception>
    Task<IReadyIndex> PrepareAsync(DirectoryManifest manifest, IndexedFacilities facilities, CancellationToken cancellationToken);
}

/// <summary>A version that is whole in an index. Disposing of it removes what was built for it, unless it was switched to.</summary>
public interface IReadyIndex : IAsyncDisposable
{
    /// <summary>Makes it the version that is searched, at once or not at all.</summary>
    /// <exception cref="IndexFailedException">It is not, or whether it is cannot be known: the message says which.</exception>
    Task SwitchAsync();

    /// <summary>Removes the versions that are not among these. Failing harms nobody: the next import tries again.</summary>
    Task RetireAsync(IReadOnlySet<VersionStamp> keep, CancellationToken cancellationToken);
}
