using System.Text.Json;

namespace Locator.Elasticsearch.Client;

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
