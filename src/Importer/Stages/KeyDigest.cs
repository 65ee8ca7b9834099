using System.Buffers;
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
    public static string Of(ReadOnlySpan<char> text, int length)
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
    public static ulong BitsOf(ReadOnlySpan<char> text)
    {
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8)), hash);
        ArrayPool<byte>.Shared.Return(utf8);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
