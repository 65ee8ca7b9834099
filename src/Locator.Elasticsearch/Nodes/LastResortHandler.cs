using Polly.CircuitBreaker;

namespace Locator.Elasticsearch.Nodes;

/// <summary>
/// A search whose first node's breaker refused it, or where nobody listened, and that no other node answered, is sent to one node
/// all the same, a different one each time: nodes that failed at once may all be back long before the breakers ask, and without an
/// attempt the search would be lost for certain.
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
        catch (Exception failure) when (IsUnasked(failure) && !request.Options.TryGetValue(OtherNodeHandler.Than, out _))
        {
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(timeout);
            return await SendToAnyAsync(request, path, limit.Token);
        }
    }

    /// <summary>One node that can be reached: one that cannot has cost no time.</summary>
    private async Task<HttpResponseMessage> SendToAnyAsync(HttpRequestMessage request, string path, CancellationToken cancellationToken)
    {
        uint turn = (uint)Interlocked.Increment(ref _next);
        for (uint attempt = 1; ; attempt++)
        {
            request.RequestUri = new Uri(nodes[(int)((turn + attempt) % (uint)nodes.Count)], path);
            try
            {
                return await _direct.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException failure) when (failure.HttpRequestError == HttpRequestError.ConnectionError && attempt < nodes.Count)
            {
                // The next one.
            }
        }
    }

    /// <summary>What the first node's attempt comes to where that node was not asked: its breaker refused, or nobody listened.</summary>
    private static bool IsUnasked(Exception failure) =>
        failure is BrokenCircuitException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        _direct.Dispose();
        base.Dispose(disposing);
    }
}
