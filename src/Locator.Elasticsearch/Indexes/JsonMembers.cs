using System.Text.Json;

namespace Locator.Elasticsearch.Indexes;

/// <summary>Walks through the members of an object: <c>while (Next) { if (Is(name)) read its value; else Pass }</c>.</summary>
internal static class JsonMembers
{
    /// <summary>Goes on to the next member's name; false at the end of the object.</summary>
    /// <exception cref="InvalidOperationException">The value is no object.</exception>
    public static bool Next(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.PropertyName => true,
            JsonTokenType.EndObject => false,
            _ => throw new InvalidOperationException("This is no object."),
        };
    }

    /// <summary>Goes on to the value of the member where it has this name.</summary>
    public static bool Is(ref Utf8JsonReader json, ReadOnlySpan<byte> name) => json.ValueTextEquals(name) && json.Read();

    /// <summary>Leaves the member out.</summary>
    public static void Pass(ref Utf8JsonReader json)
    {
        json.Read();
        json.Skip();
    }

    /// <summary>Goes on to the next object in an array, or to the first one from its beginning; false at the end.</summary>
    /// <exception cref="InvalidOperationException">It is no array of objects.</exception>
    public static bool NextObject(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.StartObject => true,
            JsonTokenType.EndArray => false,
            _ => throw new InvalidOperationException("This is no array of objects."),
        };
    }

    /// <summary>The value that a reader is at, as it stands, passed to its end.</summary>
    /// <param name="json">The reader of a whole text.</param>
    /// <param name="text">The same text.</param>
    public static ReadOnlyMemory<byte> Raw(ref Utf8JsonReader json, ReadOnlyMemory<byte> text)
    {
        int start = (int)json.TokenStartIndex;
        json.Skip();
        return text[start..(int)json.BytesConsumed];
    }
}
