using System.Net;
using System.Text.Json;
using Elastic.Transport;

namespace Locator.Elasticsearch.Client;

/// <summary>Status and body of an answer.</summary>
internal sealed class ClusterAnswer : IDisposable
{
    private readonly PooledResponse _response;
    private readonly Serializer _serializer;
    private JsonDocument? _json;

    /// <param name="status">The status.</param>
    /// <param name="response">The body; this object disposes of it.</param>
    /// <param name="node">The address that was asked.</param>
    /// <param name="serializer">Of the official client.</param>
    public ClusterAnswer(HttpStatusCode status, PooledResponse response, Uri? node, Serializer serializer) =>
        (Status, Node, _response, _serializer) = (status, node, response, serializer);

    public HttpStatusCode Status { get; }

    /// <summary>The address that was asked.</summary>
    public Uri? Node { get; }

    /// <summary>The body as it came, until this is disposed of.</summary>
    public ReadOnlyMemory<byte> Bytes => _response.Body;

    /// <summary>The body as JSON, parsed when it is asked for; the JSON value null where it is none.</summary>
    public JsonElement Body => (_json ??= Parse(Bytes)).RootElement;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>Whether the same may succeed a little later: too much to do, no master, a gateway without a node behind it.</summary>
    public bool IsBusy => (int)Status is 429 or 502 or 503 or 504 && !IsDiskFull;

    /// <summary>Whether this is how a full disk shows.</summary>
    public bool IsDiskFull => ElasticsearchError.IsDiskFull(Status, ErrorType);

    /// <summary>The kind of error, such as <c>index_not_found_exception</c>; empty where there is none.</summary>
    public string ErrorType => ElasticsearchError.TypeOf(Body);

    /// <summary>Turns every status but a success into an exception.</summary>
    /// <param name="what">What was asked for, as the object of "refused".</param>
    public void ThrowUnlessSuccess(string what)
    {
        if (!IsSuccess || Body.ValueKind != JsonValueKind.Object)
        {
            throw ElasticsearchError.Of(Status, Body, what);
        }
    }

    /// <summary>
    /// The body as a type of the official client. What the type requires and the server did not write has the type's default:
    /// only for answers whose reader sees that.
    /// </summary>
    /// <exception cref="ElasticsearchException">It is not of that form.</exception>
    public T Read<T>()
    {
        try
        {
            using MemoryStream stream = new(Bytes.ToArray(), writable: false);
            return _serializer.Deserialize<T>(stream) ?? throw new ElasticsearchException(ElasticsearchError.OtherForm);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException || ElasticsearchError.IsOtherForm(failure))
        {
            throw new ElasticsearchException(ElasticsearchError.OtherForm);
        }
    }

    public void Dispose()
    {
        _json?.Dispose();
        _response.Dispose();
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException)
        {
            // A proxy's page, perhaps. The exception would quote it.
            return JsonDocument.Parse("null");
        }
    }
}
