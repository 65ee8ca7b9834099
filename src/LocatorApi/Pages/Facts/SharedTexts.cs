using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using Locator.Facilities;

namespace LocatorApi.Pages.Facts;

/// <summary>
/// Reads lists of a document. Nearly all that stands in them are values and tokens of the vocabulary, hundreds in a facility, so each of these is
/// one string in the whole process: it is neither made for every facility nor kept with each.
/// </summary>
internal sealed class SharedTexts : JsonConverter<IReadOnlyList<string>>
{
    /// <summary>Characters up to which a text may be one of them.</summary>
    private const int Longest = 128;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = Vocabulary.Current.Groups
        .SelectMany(group => group.Values.SelectMany(value => (string[])[value.Slug, value.Token]).Append(group.Name))
        .ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        List<string>? texts = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            (texts ??= []).Add(TextOf(ref reader));
        }

        return texts is null ? [] : texts.ToArray();
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Documents are only read here.");

    private static string TextOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > Longest)
        {
            return reader.GetString()!;
        }

        Span<char> text = stackalloc char[Longest];
        text = text[..reader.CopyString(text)];
        return Known.TryGetValue(text, out string? known) ? known : text.ToString();
    }
}
