using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Pages.Layout;

/// <summary>The files of the pages, kept in the program. Their addresses carry their hash, so browsers keep them and never have an old one.</summary>
internal sealed class Assets
{
    private const string Folder = "LocatorApi.Pages.Assets.";

    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    private readonly FrozenDictionary<string, Lazy<Asset>> _assets = typeof(Assets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Folder.Length..], name => new Lazy<Asset>(() => Asset.Read(name)), StringComparer.Ordinal);

    public bool Has(string name) => _assets.ContainsKey(name);

    /// <summary>The address of a file.</summary>
    /// <exception cref="KeyNotFoundException">There is no such file.</exception>
    public string AddressOf(string name) => $"/assets/{name}?v={_assets[name].Value.Hash}";

    /// <summary>Sends a file: smaller where the browser takes that.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="context">The request.</param>
    internal IResult Get(string name, HttpContext context)
    {
        if (!_assets.TryGetValue(name, out Lazy<Asset>? asset))
        {
            return Results.NotFound();
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = context.Request.Query["v"] == asset.Value.Hash ? "public, max-age=31536000, immutable" : "no-cache";
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        string type = ContentTypes.TryGetContentType(name, out string? known) ? known : "application/octet-stream";
        type = type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type;
        bool takesBrotli = context.Request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value == "br" && encoding.Quality is not 0);
        if (takesBrotli)
        {
            headers.ContentEncoding = "br";
        }

        return Results.Bytes(takesBrotli ? asset.Value.Brotli : asset.Value.Plain, type, entityTag: new EntityTagHeaderValue($"\"{asset.Value.Hash}{(takesBrotli ? "-br" : "")}\""));
    }

    /// <summary>A file as it is and compressed as small as can be: it is read by many and made once.</summary>
    private sealed record Asset(byte[] Plain, byte[] Brotli, string Hash)
    {
        public static Asset Read(string resource)
        {
            using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
            using MemoryStream plain = new();
            stream.CopyTo(plain);
            byte[] bytes = plain.ToArray();
            using MemoryStream compressed = new();
            using (BrotliStream brotli = new(compressed, CompressionLevel.SmallestSize))
            {
                brotli.Write(bytes);
            }

            return new Asset(bytes, compressed.ToArray(), Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 6)));
        }
    }
}
