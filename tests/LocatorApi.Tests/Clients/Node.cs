using System.ComponentModel;
using System.Diagnostics;
using Locator.Testing;

namespace LocatorApi.Tests.Clients;

/// <summary>
/// Node.js and the packages of tests/clients, pinned by its lock file. Without Node.js a test is skipped; in continuous integration
/// it fails.
/// </summary>
public static class Node
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly Lazy<Task<string?>> Problem = new(PrepareAsync);

    /// <summary>The folder of the packages.</summary>
    public static string Folder { get; } = Path.Combine(SharedData.RepositoryRoot, "tests", "clients");

    /// <summary>Runs a program of the packages, or node itself, in their folder; its output where it ends well.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        if (await Problem.Value is { } problem)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", problem);
            Assert.Fail(problem);
        }

        (int code, string said) = program == "node"
            ? await StartAsync("node", arguments)
            : await StartAsync("npm", ["exec", "--no", "--", program, .. arguments]);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}:\n{said}");
        return said;
    }

    /// <summary>Installs what the lock file names where it is not there yet; a sentence where that cannot be done.</summary>
    private static async Task<string?> PrepareAsync()
    {
        try
        {
            FileInfo installed = new(Path.Combine(Folder, "node_modules", ".package-lock.json"));
            if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
            {
                return (await StartAsync("node", ["--version"])).Code == 0 ? null : "node does not run";
            }

            (int code, string said) = await StartAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
            return code == 0 ? null : "npm ci failed in tests/clients: " + said;
        }
        catch (Win32Exception)
        {
            return "Node.js with npm is not installed";
        }
    }

    private static async Task<(int Code, string Said)> StartAsync(string program, IEnumerable<string> arguments)
    {
        // On Windows npm is a script, which only a shell starts.
        ProcessStartInfo start = OperatingSystem.IsWindows() && program == "npm"
            ? new("cmd", ["/c", "npm", .. arguments])
            : new(program, arguments);
        start.WorkingDirectory = Folder;
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        using CancellationTokenSource patience = new(Patience);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
            string output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
