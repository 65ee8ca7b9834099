namespace Locator.Elasticsearch.Nodes;

/// <summary>Keeps an attempt away from the node that a request is not to be sent to again.</summary>
internal sealed class OtherNodeHandler : DelegatingHandler
{
    /// <summary>The node that answered already, but not well.</summary>
    public static readonly HttpRequestOptionsKey<Uri> Than = new("other-node-than");

    /// <inheritdoc />
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        request.Options.TryGetValue(Than, out Uri? node) && node.Authority == request.RequestUri!.Authority
            ? throw new NodeAskedAlreadyException()
            : base.SendAsync(request, cancellationToken);
}
