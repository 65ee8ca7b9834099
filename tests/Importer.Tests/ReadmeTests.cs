using System.Text.RegularExpressions;
using Importer.Commands;
using Locator.Testing;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Importer.Tests;

/// <summary>The importer's commands in the README work for who has this repository alone.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task Every_command_of_the_readme_works_on_the_sample()
    {
        string folder = System.IO.Directory.CreateTempSubdirectory("readme-").FullName;
        try
        {
            string[] commands =
            [
                .. Command().Matches(await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "README.md"), TestContext.Current.CancellationToken))
                    .Select(match => match.Groups["arguments"].Value.Trim())
                    .Where(arguments => !arguments.Contains("FILE", StringComparison.Ordinal)),
            ];
            Assert.InRange(commands.Length, 3, 20);
            foreach (string command in commands)
            {
                string[] arguments =
                [
                    .. command.Split(' ').Select(argument => argument switch
                    {
                        _ when argument.StartsWith("src/", StringComparison.Ordinal) => Path.Combine(SharedData.RepositoryRoot, argument),
                        "issues.csv" => Path.Combine(folder, argument),
                        _ => argument,
                    }),
                ];
                using StringWriter output = new(), error = new();
                int code = await CommandLine.RunAsync(
                    arguments, output, error, TimeProvider.System, TestContext.Current.CancellationToken,
                    new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>("LOCATOR_DATA", Path.Combine(folder, "data"))]).Build());
                Assert.True(code == ExitCode.Done, $"importer {command}: {code} {error}");
                Assert.NotEmpty(output.ToString());
            }

            Assert.True(File.Exists(Path.Combine(folder, "issues.csv")));
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    [GeneratedRegex(@"^dotnet run --project src/Importer -- (?<arguments>[^`\n#]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Command();
}
