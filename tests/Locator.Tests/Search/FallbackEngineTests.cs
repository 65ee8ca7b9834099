using System.Diagnostics;
using Locator.Geo;
using Locator.Search;
using Locator.Search.Fallback;
using Locator.Versions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Locator.Tests.Search;

/// <summary>Searches move to the second engine and back; nobody waits longer than they must, and every answer says who gave it.</summary>
public sealed class FallbackEngineTests : IDisposable
{
    private static readonly VersionStamp Version = new(VersionId.Parse("2026-01-02.1"), "hash");

    private readonly FakeTimeProvider _time = new();
    private readonly Engine _first = new("elasticsearch");
    private readonly Engine _second = new("embedded");
    private readonly List<string> _log = [];
    private readonly FallbackEngine _both;

    public FallbackEngineTests() =>
        _both = new FallbackEngine(_first, _second, new FallbackOptions { Timeout = TimeSpan.FromSeconds(2), Concurrency = 3 }, _time, _log.Add);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _both.Dispose();

    private Task<IReadOnlyList<SearchAnswer>> SearchAsync(VersionStamp? version = null, CancellationToken token = default) =>
        _both.SearchAsync(version ?? Version, [new SearchQuery(), new SearchQuery { Limit = 7 }], token);

    private async Task OpenAsync()
    {
        _first.Answers = Engine.Fail;
        for (int i = 0; i < PrimaryCircuit.FailuresThatOpen; i++)
        {
            await SearchAsync(token: Token);
        }

        Assert.True(_both.IsDegraded);
    }

