using Locator.Facilities;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Http;
using LocatorApi.Notices;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Facilities;

/// <summary>Facilities by id.</summary>
internal static class FacilityEndpoints
{
    public static void AddFacilities(this IServiceCollection services) => services.AddSingleton<IdLookup>();

    public static void MapFacilities(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/facilities/{id}", GetAsync).WithName("getFacility").WithTags("Facilities")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);
        routes.MapFacilityBatches();
    }

    /// <summary>Everything that the directory says about one facility, raw service codes included.</summary>
    /// <remarks>
    /// Ids are stable across directory versions. Where there is no such facility the error says what is known of the id: that it
    /// was withdrawn and since when, or that it is a program's and which facility has it.
    /// The answer has an ETag: ask again with If-None-Match.
    /// </remarks>
    /// <param name="id">The facility's id, from a search.</param>
    /// <param name="context">The request.</param>
    /// <param name="directories">What is served.</param>
    /// <param name="engine">Keeps the facilities.</param>
    /// <param name="lookup">Says what an id that is no facility's may be.</param>
    /// <param name="vocabulary">Names of codes.</param>
    /// <param name="notices">The texts of notices.</param>
    internal static async Task<Results<JsonBody<FacilityDetails>, StatusCodeHttpResult, ProblemHttpResult>> GetAsync(
        string id, HttpContext context, ServedDirectory directories, ISearchEngine engine, IdLookup lookup, Vocabulary vocabulary, NoticeBoard notices)
    {
        if (directories.Current is not { } current)
        {
            return ServedDirectory.NotLoaded();
        }

        // Who knows the tag was answered once: that needs no engine.
        EntityTagHeaderValue tag = TagOf(id, current);
        if (tag.IsKnownTo(context.Request))
        {
            return Freshness.NotModified(context.Response, tag);
        }

        (FacilityRecord? facility, ServedVersion version) = await directories.AskCurrentAsync(
            current,
            async (asked, token) => (await engine.FacilitiesAsync(asked.Stamp, [id], token) is [var found, ..] ? found : null, asked),
            context.RequestAborted);
        return facility is null
            ? await lookup.NotFoundAsync(id, version, context.RequestAborted)
            : new JsonBody<FacilityDetails>(Details(facility, version.Manifest, vocabulary, notices))
            {
                ETag = TagOf(id, version), CacheControl = Freshness.PublicShort,
            };

        EntityTagHeaderValue TagOf(string of, ServedVersion served) =>
            Freshness.TagOf(served.Manifest.Version, served.Stamp.ContentSha256, vocabulary.Hash, of, notices.StampOf(served.Manifest));
    }

    private static FacilityDetails Details(
        FacilityRecord facility, DirectoryManifest manifest, Vocabulary vocabulary, NoticeBoard notices) => new()
    {
        Id = facility.Id,
        Directory = DirectoryStamp.Of(manifest),
        ServiceCodes = StatedCodes.Of(facility, vocabulary),
        Notices = notices.Of(manifest),
        Bytes = facility.Document,
    };
}
