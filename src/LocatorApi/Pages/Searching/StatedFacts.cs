using System.Text.Json;
using LocatorApi.Facilities;

namespace LocatorApi.Pages.Searching;

/// <summary>A facility's document as the pages read it: the directory's own words, without anything that depends on a request.</summary>
public sealed record StatedFacts : FacilityFacts
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>Reads a document, UTF-8.</summary>
    public static StatedFacts Of(ReadOnlyMemory<byte> document) => JsonSerializer.Deserialize<StatedFacts>(document.Span, Options)!;

    internal override void WriteHead(Utf8JsonWriter json, JsonSerializerOptions options)
    {
        // Nothing stands before the document.
    }
}