    /// <summary>Lets the time pass until something has become true in the background.</summary>
    private async Task AfterAsync(TimeSpan passed, Func<bool> isTrue)
    {
        _time.Advance(passed);
        for (Stopwatch watch = Stopwatch.StartNew(); !isTrue(); await Task.Delay(5, Token))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), "nothing happened");
        }
    }

    [Fact]
    public async Task A_healthy_first_engine_answers_and_the_second_is_never_asked()
    {
        Assert.All(await SearchAsync(token: Token), answer => Assert.False(answer.Degraded));
        Assert.Equal((1, 0, false), (_first.Asked, _second.Asked, _both.IsDegraded));
        Assert.Equal([Version], await _both.VersionsAsync(Token));
    }

    [Fact]
    public async Task A_failed_search_is_answered_by_the_second_engine_and_says_so()
    {
        await SearchAsync(token: Token);
        _first.Answers = Engine.Fail;
        IReadOnlyList<SearchAnswer> answers = await SearchAsync(token: Token);
        Assert.Equal([20, 7], answers.Select(answer => answer.Total));
        Assert.All(answers, answer => Assert.True(answer.Degraded));
        Assert.False(_both.IsDegraded);
    }

    [Fact]
    public async Task A_search_that_the_first_engine_never_answers_moves_over_when_its_time_has_passed()
    {
        // It does not even listen to the cancellation.
        _first.Answers = (_, _, _) => new TaskCompletionSource<IReadOnlyList<SearchAnswer>>().Task;
        Task<IReadOnlyList<SearchAnswer>> search = SearchAsync(token: Token);
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(search.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.All(await search, answer => Assert.True(answer.Degraded));
    }

    [Fact]
    public async Task After_three_failures_within_ten_seconds_the_first_engine_is_left_alone()
    {
        await OpenAsync();
        int asked = _first.Asked;
        await SearchAsync(token: Token);
        Assert.Equal([Version], await _both.VersionsAsync(Token));
        Assert.Equal((asked, true), (_first.Asked, _both.IsDegraded));
        Assert.Equal(["elasticsearch does not answer: searches go to embedded."], _log);
    }

    [Fact]
    public async Task Failures_far_apart_do_not_open()
    {
        await SearchAsync(token: Token);
        _first.Answers = Engine.Fail;
        for (int i = 0; i < 6; i++)
        {
            await SearchAsync(token: Token);
            Assert.False(_both.IsDegraded);
            _time.Advance(TimeSpan.FromSeconds(6));
        }
    }

    [Fact]
    public async Task The_way_back_is_automatic_and_no_users_search_probes()
    {
        await OpenAsync();
        int asked = _first.Asked;
        // Still down: users go on being answered by the other one, however long it takes.
        for (int probes = 1; probes <= 3; probes++)
        {
            int expected = asked + probes;
            await AfterAsync(PrimaryCircuit.BreakFor, () => _first.Asked == expected);
            await WaitForTheNextDelayAsync();
            Assert.All(await SearchAsync(token: Token), answer => Assert.True(answer.Degraded));
            Assert.Equal(expected, _first.Asked);
        }

        _first.Answers = Engine.Answer;
        await AfterAsync(PrimaryCircuit.BreakFor, () => !_both.IsDegraded && _log.Count == 2);
        Assert.All(await SearchAsync(token: Token), answer => Assert.False(answer.Degraded));
        Assert.Equal("elasticsearch answers again: searches go there.", _log[^1]);
        Assert.All(_first.Probes, query => Assert.Equal(1, query.Limit));

        // And over again.
        await OpenAsync();
    }

    [Fact]
    public async Task An_engine_that_is_back_without_a_directory_is_not_back()
    {
        await OpenAsync();
        (_first.Answers, _first.Versions) = (Engine.Answer, []);
        int asked = _first.VersionsAsked;
        await AfterAsync(PrimaryCircuit.BreakFor, () => _first.VersionsAsked > asked);
        await WaitForTheNextDelayAsync();
        Assert.True(_both.IsDegraded);
        _first.Versions = [Version];
        await AfterAsync(PrimaryCircuit.BreakFor, () => !_both.IsDegraded);
    }

    [Fact]
    public async Task Neither_the_callers_cancellation_nor_a_version_that_is_gone_counts_as_a_failure()
    {
        (_first.Answers, _second.Answers) = (Engine.Gone, Engine.Gone);
        for (int i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<VersionGoneException>(() => SearchAsync(new VersionStamp(VersionId.Parse("2020-01-01.1"), "hash"), Token));
        }

        _first.Answers = async (_, _, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return [];
        };
        for (int i = 0; i < 5; i++)
        {
            using CancellationTokenSource source = new();
            Task search = SearchAsync(token: source.Token);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        }

        Assert.Equal((false, 5), (_both.IsDegraded, _second.Asked));
    }

    [Fact]
    public async Task A_version_that_only_the_first_engine_holds_is_unavailable_not_gone()
    {
        _first.Answers = Engine.Fail;
        _second.Answers = Engine.Gone;
        SearchUnavailableException unavailable = await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(token: Token));
        Assert.Contains("2026-01-02.1", unavailable.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_second_engine_takes_no_more_searches_at_once_than_it_may()
    {
        await OpenAsync();
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _second.Answers = async (version, queries, token) =>
        {
            await open.Task;
            return await Engine.Answer(version, queries, token);
        };
        Task<IReadOnlyList<SearchAnswer>>[] three = [.. Enumerable.Range(0, 3).Select(_ => SearchAsync(token: Token))];
        await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(token: Token));
        open.SetResult();
        await Task.WhenAll(three);
        Assert.All(await SearchAsync(token: Token), answer => Assert.True(answer.Degraded));
    }

    [Fact]
    public async Task A_search_that_nobody_waits_for_any_more_still_takes_a_seat()
    {
        await OpenAsync();
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _second.Answers = async (version, queries, _) =>
        {
            await open.Task;
            return await Engine.Answer(version, queries, default);
        };
        using CancellationTokenSource source = new();
        Task<IReadOnlyList<SearchAnswer>>[] three = [.. Enumerable.Range(0, 3).Select(_ => SearchAsync(token: source.Token))];
        await source.CancelAsync();
        foreach (Task search in three)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        }

        await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(token: Token));
        open.SetResult();
        _second.Answers = Engine.Answer;
        for (Stopwatch watch = Stopwatch.StartNew(); ; await Task.Delay(5, Token))
        {
            try
            {
                await SearchAsync(token: Token);
                return;
            }
            catch (SearchUnavailableException) when (watch.Elapsed < TimeSpan.FromSeconds(10))
            {
                // Not free yet.
            }
        }
    }

    [Fact]
    public async Task With_both_engines_down_a_search_is_unavailable_and_a_start_still_works()
    {
        (_first.Answers, _first.Versions, _second.Answers, _second.Versions) = (Engine.Fail, null, Engine.Fail, null);
        await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(token: Token));
        await Assert.ThrowsAsync<SearchUnavailableException>(() => _both.VersionsAsync(Token));
    }

    [Fact]
    public async Task A_version_that_the_first_engine_lost_is_answered_by_the_second()
    {
        _first.Answers = Engine.Gone;
        for (int i = 0; i < 5; i++)
        {
            Assert.All(await SearchAsync(token: Token), answer => Assert.True(answer.Degraded));
        }

        Assert.False(_both.IsDegraded);
        _second.Answers = Engine.Fail;
        await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(token: Token));
    }

    [Fact]
    public async Task A_start_that_finds_the_first_engine_down_begins_with_the_second()
    {
        _first.Versions = null;
        EngineStatus status = await _both.StatusAsync(Version, Token);
        Assert.Equal(("embedded", true, true), (status.Answering.Name, status.Answering.Agrees, status.IsDegraded));
        Assert.Equal([("elasticsearch", false), ("embedded", true)], status.Engines.Select(engine => (engine.Name, engine.Answers)));
        Assert.All(await SearchAsync(token: Token), answer => Assert.True(answer.Degraded));
        Assert.Equal((0, true), (_first.Asked, _both.IsDegraded));
        _first.Versions = [Version];
        await AfterAsync(PrimaryCircuit.BreakFor, () => !_both.IsDegraded);
        Assert.Equal("elasticsearch", (await _both.StatusAsync(Version, Token)).Answering.Name);
    }

    [Fact]
    public async Task An_engine_that_holds_other_content_under_the_same_id_is_not_the_one_that_answers()
    {
        _first.Versions = [Version with { ContentSha256 = "other" }];
        EngineStatus status = await _both.StatusAsync(Version, Token);
        Assert.Equal(("embedded", true), (status.Answering.Name, status.IsDegraded));
        Assert.Contains("another directory as version 2026-01-02.1", status.Engines[0].Problem, StringComparison.Ordinal);
        Assert.False(_both.IsDegraded);
    }

    [Fact]
    public async Task Facilities_by_id_move_over_as_searches_do()
    {
        Assert.Equal("elasticsearch", (await _both.FacilitiesAsync(Version, ["a"], Token)).Single().Id);
        _first.Answers = Engine.Fail;
        Assert.Equal("embedded", (await _both.FacilitiesAsync(Version, ["a"], Token)).Single().Id);
        _first.Answers = Engine.Gone;
        Assert.Equal("embedded", (await _both.FacilitiesAsync(Version, ["a"], Token)).Single().Id);
        _second.Answers = Engine.Gone;
        await Assert.ThrowsAsync<VersionGoneException>(() => _both.FacilitiesAsync(Version, ["a"], Token));
    }

    [Fact]
    public async Task Counts_by_tile_move_over_as_searches_do_and_say_so()
    {
        TileQuery query = new(new SearchQuery { Box = new BoundingBox(-85, 33, -84, 34) }, 7);
        Assert.False((await _both.CountTilesAsync(Version, query, Token)).Degraded);
        _first.Answers = Engine.Fail;
        TileAnswer answer = await _both.CountTilesAsync(Version, query, Token);
        Assert.Equal((7, true), (answer.Total, answer.Degraded));
        _first.Answers = _second.Answers = Engine.Gone;
        await Assert.ThrowsAsync<VersionGoneException>(() => _both.CountTilesAsync(Version, query, Token));
    }

    /// <summary>The probe has ended and its next delay has begun as soon as nothing runs in the background.</summary>
    private static Task WaitForTheNextDelayAsync() => Task.Delay(100, Token);

    /// <summary>An engine that answers as a test wants: totals are the limits asked for.</summary>
    private sealed class Engine(string name) : ISearchEngine
    {
        private int _asked;

        public string Name => name;

        public IReadOnlyList<VersionStamp>? Versions { get; set; } = [Version];

        public Func<VersionStamp, IReadOnlyList<SearchQuery>, CancellationToken, Task<IReadOnlyList<SearchAnswer>>> Answers { get; set; } = Answer;

        /// <summary>How often it was searched.</summary>
        public int Asked => Volatile.Read(ref _asked);

        public int VersionsAsked { get; private set; }

        /// <summary>Searches that came alone: users' come in twos here.</summary>
        public List<SearchQuery> Probes { get; } = [];

        public static Task<IReadOnlyList<SearchAnswer>> Answer(VersionStamp version, IReadOnlyList<SearchQuery> queries, CancellationToken token) =>
            Task.FromResult<IReadOnlyList<SearchAnswer>>(
                [.. queries.Select(query => new SearchAnswer { Total = query.Limit, UnknownHidden = 0, Hits = [], HasMore = false, Facets = [] })]);

        public static Task<IReadOnlyList<SearchAnswer>> Fail(VersionStamp version, IReadOnlyList<SearchQuery> queries, CancellationToken token) =>
            throw new SearchUnavailableException("down");

        public static Task<IReadOnlyList<SearchAnswer>> Gone(VersionStamp version, IReadOnlyList<SearchQuery> queries, CancellationToken token) =>
            throw new VersionGoneException(version.Id);

        public Task<IReadOnlyList<VersionStamp>> VersionsAsync(CancellationToken cancellationToken)
        {
            VersionsAsked++;
            return Versions is { } versions
                ? Task.FromResult(versions)
                : throw new SearchUnavailableException("down");
        }

        public Task<IReadOnlyList<SearchAnswer>> SearchAsync(
            VersionStamp version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken)
        {
            if (queries.Count == 1)
            {
                Probes.Add(queries[0]);
            }

            Interlocked.Increment(ref _asked);
            return Answers(version, queries, cancellationToken);
        }

        /// <summary>As many facilities as the zoom.</summary>
        public async Task<TileAnswer> CountTilesAsync(VersionStamp version, TileQuery query, CancellationToken cancellationToken)
        {
            await Answers(version, [query.Search], cancellationToken);
            return new TileAnswer { Total = query.TileZoom, UnknownHidden = 0, WithoutPoint = 0, Tiles = null };
        }

        /// <summary>Facilities that bear the engine's name.</summary>
        public async Task<IReadOnlyList<FacilityRecord>> FacilitiesAsync(
            VersionStamp version, IReadOnlyList<string> ids, CancellationToken cancellationToken)
        {
            await Answers(version, [new SearchQuery()], cancellationToken);
            return [new FacilityRecord(name, default, [])];
        }
    }
}
