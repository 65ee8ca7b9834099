using Locator.Facilities;

namespace Locator.Versions;

/// <summary>Keeps directory versions. A version is immutable and published wholly or not at all.</summary>
public interface IDirectoryStore
{
    /// <summary>The id of the current version; null when the store has never held one.</summary>
    Task<string?> CurrentAsync(CancellationToken cancellationToken);

    /// <summary>The manifests of all whole versions kept, newest first.</summary>
    Task<IReadOnlyList<DirectoryManifest>> ListAsync(CancellationToken cancellationToken);

    /// <summary>A version's manifest and facilities, checked against its hash.</summary>
    /// <exception cref="Search.VersionGoneException">It is not kept (any more).</exception>
    /// <exception cref="DamagedVersionException">It is of another format, truncated or changed.</exception>
    Task<DirectoryVersion> LoadAsync(string version, CancellationToken cancellationToken);

    /// <summary>The identities as of the current version, with every id ever minted.</summary>
    Task<IdentityRegistry> IdentitiesAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes a draft the current version. Content equal to the current version's makes nothing new; equal to a kept one's
    /// makes that one current.
    /// </summary>
    /// <exception cref="StoreBusyException">Another import is under way.</exception>
    Task<PublishOutcome> PublishAsync(DirectoryDraft draft, CancellationToken cancellationToken);
}

/// <summary>A version in memory.</summary>
/// <param name="Manifest">What it says of itself.</param>
/// <param name="Facilities">Its facilities, ordered by id.</param>
public sealed record DirectoryVersion(DirectoryManifest Manifest, IReadOnlyList<Facility> Facilities);

/// <summary>What an import hands to a store.</summary>
/// <param name="Kind">Public, or the sample.</param>
/// <param name="Sources">The files, with their counts.</param>
/// <param name="Facilities">All facilities, in any order.</param>
/// <param name="Sites">The identities after this import.</param>
/// <param name="Issues">What was not taken as it stood.</param>
public sealed record DirectoryDraft(
    DirectoryKind Kind,
    IReadOnlyList<DirectorySource> Sources,
    IReadOnlyList<Facility> Facilities,
    IReadOnlyList<SiteIdentity> Sites,
    IReadOnlyList<ImportIssue> Issues);

/// <summary>What publishing came to.</summary>
/// <param name="Manifest">The manifest of the version that is current now.</param>
/// <param name="Result">Whether it is new.</param>
public sealed record PublishOutcome(DirectoryManifest Manifest, PublishResult Result);

/// <summary>What publishing a draft did.</summary>
public enum PublishResult
{
    /// <summary>A new version was made and is current.</summary>
    Published,

    /// <summary>The current version has the same content already.</summary>
    Unchanged,

    /// <summary>A kept version has the same content and is current again.</summary>
    Returned,
}

/// <summary>A stored version that must not be served. The message says what is wrong with it.</summary>
public sealed class DamagedVersionException(string version, string problem)
    : Exception($"Directory version {version} is damaged: {problem}")
{
    /// <summary>The version.</summary>
    public string Version { get; } = version;

    /// <summary>What is wrong with it: a sentence.</summary>
    public string Problem { get; } = problem;
}

/// <summary>Another import holds the store. The message says which.</summary>
public sealed class StoreBusyException(string message) : Exception(message);
