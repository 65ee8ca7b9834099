using Locator.Facilities;
using Locator.Indexing;
using Locator.Versions;

namespace Locator.Publishing;

/// <summary>Makes directory versions and decides which one is current: the one policy for every storage and index.</summary>
/// <remarks>
/// <code>
/// lock → refuse drafts begun before the current version → check → same content? → write → prepare indexes
///      → switch indexes → move the pointer → retire
/// </code>
/// Whatever fails before the first switch leaves everything searched as it was; the version that was written stays, whole and
/// never current, and importing the same content again takes it. From the first switch on, cancellation is not heeded.
/// </remarks>
/// <param name="storage">Keeps the versions.</param>
/// <param name="indexes">The indexes outside the storage: all can search a version before any moves on to it, and all do before it is current.</param>
/// <param name="time">Gives the date of new ids.</param>
/// <param name="keepVersions">How many versions are kept besides the current one, 0 or more.</param>
/// <param name="vocabulary">By default <see cref="Vocabulary.Current"/>.</param>
public sealed class Publisher(
    IVersionStorage storage, IReadOnlyList<IVersionIndex> indexes, TimeProvider time, int keepVersions = 2, Vocabulary? vocabulary = null)
{
    private readonly StoredIdentities _identities = new(storage);
    private readonly Vocabulary _vocabulary = vocabulary ?? Vocabulary.Current;

    /// <summary>Stands in new manifests; tests set another one.</summary>
    internal string VocabularyHash { get; init; } = (vocabulary ?? Vocabulary.Current).Hash;

    /// <summary>Called after each step; tests look around, or fail, there.</summary>
    internal Action<string>? AfterStep { get; init; }

    /// <summary>The identities to begin an import with: those of the current version, with every id ever minted.</summary>
    /// <remarks>
    /// Where the current version is damaged, the newest whole one's are taken, so that importing again mends the store: a site
    /// minted since gets the same id once more, because its site key is the one that the id was minted from.
    /// </remarks>
    /// <exception cref="DamagedVersionException">No version kept has whole identities.</exception>
    /// <exception cref="StoreUnavailableException">The storage cannot be reached.</exception>
    public Task<IdentityRegistry> IdentitiesAsync(CancellationToken cancellationToken) => _identities.RegistryAsync(cancellationToken);

    /// <summary>Makes a draft the current version. Content equal to the current version's makes nothing new; equal to a kept one's makes that one current.</summary>
    /// <exception cref="StoreBusyException">Another import is under way, or has published since this one read the identities.</exception>
    /// <exception cref="DraftRefusedException">An engine could not index it.</exception>
    /// <exception cref="IndexFailedException">An index could not be built or switched to.</exception>
    /// <exception cref="PublishingCutOffException">The indexes moved on and the storage could not.</exception>
    /// <exception cref="StoreUnavailableException">The storage cannot be reached or written to.</exception>
    /// <exception cref="ArgumentException">The draft contradicts itself.</exception>
    public async Task<PublishOutcome> PublishAsync(DirectoryDraft draft, CancellationToken cancellationToken)
    {
        Facility[] facilities = DirectoryDraft.SortedFacilitiesOf(draft);
        await storage.CheckAsync(cancellationToken);
        await using IStorageLock held = await storage.LockAsync(cancellationToken);
        Done("locked");
        CurrentPointer pointer = await storage.CurrentAsync(cancellationToken);
        await _identities.RefuseLostAsync(draft, pointer, cancellationToken);
        IndexedFacilities indexed = new(draft.Sources, facilities, _vocabulary);
        RefuseUnsearchable(indexed, cancellationToken);
        Done("checked");

        Blocks<byte[]> lines = VersionFacts.LinesOf(facilities);
        string hash = VersionFacts.ContentHashOf(draft.Kind, draft.Sources, lines.All(cancellationToken).SelectMany(block => block));
        if (await FindAsync(hash, pointer.Id, cancellationToken) is { } same)
        {
            await MakeCurrentAsync(held, pointer, same, indexed, cancellationToken);
            return new PublishOutcome(same, same.Stamp.Id == pointer.Id ? PublishResult.Unchanged : PublishResult.Returned);
        }

        NewVersion version = await NewVersionAsync(held, draft, facilities, lines, indexed, hash, pointer.Id, cancellationToken);
        await held.WriteAsync(version, cancellationToken);
        Done("written");
        await MakeCurrentAsync(held, pointer, version.Manifest, indexed, cancellationToken);
        return new PublishOutcome(version.Manifest, PublishResult.Published);
    }

    /// <summary>
    /// Makes a kept version current (again), in the order of publishing. For the version that is current that leaves the storage
    /// as it is and fills the indexes.
    /// </summary>
    /// <exception cref="VersionGoneException">It is not kept (any more).</exception>
    /// <exception cref="DamagedVersionException">It is not whole, or its index was made with another vocabulary.</exception>
    /// <exception cref="DraftRefusedException">An engine could not index it.</exception>
    /// <exception cref="IndexFailedException">An index could not be built or switched to.</exception>
    /// <exception cref="StoreBusyException">An import is under way.</exception>
    /// <exception cref="PublishingCutOffException">The indexes moved on and the storage could not.</exception>
    /// <exception cref="StoreUnavailableException">The storage cannot be reached or written to.</exception>
    public async Task<DirectoryManifest> MakeCurrentAsync(VersionId id, CancellationToken cancellationToken)
    {
        await storage.CheckAsync(cancellationToken);
        _ = await storage.ManifestAsync(id, cancellationToken);
        await using IStorageLock held = await storage.LockAsync(cancellationToken);
        Done("locked");
        CurrentPointer pointer = await storage.CurrentAsync(cancellationToken);
        if (await storage.ProblemAsync(id, cancellationToken) is { } problem)
        {
            throw new DamagedVersionException(id, problem);
        }

        DirectoryManifest kept = await storage.ManifestAsync(id, cancellationToken);
        if (storage.HoldsIndex && kept.VocabularyHash != VocabularyHash)
        {
            throw new DamagedVersionException(id, "it was made with another vocabulary than this program's. Import its files again.");
        }

        IndexedFacilities indexed = await IndexedAsync(kept, cancellationToken);
        RefuseUnsearchable(indexed, cancellationToken);
        Done("checked");
        await MakeCurrentAsync(held, pointer, kept, indexed, cancellationToken);
        return kept;
    }

    /// <summary>Reads every version from end to end, newest first, and says what is wrong with it; null where it is whole.</summary>
    /// <exception cref="StoreUnavailableException">The storage cannot be reached.</exception>
    public async Task<IReadOnlyList<(VersionId Version, string? Problem)>> VerifyAsync(CancellationToken cancellationToken)
    {
        await storage.CheckAsync(cancellationToken);
        List<(VersionId, string?)> found = [];
        foreach (StoredVersion version in await storage.ListAsync(cancellationToken))
        {
            found.Add((version.Id, version.Problem ?? await storage.ProblemAsync(version.Id, cancellationToken)));
        }

        return found;
    }

    /// <summary>As they were derived by the import, which costs a tenth of deriving them again; the facts themselves have just been read and checked.</summary>
    private async Task<IndexedFacilities> IndexedAsync(DirectoryManifest kept, CancellationToken cancellationToken) =>
        await storage.DerivedAsync(kept, _vocabulary, cancellationToken) is { } derived
            ? new IndexedFacilities(derived, _vocabulary.Hash)
            : new IndexedFacilities(kept.Sources, (await storage.LoadAsync(kept.Stamp.Id, cancellationToken)).Facilities, _vocabulary);

    private async Task MakeCurrentAsync(
        IStorageLock held, CurrentPointer pointer, DirectoryManifest manifest, IndexedFacilities indexed, CancellationToken cancellationToken)
    {
        List<IReadyIndex> ready = [];
        try
        {
            foreach (IVersionIndex index in indexes)
            {
                ready.Add(await index.PrepareAsync(manifest, indexed, cancellationToken));
                Done("prepared");
            }

            // Building an index takes minutes: where the storage, or the lock in it, was lost meanwhile, no index moves on.
            _ = await held.LastGivenAsync(cancellationToken);
            if (await storage.CurrentAsync(cancellationToken) != pointer)
            {
                throw new StoreBusyException("The current version has changed since this import began. Run it again.");
            }

            cancellationToken.ThrowIfCancellationRequested();
            VersionId to = manifest.Stamp.Id;
            await SwitchAsync(held, ready, pointer, to);
            await RetireAsync(held, ready, to, pointer.Id);
        }
        finally
        {
            foreach (IReadyIndex index in ready)
            {
                await index.DisposeAsync();
            }
        }
    }

    /// <summary>Indexes first, then the pointer. Nothing here is cancelled: who stopped half-way would search what is not current.</summary>
    private async Task SwitchAsync(IStorageLock held, List<IReadyIndex> ready, CurrentPointer pointer, VersionId to)
    {
        List<string> moved = [];
        try
        {
            for (int i = 0; i < ready.Count; i++)
            {
                await ready[i].SwitchAsync();
                moved.Add(indexes[i].Name);
                Done("switched");
            }

            if (pointer.Id != to || pointer.State != PointerState.Set)
            {
                await held.MovePointerAsync(pointer.Id, to);
                Done("current");
            }
        }
        catch (Exception failure) when (moved.Count > 0)
        {
            string stays = pointer.Id is { } before ? $"the current version is still {before}" : "there is no current version yet";
            string run = pointer.Id is not null
                ? $"run \"importer rollback {to}\" to make it current, or \"importer publish {string.Join("\", \"importer publish ", moved)}\" to go back"
                : $"run \"importer rollback {to}\" to make it current";
            throw new PublishingCutOffException(
                $"{string.Join(", ", moved)} searches version {to}, but in {storage.Place} {stays}: {failure.Message} When that is mended, {run}.", failure);
        }
    }

    /// <summary>Failing here harms nobody, and what was published is published: the next import tries again.</summary>
    private async Task RetireAsync(IStorageLock held, List<IReadyIndex> ready, VersionId current, VersionId? before)
    {
        try
        {
            IReadOnlyList<StoredVersion> all = await storage.ListAsync(CancellationToken.None);
            IReadOnlyList<StoredVersion> kept = Retention.Kept(all, current, before, keepVersions);
            VersionId[] old = [.. all.Select(version => version.Id).Except(kept.Select(version => version.Id))];
            if (old.Length > 0)
            {
                await held.RetireAsync(old, CancellationToken.None);
            }

            HashSet<VersionStamp> stamps = [.. kept.Select(version => version.Manifest!.Stamp)];
            foreach (IReadyIndex index in ready)
            {
                await index.RetireAsync(stamps, CancellationToken.None);
            }

            Done("retired");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left over.
        }
    }

    private async Task<NewVersion> NewVersionAsync(
        IStorageLock held, DirectoryDraft draft, Facility[] facilities, Blocks<byte[]> lines, IndexedFacilities indexed, string hash, VersionId? current,
        CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        VersionId id = VersionId.After(await held.LastGivenAsync(cancellationToken), DateOnly.FromDateTime(now.UtcDateTime));
        SiteIdentity[] sites = [.. draft.Sites.OrderBy(site => site.FacilityId, StringComparer.Ordinal)];
        Blocks<byte[]> siteLines = VersionFacts.LinesOf(sites);
        return new NewVersion
        {
            Manifest = new DirectoryManifest
            {
                Format = DirectoryManifest.CurrentFormat,
                Version = id.ToString(),
                Kind = draft.Kind,
                AsOfNewest = draft.Sources.Where(source => source.Programs > 0).DefaultIfEmpty(draft.Sources[0]).Max(source => source.AsOf),
                ImportedAt = now.ToUniversalTime(),
                Sources = draft.Sources,
                Facilities = facilities.Length,
                Programs = facilities.Sum(facility => facility.Programs.Count),
                ContentSha256 = hash,
                IdentitiesSha256 = VersionFacts.IdentitiesHashOf(siteLines.All(cancellationToken).SelectMany(block => block)),
                VocabularyHash = VocabularyHash,
                Counts = DirectoryCounts.Of(facilities),
            },
            Facilities = facilities,
            Lines = lines,
            Indexed = indexed,
            Sites = sites,
            SiteLines = siteLines,
            Issues = draft.Issues,
            Base = current,
        };
    }

    private static void RefuseUnsearchable(IndexedFacilities indexed, CancellationToken cancellationToken)
    {
        if (DraftCheck.Problem(indexed, cancellationToken) is { } problem)
        {
            throw new DraftRefusedException($"{problem} Nothing was published.");
        }
    }

    /// <summary>
    /// A version with that content, made with the same vocabulary; the current one first. Only a whole one counts, so that
    /// importing again mends a damaged store.
    /// </summary>
    private async Task<DirectoryManifest?> FindAsync(string hash, VersionId? current, CancellationToken cancellationToken)
    {
        foreach (StoredVersion version in (await storage.ListAsync(cancellationToken)).OrderByDescending(version => version.Id == current))
        {
            if (version.Manifest is { } manifest && manifest.ContentSha256 == hash && manifest.VocabularyHash == VocabularyHash
                && await storage.ProblemAsync(version.Id, cancellationToken) is null)
            {
                return manifest;
            }
        }

        return null;
    }

    private void Done(string step) => AfterStep?.Invoke(step);
}
