using System.Net;
using System.Text.Json;

namespace Locator.Elasticsearch.Client;

/// <summary>Status and body of an answer.</summary>
internal sealed class ElasticsearchResponse(HttpStatusCode status, JsonDocument json, Uri? node) : IDisposable
{
    public HttpStatusCode Status => status;

    /// <summary>The address that was asked.</summary>
    public Uri? Node => node;

    public JsonElement Body => json.RootElement;

    public bool IsSuccess => (int)status is >= 200 and < 300;

    /// <summary>Whether the same may succeed a little later: too much to do, no master, a gateway without a node behind it.</summary>
    public bool IsBusy => (int)status is 429 or 502 or 503 or 504 && !IsDiskFull;

    /// <summary>Whether this is how a full disk shows.</summary>
    public bool IsDiskFull => ElasticsearchError.IsDiskFull(status, ErrorType);

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
