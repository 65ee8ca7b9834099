using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Locator.Elasticsearch.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Polly.CircuitBreaker;
using Polly.Hedging;

namespace Locator.Elasticsearch.Nodes;

/// <summary>The two HTTP clients that choose among a cluster's nodes: one for searches, one for all that an import sends.</summary>
internal static class NodeClients
{
    /// <summary>Name of the client of searches.</summary>
    public const string Searches = "elasticsearch-searches";

    /// <summary>Name of the client of imports.</summary>
    public const string Writes = "elasticsearch-writes";

    private const string LastResort = "elasticsearch-last-resort";

    /// <summary>A port that nobody listens on is known at once; a host that drops packets is not waited for any longer than this.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(0.5);

    /// <summary>An import has time: a server or a machine that is busy for a moment must not fail it.</summary>
    private static readonly TimeSpan WriteConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Addresses of hosts may change; connections are not kept for ever.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A node's breaker opens when half of at least this many requests within the time of three and a half attempts failed. Few and soon, because
    /// each of them cost somebody most of a second: over ten seconds, the good answers from before a node froze outweigh its
    /// silence for another six.
    /// </summary>
    private const int FailuresThatOpen = 2;

    /// <summary>As many as Polly takes.</summary>
    private const int MostAttemptsElsewhere = 10;

    /// <summary>Registers both.</summary>
    public static void AddNodeClients(this IServiceCollection services, ElasticsearchOptions options)
    {
        services.AddSingleton<HedgingBudget>();
        AddSearches(services, options);
        // How long a write may take differs from call to call: the caller knows.
        services.AddHttpClient(Writes, client => Configure(client, options, Timeout.InfiniteTimeSpan))
            .UseSocketsHttpHandler((handler, _) => Configure(handler, options, WriteConnectTimeout))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .AddHttpMessageHandler(() => new NextNodeHandler(options.NodeAddresses));
    }

    /// <summary>
    /// Searches: any node, and another one when it fails, is slow, answers half or says 429 or 5xx. A breaker a node keeps
    /// searches away from one that is down or, worse, frozen; where all of them are open, one node is asked all the same.
    /// </summary>
    private static void AddSearches(IServiceCollection services, ElasticsearchOptions options)
    {
        services.AddHttpClient(LastResort)
            .UseSocketsHttpHandler((handler, _) => Configure(handler, options, ConnectTimeout))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .AddHttpMessageHandler(() => new WholeAnswerHandler());
        IHttpClientBuilder builder = services
            .AddHttpClient(Searches, client => Configure(client, options, Timeout.InfiniteTimeSpan))
            .UseSocketsHttpHandler((handler, _) => Configure(handler, options, ConnectTimeout))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // Loggers of HttpClient write addresses; ours hold index names only, but there is nothing in them that is needed.
            .RemoveAllLoggers()
            .AddHttpMessageHandler(provider => new LastResortHandler(
                options.NodeAddresses, options.AttemptTimeout, provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(LastResort)));
        builder
            .AddStandardHedgingHandler(routing => routing.ConfigureWeightedGroups(weighted =>
            {
                weighted.SelectionMode = WeightedGroupSelectionMode.EveryAttempt;
                weighted.Groups =
                [
                    .. options.NodeAddresses.Select(node => new WeightedUriEndpointGroup
                    {
                        Endpoints = [new WeightedUriEndpoint { Uri = node }],
                    }),
                ];
            }))
            .SelectPipelineByAuthority()
            .Configure((hedging, provider) => Configure(hedging, options, provider.GetRequiredService<HedgingBudget>()));
        // Below the hedging handler, so that a body that is cut or stalls fails the attempt, not the search.
        builder.AddHttpMessageHandler(() => new WholeAnswerHandler()).AddHttpMessageHandler(() => new OtherNodeHandler());
    }

    private static void Configure(HttpStandardHedgingResilienceOptions hedging, ElasticsearchOptions options, HedgingBudget budget)
    {
        hedging.TotalRequestTimeout.Timeout = options.SearchTimeout;
        hedging.Endpoint.Timeout.Timeout = options.AttemptTimeout;
        hedging.Endpoint.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(Math.Max(1, 3.5 * options.AttemptTimeout.TotalSeconds));
        hedging.Endpoint.CircuitBreaker.MinimumThroughput = FailuresThatOpen;
        hedging.Endpoint.CircuitBreaker.FailureRatio = 0.5;
        hedging.Endpoint.CircuitBreaker.BreakDuration = TimeSpan.FromSeconds(5);
        // Each node once. Those that a breaker refuses take no time, and of the others no more than two fit into the time.
        hedging.Hedging.MaxHedgedAttempts = Math.Clamp(options.NodeAddresses.Count - 1, 1, MostAttemptsElsewhere);
        // Not before the first attempt has ended: a search that is merely slow is not sent twice.
        hedging.Hedging.Delay = Timeout.InfiniteTimeSpan;
        hedging.Hedging.ShouldHandle = arguments => ValueTask.FromResult(MayAskAnother(arguments, budget));
    }

    /// <summary>
    /// An attempt that a breaker refused, that found nobody listening or that was not to be made at this node reached none:
    /// asking another one is no extra attempt. If it were, a dead node would use the budget up before its breaker opens
    /// (measured: 2 of 260 searches lost).
    /// </summary>
    private static bool MayAskAnother(HedgingPredicateArguments<HttpResponseMessage> arguments, HedgingBudget budget) =>
        arguments.Outcome.Exception is NodeAskedAlreadyException
        || (HttpClientHedgingResiliencePredicates.IsTransient(arguments.Outcome)
            && (arguments.Outcome.Exception is BrokenCircuitException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
                || budget.TryTake()));

    private static void Configure(HttpClient client, ElasticsearchOptions options, TimeSpan timeout)
    {
        // The handlers put the node's address in its place.
        client.BaseAddress = options.NodeAddresses[0];
        client.Timeout = timeout;
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        client.DefaultRequestHeaders.Authorization = options switch
        {
            { ApiKey: { } key } => new AuthenticationHeaderValue("ApiKey", key),
            { Username: { } user } => new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}"))),
            _ => null,
        };
    }

    private static void Configure(SocketsHttpHandler handler, ElasticsearchOptions options, TimeSpan connectTimeout)
    {
        handler.ConnectTimeout = connectTimeout;
        handler.PooledConnectionLifetime = ConnectionLifetime;
        handler.AutomaticDecompression = DecompressionMethods.None;
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        // The cluster is not behind the proxy that the environment may name for the outside.
        handler.UseProxy = false;
        if (options.CaFile is { } file)
        {
            X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(file);
            handler.SslOptions.CertificateChainPolicy = policy;
        }
    }
}
