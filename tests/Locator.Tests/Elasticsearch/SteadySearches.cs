using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Locator.Elasticsearch.Settings;
using Locator.Geo;
using Locator.Search;
using Locator.Testing;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Elasticsearch;

/// <summary>Searches that go on whatever happens, each answer compared with the embedded engine's.</summary>
internal sealed class SteadySearches : IAsyncDisposable
{
    /// <summary>Longer than this is counted: what a busy machine may add to a limit.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(0.5);

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<OneSearch> _searches = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly DirectoryOnNodes _directory;
    private readonly VersionStamp? _version;
    private readonly int _atOnce;
    private readonly Task[] _workers;

    /// <param name="directory">What is searched.</param>
    /// <param name="workers">Searches at a time.</param>
    /// <param name="version">The version; null for the one that is current, asked before each search.</param>
    public SteadySearches(DirectoryOnNodes directory, int workers, VersionStamp? version = null)
    {
        (_directory, _atOnce, _version) = (directory, workers, version);
        _workers = [.. Enumerable.Range(0, workers).Select(worker => Task.Run(() => SearchOnAsync(worker), CancellationToken.None))];
    }

    private enum Outcome
    {
        Answered,
        Unavailable,
        Wrong,
    }

    /// <summary>How many were not answered.</summary>
    public int Unavailable => Count(Outcome.Unavailable);

    private TimeSpan Longest => _searches.Select(search => search.Took).DefaultIfEmpty().Max();

    /// <summary>What came of all of them.</summary>
    public string Summary() => string.Create(CultureInfo.InvariantCulture,
        $"{Count(Outcome.Answered)} searches answered and right, {Unavailable} said to be unavailable, {Count(Outcome.Wrong)} wrong, longest {Longest.TotalSeconds:0.00} s");

    /// <summary>Reports on the searches while something happens, and the five seconds behind it.</summary>
    public async Task DuringAsync(string what, Func<Task> happens)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        // Some before, so that every node has had one.
        await Task.Delay(TimeSpan.FromSeconds(2), token);
        TimeSpan start = _clock.Elapsed;
        await happens();
        await Task.Delay(TimeSpan.FromSeconds(5), token);
        OneSearch[] during = [.. _searches.Where(search => search.At + search.Took >= start)];
        OneSearch[] failed = [.. during.Where(search => search.Outcome != Outcome.Answered)];
        ITestOutputHelper output = TestContext.Current.TestOutputHelper!;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: {during.Length} searches in {(_clock.Elapsed - start).TotalSeconds:0} s, {failed.Length} failed, longest {during.Max(search => search.Took).TotalSeconds:0.00} s, longer than 0.5 s: {during.Count(search => search.Took > Slack)}"));
        foreach (OneSearch search in failed.OrderBy(search => search.At).Take(30))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  at {(search.At - start).TotalSeconds:0.00} s, {search.Took.TotalSeconds:0.00} s: {search.Trouble}"));
        }

        Assert.True(during.Length > 100, "searches must go on");
    }

    /// <summary>No wrong answer, none later than its limit, and no more failures than these.</summary>
    public void Check(int lostAtMost = int.MaxValue)
    {
        Assert.Empty(_searches.Where(search => search.Outcome == Outcome.Wrong).Select(search => search.Trouble));
        Assert.True(Count(Outcome.Answered) > 20, "searches were answered");
        TimeSpan limit = new ElasticsearchOptions().SearchTimeout + Slack;
        // Where the version is looked up first, that takes the same time once more.
        Assert.InRange(Longest, TimeSpan.Zero, _version is null ? 2 * limit : limit);
        Assert.InRange(Unavailable, 0, lostAtMost);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_workers);
        _end.Dispose();
    }

    private int Count(Outcome outcome) => _searches.Count(search => search.Outcome == outcome);

    private async Task SearchOnAsync(int worker)
    {
        for (int i = worker; !_end.IsCancellationRequested; i += _atOnce)
        {
            SearchQuery query = new()
            {
                Origin = AFacility.North(AFacility.Atlanta, Distance.FromMiles(i % 75)).OnGrid(),
                Radius = Distance.FromMiles(5 + (i % 20)),
                Filters = [new TokenFilter("level", [$"level:{i % 7}"])],
                Facets = [new FacetRequest("payment", ["payment:0", "payment:1", "payment:2"])],
            };
            TimeSpan at = _clock.Elapsed;
            (Outcome outcome, string? trouble, TimeSpan took) = await SearchAsync(query, at);
            _searches.Add(new OneSearch(at, took, outcome, trouble));
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }

    private async Task<(Outcome Outcome, string? Trouble, TimeSpan Took)> SearchAsync(SearchQuery query, TimeSpan at)
    {
        TimeSpan? took = null;
        try
        {
            VersionStamp version = _version ?? (await _directory.Engine.CurrentAsync(CancellationToken.None))!.Value;
            SearchAnswer answer = (await _directory.Engine.SearchAsync(version, [query], CancellationToken.None))[0];
            took = _clock.Elapsed - at;
            SearchAssert.Equal(_directory.EmbeddedOf(version).Search(query), answer, $"a search of {version}");
            return (Outcome.Answered, null, took.Value);
        }
        catch (SearchUnavailableException failure)
        {
            return (Outcome.Unavailable, failure.Message, _clock.Elapsed - at);
        }
        catch (Exception failure)
        {
            return (Outcome.Wrong, failure.ToString(), took ?? _clock.Elapsed - at);
        }
    }

    private sealed record OneSearch(TimeSpan At, TimeSpan Took, Outcome Outcome, string? Trouble);
}
