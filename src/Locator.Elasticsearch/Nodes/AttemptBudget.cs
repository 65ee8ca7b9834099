namespace Locator.Elasticsearch.Nodes;

/// <summary>
/// Extra attempts are a tenth of all requests and five a second, so that a cluster in trouble is not asked much more: where
/// searches are few, a tenth of them alone would not get past one frozen node of three. Finagle's retry budget (Twitter, 2016)
/// is of this form. Without one, nodes that had a tenth more to do than they can were sent 1.9 requests a search instead of 1.1,
/// and fewer searches were answered (docs/decisions/0003-elasticsearch-client.md).
/// </summary>
internal sealed class AttemptBudget(TimeProvider time)
{
    private const double PerRequest = 0.1;
    private const double PerSecond = 5;

    /// <summary>As many as ten seconds give may be saved up.</summary>
    private const double Most = 10 * PerSecond;

    private readonly Lock _lock = new();
    private double _saved = Most;
    private long _last = time.GetTimestamp();

    /// <summary>Counts one request.</summary>
    public void Add()
    {
        lock (_lock)
        {
            Save(PerRequest);
        }
    }

    /// <summary>Takes one extra attempt; false when none is left.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            Save(time.GetElapsedTime(_last, now).TotalSeconds * PerSecond);
            _last = now;
            if (_saved < 1)
            {
                return false;
            }

            _saved--;
            return true;
        }
    }

    private void Save(double attempts) => _saved = Math.Min(Most, _saved + attempts);
}
