using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elastic.Transport;
using Locator.Elasticsearch.Nodes;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace Locator.Elasticsearch.Client;

/// <summary>
/// The dozen calls of Elasticsearch's HTTP interface that this project needs, all of them common to Elasticsearch 8 and 9 and
/// OpenSearch 2 and 3, through the transport of the official client (docs/decisions/0003-elasticsearch-client.md).
/// </summary>
/// <remarks>
/// What an import sends is sent again where no answer came, or none but that the cluster is busy: all of it does no more when
/// it arrives twice. Documents have ids, the change of the alias names what it changes from, and an index under construction
/// is known by its private alias. Who sends it reads back what came of it.
/// </remarks>
/// <param name="searches">Asks another node where one fails (<see cref="NodeTransports"/>).</param>
/// <param name="writes">Goes on to another node when one fails.</param>
/// <param name="time">Clock of the pauses before something is sent again.</param>
internal sealed class ElasticsearchCluster(ITransport searches, ITransport writes, TimeProvider time) : IDisposable
{
    private const int OldestElasticsearch = 8;
    private const int OldestOpenSearch = 2;

    /// <summary>With pauses from 0.5 s to 10 s: more than a minute and a half, in which a server is started again.</summary>
    private const int Retries = 14;

    /// <summary>Nothing is waited for any longer, however slowly each attempt fails.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromMinutes(2);

    /// <summary>
    /// A node that is frozen takes whatever is sent and never answers. A bulk takes a second or two; the server is told to give
    /// up before, so that its own word on every document comes first.
    /// </summary>
    private static readonly TimeSpan BulkTimeout = TimeSpan.FromSeconds(30), BulkTimeoutOfServer = TimeSpan.FromSeconds(20);

    /// <summary>Changes of indexes and aliases: the server itself waits up to 30 s for its nodes.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(45);

    /// <summary>
    /// The client's own media type names a version, which servers of another version and OpenSearch refuse: plain JSON is taken by all.
    /// </summary>
    private static readonly RequestConfiguration PlainJson = new() { Accept = "application/json", ContentType = "application/json" };

    private static readonly RequestConfiguration Bulk = PlainJson with { RequestTimeout = BulkTimeout };

    private static readonly RequestConfiguration Write = PlainJson with { RequestTimeout = WriteTimeout };

