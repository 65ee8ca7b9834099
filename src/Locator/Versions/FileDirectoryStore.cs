using System.Globalization;
using System.IO.Compression;
using System.Text;
using Locator.Facilities;
using Locator.Search;

namespace Locator.Versions;

/// <summary>Keeps directory versions as files in a folder, for one machine or a shared mount.</summary>
/// <remarks>
/// <code>
/// current                              the id of the current version; replaced by a rename
/// versions/2026-11-20.1/manifest.json  facilities.ndjson.gz  identities.ndjson.gz  issues.csv.gz
/// version-ids, minted-ids              every id ever given, one a line; only ever added to
/// import.lock, import.holder           one import at a time
/// </code>
/// Readers take no lock: a version never changes once its folder has its name. A crash leaves a folder
/// <c>versions/.incoming-…</c> at most, or a whole version that is not current; the next import clears up.
/// </remarks>
public sealed class FileDirectoryStore : IDirectoryStore
{
    private readonly string folder;
    private readonly string versions;
    private readonly string pointer;
    private readonly string nextPointer;
    private readonly string givenIds;
    private readonly string mintedIds;
    private readonly TimeProvider time;
    private readonly int keepVersions;
    private readonly string vocabularyHash;

    /// <summary>A store in that folder, which an import creates where it is absent.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="time">Gives the date of new ids.</param>
    /// <param name="keepVersions">How many versions are kept besides the current one, 0 or more.</param>
    /// <param name="vocabularyHash">Stands in new manifests; by default that of <see cref="Vocabulary.Current"/>.</param>
    public FileDirectoryStore(string folder, TimeProvider time, int keepVersions = 2, string? vocabularyHash = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(keepVersions);
        this.folder = Path.GetFullPath(folder);
        this.time = time;
        this.keepVersions = keepVersions;
        this.vocabularyHash = vocabularyHash ?? Vocabulary.Current.Hash;
        versions = Path.Combine(this.folder, "versions");
        pointer = Path.Combine(this.folder, "current");
        nextPointer = Path.Combine(this.folder, "current.next");
        givenIds = Path.Combine(this.folder, "version-ids");
        mintedIds = Path.Combine(this.folder, "minted-ids");
    }

    /// <summary>Called after each step of publishing; tests look at the folder, or fail, there.</summary>
    internal Action<string>? AfterStep { get; init; }

    /// <inheritdoc/>
    /// <exception cref="DamagedVersionException">The pointer is missing or garbled although the store has held versions.</exception>
    public async Task<string?> CurrentAsync(CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = (await File.ReadAllTextAsync(pointer, cancellationToken)).Trim();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Ids().Count == 0
                ? null
                : throw new DamagedVersionException("(current)", "the file \"current\", which names it, is missing.");
        }

