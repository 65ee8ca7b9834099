using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Pages.Layout;

/// <summary>Components as answers.</summary>
internal static class PageResults
{
    /// <summary>A page made of a component.</summary>
    /// <param name="parameters">The component's parameters, as an anonymous object.</param>
    /// <param name="status">The HTTP status.</param>
    public static IResult Of<TComponent>(object? parameters = null, int status = StatusCodes.Status200OK)
        where TComponent : IComponent
    {
        return new RazorComponentResult<TComponent>(parameters ?? new { })
        {
            StatusCode = status, ContentType = "text/html; charset=utf-8", PreventStreamingRendering = true,
        };
    }
}