    private readonly ResiliencePipeline<ClusterAnswer> _again = new ResiliencePipelineBuilder<ClusterAnswer> { TimeProvider = time }
        .AddTimeout(GiveUpAfter)
        .AddRetry(new RetryStrategyOptions<ClusterAnswer>
        {
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is NoAnswerException || arguments.Outcome.Result is { IsBusy: true }),
            MaxRetryAttempts = Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromSeconds(0.5),
            MaxDelay = TimeSpan.FromSeconds(10),
        })
        .Build();

    private ElasticsearchServer? _server;
    private int _elsewhere;

    /// <summary>What answers: asked once, then remembered.</summary>
    /// <exception cref="ElasticsearchException">It is too old, or something else: the message says which.</exception>
    /// <exception cref="NoAnswerException">Nothing answers.</exception>
    /// <param name="publishing">Whether to wait as long as an import may, not as long as a search.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ElasticsearchServer> ServerAsync(bool publishing, CancellationToken cancellationToken)
    {
        if (_server is { } known)
        {
            return known;
        }

        using ClusterAnswer response = publishing
            ? await SendAsync(writes, HttpMethod.GET, "/", null, Write, cancellationToken)
            : await SendAsync(searches, HttpMethod.GET, "/", cancellationToken);
        if ((int)response.Status is 429 or >= 500)
        {
            throw new NoAnswerException($"Elasticsearch answers {(int)response.Status}.");
        }

        if (response.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw ElasticsearchError.Of(response.Status, response.Body, "to read the server's version");
        }

        ElasticsearchServer server = ElasticsearchServer.Of(response.Body)
            ?? throw new ElasticsearchException("What answers at Elasticsearch:Nodes is neither Elasticsearch nor OpenSearch.");
        int oldest = server.Name == ElasticsearchServer.OpenSearch ? OldestOpenSearch : OldestElasticsearch;
        return server.Version.Major >= oldest
            ? _server = server
            : throw new ElasticsearchException($"{server} is too old: {server.Name} {oldest} or newer is needed.");
    }

    /// <summary>Sends searches, two lines each: a header and a body. The answer holds their answers in that order.</summary>
    /// <param name="index">The index.</param>
    /// <param name="bodies">The searches.</param>
    /// <param name="otherThan">A node that is not to be asked; null for any.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public async Task<ClusterAnswer> SearchAsync(
        string index, IEnumerable<JsonObject> bodies, Uri? otherThan, CancellationToken cancellationToken)
    {
        // In each header, because the same words in the address are refused. A node asks its own copy of a shard where it has
        // one: else searches through a healthy node hang behind the copy of a frozen one.
        JsonObject header = new() { ["index"] = index, ["preference"] = "_local", ["allow_partial_search_results"] = false };
        ArrayBufferWriter<byte> lines = new(4096);
        using Utf8JsonWriter json = new(lines);
        foreach (JsonObject body in bodies)
        {
            foreach (JsonObject line in (JsonObject[])[header, body])
            {
                line.WriteTo(json);
                json.Flush();
                json.Reset();
                lines.Write("\n"u8);
            }
        }

        RequestConfiguration how = otherThan is null ? PlainJson : PlainJson with { ForceNode = NextTo(otherThan) };
        return await SendAsync(searches, HttpMethod.POST, "/_msearch", lines.WrittenMemory, how, cancellationToken);
    }

    /// <summary>Every index that the alias is on or whose name begins with it, with aliases, mappings and settings.</summary>
    /// <param name="alias">The alias.</param>
    /// <param name="publishing">Whether to wait as long as an import may, not as long as a search.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<ClusterAnswer> IndexesAsync(string alias, bool publishing, CancellationToken cancellationToken)
    {
        string path = $"/{alias},{alias}-*?ignore_unavailable=true&allow_no_indices=true";
        return publishing
            ? WriteAsync(HttpMethod.GET, path, null, cancellationToken)
            : SendAsync(searches, HttpMethod.GET, path, cancellationToken);
    }

    /// <summary>Health of an index: <c>status</c> green, yellow or red.</summary>
    public Task<ClusterAnswer> HealthAsync(string index, CancellationToken cancellationToken) =>
        SendAsync(searches, HttpMethod.GET, $"/_cluster/health/{index}", cancellationToken);

    /// <summary>The same as soon as it is as good as this, or when the time is over.</summary>
    /// <param name="index">The index.</param>
    /// <param name="status"><c>yellow</c>: every shard is there; <c>green</c>: every copy, too.</param>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<ClusterAnswer> WaitForHealthAsync(string index, string status, TimeSpan atMost, CancellationToken cancellationToken) => WriteAsync(
        HttpMethod.GET,
        string.Create(CultureInfo.InvariantCulture, $"/_cluster/health/{index}?wait_for_status={status}&timeout={atMost.TotalSeconds:0}s"),
        null, cancellationToken, PlainJson with { RequestTimeout = atMost + TimeSpan.FromSeconds(10) });

    /// <summary>Makes an index, with aliases, settings and mapping.</summary>
    public Task<ClusterAnswer> CreateIndexAsync(string index, JsonObject body, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.PUT, $"/{index}", body, cancellationToken);

    /// <summary>Deletes an index with all that is in it.</summary>
    public Task<ClusterAnswer> DeleteIndexAsync(string index, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.DELETE, $"/{index}", null, cancellationToken);

    /// <summary>Changes settings of an index.</summary>
    public Task<ClusterAnswer> ChangeSettingsAsync(string index, JsonObject settings, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.PUT, $"/{index}/_settings", settings, cancellationToken);

    /// <summary>Changes aliases: all of these actions at once, or none.</summary>
    public Task<ClusterAnswer> ChangeAliasesAsync(JsonArray actions, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.POST, "/_aliases", new JsonObject { ["actions"] = actions }, cancellationToken);

    /// <summary>Makes everything written findable.</summary>
    public Task<ClusterAnswer> RefreshAsync(string index, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.POST, $"/{index}/_refresh", null, cancellationToken);

    /// <summary>One search outside the time budget of users' searches: for checking an index that was built.</summary>
    public Task<ClusterAnswer> CheckAsync(string index, JsonObject body, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.POST, $"/{index}/_search?allow_partial_search_results=false", body, cancellationToken);

    /// <summary>
    /// Writes documents. <paramref name="alias"/> must be one: into a name that is gone, a bulk would otherwise make a new
    /// index without our mapping.
    /// </summary>
    public Task<ClusterAnswer> BulkAsync(string alias, ReadOnlyMemory<byte> lines, CancellationToken cancellationToken) =>
        SendAsync(
            writes, HttpMethod.POST,
            string.Create(CultureInfo.InvariantCulture, $"/{alias}/_bulk?require_alias=true&timeout={BulkTimeoutOfServer.TotalSeconds:0}s"),
            lines, Bulk, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        searches.Configuration.Dispose();
        writes.Configuration.Dispose();
    }

    private async Task<ClusterAnswer> WriteAsync(
        HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken, RequestConfiguration? how = null)
    {
        byte[]? bytes = body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString());
        NoAnswerException? last = null;
        try
        {
            return await _again.ExecuteAsync(
                async token =>
                {
                    try
                    {
                        return await SendAsync(writes, method, path, bytes, how ?? Write, token);
                    }
                    catch (NoAnswerException failure)
                    {
                        last = failure;
                        throw;
                    }
                },
                cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            throw last ?? new NoAnswerException("Elasticsearch does not answer (time-out).");
        }
    }

    /// <summary>Another node than this one, of those that answer if there is one; a different one each time. Null where there is only this one.</summary>
    private Uri? NextTo(Uri node)
    {
        Node[] others = [.. searches.Configuration.NodePool.Nodes.Where(other => other.Uri.Authority != node.Authority)];
        Node[] alive = [.. others.Where(other => other.IsAlive)];
        Node[] asked = alive is [] ? others : alive;
        return asked is [] ? null : asked[(int)((uint)Interlocked.Increment(ref _elsewhere) % (uint)asked.Length)].Uri;
    }

    private static Task<ClusterAnswer> SendAsync(ITransport transport, HttpMethod method, string path, CancellationToken cancellationToken) =>
        SendAsync(transport, method, path, null, PlainJson, cancellationToken);

    /// <summary>Any status is an answer; none at all is a failure.</summary>
    private static async Task<ClusterAnswer> SendAsync(
        ITransport transport, HttpMethod method, string path, ReadOnlyMemory<byte>? body, RequestConfiguration how, CancellationToken cancellationToken)
    {
        BytesResponse response;
        try
        {
            response = await transport.RequestAsync<BytesResponse>(
                new EndpointPath(method, path), body is { } bytes ? PostData.ReadOnlyMemory(bytes) : null, configureActivity: null, how, cancellationToken);
        }
        catch (TransportException failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Unanswered(failure);
        }

        ApiCallDetails call = response.ApiCallDetails;
        if (call.HttpStatusCode is { } status)
        {
            return new ClusterAnswer((HttpStatusCode)status, call.ResponseBodyInBytes ?? [], call.Uri, transport.Configuration.RequestResponseSerializer);
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw Unanswered(call.OriginalException);
    }

    /// <summary>Without the exception: its text may hold the server's own words, which quote what was asked.</summary>
    private static NoAnswerException Unanswered(Exception? failure) => new($"Elasticsearch does not answer ({KindOf(failure)}).");

    private static string KindOf(Exception? failure) => failure switch
    {
        AggregateException { InnerExceptions: [.., var last] } => KindOf(last),
        TransportException or PipelineException => KindOf(failure.InnerException),
        HttpRequestException { StatusCode: { } status } => ((int)status).ToString(CultureInfo.InvariantCulture),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "no connection",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.Unknown, InnerException: IOException } or IOException =>
            "the connection broke off",
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        OperationCanceledException => "time-out",
        null => "no answer",
        _ => failure.GetType().Name,
    };
}
