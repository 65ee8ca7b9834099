using Locator.Settings;
using LocatorApi.Notices;
using LocatorApi.Serving;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace LocatorApi.Tests;

public sealed class SettingsTests
{
    [Fact]
    public void Defaults_are_those_of_the_documentation()
    {
        SearchOptions options = OptionsOf();
        Assert.Equal("embedded", options.Engine);
        Assert.Equal(TimeSpan.FromSeconds(2), options.Timeout);
        Assert.Equal(2, options.KeepVersions);
        Assert.Null(options.CursorKey);
    }

    [Theory]
    [InlineData("Engine", "solr", "Search:Engine")]
    [InlineData("Fallback", "solr", "Search:Fallback")]
    [InlineData("Fallback", "postgis", "Search:Fallback")]
    [InlineData("Timeout", "2", "Search:Timeout")]
    [InlineData("Timeout", "00:00:00", "Search:Timeout")]
    [InlineData("KeepVersions", "-1", "Search:KeepVersions")]
    [InlineData("CursorKey", "c2hvcnQ=", "Search:CursorKey")]
    [InlineData("CursorKey", "not base64", "Search:CursorKey")]
    [InlineData("Timout", "00:00:02", "Timout")]
    public void A_setting_that_cannot_be_used_is_named_at_start(string key, string value, string named)
    {
        Exception problem = Assert.ThrowsAny<Exception>(() => OptionsOf((key, value)));
        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ=", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_come_from_files_named_like_the_settings_and_win_over_them()
    {
        await using ApiHost filled = await ApiHost.ServingAsync(TestFacilities.InAtlanta(3));
        string secrets = System.IO.Directory.CreateTempSubdirectory("secrets-").FullName;
        await File.WriteAllTextAsync(Path.Combine(secrets, "LOCATOR_DATA"), filled.Data + "\n");
        await File.WriteAllTextAsync(Path.Combine(secrets, "Search__KeepVersions"), "5\n");
        await using ApiHost host = new ApiHost().With(SecretFiles.Folder, secrets).With("Search:KeepVersions", "1");
        Assert.Equal(3, (await host.GetAsync("/healthz/ready")).GetProperty("directory").GetProperty("facilities").GetInt32());
        Assert.Equal(5, host.Services.GetRequiredService<IOptions<SearchOptions>>().Value.KeepVersions);
        System.IO.Directory.Delete(secrets, recursive: true);
    }

    [Theory]
    [InlineData("secrets")]
    [InlineData("/nowhere/secrets")]
    public void A_folder_of_secrets_that_is_not_there_is_named(string folder) =>
        Assert.Contains(folder, SecretFiles.Add(new ConfigurationManager(), folder), StringComparison.Ordinal);

    [Fact]
    public void An_engine_cannot_take_over_from_itself()
    {
        Exception problem = Assert.ThrowsAny<Exception>(() => OptionsOf(("Engine", "postgis"), ("Fallback", "postgis")));
        Assert.Contains("another engine", problem.Message, StringComparison.Ordinal);
        Assert.Equal("embedded", OptionsOf(("Engine", "postgis"), ("Fallback", "embedded")).Fallback);
    }

    [Fact]
    public void Notices_change_with_their_file_and_none_takes_the_crisis_line_away()
    {
        string path = Path.Combine(System.IO.Directory.CreateTempSubdirectory("notices-").FullName, "notices.json");
        ManualTime time = new();
        NoticeBoard board = new(path, time, NullLogger<NoticeBoard>.Instance);
        Assert.Equal("988", Assert.Single(board.Of(manifest: null)).Phone);

        File.WriteAllText(path, """[{"kind":"crisis","text":"Call someone.","phone":"111"}]""");
        time.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal("111", Assert.Single(board.Of(manifest: null)).Phone);
        Assert.True(board.Of(manifest: null, [NoticeKinds.SampleData]).Count > 1);

        File.WriteAllText(path, "[{ broken");
        time.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal("111", Assert.Single(board.Of(manifest: null)).Phone);

        File.WriteAllText(path, """[{"kind":"not-asked","text":"Nobody asks.","phone":null}]""");
        time.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal("988", Assert.Single(board.Of(manifest: null)).Phone);
        Assert.Equal("Nobody asks.", board.Of(manifest: null, [NoticeKinds.NotAsked])[^1].Text);
        System.IO.Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void A_file_of_notices_that_cannot_be_read_at_first_is_read_as_soon_as_it_can()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("notices-").FullName, "notices.json");
        ManualTime time = new();
        FakeLogger<NoticeBoard> log = new();
        NoticeBoard board = new(path, time, log);
        string before = board.StampOf(manifest: null);
        File.WriteAllText(path, """[{"kind":"crisis","text":"Call someone.","phone":"111"}]""");
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            for (int looks = 0; looks < 3; looks++)
            {
                time.Pass(TimeSpan.FromSeconds(3));
                Assert.Equal("988", Assert.Single(board.Of(manifest: null)).Phone);
                Assert.Equal(before, board.StampOf(manifest: null));
            }
        }

        Assert.Single(log.Collector.GetSnapshot());
        time.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal("111", Assert.Single(board.Of(manifest: null)).Phone);
        Assert.NotEqual(before, board.StampOf(manifest: null));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData("[null]")]
    [InlineData("""[{"text":"Without a kind."}]""")]
    [InlineData("""[{"kind":"crisis"}]""")]
    [InlineData("""[{"kind":"weather","text":"Rain."}]""")]
    [InlineData("{}")]
    public void A_file_of_notices_that_holds_something_else_changes_nothing(string content)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("notices-").FullName, "notices.json");
        File.WriteAllText(path, content);
        FakeLogger<NoticeBoard> log = new();
        Assert.Equal("988", Assert.Single(new NoticeBoard(path, new ManualTime(), log).Of(manifest: null)).Phone);
        Assert.Single(log.Collector.GetSnapshot());
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static SearchOptions OptionsOf(params (string Key, string Value)[] settings)
    {
        ServiceCollection services = new();
        services.AddSearchOptions(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("Search:" + s.Key, (string?)s.Value))).Build());
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<SearchOptions>>().Value;
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long GetTimestamp() => _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => _ticks += time.Ticks;
    }
}
