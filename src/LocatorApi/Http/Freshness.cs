using System.Security.Cryptography;
using System.Text;
using LocatorApi.Languages;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Http;

/// <summary>Entity tags of reference data: the same tag, the same content.</summary>
internal static class Freshness
{
    /// <summary>For data that is the same for everybody and changes with the directory version: five minutes, then ask again with the tag.</summary>
    public const string PublicShort = "public, max-age=300";

    /// <summary>For everything that could tell what someone searched for.</summary>
    public const string NoStore = "no-store";

    /// <summary>
    /// The tag of an answer that is made of these parts alone. The program's own build is always one of them: a new release
    /// may write the same facts differently; and so is the language of the answer. Weak, because an answer may be sent compressed or not.
    /// </summary>
    public static EntityTagHeaderValue TagOf(params ReadOnlySpan<string> parts)
    {
        string build = typeof(Freshness).Module.ModuleVersionId.ToString("N");
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [build, AnswerLanguage.Current.Tag, .. parts])));
        return new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(hash.AsSpan(0, 12))}\"", isWeak: true);
    }

    /// <summary>Whether the caller has this content already (If-None-Match).</summary>
    public static bool IsKnownTo(this EntityTagHeaderValue tag, HttpRequest request) =>
        request.GetTypedHeaders().IfNoneMatch is { } known
        && known.Any(k => k.Equals(EntityTagHeaderValue.Any) || k.Compare(tag, useStrongComparison: false));

    /// <summary>304 with the headers that the full answer would have.</summary>
    public static Microsoft.AspNetCore.Http.HttpResults.StatusCodeHttpResult NotModified(
        HttpResponse response, EntityTagHeaderValue tag)
    {
        response.GetTypedHeaders().ETag = tag;
        response.Headers.CacheControl = PublicShort;
        return TypedResults.StatusCode(StatusCodes.Status304NotModified);
    }
}
