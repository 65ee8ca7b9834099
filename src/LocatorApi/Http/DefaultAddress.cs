namespace LocatorApi.Http;

/// <summary>Where the API listens when nobody says where.</summary>
internal static class DefaultAddress
{
    public const string Url = "http://localhost:5080";

    /// <summary>Every way in which a host, a container or an operator can name an address.</summary>
    private static readonly string[] Settings = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    /// <summary>
    /// Only where none of them is given: an address set in code or in appsettings.json would beat a container's HTTP_PORTS or
    /// the operator's ASPNETCORE_URLS.
    /// </summary>
    public static void UseDefaultAddress(this WebApplicationBuilder builder)
    {
        if (!Settings.Any(key => builder.Configuration.GetSection(key) is var section
                && (!string.IsNullOrEmpty(section.Value) || section.GetChildren().Any())))
        {
            builder.WebHost.UseUrls(Url);
        }
    }
}
