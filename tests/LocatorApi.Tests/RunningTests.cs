using System.Diagnostics;
using Locator.Testing;

namespace LocatorApi.Tests;

/// <summary>The commands of the README, given in any folder: what one program imports into is what the other serves.</summary>
public sealed class RunningTests : IDisposable
{
    private readonly string _here = System.IO.Directory.CreateTempSubdirectory("locator here ").FullName;

    public void Dispose() => System.IO.Directory.Delete(_here, recursive: true);

    [Theory]
    [InlineData("mydata", "mydata")]
    [InlineData("./my data/../other", "other")]
    [InlineData("/tmp/absolute", "/tmp/absolute")]
    [InlineData(null, null)]
    [InlineData("", null)]
    public async Task The_script_imports_into_the_folder_that_it_serves(string? data, string? folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the script is for bash");
            return;
        }

        // Everything but the programs: they only say where they were started, with which folder and what.
        string programs = Path.Combine(_here, "programs");
        System.IO.Directory.CreateDirectory(programs);
        string program = Path.Combine(programs, "dotnet");
        await File.WriteAllTextAsync(program, "#!/usr/bin/env bash\nprintf '%s|%s|%s\\n' \"$PWD\" \"$LOCATOR_DATA\" \"$*\" >> \"$CALLS\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string calls = Path.Combine(_here, "calls");
        ProcessStartInfo start = new("bash", [Path.Combine(SharedData.RepositoryRoot, "scripts", "run.sh"), "listing.csv", "--as-of", "2026-11-01"])
        {
            WorkingDirectory = _here, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PATH"] = programs + Path.PathSeparator + start.Environment["PATH"];
        start.Environment["CALLS"] = calls;
        start.Environment.Remove("LOCATOR_DATA");
        start.Environment.Remove("ConnectionStrings__Postgis");
        if (data is not null)
        {
            start.Environment["LOCATOR_DATA"] = data;
        }

        using Process script = Process.Start(start)!;
        string said = await script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync();
        Assert.True(script.ExitCode == 0, said);

        (string Folder, string[] Command)[] started =
        [
            .. (await File.ReadAllLinesAsync(calls)).Select(line => line.Split('|'))
                .Select(call => (Path.GetFullPath(Path.Combine(call[0], call[1])), call)).Where(call => !call.call[2].StartsWith("build", StringComparison.Ordinal)),
        ];
        string expected = folder is null ? Path.Combine(SharedData.RepositoryRoot, "data") : Path.GetFullPath(Path.Combine(_here, folder));
        Assert.Equal([expected, expected], started.Select(call => call.Folder));
        Assert.EndsWith("importer.dll import listing.csv --as-of 2026-11-01", started[0].Command[2], StringComparison.Ordinal);
        Assert.Equal(_here, started[0].Command[0]);
        Assert.Contains("LocatorApi", started[1].Command[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dotnet_run_serves_the_folder_that_is_named_where_the_command_is_given()
    {
        await using ApiHost elsewhere = await ApiHost.ServingAsync(TestFacilities.InAtlanta(3));
        System.IO.Directory.Move(elsewhere.Data, Path.Combine(_here, "mydata"));
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        ProcessStartInfo start = new("dotnet",
        [
            "run", "--no-build", "--configuration", configuration, "--project", Path.Combine(SharedData.RepositoryRoot, "src", "LocatorApi"),
            "--", "--urls", "http://127.0.0.1:0",
        ])
        {
            WorkingDirectory = _here, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["LOCATOR_DATA"] = "mydata";
        using Process run = Process.Start(start)!;
        try
        {
            using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
            List<string> said = [];
            while (await run.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                said.Add(line);
                if (line.Contains("Content root path", StringComparison.Ordinal))
                {
                    break;
                }
            }

            Assert.Contains(said, line => line.Contains("with 3 facilities", StringComparison.Ordinal));
            Assert.EndsWith(Path.Combine("src", "LocatorApi"), said[^1], StringComparison.Ordinal);
        }
        finally
        {
            run.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Fifteen megabytes that only an engine on a search server needs.</summary>
    [Fact]
    public async Task With_the_embedded_engine_no_client_of_a_search_server_is_loaded()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("/proc tells what a process has loaded");
            return;
        }

        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string folder = Path.Combine(SharedData.RepositoryRoot, "artifacts", "bin", "LocatorApi", configuration);
        ProcessStartInfo start = new("dotnet", [Path.Combine(folder, "LocatorApi.dll"), "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["LOCATOR_DATA"] = Path.Combine(_here, "empty");
        using Process api = Process.Start(start)!;
        try
        {
            using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
            const string listening = "Now listening on: ";
            string? address = null;
            while (address is null && await api.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                address = line.Contains(listening, StringComparison.Ordinal) ? line[(line.IndexOf(listening, StringComparison.Ordinal) + listening.Length)..] : null;
            }

            using HttpClient http = new();
            _ = await http.GetStringAsync(new Uri(new Uri(address!), "/v1/search?state=GA"), patience.Token);
            string loaded = await File.ReadAllTextAsync($"/proc/{api.Id}/maps", patience.Token);
            Assert.Contains("/Locator.dll", loaded, StringComparison.Ordinal);
            Assert.DoesNotContain("/Elastic.", loaded, StringComparison.Ordinal);
        }
        finally
        {
            api.Kill();
        }
    }
}
