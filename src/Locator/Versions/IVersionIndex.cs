using Locator.Search;

namespace Locator.Versions;

/// <summary>An index outside the store, which must hold a version before the store makes it current.</summary>
public interface IVersionIndex
{
    /// <summary>Name of the engine that searches it.</summary>
    string Name { get; }

    /// <summary>Builds the whole version beside what is searched now, and checks that nothing is missing; nothing is searched from it yet.</summary>
    Task BuildAsync(DirectoryManifest manifest, IReadOnlyList<IndexedFacility> facilities, CancellationToken cancellationToken);

    /// <summary>Makes a version that was built the one that is searched.</summary>
    Task SwitchAsync(string version, CancellationToken cancellationToken);
}
