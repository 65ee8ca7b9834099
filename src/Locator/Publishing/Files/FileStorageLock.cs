using System.Globalization;
using System.IO.Compression;
using System.Text;
using Locator.Indexing;
using Locator.Versions;

namespace Locator.Publishing.Files;

/// <summary>Held while one import writes. The system lets go of it when the process ends, however it ends.</summary>
internal sealed class FileStorageLock : IStorageLock
{
    // What an exclusively held file gives: ERROR_SHARING_VIOLATION, and EWOULDBLOCK of flock.
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMacOS = 35;

    private readonly StorageFolder _folder;
    private readonly Action<string>? _afterStep;
    private readonly FileStream _locked;

    private FileStorageLock(StorageFolder folder, Action<string>? afterStep, FileStream locked) =>
        (_folder, _afterStep, _locked) = (folder, afterStep, locked);

    /// <summary>Takes the lock and clears up what killed imports have left.</summary>
    /// <exception cref="StoreBusyException">Another import holds it.</exception>
    public static FileStorageLock Take(StorageFolder folder, TimeProvider time, Action<string>? afterStep)
    {
        Directory.CreateDirectory(folder.VersionsFolder);
        FileStream file;
        try
        {
            file = new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is SharingViolation or WouldBlockOnLinux or WouldBlockOnMacOS)
        {
            // A file of its own says who holds the lock: the locked one cannot be read by others.
            string who = File.Exists(folder.Holder) ? File.ReadAllText(folder.Holder).Trim() : "another process";
            throw new StoreBusyException($"Another import is writing to {folder.Path}: {who}. Wait for it to end, then run this one again.");
        }

        try
        {
            File.WriteAllText(folder.Holder, string.Create(
                CultureInfo.InvariantCulture,
                $"process {Environment.ProcessId} on {Environment.MachineName}, since {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC\n"));
            ClearLeftovers(folder);
            RecordWhatWasCurrent(folder);
            return new FileStorageLock(folder, afterStep, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<VersionId?> LastGivenAsync(CancellationToken cancellationToken)
    {
        VersionId? last = _folder.Versions() is [var newest, ..] ? newest : null;
        foreach (string line in await StorageFolder.LinesAsync(_folder.GivenIds, cancellationToken))
        {
            if (VersionId.TryParse(line, out VersionId id) && (last is null || id > last))
            {
                last = id;
            }
        }

        return last;
    }

    /// <inheritdoc/>
    public Task WriteAsync(NewVersion version, CancellationToken cancellationToken) =>
        StorageFolder.WrittenAsync(_folder.Path, async () =>
        {
            VersionId id = version.Manifest.Stamp.Id;
            string incoming = Path.Combine(_folder.VersionsFolder, $".incoming-{id}");
            try
            {
                Directory.CreateDirectory(incoming);
                Write(incoming, VersionFiles.Facilities, file => VersionFiles.WriteLines(
                    file, version.Lines.All(cancellationToken).SelectMany(block => block), cancellationToken));
                Write(incoming, VersionFiles.Identities, file => VersionFiles.WriteLines(
                    file, version.SiteLines.All(cancellationToken).SelectMany(block => block), cancellationToken));
                Write(incoming, VersionFiles.Issues, file => WriteIssues(file, version.Issues));
                Write(incoming, IndexedFile.NameFor(version.Indexed.VocabularyHash), file => IndexedFile.Write(
                    file, version.Manifest.ContentSha256, version.Indexed, cancellationToken));
                Write(incoming, VersionFiles.Manifest, file => file.Write(VersionFacts.WriteManifest(version.Manifest)));
                DurableFolder.Flush(incoming);

                // Ids are marked as given before anybody can see them.
                await StorageFolder.AddLinesAsync(_folder.GivenIds, [id.ToString()], cancellationToken);
                await StorageFolder.AddLinesAsync(
                    _folder.MintedIds,
                    version.Sites.Select(site => site.FacilityId).Concat(version.Facilities.Select(facility => facility.Id)),
                    cancellationToken);
                _afterStep?.Invoke("ids");
                cancellationToken.ThrowIfCancellationRequested();
                StorageFolder.Rename(incoming, _folder.Of(id));
                _afterStep?.Invoke("renamed");
                return true;
            }
            finally
            {
                StorageFolder.TryDelete(incoming);
            }
        });

    /// <inheritdoc/>
    /// <remarks>
    /// Recorded first: were the pointer lost in between, a version that was about to become current is served rather than
    /// invented facilities.
    /// </remarks>
    public Task MovePointerAsync(VersionId? from, VersionId to) =>
        StorageFolder.WrittenAsync(_folder.Path, async () =>
        {
            VersionId? named = File.Exists(_folder.Pointer) && VersionId.TryParse((await File.ReadAllTextAsync(_folder.Pointer)).Trim(), out VersionId id) ? id : null;
            if (named != from)
            {
                throw new StoreBusyException("Another import has changed the current version since this one began. Run this one again.");
            }

            await StorageFolder.AddLinesAsync(_folder.WereCurrentFile, [to.ToString()], CancellationToken.None);
            StorageFolder.Write(_folder.NextPointer, file => file.Write(Encoding.UTF8.GetBytes($"{to}\n")));
            _afterStep?.Invoke("recorded");
            StorageFolder.Rename(_folder.NextPointer, _folder.Pointer);
            return true;
        });

    /// <inheritdoc/>
    public Task RetireAsync(IReadOnlyList<VersionId> ids, CancellationToken cancellationToken) =>
        StorageFolder.WrittenAsync(_folder.Path, () =>
        {
            foreach (VersionId id in ids)
            {
                // Renamed first, so that nobody meets half a version.
                string removed = Path.Combine(_folder.VersionsFolder, $".removed-{id}");
                StorageFolder.Rename(_folder.Of(id), removed);
                _afterStep?.Invoke("removed");
                StorageFolder.TryDelete(removed);
            }

            return Task.FromResult(true);
        });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _locked.DisposeAsync();

    private static void ClearLeftovers(StorageFolder folder)
    {
        File.Delete(folder.NextPointer);
        foreach (string path in Directory.EnumerateDirectories(folder.VersionsFolder, ".*"))
        {
            string name = Path.GetFileName(path);
            if (name.StartsWith(".incoming-", StringComparison.Ordinal) || name.StartsWith(".removed-", StringComparison.Ordinal))
            {
                StorageFolder.TryDelete(path);
            }
        }
    }

    /// <summary>Writes down what <see cref="StorageFolder.WereCurrent"/> takes a store of an older release to say, before a version that is not current joins it.</summary>
    private static void RecordWhatWasCurrent(StorageFolder folder)
    {
        if (!File.Exists(folder.WereCurrentFile))
        {
            string lines = string.Concat(folder.WereCurrent().Order().Select(id => $"{id}\n"));
            string unfinished = $"{folder.WereCurrentFile}.next";
            StorageFolder.Write(unfinished, file => file.Write(Encoding.UTF8.GetBytes(lines)));
            StorageFolder.Rename(unfinished, folder.WereCurrentFile);
        }
    }

    private void Write(string folder, string name, Action<Stream> write)
    {
        StorageFolder.Write(Path.Combine(folder, name), write);
        _afterStep?.Invoke(name);
    }

    private static void WriteIssues(Stream file, IReadOnlyList<ImportIssue> issues)
    {
        using GZipStream gzip = new(file, CompressionLevel.Optimal, leaveOpen: true);
        using StreamWriter writer = new(gzip, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        ImportReport.Write(writer, issues);
    }
}
