using System.Text;
using Locator.Versions;

namespace Locator.Publishing.Files;

/// <summary>The files of a <see cref="FileVersionStorage"/>, and how they are written so that they survive a power cut.</summary>
internal sealed class StorageFolder
{
    public StorageFolder(string folder)
    {
        Path = System.IO.Path.GetFullPath(folder);
        VersionsFolder = Named("versions");
        Pointer = Named("current");
        NextPointer = Named("current.next");
        GivenIds = Named("version-ids");
        MintedIds = Named("minted-ids");
        WereCurrentFile = Named("were-current");
        Lock = Named("import.lock");
        Holder = Named("import.holder");
    }

    public string Path { get; }

    public string VersionsFolder { get; }

    public string Pointer { get; }

    public string NextPointer { get; }

    public string GivenIds { get; }

    public string MintedIds { get; }

    public string WereCurrentFile { get; }

    public string Lock { get; }

    public string Holder { get; }

    public string Of(VersionId id) => System.IO.Path.Combine(VersionsFolder, id.ToString());

    /// <summary>The ids of the version folders, whole or not, newest first.</summary>
    public List<VersionId> Versions()
    {
        List<VersionId> ids = [];
        if (Directory.Exists(VersionsFolder))
        {
            foreach (string path in Directory.EnumerateDirectories(VersionsFolder))
            {
                if (VersionId.TryParse(System.IO.Path.GetFileName(path), out VersionId id))
                {
                    ids.Add(id);
                }
            }
        }

        ids.Sort((left, right) => right.CompareTo(left));
        return ids;
    }

    /// <summary>
    /// The versions that are or ever were current. A store written by a release before this was kept has no such file: in it
    /// every version was, because one that failed to become current was removed.
    /// </summary>
    public HashSet<VersionId> WereCurrent()
    {
        HashSet<VersionId> ids = [];
        string[]? lines = null;
        try
        {
            lines = File.ReadAllLines(WereCurrentFile);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            ids.UnionWith(Versions());
        }

        foreach (string line in lines ?? [])
        {
            if (VersionId.TryParse(line, out VersionId id))
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    public static async Task<string[]> LinesAsync(string path, CancellationToken cancellationToken) =>
        File.Exists(path) ? await File.ReadAllLinesAsync(path, cancellationToken) : [];

    /// <summary>Adds the lines that a list lacks. A line cut off by a crash stays as a line of its own.</summary>
    public static async Task AddLinesAsync(string path, IEnumerable<string> lines, CancellationToken cancellationToken)
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

        DurableFolder.Flush(System.IO.Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes a file of the version folder that is being made.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        write(file);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Renames a file or folder, so that it survives a power cut once this returns.</summary>
    public static void Rename(string from, string to)
    {
        if (Directory.Exists(from))
        {
            Directory.Move(from, to);
        }
        else
        {
            File.Move(from, to, overwrite: true);
        }

        DurableFolder.Flush(System.IO.Path.GetDirectoryName(to)!);
    }

    /// <summary>What cannot be deleted now is deleted by the next import.</summary>
    public static void TryDelete(string path)
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
            // Left over.
        }
    }

    /// <summary>Says in a sentence that the folder cannot be written to.</summary>
    public static async Task<T> WrittenAsync<T>(string folder, Func<Task<T>> write)
    {
        try
        {
            return await write();
        }
        catch (Exception e) when (e is IOException and not StoreUnavailableException or UnauthorizedAccessException)
        {
            throw new StoreUnavailableException(
                $"The directory version could not be written to {folder}: {e.Message} What was current still is.", e);
        }
    }

    private string Named(string name) => System.IO.Path.Combine(Path, name);
}
