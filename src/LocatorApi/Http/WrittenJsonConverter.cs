using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocatorApi.Http;

/// <summary>Has the serializer take what answers write themselves, where they stand in another one.</summary>
internal sealed class WrittenJsonConverter : JsonConverter<IWrittenJson>
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsAssignableTo(typeof(IWrittenJson));

    /// <summary>Answers are only written here; clients read them with their own types.</summary>
    public override IWrittenJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers are not read back.");

    public override void Write(Utf8JsonWriter writer, IWrittenJson value, JsonSerializerOptions options)
    {
        ArrayBufferWriter<byte> buffer = JsonBuffers.Rent();
        try
        {
            value.WriteTo(buffer);
            writer.WriteRawValue(buffer.WrittenSpan, skipInputValidation: true);
        }
        finally
        {
            JsonBuffers.Return(buffer);
        }
    }
}
