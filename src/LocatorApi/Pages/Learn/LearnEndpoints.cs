using LocatorApi.Http;
using LocatorApi.Notices;
using LocatorApi.Pages.Layout;
using LocatorApi.Serving;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Pages.Learn;

/// <summary>The Learn pages. They hold nothing of a search, so unlike other pages they may be kept by browsers and caches.</summary>
internal static class LearnEndpoints
{
    public static void MapLearn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/learn", Index);
        routes.MapGet("/learn/{name}", Page);
    }

    private static IResult Index(HttpContext context, PageContext page, NoticeBoard notices, ServedDirectory directory) =>
        Kept(context, TagOf("", page, notices, directory), () => PageResults.Of<LearnIndex>());

    private static IResult Page(string name, HttpContext context, PageContext page, NoticeBoard notices, ServedDirectory directory) =>
        LearnPages.Names.Contains(name, StringComparer.Ordinal)
            ? Kept(context, TagOf(name, page, notices, directory), () => PageResults.Of<LearnPage>(new { Name = name }))
            : Results.NotFound();

    /// <summary>A page is made of this program, the language, the prefix of its links and the notices in its frame.</summary>
    private static EntityTagHeaderValue TagOf(string name, PageContext page, NoticeBoard notices, ServedDirectory directory) =>
        Freshness.TagOf("learn", name, page.Link("/"), notices.StampOf(directory.Current?.Manifest));

    private static IResult Kept(HttpContext context, EntityTagHeaderValue tag, Func<IResult> make)
    {
        if (tag.IsKnownTo(context.Request))
        {
            // Browsers put the headers of this answer in place of those that they kept (RFC 9111, section 4.3.4): it must be known
            // for a page, or the policy of other answers would leave the page without its stylesheet.
            context.Response.ContentType = "text/html; charset=utf-8";
            return Freshness.NotModified(context.Response, tag);
        }

        context.Response.GetTypedHeaders().ETag = tag;
        context.Response.Headers.CacheControl = Freshness.PublicShort;
        return make();
    }
}
