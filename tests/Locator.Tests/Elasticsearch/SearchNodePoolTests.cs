using Elastic.Transport;
using FsCheck.Xunit;
using Locator.Elasticsearch.Nodes;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Locator.Tests.Elasticsearch;

/// <summary>The order in which a search asks the nodes of a cluster.</summary>
public sealed class SearchNodePoolTests
{
    private static readonly TimeSpan LeftOut = TimeSpan.FromSeconds(5);

    private static Comparer<Uri> ByText { get; } = Comparer<Uri>.Create((one, other) => string.CompareOrdinal(one.ToString(), other.ToString()));

    [Property]
    public void Every_node_is_in_the_order_once_and_those_that_fail_again_and_again_come_last(byte[] failures, int before)
    {
        if (failures.Length < 2)
        {
            return;
        }

        CountedPool pool = new(failures.Length, before, new FakeTimeProvider());
        HashSet<Node> leftOut = [];
        foreach ((Node node, byte times) in pool.Nodes.Zip(failures))
        {
            for (int i = 0; i < times % 4; i++)
            {
                pool.Failed(node);
                node.MarkDead(DateTimeOffset.MaxValue);
            }

            if (times % 4 >= 2)
            {
                leftOut.Add(node);
            }
        }

        Node[] order = [.. pool.CreateView()];
        Assert.Equal(pool.Nodes.Select(node => node.Uri).Order(ByText), order.Select(node => node.Uri).Order(ByText));
        Assert.Equal(order.OrderBy(leftOut.Contains), order);
        // All that failed last are asked for a sign of life first.
        Assert.Equal(order.Select(node => !node.IsAlive), order.Select(node => node.IsResurrected));
    }

    /// <summary>The library's own order throws after 2³¹ searches.</summary>
    [Fact]
    public void Nodes_take_turns_evenly_however_many_searches_there_were()
    {
        CountedPool pool = new(4, int.MaxValue - 50, new FakeTimeProvider());
        pool.Failed(pool.Nodes.First());
        pool.Failed(pool.Nodes.First());
        Node[] first = [.. Enumerable.Range(0, 120).Select(_ => pool.CreateView().First())];
        Assert.Equal([40, 40, 40], first.GroupBy(node => node.Uri).Select(turns => turns.Count()));
    }

    [Theory]
    [InlineData("x", false)]
    [InlineData("xx", true)]
    // Slow searches now and then.
    [InlineData("x..x..x..x..x..", false)]
    // Half of its searches, because it asks a frozen neighbor for them.
    [InlineData("x.x.x.x.", true)]
    [InlineData("........xx", true)]
    public void A_node_is_left_out_where_more_than_a_third_of_its_searches_fail(string outcomes, bool leftOut)
    {
        FakeTimeProvider time = new();
        CountedPool pool = new(2, 0, time);
        Node node = pool.Nodes.First();
        foreach (char outcome in outcomes)
        {
            if (outcome == 'x')
            {
                pool.Failed(node);
            }
            else
            {
                pool.Answered(node);
            }
        }

        Assert.Equal(leftOut, !pool.IsAnotherAnswering(pool.Nodes.Last()));
        Assert.Equal(leftOut, pool.CreateView().First() != node && pool.CreateView().First() != node);
        time.Advance(LeftOut);
        Assert.True(pool.IsAnotherAnswering(pool.Nodes.Last()));
    }

    private sealed class CountedPool : SearchNodePool
    {
        public CountedPool(int nodes, int searches, TimeProvider time)
            : base(Enumerable.Range(1, nodes).Select(i => new Uri($"http://node{i}:9200")), LeftOut, time) => GlobalCursor = searches;
    }
}
