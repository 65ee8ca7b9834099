using System.Diagnostics;
using Locator.Elasticsearch.Search;
using Locator.Search;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Locator.Tests.Elasticsearch.StubCluster;

namespace Locator.Tests.Elasticsearch;

/// <summary>What becomes of searches where nodes are gone, frozen, busy or answer half.</summary>
public sealed class NodeFailoverTests
{
    [Theory]
    [InlineData("""{"responses":[{"status":200,"timed_out":true,"_shards":{"total":1,"successful":1},"hits":{"total":{"value":0},"hits":[]}}]}""")]
    [InlineData("""{"responses":[{"status":503,"error":{"type":"search_phase_execution_exception","reason":"x"}}]}""")]
    [InlineData(Partial)]
    public async Task An_answer_that_lacks_a_shard_is_asked_of_another_node(string lacking)
    {
        await using StubServer bad = await AnsweringAsync(context => JsonAsync(context, lacking)), good = await AnsweringAsync(context => JsonAsync(context, Found));
        await using ServiceProvider services = Services(bad, good);
        _ = await VersionsAsync(services);
        const int searches = 8;
        for (int i = 0; i < searches; i++)
        {
            if (i % 2 == 0)
            {
                Assert.Equal(0, Assert.Single(await SearchAsync(services)).Total);
            }
            else
            {
                Assert.Empty(await LookUpAsync(services, "a"));
            }
        }

        // So every search reached the good node, and those that the bad one had first were not sent there again.
        Assert.Equal(searches, SearchesOf(good));
        Assert.InRange(SearchesOf(bad), (searches / 2) - 1, (searches / 2) + 1);
    }

    [Fact]
    public async Task An_answer_that_lacks_a_shard_is_asked_once_more_at_most_and_never_of_the_same_node()
    {
        await using StubServer one = await AnsweringAsync(context => JsonAsync(context, Partial)),
            two = await AnsweringAsync(context => JsonAsync(context, Partial)),
            three = await AnsweringAsync(context => JsonAsync(context, Partial));
        await using ServiceProvider cluster = Services(one, two, three);
        _ = await VersionsAsync(cluster);
        await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(cluster));
        Assert.Equal([0, 1, 1], new[] { one, two, three }.Select(SearchesOf).Order());

