using Locator.Facilities;
using Locator.Search;
using Locator.Search.Embedded;
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
    public static void MapFacilities(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/facilities/{id}", Get).WithName("getFacility").WithTags("Facilities")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status404NotFound, StatusCodes.Status503ServiceUnavailable);

    /// <summary>Everything that the directory says about one facility, raw service codes included.</summary>
    /// <remarks>Ids are stable across directory versions. The answer has an ETag: ask again with If-None-Match.</remarks>
    /// <param name="id">The facility's id, from a search.</param>
    /// <param name="context">The request.</param>
    /// <param name="directories">The directory versions held.</param>
    /// <param name="vocabulary">Names of codes.</param>
    /// <param name="notices">The texts of notices.</param>
    internal static Results<JsonBody<FacilityDetails>, StatusCodeHttpResult, ProblemHttpResult> Get(
        string id, HttpContext context, CurrentDirectory directories, Vocabulary vocabulary, NoticeBoard notices)
    {
        if (directories.Current is not { } directory)
        {
            return CurrentDirectory.NotLoaded();
        }

        if (directory.Find(id) is not { } facility)
        {
            return TypedResults.Problem(ProblemType.FacilityNotFound.With("The directory has no facility with that id."));
        }

        EntityTagHeaderValue tag = Freshness.TagOf(
            directory.Manifest.Version, directory.Manifest.ContentSha256, vocabulary.Hash, id, notices.Stamp);
        if (tag.IsKnownTo(context.Request))
        {
            return Freshness.NotModified(context.Response, tag);
        }

        return new JsonBody<FacilityDetails>(Details(facility, directory, vocabulary, notices))
        {
            ETag = tag, CacheControl = Freshness.PublicShort,
        };
    }

    private static FacilityDetails Details(
        Facility facility, ServedVersion<EmbeddedIndex?> directory, Vocabulary vocabulary, NoticeBoard notices) => new()
    {
        Id = facility.Id,
        Directory = DirectoryStamp.Of(directory.Manifest),
        ServiceCodes = facility.Programs.ToDictionary(program => program.Id, program => Codes(program, vocabulary)),
        Notices = notices.Of(NoticeKinds.ForEveryAnswer(directory.Manifest)),
        Bytes = new Indexing(directory.Manifest.Sources, vocabulary).Of(facility).Document,
    };

    private static IReadOnlyList<StatedCode> Codes(TreatmentProgram program, Vocabulary vocabulary) =>
    [
        .. program.Codes.Select(code =>
        {
            ServiceCode? known = vocabulary.FindCode(code);
            string category = known?.Category ?? "";
            return new StatedCode(code, known?.Name ?? code, category,
                vocabulary.Categories.FirstOrDefault(c => c.Code == category)?.Name ?? category);
        }),
    ];
}
