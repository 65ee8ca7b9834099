using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;

namespace Locator.Search.Elasticsearch;

/// <summary>
/// The dozen calls of Elasticsearch's HTTP interface that this project needs, all of them common to Elasticsearch 8 and 9 and
/// OpenSearch 2 and 3. Why not the official client: docs/decisions/0003-elasticsearch-client.md.
/// </summary>
/// <param name="searches">Asks another node where one fails (<see cref="ElasticsearchServices"/>).</param>
/// <param name="writes">Repeats nothing that may have reached a node.</param>
internal sealed class ElasticsearchClient(HttpClient searches, HttpClient writes)
{
    private const int OldestElasticsearch = 8;
    private const int OldestOpenSearch = 2;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private ElasticsearchServer? _server;

    /// <summary>What answers: asked once, then remembered.</summary>
    /// <exception cref="ElasticsearchException">It is too old, or something else: the message says which.</exception>
    /// <exception cref="SearchUnavailableException">Nothing answers.</exception>
    /// <param name="publishing">Whether to wait as long as an import may, not as long as a search.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ElasticsearchServer> ServerAsync(bool publishing, CancellationToken cancellationToken)
    {
        if (_server is { } known)
        {
            return known;
        }

        using ElasticsearchResponse response = await SendAsync(publishing ? writes : searches, HttpMethod.Get, "/", null, cancellationToken);
        if ((int)response.Status is 429 or >= 500)
        {
            throw new SearchUnavailableException($"Elasticsearch answers {(int)response.Status}.");
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
    public async Task<ElasticsearchResponse> SearchAsync(string index, IEnumerable<JsonObject> bodies, CancellationToken cancellationToken)
    {
        // In each header, because the same words in the address are refused.
        string header = new JsonObject { ["index"] = index, ["allow_partial_search_results"] = false }.ToJsonString();
        StringBuilder lines = new();
        foreach (JsonObject body in bodies)
        {
            lines.Append(header).Append('\n').Append(body.ToJsonString()).Append('\n');
        }

        return await SendAsync(searches, HttpMethod.Post, "/_msearch", Encoding.UTF8.GetBytes(lines.ToString()), cancellationToken);
    }

    /// <summary>Every index that the alias is on or whose name begins with it, with aliases, mappings and settings.</summary>
    public Task<ElasticsearchResponse> IndexesAsync(string alias, CancellationToken cancellationToken) =>
        SendAsync(searches, HttpMethod.Get, $"/{alias},{alias}-*?ignore_unavailable=true&allow_no_indices=true", null, cancellationToken);

    /// <summary>Health of an index: <c>status</c> green, yellow or red.</summary>
    public Task<ElasticsearchResponse> HealthAsync(string index, CancellationToken cancellationToken) =>
        SendAsync(searches, HttpMethod.Get, $"/_cluster/health/{index}", null, cancellationToken);

    /// <summary>The same as soon as every copy is there, or when the time is over.</summary>
    public Task<ElasticsearchResponse> WaitForCopiesAsync(string index, TimeSpan atMost, CancellationToken cancellationToken) => WriteAsync(
        HttpMethod.Get,
        string.Create(CultureInfo.InvariantCulture, $"/_cluster/health/{index}?wait_for_status=green&timeout={atMost.TotalSeconds:0}s"),
        null, cancellationToken);

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
        SendAsync(writes, HttpMethod.Post, $"/{alias}/_bulk?require_alias=true", lines, cancellationToken);

    private Task<ElasticsearchResponse> WriteAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken) =>
        SendAsync(writes, method, path, body is null ? null : Encoding.UTF8.GetBytes(body.ToJsonString()), cancellationToken);

    /// <summary>Any status is an answer; none at all is a failure. What is no JSON becomes the JSON value null.</summary>
    private static async Task<ElasticsearchResponse> SendAsync(
        HttpClient http, HttpMethod method, string path, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, path);
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = Json;
        }

        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
            return new ElasticsearchResponse(response.StatusCode, await ReadAsync(response.Content, cancellationToken));
        }
        catch (Exception failure) when (IsFailure(failure, cancellationToken))
        {
            // Without the exception: its text may hold an address with what was asked.
            throw new SearchUnavailableException($"Elasticsearch does not answer ({KindOf(failure)}).");
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
        && exception is HttpRequestException or IOException or OperationCanceledException or ExecutionRejectedException;

    private static string KindOf(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        OperationCanceledException => "time-out",
        _ => failure.GetType().Name,
    };
}

