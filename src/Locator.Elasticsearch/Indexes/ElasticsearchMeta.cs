using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Locator.Versions;

namespace Locator.Elasticsearch.Indexes;

/// <summary>What stands in an index's <c>_meta</c>: which version it holds, and what can read it.</summary>
/// <param name="Format">Format of the documents: <see cref="ElasticsearchDocument.Format"/>.</param>
/// <param name="Version">The directory version.</param>
/// <param name="ContentSha256">The manifest's hash of its content.</param>
/// <param name="VocabularyHash">Hash of the vocabulary that made the tokens.</param>
/// <param name="Facilities">Number of facilities.</param>
internal sealed record ElasticsearchMeta(int Format, string Version, string ContentSha256, string VocabularyHash, int Facilities)
{
    private const string Key = "treatment-locator";

    /// <summary>Names the content that the index holds.</summary>
    [JsonIgnore]
    public VersionStamp Stamp => new(VersionId.Parse(Version), ContentSha256);

    /// <summary>Reads it from a mapping; null where it is not there or not ours.</summary>
    public static ElasticsearchMeta? Of(JsonElement mapping)
    {
        try
        {
            return mapping.TryGetProperty("_meta", out JsonElement meta) && meta.TryGetProperty(Key, out JsonElement ours)
                && ours.Deserialize<ElasticsearchMeta>() is { Version: not null, ContentSha256: not null } read && VersionId.TryParse(read.Version, out _)
                    ? read
                    : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>As a mapping's <c>_meta</c>.</summary>
    public JsonObject ToJson() => new() { [Key] = JsonSerializer.SerializeToNode(this) };
}
