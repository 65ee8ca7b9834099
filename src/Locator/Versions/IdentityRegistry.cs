namespace Locator.Versions;

/// <summary>
/// Which site has which id. Part of every version and only ever added to, so that an id never changes hands.
/// </summary>
/// <param name="Sites">Every site ever seen up to this version, those withdrawn since included; sorted by facility id.</param>
/// <param name="TakenIds">
/// Every facility id ever minted in this store, those of rolled-back versions included: a new site never gets one of them,
/// unless it is minted from the very site key that the id was minted from.
/// </param>
public sealed record IdentityRegistry(IReadOnlyList<SiteIdentity> Sites, IReadOnlySet<string> TakenIds)
{
    /// <summary>The registry of a store that has never held a version.</summary>
    public static IdentityRegistry Empty { get; } = new([], new HashSet<string>());
}

/// <summary>One site's ids.</summary>
/// <param name="SiteKey">
/// What the site is recognized by in a source; where several rows are alike in that, followed by what tells this one from
/// the others. No two sites have the same.
/// </param>
/// <param name="FacilityId">Its id.</param>
/// <param name="Programs">The ids of its programs, those withdrawn since included.</param>
public sealed record SiteIdentity(string SiteKey, string FacilityId, IReadOnlyList<ProgramIdentity> Programs);

/// <summary>One program's id.</summary>
/// <param name="Key">What the program is recognized by among those of its site, made like the key of a site.</param>
/// <param name="ProgramId">Its id.</param>
/// <param name="Fingerprint">
/// Digest of the source's facts when the program was last seen; null in versions that were made before fingerprints were
/// kept, and for programs that have not been seen since.
/// </param>
public sealed record ProgramIdentity(string Key, string ProgramId, string? Fingerprint = null);
