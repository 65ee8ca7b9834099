using Microsoft.AspNetCore.Components;

namespace LocatorApi.Pages.Layout;

/// <summary>A part of a page: it knows the page that it stands on and speaks its language.</summary>
public abstract class PageComponent : ComponentBase
{
    [Inject]
    private protected PageContext Page { get; set; } = null!;

    private protected PageTexts T => Page.T;
}
