using LocatorApi.Http;
using LocatorApi.Pages.Forms;

namespace LocatorApi.Pages.Shortlist;

/// <summary>A shortlist by the link that somebody shared, or from a list, whose search then stands in the body of the request.</summary>
internal static class ShortlistEndpoints
{
    public static void MapShortlist(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/shortlist", (HttpContext context, ShortlistPages lists) => lists.PageAsync(ShortlistPages.Linked(context.QueryParameters()), context));
        pages.MapGet("/shortlist.csv", (HttpContext context, ShortlistPages lists) => lists.TableAsync(ShortlistPages.Linked(context.QueryParameters()), context));
        pages.MapPost("/shortlist", (HttpContext context, ShortlistPages lists) => SentAsync(context, lists.PageAsync));
        pages.MapPost("/shortlist.csv", (HttpContext context, ShortlistPages lists) => SentAsync(context, lists.TableAsync));
    }

    private static async Task<IResult> SentAsync(HttpContext context, Func<SearchForm, HttpContext, Task<IResult>> answer)
    {
        (SearchForm? form, var problem) = await SearchForm.ReadAsync(context);
        return problem is not null ? problem : await answer(ShortlistPages.Sent(form!), context);
    }
}
