using System.Globalization;
using Locator.Facilities;
using Locator.Search;
using Locator.Versions;
using LocatorApi.History;
using LocatorApi.Http;
using LocatorApi.Notices;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Facilities;

/// <summary>Several facilities by their ids, such as a saved shortlist.</summary>
internal static class BatchEndpoints
{
    /// <summary>The most ids of one request: as many as a page of a search has results.</summary>
    internal const int MostIds = 100;

    private const string IdName = "id";

    public static void MapFacilityBatches(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/facilities", GetAsync).WithName("getFacilities").WithTags("Facilities").TakesQuery(IdName)
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status503ServiceUnavailable);

    /// <summary>Several facilities at once, such as a saved list: those that there are, those withdrawn since, and ids that nobody knows.</summary>
    /// <remarks>The answer has an ETag: ask again with If-None-Match.</remarks>
    /// <param name="id">1 to 100 ids, repeated or parted by commas; each is answered once.</param>
    /// <param name="context">The request.</param>
    /// <param name="directories">What is served.</param>
    /// <param name="engine">Keeps the facilities.</param>
    /// <param name="withdrawn">Knows those that were there.</param>
    /// <param name="vocabulary">Names of codes.</param>
    /// <param name="notices">The texts of notices.</param>
    internal static async Task<Results<JsonBody<FacilityBatch>, StatusCodeHttpResult, ProblemHttpResult>> GetAsync(
        [FromQuery(Name = IdName)] string[] id, HttpContext context, ServedDirectory directories, ISearchEngine engine,
        WithdrawnFacilities withdrawn, Vocabulary vocabulary, NoticeBoard notices)
    {
        ParameterErrors errors = new();
        // The framework's own reading puts other text in the place of what is no UTF-8.
        id = [.. context.QueryParameters().Of(IdName)];
        string[] ids = [.. id.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)];
        if (ids.Length == 0 || ids.Contains(""))
        {
            errors.Add(IdName, "Give 1 to 100 ids of facilities, repeated or parted by commas; none may be empty.");
        }
        else if (ids.Length > MostIds)
        {
            errors.Add(IdName, string.Create(CultureInfo.InvariantCulture, $"At most {MostIds} ids can be asked for at once; there are {ids.Length}."));
        }
        else if (!ids.All(ReadableText.Is))
        {
            errors.Add(IdName, ReadableText.Complaint);
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (directories.Current is not { } current)
        {
            return ServedDirectory.NotLoaded();
        }

        EntityTagHeaderValue tag = TagOf(current);
        if (tag.IsKnownTo(context.Request))
        {
            return Freshness.NotModified(context.Response, tag);
        }

        SavedFacilities saved = await SavedFacilities.OfAsync(ids, current, directories, engine, withdrawn, context.RequestAborted);
        DirectoryManifest manifest = saved.Version.Manifest;
        FacilityBatch batch = new()
        {
            Directory = DirectoryStamp.Of(manifest),
            Facilities = [.. saved.Found.Select(facility => FacilityEntry.Of(facility, vocabulary))],
            Withdrawn = [.. saved.Withdrawn.Select(gone => new WithdrawnFacility(gone.Id, gone.Withdrawal.Since.ToString(), gone.Withdrawal.LastIn?.ToString()))],
            Unknown = saved.Unknown,
            Notices = notices.Of(manifest),
        };
        return new JsonBody<FacilityBatch>(batch) { ETag = TagOf(saved.Version), CacheControl = Freshness.PublicShort };

        EntityTagHeaderValue TagOf(ServedVersion of) => Freshness.TagOf(
            "facilities", of.Manifest.Version, of.Stamp.ContentSha256, vocabulary.Hash, string.Join(',', ids), notices.StampOf(of.Manifest));
    }
}
