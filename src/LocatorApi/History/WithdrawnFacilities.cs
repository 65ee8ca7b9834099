using System.Collections.Frozen;
using Locator.Facilities;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Serving;

namespace LocatorApi.History;

/// <summary>Since when the directory has a facility no more.</summary>
/// <param name="Since">The first version kept without it; where nothing of those before is known, it may have been missing earlier.</param>
/// <param name="LastIn">The newest version kept that has it; null where none that is kept has it.</param>
internal sealed record Withdrawal(VersionId Since, VersionId? LastIn);

/// <summary>
/// The facilities that the directory had and has no more: from the identities, which name every site ever seen, and from the
/// versions that are kept. Read once for the served version, when somebody first asks for an id that is not there; of all that is
/// read only the withdrawn ids stay.
/// </summary>
internal sealed class WithdrawnFacilities(IVersionReader store, ServedDirectory directories)
{
    /// <summary>How many are remembered, some 20 MB: of more, those that no kept version has are not told from ids that never were.</summary>
    private const int MostKept = 200_000;

    private readonly Lock _lock = new();
    private (VersionStamp Stamp, Task<FrozenDictionary<string, Withdrawal>> Read)? _known;

    /// <summary>The withdrawn facilities by id, as of a version. What cannot be known is not claimed: they are none for the sample.</summary>
    /// <exception cref="SearchUnavailableException">The store cannot be read, or not in time; the reading goes on.</exception>
    public async Task<IReadOnlyDictionary<string, Withdrawal>> OfAsync(ServedVersion version, CancellationToken cancellationToken)
    {
        Task<FrozenDictionary<string, Withdrawal>> read = Reading(version);
        try
        {
            return await directories.InTimeAsync(token => read.WaitAsync(token), cancellationToken);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or VersionGoneException or DamagedVersionException)
        {
            throw new SearchUnavailableException(exception.Message, exception);
        }
    }

    /// <summary>One reading for everybody. One that failed is begun again by the next who asks.</summary>
    private Task<FrozenDictionary<string, Withdrawal>> Reading(ServedVersion version)
    {
        lock (_lock)
        {
            if (_known is not { } known || known.Stamp != version.Stamp || known.Read.IsFaulted)
            {
                _known = known = (version.Stamp, Task.Run(() => ReadAsync(version.Manifest)));
            }

            return known.Read;
        }
    }

    private async Task<FrozenDictionary<string, Withdrawal>> ReadAsync(DirectoryManifest current)
    {
        if (current.Kind == DirectoryKind.Sample)
        {
            return FrozenDictionary<string, Withdrawal>.Empty;
        }

        VersionId id = current.Stamp.Id;
        if ((await store.ManifestAsync(id, CancellationToken.None)).Stamp != current.Stamp)
        {
            // The store was made anew: what it knows is of another directory.
            throw new VersionGoneException(id);
        }

        HashSet<string> listed = await IdsAsync(current);
        HashSet<string> gone = [.. (await store.SitesAsync(id, CancellationToken.None)).Select(site => site.FacilityId).Where(known => !listed.Contains(known))];
        DirectoryManifest[] others =
        [
            .. (await store.ListAsync(CancellationToken.None)).Where(version => version is { WasCurrent: true, Manifest: not null } && version.Id != id)
                .Select(version => version.Manifest!).OrderBy(manifest => manifest.Stamp.Id),
        ];
        Dictionary<string, Withdrawal> withdrawn = new(StringComparer.Ordinal);
        List<VersionId> before = [];
        foreach (DirectoryManifest other in others)
        {
            if (await TryIdsAsync(other) is not { } ids)
            {
                continue;
            }

            // Of a version that was rolled back from, what it had is missing since the current one came back.
            bool isLater = other.Stamp.Id > id;
            if (!isLater)
            {
                before.Add(other.Stamp.Id);
            }

            foreach (string had in ids.Where(had => !listed.Contains(had) && (isLater || gone.Contains(had))))
            {
                if (!isLater || !withdrawn.ContainsKey(had))
                {
                    withdrawn[had] = new Withdrawal(id, other.Stamp.Id);
                }
            }
        }

        VersionId Next(VersionId last) => before.Where(version => version > last).Append(id).Min();
        VersionId oldest = before.Append(id).Min();
        IEnumerable<KeyValuePair<string, Withdrawal>> known =
        [
            .. withdrawn.Select(pair => KeyValuePair.Create(
                pair.Key, pair.Value with { Since = pair.Value.LastIn is { } last && last < id ? Next(last) : id })),
            .. gone.Where(had => !withdrawn.ContainsKey(had)).Select(had => KeyValuePair.Create(had, new Withdrawal(oldest, null))),
        ];
        return known.Take(MostKept).ToFrozenDictionary(StringComparer.Ordinal);
    }

    private async Task<HashSet<string>> IdsAsync(DirectoryManifest manifest)
    {
        HashSet<string> ids = new(StringComparer.Ordinal);
        await foreach (Facility facility in store.FacilitiesAfterAsync(manifest, after: null, CancellationToken.None))
        {
            ids.Add(facility.Id);
        }

        return ids;
    }

    /// <summary>The ids of an older version; null where it went meanwhile or cannot be read: then it is as if it were not kept.</summary>
    private async Task<HashSet<string>?> TryIdsAsync(DirectoryManifest manifest)
    {
        try
        {
            return await IdsAsync(manifest);
        }
        catch (Exception exception) when (exception is VersionGoneException or DamagedVersionException)
        {
            return null;
        }
    }
}