        await using StubServer alone = await AnsweringAsync(context => JsonAsync(context, Partial));
        await using ServiceProvider single = Services(alone);
        _ = await VersionsAsync(single);
        SearchUnavailableException failure = await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(single));
        Assert.Equal("A shard of Elasticsearch's index did not answer.", failure.Message);
        Assert.Equal(1, SearchesOf(alone));
    }

    [Fact]
    public async Task Two_nodes_of_three_that_are_gone_cost_no_search()
    {
        await using StubServer good = await AnsweringAsync(context => JsonAsync(context, Found));
        StubServer[] gone = [await AnsweringAsync(context => JsonAsync(context, Found)), await AnsweringAsync(context => JsonAsync(context, Found))];
        await using ServiceProvider services = Services([good, .. gone]);
        _ = await VersionsAsync(services);
        foreach (StubServer server in gone)
        {
            await server.DisposeAsync();
        }

        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(0, Assert.Single(await SearchAsync(services)).Total);
        }
    }

    /// <summary>After a short trouble of all nodes at once all are left out for seconds, but no search waits for that.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Searches_are_answered_as_soon_as_a_node_is_back_although_all_of_them_failed(int count)
    {
        bool broken = true;
        StubServer[] nodes = new StubServer[count];
        for (int i = 0; i < count; i++)
        {
            nodes[i] = await AnsweringAsync(context => Volatile.Read(ref broken) ? JsonAsync(context, "{}", 503) : JsonAsync(context, Found));
        }

        await using ServiceProvider services = Services(nodes);
        _ = await VersionsAsync(services);
        for (int i = 0; i < 40; i++)
        {
            int before = nodes.Sum(SearchesOf);
            await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
            Assert.True(nodes.Sum(SearchesOf) > before, $"search {i} was sent to a node");
        }

        Volatile.Write(ref broken, false);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(0, Assert.Single(await SearchAsync(services)).Total);
        }

        foreach (StubServer node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    /// <summary>As when the master of three dies: the other two say 503 until they have elected another.</summary>
    [Fact]
    public async Task Searches_are_answered_as_soon_as_two_nodes_are_back_although_the_third_is_gone()
    {
        bool broken = true;
        RequestDelegate answer = context => Volatile.Read(ref broken) ? JsonAsync(context, "{}", 503) : JsonAsync(context, Found);
        StubServer gone = await AnsweringAsync(answer);
        await using StubServer one = await AnsweringAsync(answer), other = await AnsweringAsync(answer);
        await using ServiceProvider services = Services(gone, one, other);
        _ = await VersionsAsync(services);
        await gone.DisposeAsync();
        for (int i = 0; i < 40; i++)
        {
            await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
        }

        // Each was sent once; hardly any twice.
        Assert.InRange(SearchesOf(one) + SearchesOf(other), 40, 60);
        Volatile.Write(ref broken, false);
        for (int i = 0; i < 60; i++)
        {
            Assert.Equal(0, Assert.Single(await SearchAsync(services)).Total);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_one_node_is_frozen_or_cuts_its_answers_another_one_answers_in_time(bool cuts)
    {
        await using StubServer bad = await AnsweringAsync(context => cuts ? CutAsync(context) : Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using StubServer good = await AnsweringAsync(context => JsonAsync(context, Found));
        await using ServiceProvider services = Services(bad, good);
        _ = await VersionsAsync(services);
        Stopwatch all = Stopwatch.StartNew();
        for (int i = 0; i < 30; i++)
        {
            Stopwatch one = Stopwatch.StartNew();
            _ = await SearchAsync(services);
            Assert.True(one.Elapsed < TimeSpan.FromSeconds(2), $"search {i} took {one.Elapsed}");
        }

        // After two of them searches are kept away from the bad node, five seconds at a time.
        Assert.InRange(SearchesOf(bad), 1, 6);
        Assert.True(all.Elapsed < TimeSpan.FromSeconds(12), $"30 searches took {all.Elapsed}");
    }

    [Fact]
    public async Task Where_all_nodes_are_frozen_a_search_ends_within_its_time()
    {
        static Task Freeze(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using StubServer one = await AnsweringAsync(Freeze), other = await AnsweringAsync(Freeze);
        await using ServiceProvider services = Services(one, other);
        _ = await VersionsAsync(services);
        Stopwatch watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2.3), $"took {watch.Elapsed}");
        Assert.Equal(2, SearchesOf(one) + SearchesOf(other));
    }

    [Fact]
    public async Task Nodes_in_trouble_are_not_asked_twice_as_much()
    {
        await using StubServer one = await AnsweringAsync(context => JsonAsync(context, "{}", 500)),
            other = await AnsweringAsync(context => JsonAsync(context, "{}", 500));
        await using ServiceProvider services = Services(one, other);
        _ = await VersionsAsync(services);
        for (int i = 0; i < 100; i++)
        {
            await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
        }

        Assert.InRange(SearchesOf(one) + SearchesOf(other), 2, 120);
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_not_a_failure_of_the_engine()
    {
        await using StubServer server = await AnsweringAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using ServiceProvider services = Services(server);
        _ = await VersionsAsync(services);
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        source.CancelAfter(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => services.GetRequiredService<ElasticsearchEngine>()
            .SearchAsync(Published, [new SearchQuery()], source.Token));
    }

    /// <summary>Whoever searches may break off at any moment; the node that was asked stays in its turn.</summary>
    [Fact]
    public async Task A_search_that_its_caller_breaks_off_is_no_failure_of_the_node()
    {
        bool slow = true;
        using SemaphoreSlim arrived = new(0);
        RequestDelegate answer = context =>
        {
            arrived.Release();
            return Volatile.Read(ref slow) ? Task.Delay(Timeout.Infinite, context.RequestAborted) : JsonAsync(context, Found);
        };
        await using StubServer one = await AnsweringAsync(answer), two = await AnsweringAsync(answer), three = await AnsweringAsync(answer);
        await using ServiceProvider services = Services(one, two, three);
        _ = await VersionsAsync(services);
        for (int i = 0; i < 6; i++)
        {
            using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(Token);
            Task search = services.GetRequiredService<ElasticsearchEngine>().SearchAsync(Published, [new SearchQuery()], source.Token);
            await arrived.WaitAsync(Token);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search);
        }

        Volatile.Write(ref slow, false);
        int[] before = [SearchesOf(one), SearchesOf(two), SearchesOf(three)];
        for (int i = 0; i < 9; i++)
        {
            _ = await SearchAsync(services);
        }

        Assert.Equal([3, 3, 3], new[] { SearchesOf(one) - before[0], SearchesOf(two) - before[1], SearchesOf(three) - before[2] });
        Assert.DoesNotContain("HEAD /", one.Requests.Concat(two.Requests).Concat(three.Requests));
    }

    /// <summary>An empty request finds out whether it is back, in less time than a search may take.</summary>
    [Fact]
    public async Task A_node_that_failed_is_asked_for_a_sign_of_life_before_it_gets_a_search_again()
    {
        bool frozen = true;
        await using StubServer bad = await StubServer.StartAsync(context =>
            Volatile.Read(ref frozen) && (context.Request.Path == "/_msearch" || context.Request.Method == "HEAD") ? Task.Delay(Timeout.Infinite, context.RequestAborted)
            : JsonAsync(context, context.Request.Path.Value switch { "/" => Server("8.13.4"), "/_msearch" => Found, _ => Indexes() }));
        await using StubServer good = await AnsweringAsync(context => JsonAsync(context, Found));
        await using ServiceProvider services = Services(bad, good);
        _ = await VersionsAsync(services);
        for (int i = 0; i < 5; i++)
        {
            _ = await SearchAsync(services);
        }

        // One search was lost there, and one sign of life was missing: then it is left out.
        Assert.Equal((1, 1), (SearchesOf(bad), SignsOf(bad)));
        await Task.Delay(TimeSpan.FromSeconds(5.2), Token);
        for (int i = 0; i < 3; i++)
        {
            _ = await SearchAsync(services);
        }

        Assert.Equal((1, 2), (SearchesOf(bad), SignsOf(bad)));
        Volatile.Write(ref frozen, false);
        await Task.Delay(TimeSpan.FromSeconds(5.2), Token);
        for (int i = 0; i < 4; i++)
        {
            _ = await SearchAsync(services);
        }

        Assert.Equal((3, 3), (SearchesOf(bad), SignsOf(bad)));
    }

    /// <summary>As in an overload: there is no other node to leave time for.</summary>
    [Fact]
    public async Task Where_every_node_takes_longer_than_one_attempt_may_it_gets_all_of_the_time()
    {
        RequestDelegate slow = async context =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1.3), context.RequestAborted);
            await JsonAsync(context, Found);
        };
        await using StubServer one = await AnsweringAsync(slow), other = await AnsweringAsync(slow);
        await using ServiceProvider services = Services(one, other);
        _ = await VersionsAsync(services);
        // Until then one or both are taken for nodes that answer in time.
        for (int i = 0; i < 2; i++)
        {
            await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
        }

        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(0, Assert.Single(await SearchAsync(services)).Total);
        }
    }

    /// <summary>Whatever it answers to a sign of life, it is there: a proxy may know no HEAD.</summary>
    [Theory]
    [InlineData(405)]
    [InlineData(403)]
    [InlineData(503)]
    public async Task A_node_that_refuses_a_sign_of_life_comes_back_all_the_same(int status)
    {
        bool broken = true;
        RequestDelegate answer = context =>
            context.Request.Method == "HEAD" ? JsonAsync(context, "", status)
            : context.Request.Path != "/_msearch" ? JsonAsync(context, context.Request.Path == "/" ? Server("8.13.4") : Indexes())
            : Volatile.Read(ref broken) ? JsonAsync(context, "{}", 500) : JsonAsync(context, Found);
        await using StubServer one = await StubServer.StartAsync(answer), other = await StubServer.StartAsync(answer);
        await using ServiceProvider services = Services(one, other);
        _ = await VersionsAsync(services);
        for (int i = 0; i < 6; i++)
        {
            await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
        }

        Volatile.Write(ref broken, false);
        for (int i = 0; i < 6; i++)
        {
            _ = await SearchAsync(services);
        }

        Assert.True(SignsOf(one) + SignsOf(other) > 0, "a sign of life was asked for");
    }

    /// <summary>A search that takes longer than an attempt may is no reason to keep others from the node.</summary>
    [Fact]
    public async Task A_node_that_fails_one_search_in_a_while_keeps_its_turn()
    {
        int asked = 0;
        await using StubServer one = await AnsweringAsync(context => Interlocked.Increment(ref asked) % 3 == 0 ? JsonAsync(context, "{}", 500) : JsonAsync(context, Found)),
            other = await AnsweringAsync(context => JsonAsync(context, Found));
        await using ServiceProvider services = Services(one, other);
        _ = await VersionsAsync(services);
        for (int i = 0; i < 30; i++)
        {
            _ = await SearchAsync(services);
        }

        Assert.Equal(15, SearchesOf(one));
    }

    /// <summary>The last of them, too, although the search is over before it had all of its time.</summary>
    [Fact]
    public async Task After_a_freeze_of_all_nodes_searches_are_answered_by_those_that_are_back()
    {
        int frozen = 3;
        Task<StubServer> NodeAsync(int number) => StubServer.StartAsync(context =>
            number <= Volatile.Read(ref frozen) && (context.Request.Path == "/_msearch" || context.Request.Method == "HEAD") ? Task.Delay(Timeout.Infinite, context.RequestAborted)
            : JsonAsync(context, context.Request.Path.Value switch { "/" => Server("8.13.4"), "/_msearch" => Found, _ => Indexes() }));
        await using StubServer one = await NodeAsync(1), two = await NodeAsync(2), three = await NodeAsync(3);
        await using ServiceProvider services = Services(one, two, three);
        _ = await VersionsAsync(services);
        for (int i = 0; i < 4; i++)
        {
            await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
        }

        Volatile.Write(ref frozen, 1);
        for (int i = 0; i < 6; i++)
        {
            _ = await SearchAsync(services);
        }
    }

    private static int SignsOf(StubServer node) => node.Requests.Count(request => request == "HEAD /");
}
