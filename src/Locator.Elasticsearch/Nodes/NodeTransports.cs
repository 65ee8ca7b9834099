using System.Net;
using System.Security.Cryptography.X509Certificates;
using Elastic.Clients.Elasticsearch;
using Elastic.Transport;
using Locator.Elasticsearch.Settings;

namespace Locator.Elasticsearch.Nodes;

/// <summary>The two transports of the official client: one for searches, one for all that an import sends.</summary>
internal static class NodeTransports
{
    /// <summary>A port that nobody listens on is known at once; a host that drops packets is not waited for any longer than this.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(0.5);

    /// <summary>The same where there is no other node to ask.</summary>
    private static readonly TimeSpan OnlyNodeConnectTimeout = TimeSpan.FromSeconds(1);

    /// <summary>An import has time: a server or a machine that is busy for a moment must not fail it.</summary>
    private static readonly TimeSpan WriteConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Addresses of hosts may change; connections are not kept for ever.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a node that fails again and again is asked after all others; then a request without a body (<c>HEAD /</c>) finds out
    /// whether it is back.
    /// </summary>
    private static readonly TimeSpan LeftOut = TimeSpan.FromSeconds(5);

    /// <summary>The same for an import, which stays with the node that answers.</summary>
    private static readonly TimeSpan LeftOutOfWrites = TimeSpan.FromMinutes(1);

    /// <summary>All that a node that is still frozen costs whoever asks it again.</summary>
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(0.3), WritePingTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Searches: any node, and another one when it fails, is slow, answers half or says 429 or 5xx. One at which more than
    /// every third search fails is left out for a while; where all are, they are asked all the same.
    /// </summary>
    public static ITransport ForSearches(ElasticsearchOptions options, AttemptBudget budget, TimeProvider time)
    {
        if (options.NodeAddresses is [var only])
        {
            return Of(
                options, new SingleNodePool(only), new NodeAttempts(Sockets(options, OnlyNodeConnectTimeout), time), PingTimeout, LeftOut,
                options.SearchTimeout);
        }

        SearchNodePool pool = new(options.NodeAddresses, LeftOut, time);
        NodeAttempts attempts = new(Sockets(options, ConnectTimeout), time)
        {
            Searches = new SearchAttempts(pool, options.AttemptTimeout, options.SearchTimeout, budget),
        };
        return Of(options, pool, attempts, PingTimeout, LeftOut, options.SearchTimeout);
    }

    /// <summary>What an import sends: the first node of the list that answers. How long each may take its caller says.</summary>
    public static ITransport ForWrites(ElasticsearchOptions options, TimeProvider time) => Of(
        options,
        options.NodeAddresses is [var only]
            ? new SingleNodePool(only)
            : new StickyNodePool(options.NodeAddresses.Select(node => new Node(node) { IsResurrected = false })),
        new NodeAttempts(Sockets(options, WriteConnectTimeout), time),
        WritePingTimeout,
        LeftOutOfWrites,
        RequestConfiguration.DefaultRequestTimeout);

    private static ITransport Of(ElasticsearchOptions options, NodePool pool, IRequestInvoker attempts, TimeSpan ping, TimeSpan leftOut, TimeSpan atMost)
    {
        // Nothing of a search is told: no body is kept, no trail of attempts, no debug text, and nothing is thrown
        // whose message holds a server's words. Sniffing is off: these pools do not take other nodes than those of the settings.
        ElasticsearchClientSettings settings = new ElasticsearchClientSettings(pool, attempts)
            .DisableDirectStreaming(false)
            .DisableAuditTrail()
            .ThrowExceptions(false)
            .DisableMetaHeader()
            .EnableHttpCompression(false)
            .MemoryStreamFactory(RecyclableMemoryStreamFactory.Default)
            .DnsRefreshTimeout(Timeout.InfiniteTimeSpan)
            .PingTimeout(ping)
            .DeadTimeout(leftOut)
            .MaxDeadTimeout(leftOut)
            .RequestTimeout(atMost);
        AuthorizationHeader? authorization = options switch
        {
            { ApiKey: { } key } => new ApiKey(key),
            { Username: { } user } => new BasicAuthentication(user, options.Password!),
            _ => null,
        };
        return new ElasticsearchClient(authorization is null ? settings : settings.Authentication(authorization)).Transport;
    }

    private static SocketsHttpHandler Sockets(ElasticsearchOptions options, TimeSpan connectTimeout)
    {
        SocketsHttpHandler handler = new()
        {
            ConnectTimeout = connectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            AutomaticDecompression = DecompressionMethods.None,
            AllowAutoRedirect = false,
            UseCookies = false,
            // The cluster is not behind the proxy that the environment may name for the outside.
            UseProxy = false,
        };
        if (options.TrustAnyCertificate)
        {
#pragma warning disable CA5359 // The settings allow it only where every node is on this machine.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (options.CaFile is { } file)
        {
            X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(file);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
    }
}