/// <summary>Status and body of an answer.</summary>
internal sealed class ElasticsearchResponse(HttpStatusCode status, JsonDocument json) : IDisposable
{
    public HttpStatusCode Status => status;

    public JsonElement Body => json.RootElement;

    public bool IsSuccess => (int)status is >= 200 and < 300;

    /// <summary>The kind of error, such as <c>index_not_found_exception</c>; empty where there is none.</summary>
    public string ErrorType => ElasticsearchError.TypeOf(Body);

    /// <summary>Turns every status but a success into an exception.</summary>
    /// <param name="what">What was asked for, as the object of "refused".</param>
    public void ThrowUnlessSuccess(string what)
    {
        if (!IsSuccess || Body.ValueKind != JsonValueKind.Object)
        {
            throw ElasticsearchError.Of(status, Body, what);
        }
    }

    public void Dispose() => json.Dispose();
}

/// <summary>The cluster refuses something, or is not what it should be. The message is a sentence and holds nothing of a search.</summary>
public sealed class ElasticsearchException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>Errors as both servers write them.</summary>
internal static class ElasticsearchError
{
    public static string TypeOf(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object
            && error.TryGetProperty("type", out JsonElement type)
            ? type.GetString() ?? ""
            : "";

    public static ElasticsearchException Of(HttpStatusCode status, JsonElement body, string what) => new(
        status is HttpStatusCode.Unauthorized
            ? "Elasticsearch refuses the user or API key of the settings."
        : IsDiskFull(TypeOf(body))
            ? DiskFull
        : status is HttpStatusCode.Forbidden
            ? $"Elasticsearch does not allow this user {what}."
        : string.Create(CultureInfo.InvariantCulture, $"Elasticsearch refused {what}: {(int)status} {TypeOf(body)}.").Replace(" .", ".", StringComparison.Ordinal));

    /// <summary>The sentence for every way in which a full disk shows.</summary>
    public const string DiskFull =
        "The disk of Elasticsearch is full, or nearly: it takes no new index or document (flood-stage watermark or a block). Nothing was published.";

    /// <summary>Blocks of indexes and of their creation are what both servers set when a disk is full.</summary>
    public static bool IsDiskFull(string errorType) => errorType is "cluster_block_exception" or "index_create_block_exception";
}

/// <summary>What answers.</summary>
/// <param name="Name"><see cref="Elasticsearch"/> or <see cref="OpenSearch"/>.</param>
/// <param name="Version">Its version.</param>
internal sealed record ElasticsearchServer(string Name, Version Version)
{
    public const string Elasticsearch = "Elasticsearch";
    public const string OpenSearch = "OpenSearch";

    /// <summary>Reads the answer of <c>GET /</c>; null where neither wrote it.</summary>
    public static ElasticsearchServer? Of(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object
            || !body.TryGetProperty("version", out JsonElement version)
            || version.ValueKind != JsonValueKind.Object
            || !version.TryGetProperty("number", out JsonElement number)
            || number.ValueKind != JsonValueKind.String
            || !Version.TryParse(number.GetString()!.Split('-')[0], out Version? parsed))
        {
            return null;
        }

        return version.TryGetProperty("distribution", out JsonElement distribution)
            ? distribution.ValueEquals("opensearch") ? new ElasticsearchServer(OpenSearch, parsed) : null
            : body.TryGetProperty("tagline", out JsonElement tagline) && tagline.ValueEquals("You Know, for Search")
                ? new ElasticsearchServer(Elasticsearch, parsed)
                : null;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Name} {Version}";
}
