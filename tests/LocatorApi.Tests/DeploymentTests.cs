using System.Text.RegularExpressions;
using Locator.Elasticsearch.Settings;
using Locator.Settings;
using Locator.Testing;
using LocatorApi.Http.Limits;
using LocatorApi.Serving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LocatorApi.Tests;

/// <summary>deploy/compose.yaml and the Dockerfile: what they name is there, and what they set is a setting.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string Top = SharedData.RepositoryRoot;
    private static readonly string Compose = File.ReadAllText(Path.Combine(Top, "deploy", "compose.yaml"));
    private static readonly string Dockerfile = File.ReadAllText(Path.Combine(Top, "deploy", "Dockerfile"));

    /// <summary>The image restores before it copies the sources: every project that a program is made of must be there by then.</summary>
    [Theory]
    [InlineData("Importer")]
    [InlineData("LocatorApi")]
    public async Task The_image_restores_every_project_that_a_program_is_made_of(string program)
    {
        string before = (await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "deploy", "Dockerfile"))).Split("RUN dotnet restore")[0];
        HashSet<string> projects = [];
        Queue<string> open = new([program]);
        while (open.TryDequeue(out string? project))
        {
            if (projects.Add(project))
            {
                string text = await File.ReadAllTextAsync(Path.Combine(SharedData.RepositoryRoot, "src", project, project + ".csproj"));
                System.Xml.Linq.XDocument.Parse(text).Descendants("ProjectReference")
                    .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)).ToList().ForEach(open.Enqueue);
            }
        }

        Assert.True(projects.Count > 2, "A program of one project proves nothing.");
        Assert.All(projects, project => Assert.Contains(
            $"COPY src/{project}/{project}.csproj src/{project}/packages.lock.json src/{project}/\n", before, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_setting_in_the_compose_file_is_one_that_the_programs_take()
    {
        Dictionary<string, string?> settings = SettingLine().Matches(Compose)
            .Select(match => KeyValuePair.Create(match.Groups["name"].Value.Replace("__", ":", StringComparison.Ordinal), (string?)match.Groups["value"].Value))
            .DistinctBy(setting => setting.Key)
            .ToDictionary();
        Assert.Equal("/run/secrets", settings[SecretFiles.Folder]);
        Assert.Equal(
            ["ConnectionStrings__Postgis", "Elasticsearch__Password", "Search__CursorKey"],
            SecretTarget().Matches(Compose).Select(match => match.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal));
        settings["Elasticsearch:Password"] = "secret";
        settings["Search:CursorKey"] = Convert.ToBase64String(new byte[32]);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

        // A misspelt one is refused by these.
        ServiceCollection services = new();
        services.AddSearchOptions(configuration);
        using ServiceProvider provider = services.BuildServiceProvider();
        SearchOptions search = provider.GetRequiredService<IOptions<SearchOptions>>().Value;
        Assert.Equal(("elasticsearch", "postgis"), (search.Engine, search.Fallback));
        Assert.Null(ElasticsearchOptions.Of(configuration, search.Timeout).Problem());
        Assert.Equal(2, new ProxyOptions { Proxies = settings["ForwardedHeaders:Proxies"]! }.Networks().Count());
        Assert.All(settings.Keys, key => Assert.Matches("^(Search|Elasticsearch):|^LOCATOR_SECRETS$|^ForwardedHeaders:Proxies$", key));
    }

    [Fact]
    public void Every_file_that_compose_and_Dockerfile_name_is_there()
    {
        Assert.All(
            MountedFolder().Matches(Compose).Select(match => match.Groups["path"].Value).Where(path => path != "directory"),
            path => Assert.True(File.Exists(Path.Combine(Top, "deploy", path, "users.sh")), path));
        string[] copied =
        [
            .. CopyLine().Matches(Dockerfile).SelectMany(match => match.Groups["what"].Value.Split(' ')[..^1]).Distinct(),
        ];
        Assert.Contains("src/Locator/packages.lock.json", copied);
        Assert.All(copied, path => Assert.True(Path.Exists(Path.Combine(Top, path)), path));
        string[] targets = [.. BuildTarget().Matches(Compose).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal)];
        Assert.Equal(["api", "importer"], targets);
        Assert.All(targets, target => Assert.Contains($" AS {target}\n", Dockerfile, StringComparison.Ordinal));

        // Secrets: declared, made by the script, and none that nobody uses.
        string script = File.ReadAllText(Path.Combine(Top, "deploy", "make-secrets.sh"));
        string[] declared = [.. DeclaredSecret().Matches(Compose).Select(match => match.Groups["name"].Value)];
        Assert.Equal(7, declared.Length);
        Assert.All(declared, secret =>
        {
            Assert.Contains($"keep {secret} ", script, StringComparison.Ordinal);
            Assert.True(Compose.Split(secret).Length > 3, $"{secret} is not used");
        });
    }

    [Fact]
    public void The_published_port_and_the_health_check_are_those_that_the_image_listens_on()
    {
        Assert.Contains("EXPOSE 8080\n", Dockerfile, StringComparison.Ordinal);
        Assert.Contains("\"127.0.0.1:5080:8080\"", Compose, StringComparison.Ordinal);
        Assert.Contains("/dev/tcp/127.0.0.1/8080", Compose, StringComparison.Ordinal);
    }

    [GeneratedRegex("""^ +(?<name>LOCATOR_\w+|[A-Za-z]+__\w+): "?(?<value>[^"\n]*)"?$""", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SettingLine();

    [GeneratedRegex(@"target: (?<name>\w+__\w+) }", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SecretTarget();

    [GeneratedRegex(@"""\./(?<path>\w+):/", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MountedFolder();

    [GeneratedRegex("^COPY (?!--from)(?<what>.+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CopyLine();

    [GeneratedRegex(@"^ +target: (?<name>\w+)$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BuildTarget();

    [GeneratedRegex(@"^  (?<name>\w+): { file: \./secrets/\k<name> }$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DeclaredSecret();
}
