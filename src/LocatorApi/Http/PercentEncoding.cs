using System.Globalization;
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

        try
        {
            byte[] bytes = Strict.GetBytes(encoded.ToString());
            int length = 0;
            for (int i = 0; i < bytes.Length; i++)
            {
                if (bytes[i] != '%')
                {
                    bytes[length++] = bytes[i] == '+' ? (byte)' ' : bytes[i];
                }
                else if (i + 2 < bytes.Length && byte.TryParse(bytes.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte escaped))
                {
                    bytes[length++] = escaped;
                    i += 2;
                }
                else
                {
                    return null;
                }
            }

            return Strict.GetString(bytes, 0, length);
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8.
            return null;
        }
    }
}
