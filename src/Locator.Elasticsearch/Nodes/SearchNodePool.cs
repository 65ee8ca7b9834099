using Elastic.Transport;
using Elastic.Transport.Diagnostics.Auditing;

namespace Locator.Elasticsearch.Nodes;

/// <summary>
/// The nodes in the order in which one search asks them: first those that answer, a different one of them each time, then those
/// that are left out for now. These are tried, too, because all nodes may have failed together and be back together: without an
/// attempt the search would be lost for certain.
/// </summary>
/// <remarks>
/// A failure counts two, an answer takes one away, and at four a node is left out for a while. So a search that takes longer than
/// an attempt may leaves no node out that answers others; a node is soon out if more than every third search fails there, such as
/// one that asks a frozen neighbor for what it has no copy of.
/// <see cref="StaticNodePool"/> itself leaves a node out at the first failure, asks only one where all of them failed, even if
/// nobody listens there, and its count of searches begins to be negative after 2³¹ of them: then it throws.
/// </remarks>
internal class SearchNodePool : StaticNodePool
{
    private const int FailureCounts = 2, LeftOutAt = 4;

    private readonly TimeProvider _time;
    private readonly TimeSpan _leftOut;
    private readonly Dictionary<Node, Record> _records;

    /// <param name="nodes">The addresses: two or more.</param>
    /// <param name="leftOut">How long a node is left out.</param>
    /// <param name="time">Clock of that.</param>
    public SearchNodePool(IEnumerable<Uri> nodes, TimeSpan leftOut, TimeProvider time)
        // A node that has not failed yet is not asked for a sign of life first.
        : base(nodes.Select(node => new Node(node) { IsResurrected = false }), randomize: true)
    {
        (_time, _leftOut) = (time, leftOut);
        _records = InternalNodes.ToDictionary(node => node, _ => new Record());
    }

    /// <summary>Counts a failure.</summary>
    public void Failed(Node node)
    {
        Record record = _records[node];
        lock (record)
        {
            record.Points = Math.Min(record.Points + FailureCounts, LeftOutAt);
            if (record.Points == LeftOutAt)
            {
                record.LeftOutSince = _time.GetTimestamp();
            }
        }
    }

    /// <summary>Counts an answer.</summary>
    public void Answered(Node node)
    {
        Record record = _records[node];
        lock (record)
        {
            record.Points = Math.Max(record.Points - 1, 0);
        }
    }

    /// <summary>Whether there is another node than this one that answers, as far as is known.</summary>
    public bool IsAnotherAnswering(Node than) => Nodes.Any(other => !IsLeftOut(other) && !other.Equals(than));

    /// <inheritdoc />
    public override IEnumerable<Node> CreateView(Auditor? auditor = null)
    {
        uint turn = (uint)Interlocked.Increment(ref GlobalCursor);
        ILookup<bool, Node> leftOut = Nodes.ToLookup(IsLeftOut);
        foreach (Node node in From(turn, leftOut[false]).Concat(From(turn, leftOut[true])))
        {
            // One that failed last is asked for a sign of life first.
            node.IsResurrected = !node.IsAlive;
            yield return node;
        }
    }

    private bool IsLeftOut(Node node)
    {
        Record record = _records[node];
        lock (record)
        {
            return record.LeftOutSince is { } since && _time.GetElapsedTime(since) < _leftOut;
        }
    }

    private static Node[] From(uint turn, IEnumerable<Node> nodes)
    {
        Node[] all = [.. nodes];
        int first = all is [] ? 0 : (int)(turn % (uint)all.Length);
        return [.. all[first..], .. all[..first]];
    }

    private sealed class Record
    {
        public int Points { get; set; }

        public long? LeftOutSince { get; set; }
    }
}
