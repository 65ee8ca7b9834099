using System.Diagnostics;

namespace Locator.Testing;

/// <summary>The scripts beside the checkout that start and stop search servers on this machine.</summary>
internal static class SearchServerScripts
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(SharedData.RepositoryRoot, "..", "shared", "search-server"));

    /// <summary>Whether they are there.</summary>
    public static bool AreHere => File.Exists(Path.Combine(Folder, "start"));

    /// <summary>Runs one to its end.</summary>
    /// <returns>Its output where it succeeded, else its errors.</returns>
    public static async Task<(bool Succeeded, string Output)> RunAsync(string script, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Path.Combine(Folder, script), arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? (true, await output) : (false, (await errors).Trim());
    }

    /// <summary>Ends the servers of a folder and removes it, also where the process is about to end.</summary>
    public static void Remove(string engine, string folder) =>
        Process.Start(Path.Combine(Folder, "stop"), [engine, "--dir", folder, "--kill", "--remove"]).WaitForExit();
}
