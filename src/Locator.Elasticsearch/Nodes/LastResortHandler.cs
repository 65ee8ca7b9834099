using Polly.CircuitBreaker;

namespace Locator.Elasticsearch.Nodes;

/// <summary>
/// A search whose first node's breaker refused it, and that no other node answered, is sent to one node all the same, a different
/// one each time: nodes that failed at once may all be back long before the breakers ask, and without an attempt the search would
/// be lost for certain.
/// </summary>
internal sealed class LastResortHandler(IReadOnlyList<Uri> nodes, TimeSpan timeout, HttpMessageHandler direct) : DelegatingHandler
{
    private readonly HttpMessageInvoker _direct = new(direct, disposeHandler: false);
    private int _next;

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.PathAndQuery;
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (BrokenCircuitException) when (!request.Options.TryGetValue(OtherNodeHandler.Than, out _))
        {
            uint turn = (uint)Interlocked.Increment(ref _next);
            request.RequestUri = new Uri(nodes[(int)(turn % (uint)nodes.Count)], path);
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(timeout);
            return await _direct.SendAsync(request, limit.Token);
        }
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        _direct.Dispose();
        base.Dispose(disposing);
    }
}
