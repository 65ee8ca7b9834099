using System.Buffers.Text;
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
    private const byte Format = 2;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int LongestToken = 8 * 1024;
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
        byte[] plain = cursor.ToJson();
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
        return token[0] == Format ? Cursor.Read(plain) : null;
    }

    public void Dispose() => _aes.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Search:CursorKey is not set: cursors end when this process does, and other instances cannot read them.")]
    private static partial void LogRandomKey(ILogger logger);
}
