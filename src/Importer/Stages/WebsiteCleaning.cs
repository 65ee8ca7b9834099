namespace Importer.Stages;

/// <summary>Reads website cells. What passes is shown as a link, so nothing but http and https passes.</summary>
internal static class WebsiteCleaning
{
    /// <summary>The absolute address, or null when the text is none.</summary>
    /// <remarks>
    /// A missing scheme is taken as http: servers that have https redirect there, while a guess of https fails on those
    /// that do not.
    /// </remarks>
    public static string? Clean(string text)
    {
        string address = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return !address.Any(char.IsWhiteSpace)
            && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && uri.UserInfo.Length == 0
            && uri.HostNameType == UriHostNameType.Dns
            && uri.Host.Trim('.').Contains('.')
            ? address
            : null;
    }
}
