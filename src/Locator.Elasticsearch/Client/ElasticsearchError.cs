using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Locator.Elasticsearch.Client;

/// <summary>Errors as both servers write them.</summary>
internal static class ElasticsearchError
{
    public static string TypeOf(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("error", out JsonElement error) ? TypeOfError(error) : "";

    /// <summary>The kind of the error itself; empty where there is none.</summary>
    public static string TypeOfError(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
            ? type.GetString()!
            : "";

    public static ElasticsearchException Of(HttpStatusCode status, JsonElement body, string what) => new(
        status is HttpStatusCode.Unauthorized
            ? "Elasticsearch refuses the user or API key of the settings."
        : IsDiskFull(status, TypeOf(body))
            ? DiskFull
        : status is HttpStatusCode.Forbidden
            ? $"Elasticsearch does not allow this user {what}."
        : string.Create(CultureInfo.InvariantCulture, $"Elasticsearch refused {what}: {(int)status} {TypeOf(body)}.").Replace(" .", ".", StringComparison.Ordinal));

    /// <summary>The sentence for JSON that neither server writes: something between may have.</summary>
    public const string OtherForm = "Elasticsearch's answer is not of the expected form.";

    /// <summary>Whether reading an answer failed because it is not of the expected form.</summary>
    public static bool IsOtherForm(Exception failure) =>
        failure is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException or JsonException;

    /// <summary>The sentence for every way in which a full disk shows.</summary>
    public const string DiskFull =
        "The disk of Elasticsearch is full, or nearly: it takes no new index or document (flood-stage watermark or a block).";

    /// <summary>
    /// Blocks of indexes and of their creation are what both servers set when a disk is full. A cluster without a master, or
    /// one that has just been started, has a block of the same name, but says 503.
    /// </summary>
    public static bool IsDiskFull(HttpStatusCode status, string errorType) =>
        errorType is "index_create_block_exception"
        || (errorType is "cluster_block_exception" && status != HttpStatusCode.ServiceUnavailable);
}
