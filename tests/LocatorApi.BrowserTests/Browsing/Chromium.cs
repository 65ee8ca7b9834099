namespace LocatorApi.BrowserTests.Browsing;

/// <summary>
/// The browser of the tests: Chromium as the machine has it (Debian: chromium). Nothing is downloaded. Where there is none, tests
/// are skipped; in continuous integration (<c>CI=true</c>) they fail.
/// </summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

    /// <summary>The same engine without the browser around it (Debian: chromium-headless-shell): takes half the processor time.</summary>
    private const string Shell = "chromium-headless-shell";

    /// <summary>How it is started: a browser that asks nobody but the pages' own server.</summary>
    /// <remarks>The sandbox needs rights that root has given up, as in a container.</remarks>
    public static string[] Arguments { get; } =
    [
        "--disable-background-networking", "--disable-component-update", "--no-first-run",
        .. OperatingSystem.IsLinux() && Environment.UserName == "root" ? (string[])["--no-sandbox"] : [],
    ];

    /// <summary>The program that shows pages; skips the running test where there is none, fails it in continuous integration.</summary>
    public static string Program() => Found([Shell, .. Names]);

    /// <summary>The program as people have it, which keeps a history, sessions and a cache in its profile.</summary>
    public static string ProgramOfPeople() => Found(Names);

    private static string Found(string[] names)
    {
        const string Missing = "Chromium is not on this machine (Debian: chromium), and LOCATOR_TEST_CHROMIUM names no program";
        string? program = Environment.GetEnvironmentVariable("LOCATOR_TEST_CHROMIUM") is { Length: > 0 } given ? given : OnPath(names);
        Assert.False(program is null && Environment.GetEnvironmentVariable("CI") == "true", Missing);
        Assert.SkipWhen(program is null, Missing);
        return program!;
    }

    /// <summary>The first of these names that the machine has.</summary>
    private static string? OnPath(string[] names) => names
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)))
        .FirstOrDefault(File.Exists);
}
