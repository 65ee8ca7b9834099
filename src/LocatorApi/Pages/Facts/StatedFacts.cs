using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Locator.Indexing;
using LocatorApi.Facilities;

namespace LocatorApi.Pages.Facts;

/// <summary>A facility's document as the pages read it: the directory's own words, without anything that depends on a request.</summary>
public sealed record StatedFacts : FacilityFacts
{
    /// <summary>Reads a document.</summary>
    public static StatedFacts Of(FacilityDocument document) => JsonSerializer.Deserialize(document.ToBytes(), StatedFactsJson.Default.StatedFacts)!;

    internal override void WriteHead(IBufferWriter<byte> output)
    {
        // Nothing stands before the document.
    }
}

/// <summary>Reads documents without reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(SharedTexts)])]
[JsonSerializable(typeof(StatedFacts))]
internal sealed partial class StatedFactsJson : JsonSerializerContext;
