using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocatorApi.Http;

/// <summary>
/// Writes what depends on the request, then the document as it was stored, byte for byte: parsing it to write it again would
/// cost more than the search.
/// </summary>
internal sealed class StoredJsonConverter : JsonConverter<IStoredJson>
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(IStoredJson));

    /// <summary>Answers are only written here; clients read them with their own types.</summary>
    public override IStoredJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers are not read back.");

    public override void Write(Utf8JsonWriter writer, IStoredJson value, JsonSerializerOptions options)
    {
        ArrayBufferWriter<byte> buffer = JsonBuffers.Rent();
        try
        {
            using (Utf8JsonWriter head = new(buffer, ApiJson.WriterOptions))
            {
                head.WriteStartObject();
                value.WriteHead(head, options);
                // The closing brace is the document's.
            }

            // { head members } + { document members }: the document's opening brace becomes the comma between them.
            buffer.Write(","u8);
            buffer.Write(value.Stored.Span[1..]);
            writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
        }
        finally
        {
            JsonBuffers.Return(buffer);
        }
    }
}
