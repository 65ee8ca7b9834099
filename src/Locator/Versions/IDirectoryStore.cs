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
    /// <param name="draft">The directory.</param>
    /// <param name="indexes">
    /// The indexes outside the store. The order is: the version whole in the store but not current, built in every index,
    /// searched from every index, current in the store. What fails on the way leaves what was current current.
    /// </param>
    /// <param name="cancellationToken">Heeded until the version becomes current.</param>
    /// <exception cref="StoreBusyException">Another import is under way.</exception>
    Task<PublishOutcome> PublishAsync(
        DirectoryDraft draft, IReadOnlyList<IVersionIndex> indexes, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a kept version current (again), in the order of publishing: built in every index that lacks it, searched from every
    /// index, current in the store. For the current version that leaves the store as it is and fills the indexes.
    /// </summary>
    /// <exception cref="Search.VersionGoneException">It is not kept (any more).</exception>
    /// <exception cref="DamagedVersionException">It is not whole, or was made with another vocabulary than the indexes need.</exception>
    /// <exception cref="StoreBusyException">An import is under way.</exception>
    Task<DirectoryManifest> MakeCurrentAsync(
        string version, IReadOnlyList<IVersionIndex> indexes, CancellationToken cancellationToken);

    /// <summary>Reads every version from end to end, newest first, and says what is wrong with it; null where it is whole.</summary>
    Task<IReadOnlyList<(string Version, string? Problem)>> CheckAsync(CancellationToken cancellationToken);
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
    IReadOnlyList<ImportIssue> Issues)
{
    /// <summary>The facilities ordered by id, once it is certain that they are what a store may keep.</summary>
    /// <exception cref="ArgumentException">The draft contradicts itself.</exception>
    internal static List<Facility> CheckedFacilitiesOf(DirectoryDraft draft)
    {
        if (draft.Sources.Count == 0)
        {
            throw new ArgumentException("A directory version is made from at least one source.", nameof(draft));
        }

        List<Facility> facilities = [.. draft.Facilities.OrderBy(facility => facility.Id, StringComparer.Ordinal)];
        for (int i = 0; i < facilities.Count; i++)
        {
            Facility facility = facilities[i];
            if (i > 0 && facilities[i - 1].Id == facility.Id)
            {
                throw new ArgumentException($"Two facilities have the id {facility.Id}.", nameof(draft));
            }

            if (facility.Programs.Count == 0 || facility.Programs.Any(program =>
                program.Source.Source < 0 || program.Source.Source >= draft.Sources.Count))
            {
                throw new ArgumentException($"Facility {facility.Id} has no program, or one of a source that is not named.", nameof(draft));
            }
        }

        return facilities;
    }

    /// <summary>What the version made from this draft says of itself.</summary>
    internal DirectoryManifest ManifestOf(
        VersionId id, DateTimeOffset importedAt, string contentHash, string identitiesHash, string vocabularyHash) => new()
        {
            Format = DirectoryManifest.CurrentFormat,
            Version = id.ToString(),
            Kind = Kind,
            AsOf = Sources.Max(source => source.AsOf),
            ImportedAt = importedAt.ToUniversalTime(),
            Sources = Sources,
            Facilities = Facilities.Count,
            Programs = Facilities.Sum(facility => facility.Programs.Count),
            ContentSha256 = contentHash,
            IdentitiesSha256 = identitiesHash,
            VocabularyHash = vocabularyHash,
        };
}

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

/// <summary>
/// The store cannot be used now: not reached, or not what this program needs. The message is a sentence for the operator,
/// without passwords or anything of a search.
/// </summary>
public sealed class StoreUnavailableException(string message) : IOException(message)
{
    /// <summary>Whether it may pass by itself: the server was not reached or is starting. Otherwise somebody has to mend something.</summary>
    public bool IsOutage { get; init; }
}
