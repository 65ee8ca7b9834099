using System.Runtime.InteropServices;

namespace Locator.Publishing.Files;

/// <summary>
/// Makes the names in a folder survive a power cut: a rename is on disk only once its folder is (fsync(2), Linux manual:
/// "calling fsync() does not necessarily ensure that the entry in the directory containing the file has also reached disk").
/// </summary>
/// <remarks>.NET flushes files, but opens no folders. On Windows the file system keeps the order itself.</remarks>
internal static class DurableFolder
{
    private const int ReadOnly = 0;

    /// <summary>Flushes a folder. A file system that cannot do that (some network mounts) is left as it is.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int handle = Open(folder, ReadOnly);
        if (handle >= 0)
        {
            _ = Synchronize(handle);
            _ = Close(handle);
        }
    }

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Synchronize(int handle);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int Close(int handle);
}
