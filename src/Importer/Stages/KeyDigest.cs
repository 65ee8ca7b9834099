using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Importer.Stages;

/// <summary>Short digests of keys and facts. FROZEN: ids and fingerprints are made of them.</summary>
internal static class KeyDigest
{
    /// <summary>The longest digest: 60 of the 64 bits that are looked at.</summary>
    public const int Longest = 12;

    /// <summary>
    /// The first bits of the text's SHA-256, five a character, in lower-case Crockford base 32 (no i, l, o, u: nothing to
    /// misread, no words).
    /// </summary>
    /// <param name="text">As UTF-8.</param>
    /// <param name="length">1 to <see cref="Longest"/> characters.</param>
    public static string Of(string text, int length)
    {
        const string alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
        return string.Create(length, BitsOf(text), static (digest, bits) =>
        {
            for (int i = 0; i < digest.Length; i++)
            {
                digest[i] = alphabet[(int)(bits >> (59 - (5 * i))) & 31];
            }
        });
    }

    /// <summary>The first 64 bits of the text's SHA-256.</summary>
    public static ulong BitsOf(string text) => BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
