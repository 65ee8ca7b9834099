using Locator.Versions;
using Xunit;

namespace Locator.Tests.Versions;

public sealed class ServedDirectoryTests : IDisposable
{
    private readonly TemporaryFolder data = new();
    private readonly Clock clock = new();
    private readonly List<string> told = [];
    private int built;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => data.Dispose();

    private FileDirectoryStore Store() => new(data.Path, clock, 10, "v");

    private ServedDirectory<string> Served(int keep = 2) => new(
        Store(),
        version =>
        {
            built++;
            return string.Join(' ', version.Facilities.Select(facility => facility.Id));
        },
        clock,
        keep,
        told.Add);

    private Task<PublishOutcome> Publish(params string[] ids) => Store().PublishAsync(Drafts.Of(ids), [], Token);

    [Fact]
    public async Task A_store_that_has_never_held_a_version_serves_the_sample_until_the_first_import_and_never_again()
    {
        ServedDirectory<string> served = Served();
        Assert.Null(served.Current);
        await served.PollAsync(Token);
        Assert.Equal(DirectoryKind.Sample, served.Current!.Manifest.Kind);
        Assert.Null(served.Problem);

        await Publish("a");
        await served.PollAsync(Token);
        Assert.Equal("a", served.Current.Index);
        Assert.Null(served.Find(SampleDirectory.Version));

        foreach (string path in Directory.GetFileSystemEntries(data.Path))
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
        Assert.Equal("a", served.Current.Index);
    }

    [Fact]
    public async Task A_new_version_is_swapped_in_and_those_before_it_stay_answerable()
    {
        await Publish("a");
        ServedDirectory<string> served = Served();
        await served.PollAsync(Token);
        for (int n = 2; n <= 4; n++)
        {
            ServedVersion<string> before = served.Current!;
            await Publish([.. Enumerable.Range(0, n).Select(i => ((char)('a' + i)).ToString())]);
            Assert.Same(before, served.Current);
            await served.PollAsync(Token);
            Assert.Same(before, served.Versions[1]);
        }

        Assert.Equal("a b c d", served.Current!.Index);
        Assert.Equal("b", served.Current.Find("b")!.Id);
        Assert.Null(served.Current.Find("z"));
        Assert.Equal(["2026-11-20.4", "2026-11-20.3", "2026-11-20.2"], served.Versions.Select(one => one.Manifest.Version));
        Assert.Null(served.Find("2026-11-20.1"));
        await served.PollAsync(Token);
        Assert.Equal(4, built);
        Assert.Equal("Serving directory version 2026-11-20.4 with 4 facilities.", told[^1]);
        Assert.Equal(4, told.Count);
    }

    [Fact]
    public async Task A_version_served_before_comes_back_without_being_built_again()
    {
        await Publish("a");
        ServedDirectory<string> served = Served();
        await served.PollAsync(Token);
        await Publish("a", "b");
        await served.PollAsync(Token);
        await Store().PublishAsync(Drafts.Of("a") with { Sites = Drafts.Of("a", "b").Sites }, [], Token);
        await served.PollAsync(Token);
        Assert.Equal(["2026-11-20.1", "2026-11-20.2"], served.Versions.Select(one => one.Manifest.Version));
        Assert.Equal(2, built);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_damaged_new_version_is_refused_while_the_old_one_goes_on(string damage, string message)
    {
        await Publish("a");
        ServedDirectory<string> served = Served();
        await served.PollAsync(Token);
        await Publish("a", "b");
        FileDirectoryStoreTests.Damage(data, damage);

        await served.PollAsync(Token);
        Assert.Equal("a", served.Current!.Index);
        Assert.Contains(message, served.Problem, StringComparison.Ordinal);
        await served.PollAsync(Token);
        Assert.Equal(2, told.Count);

        await Publish("a", "b");
        await served.PollAsync(Token);
        Assert.Equal("a b", served.Current.Index);
        Assert.Null(served.Problem);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_start_with_a_damaged_current_version_serves_the_newest_whole_one_and_says_so(string damage, string message)
    {
        await Publish("a");
        await Publish("a", "b");
        FileDirectoryStoreTests.Damage(data, damage);
        ServedDirectory<string> served = Served();
        await served.PollAsync(Token);

        // Where only the pointer is lost, the version that it named is whole.
        Assert.Equal(damage.Contains("pointer", StringComparison.Ordinal) ? "a b" : "a", served.Current!.Index);
        Assert.Contains(message, served.Problem, StringComparison.Ordinal);
    }

    /// <summary>What stops a version from being served; its identities do not.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> Damages =>
        FileDirectoryStoreTests.Damages.Where(row => row.Data.Item1 != "no identities");

    [Fact]
    public async Task A_store_of_nothing_but_damaged_versions_serves_nothing_least_of_all_the_sample()
    {
        await Publish("a");
        File.Delete(data["versions", "2026-11-20.1", "facilities.ndjson.gz"]);
        ServedDirectory<string> served = Served();
        await served.PollAsync(Token);
        Assert.Null(served.Current);
        Assert.NotNull(served.Problem);

        await Publish("a");
        await served.PollAsync(Token);
        Assert.Equal("a", served.Current!.Index);
    }

    [Fact]
    public async Task A_refused_version_is_read_again_only_after_a_minute()
    {
        await Publish("a");
        ServedDirectory<string> served = Served();
        await served.PollAsync(Token);
        await Publish("a", "b");
        string path = data["versions", "2026-11-20.2", "facilities.ndjson.gz"];
        File.Move(path, path + ".away");
        await served.PollAsync(Token);
        File.Move(path + ".away", path);

        clock.Now += TimeSpan.FromSeconds(59);
        await served.PollAsync(Token);
        Assert.Equal("a", served.Current!.Index);
        Assert.NotNull(served.Problem);

        clock.Now += TimeSpan.FromSeconds(1);
        await served.PollAsync(Token);
        Assert.Equal("a b", served.Current.Index);
        Assert.Null(served.Problem);
    }

    [Fact]
    public async Task An_index_that_cannot_be_built_leaves_the_old_one_serving()
    {
        await Publish("a");
        ServedDirectory<int> served = new(
            Store(), version => version.Facilities.Count == 1 ? 1 : throw new InvalidOperationException("No such code."), clock);
        await served.PollAsync(Token);
        await Publish("a", "b");
        await served.PollAsync(Token);
        Assert.Equal(1, served.Current!.Index);
        Assert.Equal("No such code.", served.Problem);
    }

    [Fact]
    public async Task Polling_swaps_by_itself_and_ends_when_asked_to()
    {
        await Publish("a");
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ServedDirectory<int> served = new(Store(), version => version.Facilities.Count, new HundredTimesFaster());
        Task running = served.RunAsync(stop.Token);
        await Until(() => served.Current?.Index == 1);
        await Publish("a", "b");
        await Until(() => served.Current?.Index == 2);
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
