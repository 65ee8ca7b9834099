using Microsoft.AspNetCore.Components;

namespace LocatorApi.Pages.Layout;

/// <summary>HTML that was written before: it is copied.</summary>
public sealed class WrittenHtml : PageComponent
{
    /// <summary>The HTML, UTF-8.</summary>
    [Parameter, EditorRequired]
    public required ReadOnlyMemory<byte> Html { get; set; }
}
