using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Locator.Testing;

namespace LocatorApi.Tests;

/// <summary>
/// Every curl command of the README and of docs/api.md, run by a shell against an API that serves the sample: each answers, and
/// a search finds something. A command whose comment begins with a status, such as <c># 400: …</c>, is refused with it.
/// </summary>
public sealed partial class DocumentedCommandTests
{
    /// <summary>Where the documentation says that the API is.</summary>
    private const string Documented = "http://localhost:5080";

    /// <summary>Stands in the documentation for a cursor, which nobody can write down.</summary>
    private const string AnyCursor = "AbC…";

    [Theory]
    [InlineData("README.md", 5)]
    [InlineData("docs/api.md", 5)]
    public async Task Every_curl_command_finds_something_in_the_sample(string page, int least)
    {
        string[] commands = CommandsOf(await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, page)));
        Assert.True(commands.Length >= least, $"{page} has {commands.Length} commands");
        if (!await RunsAsync())
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "bash and curl are not installed");
            Assert.Fail("bash and curl are not installed");
        }

        await using ApiHost api = new();
        api.UseKestrel(0);
        api.StartServer();
        string address = api.ClientOptions.BaseAddress.ToString().TrimEnd('/');
        string cursor = (await api.GetAsync("/v1/search?zip=30309&limit=1")).GetProperty("next").GetString()!;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("documented-commands-");
        foreach (string command in commands)
        {
            Assert.Contains(Documented, command, StringComparison.Ordinal);
            string asked = command.Replace(Documented, address, StringComparison.Ordinal).Replace(AnyCursor, cursor, StringComparison.Ordinal);
            (int code, string said) = await StartAsync("bash", ["-c", $"cd '{folder.FullName}'; curl() {{ command curl --silent --show-error --write-out '\\n%{{http_code}}' \"$@\"; }}\n{asked}"]);
            Assert.True(code == 0, $"{command}\n{said}");
            string[] lines = said.TrimEnd().Split('\n');
            string body = SavedAs().Match(command) is { Success: true } saved
                ? await File.ReadAllTextAsync(Path.Combine(folder.FullName, saved.Groups["file"].Value))
                : string.Join('\n', lines[..^1]);
            string status = ExpectedStatus().Match(command) is { Success: true } expected ? expected.Groups["status"].Value : "200";
            Assert.True(status == lines[^1], $"{command}\n{said}");
            Assert.True(status != "200" || HoldsSomething(body), $"{command} finds nothing:\n{body}");
        }

        folder.Delete(recursive: true);
    }

    /// <summary>A search with results, suggestions, a tool's answer that is no error; else anything at all.</summary>
    private static bool HoldsSomething(string body)
    {
        string json = body.Split('\n').FirstOrDefault(line => line.StartsWith("data: ", StringComparison.Ordinal))?["data: ".Length..] ?? body;
        if (!json.StartsWith('{'))
        {
            return json.Trim().Length > 0;
        }

        // NDJSON is one object a line; its first says enough.
        using JsonDocument answer = JsonDocument.Parse(json.Split('\n')[0].TrimEnd() is var first && first.EndsWith('}') ? first : json);
        JsonElement root = answer.RootElement;
        return root.TryGetProperty("total", out JsonElement total) ? total.GetInt32() > 0
            : root.TryGetProperty("suggestions", out JsonElement suggestions) ? suggestions.GetArrayLength() > 0
            : root.TryGetProperty("result", out JsonElement result) ? result.TryGetProperty("isError", out JsonElement failed) ? !failed.GetBoolean() : true
            : !root.TryGetProperty("error", out _) && root.EnumerateObject().Any();
    }

    /// <summary>The commands in blocks of shell, lines that go on joined.</summary>
    private static string[] CommandsOf(string page) =>
    [
        .. ShellBlock().Matches(page.ReplaceLineEndings("\n"))
            .SelectMany(block => block.Groups["lines"].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
            .Select(line => line.Trim()).Where(line => line.StartsWith("curl ", StringComparison.Ordinal)),
    ];

    private static async Task<bool> RunsAsync()
    {
        try
        {
            return (await StartAsync("bash", ["-c", "curl --version"])).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Said)> StartAsync(string program, IEnumerable<string> arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        string complaint = await errors;
        return (process.ExitCode, process.ExitCode == 0 ? output : output + complaint);
    }

    [GeneratedRegex("^```sh\n(?<lines>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("-o (?<file>[a-z.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SavedAs();

    [GeneratedRegex("# (?<status>[1-5][0-9][0-9])\\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExpectedStatus();
}
