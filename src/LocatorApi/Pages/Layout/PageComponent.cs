using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace LocatorApi.Pages.Layout;

/// <summary>A part of a page: it knows the page that it stands on and speaks its language. It is built once; nothing of it can wait or change.</summary>
public abstract class PageComponent : ComponentBase
{
    private protected PageContext Page { get; private set; } = null!;

    private protected PageTexts T => Page.T;

    /// <summary>Builds what it shows.</summary>
    /// <param name="page">The page that it stands on.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="tree">Where what it shows is put.</param>
    internal void Build(PageContext page, ParameterView parameters, RenderTreeBuilder tree)
    {
        Page = page;
        parameters.SetParameterProperties(this);
        OnInitialized();
        OnParametersSet();
        BuildRenderTree(tree);
    }
}
