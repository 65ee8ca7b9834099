using System.Net;
using System.Text.Json;
using Elastic.Transport;

namespace Locator.Elasticsearch.Client;

/// <summary>Status and body of an answer.</summary>
internal sealed class ClusterAnswer : IDisposable
{
    private readonly byte[] _bytes;
    private readonly Serializer _serializer;
    private JsonDocument? _json;

    /// <param name="status">The status.</param>
    /// <param name="bytes">The whole body.</param>
    /// <param name="node">The address that was asked.</param>
    /// <param name="serializer">Of the official client.</param>
    public ClusterAnswer(HttpStatusCode status, byte[] bytes, Uri? node, Serializer serializer) =>
        (Status, Node, _bytes, _serializer) = (status, node, bytes, serializer);

    public HttpStatusCode Status { get; }

    /// <summary>The address that was asked.</summary>
    public Uri? Node { get; }

    /// <summary>The body as it came.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>The body as JSON, parsed when it is asked for; the JSON value null where it is none.</summary>
    public JsonElement Body => (_json ??= Parse(_bytes)).RootElement;

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
            using MemoryStream stream = new(_bytes, writable: false);
            return _serializer.Deserialize<T>(stream) ?? throw new ElasticsearchException(ElasticsearchError.OtherForm);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException || ElasticsearchError.IsOtherForm(failure))
        {
            throw new ElasticsearchException(ElasticsearchError.OtherForm);
        }
    }

    public void Dispose() => _json?.Dispose();

    private static JsonDocument Parse(byte[] bytes)
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
