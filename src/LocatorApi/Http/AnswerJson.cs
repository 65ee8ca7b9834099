using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LocatorApi.Http;

/// <summary>
/// Pieces of JSON in UTF-8, put one behind the other. The answers that are asked for most are written so: what is constant in them is
/// copied, and the serializer is not asked for each of a thousand members.
/// </summary>
internal static class AnswerJson
{
    /// <summary>What stands in a JSON string as it is, in one byte.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c is not ('"' or '\\'))]);

    [ThreadStatic]
    private static Utf8JsonWriter? SpareWriter;

    /// <summary>A string, or null.</summary>
    public static void WriteText(this IBufferWriter<byte> output, string? text)
    {
        if (text is null)
        {
            output.Write("null"u8);
        }
        else if (text.AsSpan().ContainsAnyExcept(Plain))
        {
            output.Write("\""u8);
            output.Write(JsonEncodedText.Encode(text, ApiJson.Options.Encoder).EncodedUtf8Bytes);
            output.Write("\""u8);
        }
        else
        {
            Span<byte> room = output.GetSpan(text.Length + 2);
            room[0] = (byte)'"';
            Encoding.UTF8.GetBytes(text, room[1..]);
            room[text.Length + 1] = (byte)'"';
            output.Advance(text.Length + 2);
        }
    }

    /// <summary>A whole number.</summary>
    public static void WriteNumber(this IBufferWriter<byte> output, int number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(16), out int length);
        output.Advance(length);
    }

    /// <summary>A number in as few digits as tell it from its neighbors, or null.</summary>
    public static void WriteNumber(this IBufferWriter<byte> output, double? number)
    {
        if (number is not { } value)
        {
            output.Write("null"u8);
            return;
        }

        value.TryFormat(output.GetSpan(32), out int length, default, CultureInfo.InvariantCulture);
        output.Advance(length);
    }

    /// <summary>True, false or null.</summary>
    public static void WriteFlag(this IBufferWriter<byte> output, bool? flag) =>
        output.Write(flag is null ? "null"u8 : flag.Value ? "true"u8 : "false"u8);

    /// <summary>Anything else, as the serializer writes it.</summary>
    public static void WriteValue<T>(this IBufferWriter<byte> output, T value)
    {
        // Not this thread's while it is in use: what is written may hold what is written so.
        Utf8JsonWriter writer = SpareWriter ?? new Utf8JsonWriter(output, ApiJson.WriterOptions);
        SpareWriter = null;
        writer.Reset(output);
        JsonSerializer.Serialize(writer, value, ApiJson.Options);
        writer.Flush();
        SpareWriter = writer;
    }
}
