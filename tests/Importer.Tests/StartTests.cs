using System.Diagnostics;
using Importer.Commands;
using Xunit;

namespace Importer.Tests;

/// <summary>The program as an operator starts it, in a process of its own.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("importer-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Variables_of_which_only_the_case_differs_do_not_keep_it_from_starting()
    {
        (int code, string output, string error) = await StartAsync(new() { ["http_proxy"] = "http://127.0.0.1:9", ["HTTP_PROXY"] = "http://127.0.0.1:9" });
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("no version", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_have_the_names_that_the_API_knows()
    {
        (int code, _, string error) = await StartAsync(new() { ["Search__Engine"] = "postgis", ["ConnectionStrings__Postgis"] = "Nonsense=1" });
        Assert.Equal(ExitCode.WrongCommandLine, code);
        Assert.Contains("PostGIS connection string", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_secrets_for_one_setting_are_exit_code_2_with_a_sentence()
    {
        string secrets = Directory.CreateDirectory(Path.Combine(_folder, "secrets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, "Search__Engine"), "embedded");
        await File.WriteAllTextAsync(Path.Combine(secrets, "search__engine"), "embedded");
        Assert.SkipWhen(Directory.GetFiles(secrets).Length == 1, "File names are the same in either case here.");

        (int code, _, string error) = await StartAsync(new() { ["LOCATOR_SECRETS"] = secrets });
        Assert.Equal(ExitCode.WrongCommandLine, code);
        Assert.Contains("LOCATOR_SECRETS", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_is_thrown_at_the_start_becomes_a_sentence()
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(
            ["import", null!], output, error, TimeProvider.System, CancellationToken.None);
        Assert.Equal(ExitCode.StoreFailed, code);
        Assert.Contains("that is a mistake in it", error.ToString(), StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> StartAsync(Dictionary<string, string> environment)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "importer.dll"), "versions"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LOCATOR_DATA"] = Path.Combine(_folder, "data");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
