using System.Text.RegularExpressions;

namespace Importer.Stages;

/// <summary>Reads website cells. What passes is shown as a link, so nothing but http and https passes.</summary>
internal static partial class WebsiteCleaning
{
    /// <summary>Whether a text is only the beginning of an address: it says nothing.</summary>
    public static bool IsEmpty(string text) => Straight(text).TrimEnd('/', ':').ToUpperInvariant() is "HTTP" or "HTTPS" or "WWW." or "HTTP://WWW." or "HTTPS://WWW.";

    /// <summary>The absolute address, or null when the text is none.</summary>
    /// <remarks>
    /// A missing scheme is taken as http: servers that have https redirect there, while a guess of https fails on those
    /// that do not. A backslash is a slash, as browsers read it.
    /// </remarks>
    public static string? Clean(string text)
    {
        string address = Straight(text);
        address = address.Contains("://", StringComparison.Ordinal) ? address : $"http://{address}";
        return !address.Any(char.IsWhiteSpace)
            && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.UserInfo.Length == 0
            && uri.HostNameType == UriHostNameType.Dns
            && uri.Host.Trim('.').Contains('.')
            ? address
            : null;
    }

    private static string Straight(string text) => Scheme().Replace(text.Replace('\\', '/'), "${scheme}://");

    // "http:/www", "http:///www"
    [GeneratedRegex(@"\A(?<scheme>https?):/*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Scheme();
}
