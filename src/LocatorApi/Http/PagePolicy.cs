namespace LocatorApi.Http;

/// <summary>What the security policy of pages allows besides what comes from this server.</summary>
internal sealed class PagePolicy
{
    /// <summary>An origin that pictures may come from; null for none.</summary>
    public string? PictureOrigin { get; set; }
}
