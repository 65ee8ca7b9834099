using System.Net;
using Elastic.Transport;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace Locator.Elasticsearch.Nodes;

/// <summary>
/// One attempt at one node, as the transport makes them: a whole answer within its time, or a failure that the transport blames
/// on the node and takes to the next one. What the caller breaks off is no node's failure.
/// </summary>
internal sealed class NodeAttempts : IRequestInvoker
{
    private readonly SocketsHttpHandler _sockets;
    private readonly HttpRequestInvoker _http;
    private readonly TimeProvider _time;

    /// <param name="sockets">The connections, which are closed with this object. The invoker asks for them once for each time limit.</param>
    /// <param name="time">Clock of the limits.</param>
    public NodeAttempts(SocketsHttpHandler sockets, TimeProvider time)
    {
        (_sockets, _time) = (sockets, time);
        _http = new HttpRequestInvoker((_, _) => sockets);
    }

    /// <summary>How the attempts of one search go on from node to node; null where there is one node, and for what an import sends.</summary>
    public SearchAttempts? Searches { get; init; }

    /// <inheritdoc />
    public ResponseFactory ResponseFactory => _http.ResponseFactory;

    /// <inheritdoc />
    public Task<TResponse> RequestAsync<TResponse>(
        Endpoint endpoint, BoundConfiguration boundConfiguration, PostData? postData, CancellationToken cancellationToken)
        where TResponse : TransportResponse, new() =>
        endpoint.Method == HttpMethod.HEAD
            ? PingAsync<TResponse>(endpoint, boundConfiguration)
            : AttemptAsync<TResponse>(endpoint, boundConfiguration, postData, cancellationToken);

    /// <summary>Not used: everything here is asynchronous.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public TResponse Request<TResponse>(Endpoint endpoint, BoundConfiguration boundConfiguration, PostData? postData)
        where TResponse : TransportResponse, new() =>
        throw new NotSupportedException();

    /// <inheritdoc />
    public void Dispose()
    {
        _http.Dispose();
        _sockets.Dispose();
    }

    /// <summary>
    /// A sign of life, before a node that failed is asked again: whatever it answers, it is there, and the request itself tells the
    /// rest. Whoever gives up meanwhile does not end it, because the transport would blame the node. A node that is asked instead of
    /// another one is not asked for it: the transport would ask each time.
    /// </summary>
    private async Task<TResponse> PingAsync<TResponse>(Endpoint endpoint, BoundConfiguration configuration)
        where TResponse : TransportResponse, new()
    {
        if (configuration.ForceNode is null)
        {
            using CancellationTokenSource over = new(configuration.PingTimeout, _time);
            TResponse response = await _http.RequestAsync<TResponse>(endpoint, configuration, null, over.Token);
            if (response.ApiCallDetails.HttpStatusCode is null)
            {
                Searches?.Failed(endpoint.Node);
                return response;
            }
        }

        return ResponseFactory.Create<TResponse>(
            endpoint, configuration, null, null, (int)HttpStatusCode.OK, null, null, null, 0, null, null);
    }

    private async Task<TResponse> AttemptAsync<TResponse>(
        Endpoint endpoint, BoundConfiguration configuration, PostData? body, CancellationToken cancellationToken)
        where TResponse : TransportResponse, new()
    {
        long start = _time.GetTimestamp();
        using CancellationTokenSource over = new(Searches?.AtMost(endpoint.Node) ?? configuration.RequestTimeout, _time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over.Token);
        Exception? failure;
        try
        {
            TResponse response = await _http.RequestAsync<TResponse>(endpoint, configuration, body, limit.Token);
            failure = FailureOf(response.ApiCallDetails);
            if (failure is null)
            {
                Searches?.Answered(endpoint.Node);
                return response;
            }
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            // The body broke off, or did not end in time.
            failure = broken;
        }

        if (Searches?.HadItsTime(_time.GetElapsedTime(start)) != true)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        Searches?.Failed(endpoint.Node);
        bool mayGoOn = Searches is null || (configuration.ForceNode is null && Searches.MayGoOn(endpoint.Node, failure));
        throw new PipelineException(mayGoOn ? PipelineFailure.BadResponse : PipelineFailure.MaxRetriesReached, failure);
    }

    /// <summary>Why there is no answer, or none that counts; null where there is one.</summary>
    private Exception? FailureOf(ApiCallDetails call) => call.HttpStatusCode is not { } status
        ? call.OriginalException ?? new HttpRequestException()
        // The transport itself goes on to the next node after 502, 503 and 504 only, and takes 429 and 500 for good answers.
        : Searches is not null && status is 429 or >= 500
            ? new HttpRequestException(null, null, (HttpStatusCode)status)
            : null;
}
