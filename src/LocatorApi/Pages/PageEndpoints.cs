using Locator.Text;
using LocatorApi.Http;
using LocatorApi.Http.Limits;
using LocatorApi.Pages.Facilities;
using LocatorApi.Pages.Forms;
using LocatorApi.Pages.Layout;
using LocatorApi.Pages.Learn;
using LocatorApi.Pages.Searching;
using LocatorApi.Pages.Shortlist;

namespace LocatorApi.Pages;

/// <summary>The web site: pages for people, made on the server and complete without script.</summary>
internal static class PageEndpoints
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddSingleton<Assets>();
        services.AddSingleton<Labels>();
        services.AddSingleton<FacilityCards>();
        // Before the one that writes every other error.
        services.Insert(0, ServiceDescriptor.Singleton<IProblemDetailsWriter, PageProblems>());
        services.AddScoped<PageContext>();
        services.AddScoped<SearchPages>();
        services.AddScoped<ShortlistPages>();
    }

    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets/{**name}", (string name, HttpContext context, Assets assets) => assets.Get(name, context)).CostsNothing().ExcludeFromDescription();
        string[] prefixes = ["", .. Language.All.Select(language => "/" + language.Tag)];
        foreach (string prefix in prefixes)
        {
            RouteGroupBuilder pages = routes.MapGroup(prefix).WithMetadata(new PageAnswer()).ExcludeFromDescription();
            pages.AddEndpointFilter((context, next) =>
            {
                context.HttpContext.RequestServices.GetRequiredService<PageContext>().Begin(context.HttpContext);
                context.HttpContext.Response.Headers.CacheControl = Freshness.NoStore;
                return next(context);
            });
            pages.MapGet("/", () => SearchPages.Form(SearchForm.Empty));
            pages.MapGet("/search", () => SearchPages.Form(SearchForm.Empty));
            pages.MapPost("/search", SearchAsync);
            pages.MapFacilityPages();
            pages.MapLearn();
            pages.MapShortlist();
        }
    }

    private static async Task<IResult> SearchAsync(HttpContext context, SearchPages searches)
    {
        (SearchForm? form, var problem) = await SearchForm.ReadAsync(context);
        return problem is not null ? problem : await searches.AnswerAsync(form!, context.RequestAborted);
    }
}

/// <summary>Says of an endpoint that people read its answers, its errors too.</summary>
internal sealed record PageAnswer;
