using Importer.Commands;
using Locator.Facilities;
using Locator.Elasticsearch;
using Locator.Elasticsearch.Search;
using Locator.Elasticsearch.Settings;
using Locator.Testing;
using Locator.Versions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: AssemblyFixture(typeof(ElasticsearchTestServer))]

namespace Importer.Tests;

/// <summary>The commands on both stores and on a search server.</summary>
public sealed class TargetsTests(PostgresServer postgres, ElasticsearchTestServer elasticsearch) : IDisposable
{
    private const string Header = "name1,name2,street1,street2,city,state,zip,phone,website,latitude,longitude,type_facility,sa,oit,md,op";

    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("importer-").FullName;
    private readonly Dictionary<string, string?> _settings = [];

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("files")]
    [InlineData("postgis")]
    public async Task A_version_rolled_back_to_is_what_it_was_and_the_same_file_makes_nothing_new(string store)
    {
        await UseAsync(store);
        string ten = await FileOf("ten.csv", 10), nine = await FileOf("nine.csv", 9);
        await DoneAsync("import", ten);
        (string Version, string[] Names) first = await CurrentAsync();
        Assert.Contains("Unchanged", await DoneAsync("import", ten), StringComparison.Ordinal);

        await DoneAsync("import", nine);
        Assert.NotEqual(first.Version, (await CurrentAsync()).Version);
        await DoneAsync("rollback", first.Version);
        (string Version, string[] Names) back = await CurrentAsync();
        Assert.Equal(first.Version, back.Version);
        Assert.Equal(first.Names, back.Names);
        Assert.Contains($"* {first.Version}", await DoneAsync("versions"), StringComparison.Ordinal);
        Assert.Equal(2, (await DoneAsync("verify")).Split("whole").Length - 1);
        (int code, _, string error) = await RunAsync("rollback", "2001-01-01.1");
        Assert.Equal(ExitCode.StoreFailed, code);
        Assert.Contains("2001-01-01.1", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("files")]
    [InlineData("postgis")]
    public async Task A_directory_that_lost_a_fifth_of_a_source_is_refused_until_it_is_accepted(string store)
    {
        await UseAsync(store);
        await DoneAsync("import", await FileOf("a.csv", 10));
        await DoneAsync("import", await FileOf("b.csv", 8));
        string before = (await CurrentAsync()).Version;
        string six = await FileOf("c.csv", 6);
        (int code, _, string error) = await RunAsync("import", six);
        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains("8 programs and the new one 6", error, StringComparison.Ordinal);
        Assert.Equal(before, (await CurrentAsync()).Version);
        await DoneAsync("import", six, "--accept-drop");
        Assert.Equal(6, (await CurrentAsync()).Names.Length);
    }

    [Theory]
    [InlineData("files")]
    [InlineData("postgis")]
    public async Task Files_of_one_state_replace_that_state_and_leave_all_others_as_they_are(string store)
    {
        await UseAsync(store);
        string whole = await FileOf("whole.csv", [.. Rows(4), .. Rows(3, "Boston,MA,02108")]);
        await DoneAsync("import", whole);
        string partial = await FileOf("partial.csv", [.. Rows(4, "Boston,MA,02108"), .. Rows(1, "Dover,DE,19901")]);
        string report = Path.Combine(_folder, "report.csv");
        await DoneAsync("import", partial, "--base", "current", "--replace", "state=MA", "--report", report);

        DirectoryVersion version = await LoadAsync();
        Assert.Equal(["GA", "GA", "GA", "GA", "MA", "MA", "MA", "MA"], version.Facilities.Select(facility => facility.Address.State).Order());
        Assert.Equal(["whole.csv", "partial.csv"], version.Manifest.Sources.Select(source => source.File));
        Assert.Equal([(7, 4, 3), (5, 4, 1)], version.Manifest.Sources.Select(source => (source.Read, source.Programs, source.LeftOut)));
        Assert.All(version.Facilities, facility => Assert.Equal(facility.Address.State == "MA" ? 1 : 0, facility.Programs[0].Source.Source));
        Assert.Equal(4, (await File.ReadAllLinesAsync(report)).Count(line => line.Contains(",left-out,", StringComparison.Ordinal)));
        Assert.Contains("Unchanged", await DoneAsync("import", partial, "--base", "current", "--replace", "state=MA"), StringComparison.Ordinal);

        (int code, _, string error) = await RunAsync("import", await FileOf("less.csv", Rows(3, "Boston,MA,02108")), "--base", "current", "--replace", "state=MA");
        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains("In MA", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elasticsearch_is_filled_from_the_store_by_an_import_and_by_a_rollback()
    {
        await UseAsync("files");
        _settings["Elasticsearch__Nodes"] = await elasticsearch.AddressAsync();
        _settings["Elasticsearch__Alias"] = "importer-tests";
        await DoneAsync("import", await FileOf("ten.csv", 10));
        string first = (await CurrentAsync()).Version;
        await DoneAsync("publish", "elasticsearch");
        Assert.Equal(first, await SearchedAsync());

        _settings["Search__Engine"] = "elasticsearch";
        await DoneAsync("import", await FileOf("nine.csv", 9));
        Assert.Equal((await CurrentAsync()).Version, await SearchedAsync());
        await DoneAsync("rollback", first);
        Assert.Equal(first, await SearchedAsync());
        Assert.Equal(first, (await CurrentAsync()).Version);
    }

    [Fact]
    public async Task A_server_that_is_not_there_changes_nothing_and_is_named()
    {
        await UseAsync("files");
        await DoneAsync("import", await FileOf("ten.csv", 10));
        string first = (await CurrentAsync()).Version;
        _settings["Elasticsearch__Nodes"] = "http://127.0.0.1:1";
        (int code, _, string error) = await RunAsync("import", await FileOf("nine.csv", 9), "--to", "elasticsearch");
        Assert.Equal(ExitCode.StoreFailed, code);
        Assert.Contains("Elasticsearch", error, StringComparison.Ordinal);
        Assert.Equal(first, (await CurrentAsync()).Version);
    }

    [Fact]
    public async Task Settings_that_cannot_be_used_are_exit_code_2_with_a_sentence()
    {
        string file = await FileOf("ten.csv", 10);
        (int code, _, string error) = await RunAsync("import", file, "--to", "postgis");
        Assert.Equal(ExitCode.WrongCommandLine, code);
        Assert.Contains("ConnectionStrings__Postgis", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongCommandLine, (await RunAsync("import", file, "--base", "current")).Code);
        Assert.Equal(ExitCode.WrongCommandLine, (await RunAsync("import", file, "--base", "current", "--replace", "state=XX")).Code);
        _settings["Search__KeepVersions"] = "-1";
        Assert.Equal(ExitCode.WrongCommandLine, (await RunAsync("import", file)).Code);
        _settings.Remove("Search__KeepVersions");
        _settings["Elasticsearch__Shards"] = "0";
        Assert.Equal(ExitCode.WrongCommandLine, (await RunAsync("import", file, "--to", "elasticsearch")).Code);
    }

    [Fact]
    public async Task Secrets_come_from_files_named_like_the_settings()
    {
        string secrets = System.IO.Directory.CreateDirectory(Path.Combine(_folder, "secrets")).FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, "ConnectionStrings__Postgis"), await postgres.CreateDatabaseAsync() + "\n");
        _settings["LOCATOR_SECRETS"] = secrets;
        Assert.Contains("up to date", await DoneAsync("database", "migrate"), StringComparison.Ordinal);

        _settings["LOCATOR_SECRETS"] = Path.Combine(_folder, "elsewhere");
        WrongSettingsException refused = Assert.Throws<WrongSettingsException>(SettingsNow);
        Assert.Contains("LOCATOR_SECRETS", refused.Message, StringComparison.Ordinal);
    }

    private async Task UseAsync(string store)
    {
        _settings["LOCATOR_DATA"] = Path.Combine(_folder, "data");
        if (store == "postgis")
        {
            _settings["ConnectionStrings__Postgis"] = await postgres.CreateDatabaseAsync();
            await DoneAsync("database", "migrate");
        }
    }

    private async Task<(string Version, string[] Names)> CurrentAsync()
    {
        DirectoryVersion version = await LoadAsync();
        return (version.Manifest.Version, [.. version.Facilities.Select(facility => $"{facility.Id} {facility.Name}")]);
    }

    private async Task<DirectoryVersion> LoadAsync()
    {
        await using Targets targets = Targets.Open(SettingsNow(), TimeProvider.System, to: null, folder: null);
        VersionStamp? current = (await targets.Storage.CurrentAsync(CancellationToken.None)).Stamp;
        Assert.NotNull(current);
        return await targets.Storage.LoadAsync(current.Value.Id, CancellationToken.None);
    }

    private async Task<string?> SearchedAsync()
    {
        ElasticsearchOptions options = ElasticsearchOptions.Of(SettingsNow(), TimeSpan.FromSeconds(5));
        await using ServiceProvider services = new ServiceCollection().AddElasticsearch(options).BuildServiceProvider();
        return (await services.GetRequiredService<ElasticsearchEngine>().CurrentAsync(CancellationToken.None))?.ToString();
    }

    private async Task<string> DoneAsync(params string[] args)
    {
        (int code, string output, string error) = await RunAsync(args);
        Assert.True(code == ExitCode.Done, $"{string.Join(' ', args)}: {code} {output} {error}");
        return output;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(args, output, error, TimeProvider.System, CancellationToken.None, SettingsNow());
        return (code, output.ToString(), error.ToString());
    }

    private IConfiguration SettingsNow()
    {
        ConfigurationManager settings = new();
        settings.AddInMemoryCollection(_settings.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), setting.Value)));
        return Settings.WithSecrets(settings);
    }

    private Task<string> FileOf(string name, int rows) => FileOf(name, Rows(rows));

    private async Task<string> FileOf(string name, IEnumerable<string> rows)
    {
        string path = Path.Combine(_folder, name);
        await File.WriteAllLinesAsync(path, [Header, .. rows]);
        return path;
    }

    private static IEnumerable<string> Rows(int count, string place = "Atlanta,GA,30309") =>
        Enumerable.Range(1, count).Select(i => FormattableString.Invariant($"Sample Recovery {i},,{i} Example Street,,{place},404-555-0100,,,,SU,1,1,1,1"));
}