        return VersionId.TryParse(text, out _)
            ? text
            : throw new DamagedVersionException("(current)", "the file \"current\" does not hold the id of a version.");
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DirectoryManifest>> ListAsync(CancellationToken cancellationToken)
    {
        List<DirectoryManifest> manifests = [];
        foreach (VersionId id in Ids())
        {
            try
            {
                manifests.Add(await ManifestAsync(id, cancellationToken));
            }
            catch (Exception e) when (e is DamagedVersionException or VersionGoneException)
            {
                // Left out; CheckAsync says what is wrong with it.
            }
        }

        return manifests;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(string Version, string? Problem)>> CheckAsync(CancellationToken cancellationToken)
    {
        List<(string, string?)> found = [];
        foreach (VersionId id in Ids())
        {
            found.Add((id.ToString(), await ProblemAsync(id, cancellationToken)));
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<DirectoryVersion> LoadAsync(string version, CancellationToken cancellationToken)
    {
        VersionId id = VersionId.TryParse(version, out VersionId parsed) ? parsed : throw new VersionGoneException(version);
        DirectoryManifest manifest = await ManifestAsync(id, cancellationToken);
        return await ReadAsync(
            id, VersionFiles.Facilities, file => VersionFiles.ReadFacilitiesAsync(file, manifest, cancellationToken));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Where the current version is damaged, the newest whole version's identities are taken, so that importing again mends
    /// the store: a site minted since gets the same id once more, because its site key is the one that the id was minted from.
    /// </remarks>
    /// <exception cref="DamagedVersionException">No version kept has whole identities.</exception>
    public async Task<IdentityRegistry> IdentitiesAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<SiteIdentity> sites = await SitesAsync(cancellationToken) ?? [];
        HashSet<string> taken = [.. await LinesAsync(mintedIds, cancellationToken), .. sites.Select(site => site.FacilityId)];
        return new IdentityRegistry(sites, taken);
    }

    /// <inheritdoc/>
    /// <exception cref="StoreBusyException">Another import is under way, or has published since this one read the identities.</exception>
    /// <exception cref="IOException">The folder cannot be written: nothing was published.</exception>
    /// <exception cref="ArgumentException">The draft contradicts itself.</exception>
    public async Task<PublishOutcome> PublishAsync(
        DirectoryDraft draft, IReadOnlyList<IVersionIndex> indexes, CancellationToken cancellationToken)
    {
        IReadOnlyList<Facility> facilities = DirectoryDraft.CheckedFacilitiesOf(draft);
        try
        {
            Directory.CreateDirectory(versions);
            using ImportLock held = ImportLock.Take(folder, time);
            ClearLeftovers();
            string? current = await PointerAsync(cancellationToken);
            await RefuseLostIdentitiesAsync(draft, current, cancellationToken);
            PublishOutcome outcome = await PublishAsync(draft, indexes, facilities, current, cancellationToken);
            await RemoveOldAsync(outcome.Manifest.Version);
            return outcome;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The directory version could not be written to {folder}: {e.Message} Nothing was published; what was current still is.", e);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The folder cannot be written: what was current still is.</exception>
    public async Task<DirectoryManifest> MakeCurrentAsync(
        string version, IReadOnlyList<IVersionIndex> indexes, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(versions))
        {
            throw new VersionGoneException(version);
        }

        try
        {
            using ImportLock held = ImportLock.Take(folder, time);
            ClearLeftovers();
            DirectoryVersion kept = await LoadAsync(version, cancellationToken);
            if (indexes.Count > 0 && kept.Manifest.VocabularyHash != vocabularyHash)
            {
                throw new DamagedVersionException(version, "it was made with another vocabulary than this program's. Import its files again.");
            }

            await indexes.HoldAsync(kept.Manifest, kept.Facilities, cancellationToken);
            if (await PointerAsync(cancellationToken) != version)
            {
                await WriteDurablyAsync(nextPointer, version + "\n");
                cancellationToken.ThrowIfCancellationRequested();
                File.Move(nextPointer, pointer, overwrite: true);
                AfterStep?.Invoke("returned");
            }

            return kept.Manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The current version could not be changed in {folder}: {e.Message}", e);
        }
    }

    private async Task<PublishOutcome> PublishAsync(
        DirectoryDraft draft,
        IReadOnlyList<IVersionIndex> indexes,
        IReadOnlyList<Facility> facilities,
        string? current,
        CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        VersionId id = VersionId.After(await LastGivenAsync(cancellationToken), DateOnly.FromDateTime(now.UtcDateTime));
        string incoming = Path.Combine(versions, $".incoming-{id}");
        string published = FolderOf(id);
        bool isCurrent = false;
        try
        {
            Directory.CreateDirectory(incoming);
            string hash = "";
            await WriteAsync(incoming, VersionFiles.Facilities, file =>
                hash = VersionFiles.WriteFacilities(file, draft.Kind, draft.Sources, facilities, cancellationToken));

            if (await FindAsync(hash, current, cancellationToken) is { } same)
            {
                await indexes.HoldAsync(same, facilities, cancellationToken);
                if (same.Version == current)
                {
                    return new PublishOutcome(same, PublishResult.Unchanged);
                }

                await WriteDurablyAsync(nextPointer, same.Version + "\n");
                cancellationToken.ThrowIfCancellationRequested();
                File.Move(nextPointer, pointer, overwrite: true);
                AfterStep?.Invoke("returned");
                return new PublishOutcome(same, PublishResult.Returned);
            }

            string identitiesHash = "";
            await WriteAsync(incoming, VersionFiles.Identities, file =>
                identitiesHash = VersionFiles.WriteIdentities(
                    file, draft.Sites.OrderBy(site => site.FacilityId, StringComparer.Ordinal), cancellationToken));
            await WriteAsync(incoming, VersionFiles.Issues, file => WriteIssues(file, draft.Issues));
            DirectoryManifest manifest = draft.ManifestOf(id, now, hash, identitiesHash, vocabularyHash);
            await WriteAsync(incoming, VersionFiles.Manifest, file => file.Write(VersionFiles.WriteManifest(manifest)));

            // Ids are marked as given before anybody can see them. All that can run out of space is written before the renames.
            await AddLinesAsync(givenIds, [manifest.Version], cancellationToken);
            await AddLinesAsync(
                mintedIds,
                draft.Sites.Select(site => site.FacilityId).Concat(facilities.Select(facility => facility.Id)),
                cancellationToken);
            await WriteDurablyAsync(nextPointer, manifest.Version + "\n");
            cancellationToken.ThrowIfCancellationRequested();
            Directory.Move(incoming, published);
            AfterStep?.Invoke("renamed");
            await indexes.HoldAsync(manifest, facilities, cancellationToken);
            File.Move(nextPointer, pointer, overwrite: true);
            isCurrent = true;
            AfterStep?.Invoke("current");
            return new PublishOutcome(manifest, PublishResult.Published);
        }
        finally
        {
            if (!isCurrent && Directory.Exists(published))
            {
                Directory.Move(published, incoming);
            }

            TryDelete(incoming);
        }
    }

    /// <summary>
    /// A registry is only ever added to. A draft that lacks identities of the current version was begun before that one
    /// was published: taking it would let ids change hands.
    /// </summary>
    private async Task RefuseLostIdentitiesAsync(DirectoryDraft draft, string? current, CancellationToken cancellationToken)
    {
        if (current is null)
        {
            return;
        }

        HashSet<string> kept = [.. draft.Sites.Select(site => site.FacilityId)];
        try
        {
            if ((await SitesAsync(VersionId.Parse(current), cancellationToken)).Any(site => !kept.Contains(site.FacilityId)))
            {
                throw new StoreBusyException($"Another import has published version {current} since this one began. Run this one again.");
            }
        }
        catch (Exception e) when (e is DamagedVersionException or VersionGoneException)
        {
            // Its identities cannot be read: the draft was made from those of an older version (IdentitiesAsync).
        }
    }

    /// <summary>What the pointer names, whole or not; null where there is none or it is garbled: publishing mends that.</summary>
    private async Task<string?> PointerAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await CurrentAsync(cancellationToken);
        }
        catch (DamagedVersionException)
        {
            return null;
        }
    }

    /// <summary>
    /// A version with that content, made with the same vocabulary; the current one first. Only a whole one counts, so that
    /// importing again mends a damaged store.
    /// </summary>
    private async Task<DirectoryManifest?> FindAsync(string hash, string? current, CancellationToken cancellationToken)
    {
        IReadOnlyList<DirectoryManifest> kept = await ListAsync(cancellationToken);
        foreach (DirectoryManifest manifest in kept.OrderByDescending(manifest => manifest.Version == current))
        {
            if (manifest.ContentSha256 == hash && manifest.VocabularyHash == vocabularyHash
                && await ProblemAsync(VersionId.Parse(manifest.Version), cancellationToken) is null)
            {
                return manifest;
            }
        }

        return null;
    }

    /// <summary>What is wrong with a version, read from end to end; null when it is whole.</summary>
    private async Task<string?> ProblemAsync(VersionId id, CancellationToken cancellationToken)
    {
        try
        {
            await LoadAsync(id.ToString(), cancellationToken);
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

    /// <summary>The identities of the current version, else of the newest whole one; null when the store has never held a version.</summary>
    private async Task<IReadOnlyList<SiteIdentity>?> SitesAsync(CancellationToken cancellationToken)
    {
        DamagedVersionException? damage = null;
        List<VersionId> ids = [];
        try
        {
            if (VersionId.TryParse(await CurrentAsync(cancellationToken), out VersionId current))
            {
                ids.Add(current);
            }
        }
        catch (DamagedVersionException e)
        {
            damage = e;
        }

        ids.AddRange(Ids());
        foreach (VersionId id in ids)
        {
            try
            {
                return await SitesAsync(id, cancellationToken);
            }
            catch (DamagedVersionException e)
            {
                damage ??= e;
            }
            catch (VersionGoneException)
            {
                damage ??= new DamagedVersionException(id.ToString(), "its folder is missing.");
            }
        }

        return damage is null ? null : throw damage;
    }

    private async Task<IReadOnlyList<SiteIdentity>> SitesAsync(VersionId id, CancellationToken cancellationToken)
    {
        DirectoryManifest manifest = await ManifestAsync(id, cancellationToken);
        return await ReadAsync(
            id, VersionFiles.Identities, file => VersionFiles.ReadIdentitiesAsync(file, manifest, cancellationToken));
    }

    private async Task<DirectoryManifest> ManifestAsync(VersionId id, CancellationToken cancellationToken)
    {
        DirectoryManifest manifest = await ReadAsync(id, VersionFiles.Manifest, async file =>
        {
            using MemoryStream bytes = new();
            await file.CopyToAsync(bytes, cancellationToken);
            return VersionFiles.ReadManifest(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        });
        return manifest.Version == id.ToString()
            ? manifest
            : throw new DamagedVersionException(id.ToString(), $"{VersionFiles.Manifest} is that of version {manifest.Version}.");
    }

    /// <summary>Reads a file of a version; what is wrong with it becomes a <see cref="DamagedVersionException"/>.</summary>
    private async Task<T> ReadAsync<T>(VersionId id, string name, Func<Stream, Task<T>> read)
    {
        try
        {
            await using FileStream file = new(Path.Combine(FolderOf(id), name), new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
            return await read(file);
        }
        catch (BrokenFileException e)
        {
            throw new DamagedVersionException(id.ToString(), e.Message);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Directory.Exists(FolderOf(id))
                ? new DamagedVersionException(id.ToString(), $"{name} is missing.")
                : new VersionGoneException(id.ToString());
        }
    }

    /// <summary>The ids of the version folders, whole or not, newest first.</summary>
    private List<VersionId> Ids()
    {
        List<VersionId> ids = [];
        if (Directory.Exists(versions))
        {
            foreach (string path in Directory.EnumerateDirectories(versions))
            {
                if (VersionId.TryParse(Path.GetFileName(path), out VersionId id))
                {
                    ids.Add(id);
                }
            }
        }

        ids.Sort((left, right) => right.CompareTo(left));
        return ids;
    }

    private async Task<VersionId?> LastGivenAsync(CancellationToken cancellationToken)
    {
        VersionId? last = Ids() is [var newest, ..] ? newest : null;
        foreach (string line in await LinesAsync(givenIds, cancellationToken))
        {
            if (VersionId.TryParse(line, out VersionId id) && (last is null || id > last))
            {
                last = id;
            }
        }

        return last;
    }

    /// <summary>
    /// Removes what is older than the versions to keep. Never the current one; a damaged version counts for nothing and
    /// goes with its age. Failing here harms nobody: the next import tries again.
    /// </summary>
    private async Task RemoveOldAsync(string current)
    {
        try
        {
            VersionId currentId = VersionId.Parse(current);
            List<VersionId> whole =
            [
                .. (await ListAsync(CancellationToken.None))
                    .Select(manifest => VersionId.Parse(manifest.Version))
                    .Where(id => id != currentId),
            ];
            if (whole.Count < keepVersions)
            {
                return;
            }

            foreach (VersionId id in Ids().Where(id => id != currentId && (keepVersions == 0 || id < whole[keepVersions - 1])))
            {
                // Renamed first, so that nobody meets half a version.
                string removed = Path.Combine(versions, $".removed-{id}");
                Directory.Move(FolderOf(id), removed);
                Directory.Delete(removed, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void ClearLeftovers()
    {
        File.Delete(nextPointer);
        foreach (string path in Directory.EnumerateDirectories(versions, ".*"))
        {
            string name = Path.GetFileName(path);
            if (name.StartsWith(".incoming-", StringComparison.Ordinal) || name.StartsWith(".removed-", StringComparison.Ordinal))
            {
                TryDelete(path);
            }
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next import tries again.
        }
    }

    private string FolderOf(VersionId id) => Path.Combine(versions, id.ToString());

    private async Task WriteAsync(string incoming, string name, Action<Stream> write)
    {
        await using (FileStream file = new(Path.Combine(incoming, name), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
        {
            write(file);
            file.Flush(flushToDisk: true);
        }

        AfterStep?.Invoke(name);
    }

    private static void WriteIssues(Stream file, IReadOnlyList<ImportIssue> issues)
    {
        using GZipStream gzip = new(file, CompressionLevel.Optimal, leaveOpen: true);
        using StreamWriter writer = new(gzip, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        ImportReport.Write(writer, issues);
    }

    private static async Task WriteDurablyAsync(string path, string text)
    {
        await using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None);
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    private static async Task<string[]> LinesAsync(string path, CancellationToken cancellationToken) =>
        File.Exists(path) ? await File.ReadAllLinesAsync(path, cancellationToken) : [];

    /// <summary>Adds the lines that a list lacks. A line cut off by a crash stays as a line of its own.</summary>
    private async Task AddLinesAsync(string path, IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        HashSet<string> known = [.. await LinesAsync(path, cancellationToken)];
        StringBuilder added = new();
        foreach (string line in lines.Where(known.Add))
        {
            added.Append(line).Append('\n');
        }

        await using (FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read))
        {
            if (file.Length > 0)
            {
                file.Seek(-1, SeekOrigin.End);
                if (file.ReadByte() != '\n')
                {
                    added.Insert(0, '\n');
                }
            }

            file.Write(Encoding.UTF8.GetBytes(added.ToString()));
            file.Flush(flushToDisk: true);
        }

        AfterStep?.Invoke(Path.GetFileName(path));
    }

    /// <summary>Held while one import writes. The system lets go of it when the process ends, however it ends.</summary>
    private sealed class ImportLock : IDisposable
    {
        // What an exclusively held file gives: ERROR_SHARING_VIOLATION, and EWOULDBLOCK of flock.
        private const int SharingViolation = unchecked((int)0x80070020);
        private const int WouldBlockOnLinux = 11;
        private const int WouldBlockOnMacOS = 35;

        private readonly FileStream locked;

        private ImportLock(FileStream locked) => this.locked = locked;

        public static ImportLock Take(string folder, TimeProvider time)
        {
            // A file of its own says who holds the lock: the locked one cannot be read by others.
            string holder = Path.Combine(folder, "import.holder");
            string path = Path.Combine(folder, "import.lock");
            FileStream file;
            try
            {
                file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult is SharingViolation or WouldBlockOnLinux or WouldBlockOnMacOS)
            {
                string who = File.Exists(holder) ? File.ReadAllText(holder).Trim() : "another process";
                throw new StoreBusyException($"Another import is writing to {folder}: {who}. Wait for it to end, then run this one again.");
            }

            try
            {
                File.WriteAllText(holder, string.Create(
                    CultureInfo.InvariantCulture,
                    $"process {Environment.ProcessId} on {Environment.MachineName}, since {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC\n"));
                return new ImportLock(file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }

        public void Dispose() => locked.Dispose();
    }
}
