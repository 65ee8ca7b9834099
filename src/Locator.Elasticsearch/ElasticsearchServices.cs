using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Polly.CircuitBreaker;
using Polly.Hedging;

namespace Locator.Elasticsearch;

/// <summary>Registers the engine, the index writer and the two HTTP clients below them.</summary>
public static class ElasticsearchServices
{
    private const string Searches = "elasticsearch-searches";
    private const string LastResort = "elasticsearch-last-resort";
    private const string Writes = "elasticsearch-writes";

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

    /// <summary>Adds <see cref="ElasticsearchEngine"/> and <see cref="ElasticsearchIndex"/> for one cluster.</summary>
    /// <exception cref="ArgumentException">The settings cannot be used; the message says which.</exception>
    public static IServiceCollection AddElasticsearch(this IServiceCollection services, ElasticsearchOptions options)
    {
        if (options.Problem() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HedgingBudget>();
        services.AddSingleton(provider => new ElasticsearchClient(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(Searches),
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(Writes),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ElasticsearchEngine(
            provider.GetRequiredService<ElasticsearchClient>(), options, provider.GetRequiredService<HedgingBudget>()));
        services.AddSingleton(provider => new ElasticsearchIndex(
            provider.GetRequiredService<ElasticsearchClient>(), options, provider.GetRequiredService<TimeProvider>()));
        AddSearches(services, options);
        // How long a write may take differs from call to call: ElasticsearchClient knows.
        services.AddHttpClient(Writes, client => Configure(client, options, Timeout.InfiniteTimeSpan))
            .UseSocketsHttpHandler((handler, _) => Configure(handler, options, WriteConnectTimeout))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers()
            .AddHttpMessageHandler(() => new NextNodeHandler(options.NodeAddresses));
        return services;
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

/// <summary>
/// Extra attempts are a tenth of all requests and five a second, so that a cluster in trouble is not asked twice as much: where
/// searches are few, a tenth of them alone would not get past one frozen node of three. Finagle's retry budget (Twitter, 2016)
/// is of this form.
/// </summary>
internal sealed class HedgingBudget(TimeProvider time)
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

/// <summary>Reads the whole answer before it counts as one.</summary>
internal sealed class WholeAnswerHandler : DelegatingHandler
{
    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}

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

/// <summary>An attempt was not made, because this node was asked before. Its breaker takes that for an answer, which it gave: a 200.</summary>
internal sealed class NodeAskedAlreadyException : Exception;

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
