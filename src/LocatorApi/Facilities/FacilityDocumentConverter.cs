using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocatorApi.Http;
using LocatorApi.Search;

namespace LocatorApi.Facilities;

/// <summary>
/// Writes what depends on the request, then the facility's document as it was stored, byte for byte: parsing it to write it
/// again would cost more than the search.
/// </summary>
internal sealed class FacilityDocumentConverter<T> : JsonConverter<T>
    where T : FacilityDocument
{
    /// <summary>Answers are only written here; clients read them with their own types.</summary>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers are not read back.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArrayBufferWriter<byte> buffer = JsonBuffers.Rent();
        try
        {
            using (Utf8JsonWriter head = new(buffer, ApiJson.WriterOptions))
            {
                head.WriteStartObject();
                WriteHead(head, value, options);
                // The closing brace is the document's.
            }

            // { head members } + { document members }: the document's opening brace becomes the comma between them.
            buffer.Write(","u8);
            buffer.Write(value.Bytes.Span[1..]);
            writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
        }
        finally
        {
            JsonBuffers.Return(buffer);
        }
    }

    private static void WriteHead(Utf8JsonWriter head, FacilityDocument value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case SearchResult result:
                head.WriteString("id", result.Id);
                head.WritePropertyName("distanceMiles");
                JsonSerializer.Serialize(head, result.DistanceMiles, options);
                head.WritePropertyName("distanceApproximate");
                JsonSerializer.Serialize(head, result.DistanceApproximate, options);
                head.WriteStartObject("matched");
                foreach ((string program, string match) in result.Matched)
                {
                    head.WriteString(program, match);
                }

                head.WriteEndObject();
                break;
            case FacilityDetails details:
                head.WriteString("id", details.Id);
                head.WritePropertyName("directory");
                JsonSerializer.Serialize(head, details.Directory, options);
                head.WritePropertyName("serviceCodes");
                JsonSerializer.Serialize(head, details.ServiceCodes, options);
                head.WritePropertyName("notices");
                JsonSerializer.Serialize(head, details.Notices, options);
                break;
            default:
                throw new NotSupportedException(value.GetType().Name);
        }
    }
}
