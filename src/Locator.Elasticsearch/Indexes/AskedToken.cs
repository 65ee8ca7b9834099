using System.Text;
using System.Text.Json;

namespace Locator.Elasticsearch.Indexes;

/// <summary>
/// A token that a search asks for. Of a program's many tokens only those are looked up, in the JSON as it stands: making strings of all
/// of them took half of the time of reading an answer.
/// </summary>
/// <param name="token">The token.</param>
/// <param name="tokens">How the index has it.</param>
internal sealed class AskedToken(string token, IndexTokens tokens)
{
    private readonly byte[] _text = Encoding.UTF8.GetBytes(tokens.TextOf(token));

    /// <summary>The token.</summary>
    public string Token => token;

    /// <summary>Whether the index has it as a number.</summary>
    public bool IsNumber { get; } = tokens.NumberOf(token) >= 0;

    /// <summary>Whether its number stands in an object of arrays of numbers.</summary>
    public bool IsAmong(ReadOnlySpan<byte> numbers)
    {
        for (int start = 0; numbers[start..].IndexOf(_text) is >= 0 and int found; start += found + 1)
        {
            // Not as a part of a longer number, or of a name. There is a bracket at each end.
            int at = start + found;
            if (IsNoPart(numbers[at - 1]) && IsNoPart(numbers[at + _text.Length]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether it stands in an array of strings.</summary>
    public bool IsOneOf(ReadOnlySpan<byte> strings)
    {
        Utf8JsonReader json = new(strings);
        while (!strings.IsEmpty && json.Read())
        {
            if (json.TokenType == JsonTokenType.String && json.ValueTextEquals(_text))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNoPart(byte neighbor) => !char.IsAsciiLetterOrDigit((char)neighbor) && neighbor != (byte)'"';
}
