using System.Runtime.CompilerServices;
using Locator.Facilities;
using Locator.Versions;

namespace Locator.Publishing.Files;

/// <summary>Keeps directory versions as files in a folder, for one machine or a shared mount.</summary>
/// <remarks>
/// <code>
/// current                              the id of the current version; replaced by a rename
/// versions/2026-11-20.1/manifest.json  facilities.ndjson.gz  identities.ndjson.gz  issues.csv.gz  indexed-….gz
/// version-ids, minted-ids              every id ever given, one a line; only ever added to
/// were-current                         the ids of versions that are or ever were current; only ever added to
/// import.lock, import.holder           one import at a time
/// </code>
/// Readers take no lock: a version never changes once its folder has its name. A crash leaves a folder
/// <c>versions/.incoming-…</c> at most, or a whole version that is not current; the next import clears up.
/// </remarks>
/// <param name="folder">The data folder; an import creates it where it is absent.</param>
/// <param name="time">Says since when a lock is held.</param>
public sealed class FileVersionStorage(string folder, TimeProvider time) : IVersionStorage
{
    private readonly StorageFolder _folder = new(folder);

    /// <inheritdoc/>
    public string Place => _folder.Path;

    /// <inheritdoc/>
    /// <remarks>False: what engines index is kept beside the facts, and made again from them where that does not fit.</remarks>
    public bool HoldsIndex => false;

    /// <summary>Called after each step of writing; tests look at the folder, or fail, there.</summary>
    internal Action<string>? AfterStep { get; init; }

    /// <inheritdoc/>
    /// <remarks>A folder that is not there yet is an empty store.</remarks>
    public Task CheckAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<CurrentPointer> CurrentAsync(CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = (await File.ReadAllTextAsync(_folder.Pointer, cancellationToken)).Trim();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return _folder.WereCurrent().Count == 0
                ? CurrentPointer.NeverPublished
                : CurrentPointer.Damaged("The store is damaged: the file \"current\", which names the current directory version, is missing.");
        }

        if (!VersionId.TryParse(text, out VersionId id))
        {
            return CurrentPointer.Damaged("The store is damaged: the file \"current\" does not hold the id of a directory version.");
        }

        try
        {
            return CurrentPointer.To((await ManifestAsync(id, cancellationToken)).Stamp);
        }
        catch (DamagedVersionException e)
        {
            return CurrentPointer.Damaged(e.Message, id);
        }
        catch (VersionGoneException)
        {
            return CurrentPointer.Damaged($"The current directory version {id} is missing from the store.", id);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredVersion>> ListAsync(CancellationToken cancellationToken)
    {
        HashSet<VersionId> wereCurrent = _folder.WereCurrent();
        List<StoredVersion> versions = [];
        foreach (VersionId id in _folder.Versions())
        {
            try
            {
                versions.Add(new StoredVersion(id, await ManifestAsync(id, cancellationToken), null, wereCurrent.Contains(id)));
            }
            catch (DamagedVersionException e)
            {
                versions.Add(new StoredVersion(id, null, e.Problem, wereCurrent.Contains(id)));
            }
            catch (VersionGoneException)
            {
                // Removed since the folder was looked at.
            }
        }

        return versions;
    }

    /// <inheritdoc/>
    public async Task<DirectoryManifest> ManifestAsync(VersionId id, CancellationToken cancellationToken)
    {
        await using FileStream file = Open(id, VersionFiles.Manifest);
        using MemoryStream bytes = new();
        await file.CopyToAsync(bytes, cancellationToken);
        return VersionFacts.ReadManifest(id, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Facility> FacilitiesAsync(
        DirectoryManifest manifest, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using FileStream file = Open(manifest.Stamp.Id, VersionFiles.Facilities);
        await foreach (Facility facility in VersionFiles.FacilitiesAsync(file, manifest, cancellationToken))
        {
            yield return facility;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> WasGivenAsync(VersionId id, CancellationToken cancellationToken) =>
        (await StorageFolder.LinesAsync(_folder.GivenIds, cancellationToken)).Contains(id.ToString(), StringComparer.Ordinal)
        || _folder.Versions().Contains(id);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SiteIdentity>> SitesAsync(VersionId id, CancellationToken cancellationToken)
    {
        DirectoryManifest manifest = await ManifestAsync(id, cancellationToken);
        await using FileStream file = Open(id, VersionFiles.Identities);
        return await VersionFiles.SitesAsync(file, manifest, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenDerivedAsync(VersionId id, string name, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream?>(Open(id, name));
        }
        catch (Exception e) when (e is DamagedVersionException or VersionGoneException or IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> MintedIdsAsync(CancellationToken cancellationToken) =>
        (await StorageFolder.LinesAsync(_folder.MintedIds, cancellationToken)).ToHashSet(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<string?> ProblemAsync(VersionId id, CancellationToken cancellationToken)
    {
        try
        {
            DirectoryManifest manifest = await ManifestAsync(id, cancellationToken);
            await foreach (Facility _ in FacilitiesAsync(manifest, cancellationToken))
            {
            }

            await SitesAsync(id, cancellationToken);
            return null;
        }
        catch (DamagedVersionException e)
        {
            return e.Problem;
        }
        catch (VersionGoneException)
        {
            return "it is gone.";
        }
    }

    /// <inheritdoc/>
    public Task<IStorageLock> LockAsync(CancellationToken cancellationToken) =>
        StorageFolder.WrittenAsync<IStorageLock>(_folder.Path, () => Task.FromResult<IStorageLock>(FileStorageLock.Take(_folder, time, AfterStep)));

    /// <exception cref="DamagedVersionException">The version lacks the file.</exception>
    /// <exception cref="VersionGoneException">There is no such version.</exception>
    private FileStream Open(VersionId id, string name)
    {
        try
        {
            return new FileStream(Path.Combine(_folder.Of(id), name), new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Directory.Exists(_folder.Of(id))
                ? new DamagedVersionException(id, $"{name} is missing.")
                : new VersionGoneException(id);
        }
    }
}
