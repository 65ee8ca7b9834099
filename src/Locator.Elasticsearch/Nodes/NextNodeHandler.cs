namespace Locator.Elasticsearch.Nodes;

/// <summary>
/// Sends to the node that answered last, and to the next one when no connection can be made: then nothing was sent. A request
/// that failed in any other way is not repeated, but the next one goes elsewhere.
/// </summary>
internal sealed class NextNodeHandler(IReadOnlyList<Uri> nodes) : DelegatingHandler
{
    private int _current;

    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.PathAndQuery;
        for (int attempt = 1; ; attempt++)
        {
            int node = Volatile.Read(ref _current);
            request.RequestUri = new Uri(nodes[node], path);
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (Exception failure)
            {
                _ = Interlocked.CompareExchange(ref _current, (node + 1) % nodes.Count, node);
                if (attempt >= nodes.Count || failure is not HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError })
                {
                    throw;
                }
            }
        }
    }
}
