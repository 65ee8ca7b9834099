using Locator.Publishing;
using Locator.Publishing.Files;
using Locator.Tests.Publishing;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Versions;

public sealed class ServedVersionsTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly Clock _clock = new();
    private readonly List<string> _told = [];

    /// <summary>The ids of the facilities of each version that was made answerable.</summary>
    private readonly Dictionary<VersionStamp, string> _prepared = [];
    private int _prepares;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Dispose();

    private FileVersionStorage Store() => new(_data.Path, _clock);

    private Publisher Publisher() => new(Store(), [], _clock, 10) { VocabularyHash = "v" };

    private ServedVersions Served(int keep = 2, TimeProvider? time = null) =>
        new(Store(), PrepareAsync, LoadSampleAsync, time ?? _clock, keep, _told.Add);

    private async Task<string?> PrepareAsync(DirectoryManifest manifest, CancellationToken cancellationToken)
    {
        _prepares++;
        DirectoryVersion version = await Store().LoadAsync(manifest.Stamp.Id, cancellationToken);
        _prepared[manifest.Stamp] = string.Join(' ', version.Facilities.Select(facility => facility.Id));
        return null;
    }

    private static async Task<DirectoryManifest> LoadSampleAsync(CancellationToken cancellationToken) =>
        (await SampleDirectory.LoadAsync(cancellationToken)).Manifest;

    private string? Ids(ServedVersions served) => served.Current is { } current ? _prepared[current.Stamp] : null;

    private Task<PublishOutcome> Publish(params string[] ids) => Publisher().PublishAsync(Drafts.Of(ids), Token);

    [Fact]
    public async Task A_store_that_has_never_held_a_version_serves_the_sample_until_the_first_import_and_never_again()
    {
        ServedVersions served = Served();
        Assert.Null(served.Current);
        await served.PollAsync(Token);
        Assert.Equal(DirectoryKind.Sample, served.Current!.Manifest.Kind);
        Assert.Null(served.Problem);

        await Publish("a");
        await served.PollAsync(Token);
        Assert.Equal("a", Ids(served));
        Assert.DoesNotContain(served.Versions, version => version.Manifest.Kind == DirectoryKind.Sample);

        foreach (string path in Directory.GetFileSystemEntries(_data.Path))
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }

        await served.PollAsync(Token);
        Assert.Equal("a", Ids(served));
    }

    [Fact]
    public async Task A_new_version_is_swapped_in_and_those_before_it_stay_answerable()
    {
        await Publish("a");
        ServedVersions served = Served();
        await served.PollAsync(Token);
        for (int n = 2; n <= 4; n++)
        {
            ServedVersion before = served.Current!;
            await Publish([.. Enumerable.Range(0, n).Select(i => ((char)('a' + i)).ToString())]);
            Assert.Same(before, served.Current);
            await served.PollAsync(Token);
            Assert.Same(before, served.Versions[1]);
        }

        Assert.Equal("a b c d", Ids(served));
        Assert.Equal(["2026-11-20.4", "2026-11-20.3", "2026-11-20.2"], served.Versions.Select(one => one.Manifest.Version));
        await served.PollAsync(Token);
        Assert.Equal(4, _prepares);
        Assert.Equal("Serving directory version 2026-11-20.4 with 4 facilities.", _told[^1]);
        Assert.Equal(4, _told.Count);
    }

    [Fact]
    public async Task A_version_served_before_comes_back_without_being_built_again()
    {
        await Publish("a");
        ServedVersions served = Served();
        await served.PollAsync(Token);
        await Publish("a", "b");
        await served.PollAsync(Token);
        await Publisher().PublishAsync(Drafts.Of("a") with { Sites = Drafts.Of("a", "b").Sites }, Token);
        await served.PollAsync(Token);
        Assert.Equal(["2026-11-20.1", "2026-11-20.2"], served.Versions.Select(one => one.Manifest.Version));
        Assert.Equal(2, _prepares);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_new_version_is_refused_while_the_old_one_goes_on(string damage, string message)
    {
        await Publish("a");
        ServedVersions served = Served();
        await served.PollAsync(Token);
        await Publish("a", "b");
        FileVersionStorageTests.Damage(_data, damage);

        await served.PollAsync(Token);
        Assert.Equal("a", Ids(served));
        Assert.Contains(message, served.Problem, StringComparison.Ordinal);
        await served.PollAsync(Token);
        Assert.Equal(2, _told.Count);

        await Publish("a", "b");
        await served.PollAsync(Token);
        Assert.Equal("a b", Ids(served));
        Assert.Null(served.Problem);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_start_with_a_damaged_current_version_serves_the_newest_whole_one_and_says_so(string damage, string message)
    {
        await Publish("a");
        await Publish("a", "b");
        FileVersionStorageTests.Damage(_data, damage);
        ServedVersions served = Served();
        await served.PollAsync(Token);

        // Where only the pointer is lost, the version that it named is whole.
        Assert.Equal(damage.Contains("pointer", StringComparison.Ordinal) ? "a b" : "a", Ids(served));
        Assert.Contains(message, served.Problem, StringComparison.Ordinal);
    }

    /// <summary>What stops a version from being served; its identities do not.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> Damages =>
        FileVersionStorageTests.Damages.Where(row => row.Data.Item1 != "no identities");

    [Fact]
    public async Task A_store_of_nothing_but_damaged_versions_serves_nothing_least_of_all_the_sample()
    {
        await Publish("a");
        File.Delete(_data["versions", "2026-11-20.1", "facilities.ndjson.gz"]);
        ServedVersions served = Served();
        await served.PollAsync(Token);
        Assert.Null(served.Current);
        Assert.NotNull(served.Problem);

        await Publish("a");
        await served.PollAsync(Token);
        Assert.Equal("a", Ids(served));
    }

    [Fact]
    public async Task A_refused_version_is_read_again_only_after_a_minute()
    {
        await Publish("a");
        ServedVersions served = Served();
        await served.PollAsync(Token);
        await Publish("a", "b");
        string path = _data["versions", "2026-11-20.2", "facilities.ndjson.gz"];
        File.Move(path, path + ".away");
        await served.PollAsync(Token);
        File.Move(path + ".away", path);

        _clock.Now += TimeSpan.FromSeconds(59);
        await served.PollAsync(Token);
        Assert.Equal("a", Ids(served));
        Assert.NotNull(served.Problem);

        _clock.Now += TimeSpan.FromSeconds(1);
        await served.PollAsync(Token);
        Assert.Equal("a b", Ids(served));
        Assert.Null(served.Problem);
    }

    [Fact]
    public async Task A_version_that_cannot_be_answered_from_yet_leaves_the_old_one_serving_and_is_asked_for_again()
    {
        await Publish("a");
        string? problem = null;
        ServedVersions served = new(Store(), (_, _) => Task.FromResult(problem), sample: null, _clock);
        await served.PollAsync(Token);
        await Publish("a", "b");
        problem = "The engine does not hold it.";
        await served.PollAsync(Token);
        Assert.Equal("2026-11-20.1", served.Current!.Manifest.Version);
        Assert.Equal(problem, served.Problem);

        problem = null;
        await served.PollAsync(Token);
        Assert.Equal("2026-11-20.2", served.Current.Manifest.Version);
        Assert.Null(served.Problem);
    }

    [Fact]
    public async Task A_store_made_anew_under_the_same_id_is_noticed()
    {
        await Publish("a");
        ServedVersions served = Served();
        await served.PollAsync(Token);
        VersionStamp before = served.Current!.Stamp;
        Directory.Delete(_data.Path, recursive: true);
        Directory.CreateDirectory(_data.Path);
        await Publish("b");
        await served.PollAsync(Token);
        Assert.Equal("b", Ids(served));
        Assert.Equal(before.Id, served.Current.Stamp.Id);
        Assert.NotEqual(before, served.Current.Stamp);
    }

    [Fact]
    public async Task A_version_that_was_never_current_is_not_served_not_even_where_the_pointer_is_lost()
    {
        await Publish("a");
        await Assert.ThrowsAsync<IndexFailedException>(() =>
            new Publisher(Store(), [new RecordingIndex("one") { FailsAt = "prepares" }], _clock) { VocabularyHash = "v" }
                .PublishAsync(Drafts.Of("a", "b"), Token));
        File.Delete(_data["current"]);
        ServedVersions served = Served();
        await served.PollAsync(Token);
        Assert.Equal("a", Ids(served));
        Assert.Contains("\"current\"", served.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_first_import_is_under_way_nothing_was_published_yet()
    {
        await Assert.ThrowsAsync<IndexFailedException>(() =>
            new Publisher(Store(), [new RecordingIndex("one") { FailsAt = "prepares" }], _clock) { VocabularyHash = "v" }
                .PublishAsync(Drafts.Of("a"), Token));
        ServedVersions served = new(Store(), PrepareAsync, sample: null, _clock);
        await served.PollAsync(Token);
        Assert.Null(served.Current);
        Assert.Equal("No directory version was published yet.", served.Problem);
    }

    [Fact]
    public async Task Counts_of_a_version_of_an_older_release_are_counted_once()
    {
        await Publish("a", "b");
        string manifest = _data["versions", "2026-11-20.1", "manifest.json"];
        string text = await File.ReadAllTextAsync(manifest, Token);
        await File.WriteAllTextAsync(manifest, text[..text.IndexOf(",\n  \"counts\"", StringComparison.Ordinal)] + "\n}\n", Token);
        ServedVersions served = Served();
        await served.PollAsync(Token);
        Assert.Null(served.Current!.Manifest.Counts);
        Assert.Equal(new Dictionary<string, int> { ["GA"] = 2 }, served.Current.Counts.FacilitiesByState);
    }

    [Fact]
    public async Task Polling_swaps_by_itself_and_ends_when_asked_to()
    {
        await Publish("a");
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ServedVersions served = Served(time: new HundredTimesFaster());
        Task running = served.RunAsync(stop.Token);
        await Until(() => served.Current?.Manifest.Facilities == 1);
        await Publish("a", "b");
        await Until(() => served.Current?.Manifest.Facilities == 2);
        await stop.CancelAsync();
        await running;
    }

    private static async Task Until(Func<bool> holds)
    {
        for (int i = 0; i < 500 && !holds(); i++)
        {
            await Task.Delay(20, Token);
        }

        Assert.True(holds());
    }

    private sealed class HundredTimesFaster : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime / 100, period / 100);
    }
}
