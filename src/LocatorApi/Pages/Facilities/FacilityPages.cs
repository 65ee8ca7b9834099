using Locator.Facilities;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Facilities;
using LocatorApi.Http;
using LocatorApi.Pages.Facts;
using LocatorApi.Pages.Forms;
using LocatorApi.Pages.Layout;
using LocatorApi.Serving;

namespace LocatorApi.Pages.Facilities;

/// <summary>The page of a facility: by its address, or from a list, whose search then stands in the body of the request.</summary>
internal static class FacilityPages
{
    public static void MapFacilityPages(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/facilities/{id}", GetAsync);
        pages.MapPost("/facilities/{id}", PostAsync);
    }

    private static Task<IResult> GetAsync(
        string id, HttpContext context, ServedDirectory directories, ISearchEngine engine, IdLookup lookup, PageContext page, TimeProvider time) =>
        AnswerAsync(id, WayHere.Direct, context, directories, engine, lookup, page, time);

    private static async Task<IResult> PostAsync(
        string id, HttpContext context, ServedDirectory directories, ISearchEngine engine, IdLookup lookup, PageContext page, TimeProvider time)
    {
        (SearchForm? form, var problem) = await SearchForm.ReadAsync(context);
        return problem is not null ? problem : await AnswerAsync(id, WayHere.Of(form!), context, directories, engine, lookup, page, time);
    }

    private static async Task<IResult> AnswerAsync(
        string id, WayHere way, HttpContext context, ServedDirectory directories, ISearchEngine engine, IdLookup lookup, PageContext page, TimeProvider time)
    {
        if (!ReadableText.Is(id))
        {
            return Missing(default, way);
        }

        if (directories.Current is not { } current)
        {
            return ServedDirectory.NotLoaded();
        }

        (FacilityRecord? facility, ServedVersion version) = await directories.AskCurrentAsync(
            current,
            async (asked, token) => (await engine.FacilitiesAsync(asked.Stamp, [id], token) is [var found, ..] ? found : null, asked),
            context.RequestAborted);
        if (facility is not null)
        {
            return PageResults.Of<FacilityPage>(new
            {
                Facility = new ShownFacility(
                    id, StatedFacts.Of(facility.Document), StatedCodes.Of(facility, page.Labels.Vocabulary), way,
                    DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), version.Manifest.Kind == DirectoryKind.Sample),
            });
        }

        KnownId known = await lookup.FindAsync(id, version, context.RequestAborted);
        return known.FacilityOfProgram is { } owner && !page.IsPost
            ? Results.Redirect(page.Link("/facilities/" + owner), permanent: true)
            : Missing(known, way);
    }

    private static IResult Missing(KnownId known, WayHere way) => PageResults.Of<MissingPage>(
        new
        {
            Missing = new MissingFacility(known.FacilityOfProgram, known.Withdrawal?.Since.Date, known.Withdrawal?.LastIn?.Date),
            Way = way,
        },
        StatusCodes.Status404NotFound);
}
