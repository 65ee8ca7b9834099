using System.Text.Json;
using System.Text.RegularExpressions;
using Locator.Testing;

namespace LocatorApi.Tests;

/// <summary>The answer that the README shows is the one that the sample gives; <see cref="DocumentedCommandTests"/> runs its commands.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task The_answer_that_the_readme_shows_is_the_one_that_is_given()
    {
        string readme = await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "README.md"));
        string shown = Regex.Match(readme, "```json\n(?<json>.*?)```", RegexOptions.Singleline, TimeSpan.FromSeconds(1)).Groups["json"].Value;
        JsonElement expected = JsonDocument.Parse(shown).RootElement;
        await using ApiHost api = new();
        JsonElement answer = await api.GetAsync(Curl().Match(readme).Groups["path"].Value);
        foreach (string member in (string[])["directory", "total", "unknownHidden"])
        {
            Assert.Equal(expected.GetProperty(member).GetRawText().Replace(" ", "", StringComparison.Ordinal), answer.GetProperty(member).GetRawText());
        }

        Assert.Equal(
            expected.GetProperty("results")[0].GetProperty("name").GetString(), answer.GetProperty("results")[0].GetProperty("name").GetString());
        Assert.All(expected.EnumerateObject(), member => Assert.True(answer.TryGetProperty(member.Name, out _), member.Name));
        Assert.All(
            expected.GetProperty("origin").EnumerateObject().Concat(expected.GetProperty("area").EnumerateObject()),
            member => Assert.Equal(
                member.Value.GetRawText(),
                (answer.GetProperty("origin").TryGetProperty(member.Name, out JsonElement of) ? of : answer.GetProperty("area").GetProperty(member.Name)).GetRawText()));
    }

    [GeneratedRegex("^curl 'http://localhost:5080(?<path>/[^']+)'", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Curl();
}
