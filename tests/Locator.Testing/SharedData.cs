using Xunit;

namespace Locator.Testing;

/// <summary>
/// The real directory files that tests about the real directory read. They lie beside the checkout, not in it: where the
/// folder is absent such tests are skipped, where it is there and broken they fail.
/// </summary>
public static class SharedData
{
    /// <summary>The folder of the checkout.</summary>
    public static string RepositoryRoot { get; } = FindRoot();

    private static readonly string Root = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "data"));

    /// <summary>The path of a real file; skips the running test where the folder of real files is absent.</summary>
    public static string PathOf(string relativePath)
    {
        Assert.SkipUnless(Directory.Exists(Root), "the real directory files are not on this machine (../shared/data)");
        string path = Path.Combine(Root, relativePath);
        Assert.True(File.Exists(path), $"{relativePath} is missing from ../shared/data");
        return path;
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "LocatorApi.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests must run from within the checkout.");
    }
}
