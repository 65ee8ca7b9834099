using Elastic.Transport;

namespace Locator.Elasticsearch.Nodes;

/// <summary>How the attempts of one search go on from node to node.</summary>
/// <param name="pool">The nodes.</param>
/// <param name="attempt">How long one attempt may take while there is another node to ask.</param>
/// <param name="search">How long all of them may take.</param>
/// <param name="budget">Pays for extra attempts.</param>
internal sealed class SearchAttempts(SearchNodePool pool, TimeSpan attempt, TimeSpan search, AttemptBudget budget)
{
    /// <summary>Hears of a node's answer.</summary>
    public void Answered(Node node) => pool.Answered(node);

    /// <summary>Hears of a node's failure.</summary>
    public void Failed(Node node) => pool.Failed(node);

    /// <summary>How long an attempt may take: where no other node is known to answer there is nothing to leave time for.</summary>
    public TimeSpan AtMost(Node node) => pool.IsAnotherAnswering(node) ? attempt : search;

    /// <summary>
    /// Whether a node had its time, so that its silence is its own: also where the search was over before all of that time was,
    /// because another node had some of it.
    /// </summary>
    public bool HadItsTime(TimeSpan took) => took >= attempt;

    /// <summary>
    /// Whether the search may be sent to another node. Where nobody listens nothing was sent, so that another attempt is no extra
    /// one. After any other failure there must be a node that is known to answer: if all of them are in trouble, they are not asked
    /// several times as much.
    /// </summary>
    public bool MayGoOn(Node node, Exception failure) =>
        failure is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError }
        || (pool.IsAnotherAnswering(node) && budget.TryTake());
}
