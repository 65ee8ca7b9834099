using System.Buffers;
using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using LocatorApi.Serving;
using Microsoft.Extensions.Options;

namespace LocatorApi.Search.Paging;

/// <summary>
/// Makes cursors opaque: they hold a whole search, and stand in addresses, browser histories and logs of others. Encrypted and
/// authenticated with AES-256-GCM (NIST SP 800-38D), a random nonce each.
/// </summary>
internal sealed partial class CursorSeal : IDisposable
{
    private const byte Format = 4;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Room for an area of a thousand vertices, which takes some 40 kB before it is compressed.</summary>
    private const int LongestToken = 64 * 1024;

    /// <summary>Bytes that are not worth compressing: most searches, for which it takes longer than all else that is done for them.</summary>
    private const int LongestPlain = 1024;
    private const byte Plain = 0;
    private const byte Compressed = 1;

    /// <summary>The most that a token may hold when it is unpacked: as much as a body may.</summary>
    private const int MostBytes = 128 * 1024;
    private readonly AesGcm _aes;

    public CursorSeal(IOptions<SearchOptions> options, ILogger<CursorSeal> logger)
    {
        byte[] key;
        if (string.IsNullOrEmpty(options.Value.CursorKey))
        {
            key = RandomNumberGenerator.GetBytes(32);
            LogRandomKey(logger);
        }
        else
        {
            key = Convert.FromBase64String(options.Value.CursorKey);
        }

        _aes = new AesGcm(key, TagBytes);
    }

    public string Seal(Cursor cursor)
    {
        byte[] plain = Packed(cursor.ToJson());
        byte[] token = new byte[1 + NonceBytes + TagBytes + plain.Length];
        token[0] = Format;
        Span<byte> nonce = token.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        lock (_aes)
        {
            _aes.Encrypt(nonce, plain, token.AsSpan(1 + NonceBytes + TagBytes), token.AsSpan(1 + NonceBytes, TagBytes), token.AsSpan(0, 1));
        }

        return Base64Url.EncodeToString(token);
    }

    /// <summary>The cursor, or null when it is none that this release can go on with.</summary>
    /// <param name="text">What the caller gave.</param>
    /// <param name="isOurs">
    /// Whether it was sealed with our key: with null, by a release that writes other cursors. False: cut, changed, invented or
    /// sealed with another key.
    /// </param>
    public Cursor? Open(string text, out bool isOurs)
    {
        isOurs = false;
        if (text.Length > LongestToken || !Base64Url.IsValid(text))
        {
            return null;
        }

        byte[] token = Base64Url.DecodeFromChars(text);
        if (token.Length <= 1 + NonceBytes + TagBytes)
        {
            return null;
        }

        byte[] plain = new byte[token.Length - 1 - NonceBytes - TagBytes];
        try
        {
            lock (_aes)
            {
                // Another release's format is authenticated with the rest.
                _aes.Decrypt(token.AsSpan(1, NonceBytes), token.AsSpan(1 + NonceBytes + TagBytes),
                    token.AsSpan(1 + NonceBytes, TagBytes), plain, token.AsSpan(0, 1));
            }
        }
        catch (CryptographicException)
        {
            return null;
        }

        isOurs = true;
        return token[0] == Format && Unpacked(plain) is { } json ? Cursor.Read(json) : null;
    }

    /// <summary>What is sealed: one byte that says whether it is compressed, then the JSON.</summary>
    private static byte[] Packed(ReadOnlySpan<byte> json)
    {
        if (json.Length <= LongestPlain)
        {
            return [Plain, .. json];
        }

        byte[] packed = new byte[1 + BrotliEncoder.GetMaxCompressedLength(json.Length)];
        packed[0] = Compressed;
        return BrotliEncoder.TryCompress(json, packed.AsSpan(1), out int length, quality: 5, window: 18)
            ? packed[..(1 + length)]
            : throw new InvalidOperationException("A cursor cannot be compressed.");
    }

    private static byte[]? Unpacked(ReadOnlySpan<byte> packed)
    {
        if (packed[0] != Compressed)
        {
            return packed[0] == Plain ? packed[1..].ToArray() : null;
        }

        byte[] json = ArrayPool<byte>.Shared.Rent(MostBytes);
        try
        {
            return BrotliDecoder.TryDecompress(packed[1..], json, out int length) ? json[..length] : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(json, clearArray: true);
        }
    }

    public void Dispose() => _aes.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Search:CursorKey is not set: cursors end when this process does, and other instances cannot read them.")]
    private static partial void LogRandomKey(ILogger logger);
}
