using Locator.Versions;

namespace Locator.Publishing;

/// <summary>What a storage knows of identities: what an import begins with, and what its draft must still have.</summary>
internal sealed class StoredIdentities(IVersionStorage storage)
{
    /// <summary>Those of the current version, else of the newest whole one, with every id ever minted.</summary>
    /// <exception cref="DamagedVersionException">No version kept has whole identities.</exception>
    public async Task<IdentityRegistry> RegistryAsync(CancellationToken cancellationToken)
    {
        CurrentPointer pointer = await storage.CurrentAsync(cancellationToken);
        IReadOnlyList<SiteIdentity> sites = pointer.State == PointerState.NeverPublished
            ? []
            : await LastSitesAsync(pointer, cancellationToken);
        HashSet<string> taken = [.. await storage.MintedIdsAsync(cancellationToken), .. sites.Select(site => site.FacilityId)];
        return new IdentityRegistry(sites, taken);
    }

    /// <summary>
    /// A registry is only ever added to. A draft that lacks identities of the current version was begun before that one
    /// was published: taking it would let ids change hands.
    /// </summary>
    /// <exception cref="StoreBusyException">It lacks some.</exception>
    public async Task RefuseLostAsync(DirectoryDraft draft, CurrentPointer pointer, CancellationToken cancellationToken)
    {
        if (pointer.Id is not { } current)
        {
            return;
        }

        HashSet<string> kept = [.. IdsOf(draft.Sites)];
        try
        {
            if (IdsOf(await storage.SitesAsync(current, cancellationToken)).Any(id => !kept.Contains(id)))
            {
                throw new StoreBusyException($"Another import has published version {current} since this one began. Run this one again.");
            }
        }
        catch (Exception e) when (e is DamagedVersionException or VersionGoneException)
        {
            // Its identities cannot be read: the draft was made from those of an older version (RegistryAsync).
        }
    }

    /// <summary>The identities of the current version, else of the newest whole one that was ever current.</summary>
    private async Task<IReadOnlyList<SiteIdentity>> LastSitesAsync(CurrentPointer pointer, CancellationToken cancellationToken)
    {
        DamagedVersionException? damage = null;
        IEnumerable<VersionId> others = (await storage.ListAsync(cancellationToken)).Where(version => version.WasCurrent).Select(version => version.Id);
        foreach (VersionId id in pointer.Id is { } current ? others.Prepend(current) : others)
        {
            try
            {
                return await storage.SitesAsync(id, cancellationToken);
            }
            catch (DamagedVersionException e)
            {
                damage ??= e;
            }
            catch (VersionGoneException)
            {
                damage ??= new DamagedVersionException(id, "it is gone.");
            }
        }

        throw damage ?? new DamagedVersionException(default, pointer.Problem ?? "it cannot be read.");
    }

    /// <summary>The ids of facilities and of programs; both kinds must never change hands.</summary>
    private static IEnumerable<string> IdsOf(IEnumerable<SiteIdentity> sites) =>
        sites.SelectMany(site => site.Programs.Select(program => program.ProgramId).Prepend(site.FacilityId));
}
