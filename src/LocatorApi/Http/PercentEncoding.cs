using System.Text;

namespace LocatorApi.Http;

/// <summary>
/// Percent-encoding of an address (RFC 3986, section 2.1; a plus sign is a space, as forms write it), read strictly: the framework
/// puts replacement characters in the place of what it cannot decode, and a search for those finds nothing without a word.
/// </summary>
internal static class PercentEncoding
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text; null where an escape is broken or the bytes are no UTF-8.</summary>
    public static string? Decode(ReadOnlySpan<char> encoded)
    {
        if (encoded.IndexOfAny('%', '+') < 0)
        {
            return encoded.ToString();
        }

        List<byte> bytes = new(encoded.Length);
        for (int i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] == '%')
            {
                if (i + 2 >= encoded.Length || !char.IsAsciiHexDigit(encoded[i + 1]) || !char.IsAsciiHexDigit(encoded[i + 2]))
                {
                    return null;
                }

                bytes.Add((byte)((Convert.ToInt32(encoded[i + 1].ToString(), 16) << 4) | Convert.ToInt32(encoded[i + 2].ToString(), 16)));
                i += 2;
            }
            else if (encoded[i] == '+')
            {
                bytes.Add((byte)' ');
            }
            else
            {
                Span<char> rune = stackalloc char[2];
                int length = char.IsHighSurrogate(encoded[i]) && i + 1 < encoded.Length ? 2 : 1;
                encoded.Slice(i, length).CopyTo(rune);
                try
                {
                    bytes.AddRange(Strict.GetBytes(rune[..length].ToArray()));
                }
                catch (EncoderFallbackException)
                {
                    return null;
                }

                i += length - 1;
            }
        }

        try
        {
            return Strict.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
