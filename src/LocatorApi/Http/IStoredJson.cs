using System.Text.Json;

namespace LocatorApi.Http;

/// <summary>
/// An answer whose members stand in JSON that was written at the import, but for some before them that depend on the request.
/// It is written by <see cref="StoredJsonConverter"/>.
/// </summary>
internal interface IStoredJson
{
    /// <summary>A JSON object in UTF-8 with at least one member.</summary>
    ReadOnlyMemory<byte> Stored { get; }

    /// <summary>Writes the members before them: names and values, at least one, no braces.</summary>
    void WriteHead(Utf8JsonWriter json, JsonSerializerOptions options);
}
