using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Locator.Elasticsearch.Nodes;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Locator.Elasticsearch.Client;

/// <summary>
/// The dozen calls of Elasticsearch's HTTP interface that this project needs, all of them common to Elasticsearch 8 and 9 and
/// OpenSearch 2 and 3. Why not the official client: docs/decisions/0003-elasticsearch-client.md.
/// </summary>
/// <remarks>
/// What an import sends is sent again where no answer came, or none but that the cluster is busy: all of it does no more when
/// it arrives twice. Documents have ids, the change of the alias names what it changes from, and an index under construction
/// is known by its private alias. Who sends it reads back what came of it.
/// </remarks>
/// <param name="searches">Asks another node where one fails (<see cref="ElasticsearchServices"/>).</param>
/// <param name="writes">Goes on to another node when one fails.</param>
/// <param name="time">Clock of the pauses before something is sent again.</param>
internal sealed class ElasticsearchClient(HttpClient searches, HttpClient writes, TimeProvider time)
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

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly ResiliencePipeline<ElasticsearchResponse> _again = new ResiliencePipelineBuilder<ElasticsearchResponse> { TimeProvider = time }
        .AddTimeout(GiveUpAfter)
        .AddRetry(new RetryStrategyOptions<ElasticsearchResponse>
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

        using ElasticsearchResponse response = publishing
            ? await SendAsync(writes, HttpMethod.Get, "/", null, WriteTimeout, cancellationToken)
            : await SendAsync(searches, HttpMethod.Get, "/", cancellationToken);
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
    public async Task<ElasticsearchResponse> SearchAsync(
        string index, IEnumerable<JsonObject> bodies, Uri? otherThan, CancellationToken cancellationToken)
    {
        // In each header, because the same words in the address are refused. A node asks its own copy of a shard where it has
        // one: else searches through a healthy node hang behind the copy of a frozen one.
        string header = new JsonObject { ["index"] = index, ["preference"] = "_local", ["allow_partial_search_results"] = false }.ToJsonString();
        StringBuilder lines = new();
        foreach (JsonObject body in bodies)
        {
            lines.Append(header).Append('\n').Append(body.ToJsonString()).Append('\n');
        }

        return await SendAsync(
            searches, HttpMethod.Post, "/_msearch", Encoding.UTF8.GetBytes(lines.ToString()), Timeout.InfiniteTimeSpan, cancellationToken, otherThan);
    }

    /// <summary>Every index that the alias is on or whose name begins with it, with aliases, mappings and settings.</summary>
    /// <param name="alias">The alias.</param>
    /// <param name="publishing">Whether to wait as long as an import may, not as long as a search.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<ElasticsearchResponse> IndexesAsync(string alias, bool publishing, CancellationToken cancellationToken)
    {
        string path = $"/{alias},{alias}-*?ignore_unavailable=true&allow_no_indices=true";
        return publishing
            ? WriteAsync(HttpMethod.Get, path, null, cancellationToken)
            : SendAsync(searches, HttpMethod.Get, path, cancellationToken);
    }

    /// <summary>Health of an index: <c>status</c> green, yellow or red.</summary>
    public Task<ElasticsearchResponse> HealthAsync(string index, CancellationToken cancellationToken) =>
        SendAsync(searches, HttpMethod.Get, $"/_cluster/health/{index}", cancellationToken);

    /// <summary>The same as soon as it is as good as this, or when the time is over.</summary>
    /// <param name="index">The index.</param>
    /// <param name="status"><c>yellow</c>: every shard is there; <c>green</c>: every copy, too.</param>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<ElasticsearchResponse> WaitForHealthAsync(string index, string status, TimeSpan atMost, CancellationToken cancellationToken) => WriteAsync(
        HttpMethod.Get,
        string.Create(CultureInfo.InvariantCulture, $"/_cluster/health/{index}?wait_for_status={status}&timeout={atMost.TotalSeconds:0}s"),
        null, cancellationToken, atMost + TimeSpan.FromSeconds(10));

    /// <summary>Makes an index, with aliases, settings and mapping.</summary>
    public Task<ElasticsearchResponse> CreateIndexAsync(string index, JsonObject body, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Put, $"/{index}", body, cancellationToken);

    /// <summary>Deletes an index with all that is in it.</summary>
    public Task<ElasticsearchResponse> DeleteIndexAsync(string index, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Delete, $"/{index}", null, cancellationToken);

    /// <summary>Changes settings of an index.</summary>
    public Task<ElasticsearchResponse> ChangeSettingsAsync(string index, JsonObject settings, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Put, $"/{index}/_settings", settings, cancellationToken);

    /// <summary>Changes aliases: all of these actions at once, or none.</summary>
    public Task<ElasticsearchResponse> ChangeAliasesAsync(JsonArray actions, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Post, "/_aliases", new JsonObject { ["actions"] = actions }, cancellationToken);

    /// <summary>Makes everything written findable.</summary>
    public Task<ElasticsearchResponse> RefreshAsync(string index, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Post, $"/{index}/_refresh", null, cancellationToken);

    /// <summary>One search outside the time budget of users' searches: for checking an index that was built.</summary>
    public Task<ElasticsearchResponse> CheckAsync(string index, JsonObject body, CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Post, $"/{index}/_search?allow_partial_search_results=false", body, cancellationToken);

    /// <summary>
    /// Writes documents. <paramref name="alias"/> must be one: into a name that is gone, a bulk would otherwise make a new
    /// index without our mapping.
    /// </summary>
    public Task<ElasticsearchResponse> BulkAsync(string alias, ReadOnlyMemory<byte> lines, CancellationToken cancellationToken) =>
        SendAsync(
            writes, HttpMethod.Post,
            string.Create(CultureInfo.InvariantCulture, $"/{alias}/_bulk?require_alias=true&timeout={BulkTimeoutOfServer.TotalSeconds:0}s"),
            lines, BulkTimeout, cancellationToken);

    private async Task<ElasticsearchResponse> WriteAsync(
        HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken, TimeSpan? timeout = null)
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
                        return await SendAsync(writes, method, path, bytes, timeout ?? WriteTimeout, token);
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

    private Task<ElasticsearchResponse> SendAsync(HttpClient http, HttpMethod method, string path, CancellationToken cancellationToken) =>
        SendAsync(http, method, path, null, Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>Any status is an answer; none at all is a failure. What is no JSON becomes the JSON value null.</summary>
    private async Task<ElasticsearchResponse> SendAsync(
        HttpClient http, HttpMethod method, string path, ReadOnlyMemory<byte>? body, TimeSpan timeout,
        CancellationToken cancellationToken, Uri? otherThan = null)
    {
        using HttpRequestMessage request = new(method, path);
        if (otherThan is not null)
        {
            request.Options.Set(OtherNodeHandler.Than, otherThan);
        }

        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = Json;
        }

        using CancellationTokenSource over = new(timeout, time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over.Token);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, limit.Token);
            return new ElasticsearchResponse(
                response.StatusCode, await ReadAsync(response.Content, limit.Token), response.RequestMessage?.RequestUri);
        }
        catch (Exception failure) when (IsFailure(failure, cancellationToken))
        {
            // Without the exception: its text may hold an address with what was asked.
            throw new NoAnswerException($"Elasticsearch does not answer ({KindOf(failure)}).");
        }
    }

    private static async Task<JsonDocument> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        try
        {
            return await JsonDocument.ParseAsync(stream, default, cancellationToken);
        }
        catch (JsonException)
        {
            // A proxy's page, perhaps. The exception would quote it.
            return JsonDocument.Parse("null");
        }
    }

    private static bool IsFailure(Exception exception, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && exception is HttpRequestException or IOException or OperationCanceledException or ExecutionRejectedException or NodeAskedAlreadyException;

    private static string KindOf(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "no connection",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.Unknown, InnerException: IOException } or IOException =>
            "the connection broke off",
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        OperationCanceledException or TimeoutRejectedException => "time-out",
        BrokenCircuitException => "failed several times just now",
        NodeAskedAlreadyException => "no other node",
        _ => failure.GetType().Name,
    };
}
