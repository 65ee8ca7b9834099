using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Locator.Search;
using Locator.Versions;
using LocatorApi.History;
using LocatorApi.Http;
using LocatorApi.Http.Limits;
using LocatorApi.Notices;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Changes;

/// <summary>What changed between directory versions.</summary>
internal static class ChangeEndpoints
{
    public const string OperationId = "getChanges";
    public const int MostOnPage = 1000;
    public const int DefaultOnPage = 100;
    private const int LongestId = 100;

    public static void AddChanges(this IServiceCollection services) => services.AddSingleton<ComparedVersions>();

    public static void MapChanges(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/changes", GetAsync).WithName(OperationId).WithTags("Directory").TakesQuery("since", "until", "after", "limit")
            .Costs(RequestCosts.TwoVersions)
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status410Gone, StatusCodes.Status503ServiceUnavailable);

    /// <summary>The facilities added, changed, moved and withdrawn since a directory version, ordered by id.</summary>
    /// <remarks>
    /// Facts of the sources are compared, not the documents made of them, and not in which file or row they stood. For the next
    /// page give since, until (the version that the first page names) and after. The answer has an ETag: ask again with
    /// If-None-Match.
    /// </remarks>
    /// <param name="since">A directory version that is kept, such as the one that you hold.</param>
    /// <param name="until">The version to compare it with; the current one where it is not given.</param>
    /// <param name="after">The member next of the page before.</param>
    /// <param name="limit">How many facilities a page has: 1 to 1,000, default 100.</param>
    /// <param name="context">The request.</param>
    /// <param name="directories">What is served.</param>
    /// <param name="stored">The versions in the store.</param>
    /// <param name="compared">What differs between them.</param>
    /// <param name="notices">The texts of notices.</param>
    internal static async Task<Results<JsonBody<DirectoryChanges>, StatusCodeHttpResult, ProblemHttpResult>> GetAsync(
        [FromQuery, Required] string? since, [FromQuery] string? until, [FromQuery] string? after, [FromQuery] string? limit,
        HttpContext context, ServedDirectory directories, StoredDirectory stored, ComparedVersions compared, NoticeBoard notices)
    {
        ParameterErrors errors = new();
        Dictionary<string, string> values = SingleValues.Of(context.QueryParameters(), ["since", "until", "after", "limit"], errors);
        since = values.GetValueOrDefault("since");
        until = values.GetValueOrDefault("until");
        after = values.GetValueOrDefault("after");
        if (since is null && !errors.Has("since"))
        {
            errors.Add("since", "It is missing: the directory version that you hold, such as 2026-11-20.1.");
        }

        if (after?.Length > LongestId)
        {
            errors.Add("after", "It is not the id of a facility: give the member next of the page before.");
        }

        int size = SingleValues.WholeNumber(values, "limit", DefaultOnPage, 1, MostOnPage, errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (directories.Current is not { } current)
        {
            return ServedDirectory.NotLoaded();
        }

        VersionParameter from = await VersionParameter.OfAsync("since", since!, stored, context.RequestAborted);
        VersionParameter to = until is null
            ? new VersionParameter(current.Manifest, null)
            : await VersionParameter.OfAsync("until", until, stored, context.RequestAborted);
        if ((from.Problem ?? to.Problem) is { } problem)
        {
            return problem;
        }

        (DirectoryManifest before, DirectoryManifest now) = (from.Manifest!, to.Manifest!);
        EntityTagHeaderValue tag = Freshness.TagOf(
            "changes", before.Version, before.ContentSha256, now.Version, now.ContentSha256, after ?? "",
            size.ToString(CultureInfo.InvariantCulture), notices.StampOf(current.Manifest));
        if (tag.IsKnownTo(context.Request))
        {
            return Freshness.NotModified(context.Response, tag);
        }

        List<FacilityChange> found;
        try
        {
            // No engine is asked: it may take as long as any request.
            found = before.Stamp == now.Stamp ? [] : await compared.FirstAsync(before, now, after, size + 1, context.RequestAborted);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or DamagedVersionException)
        {
            throw new SearchUnavailableException(exception.Message, exception);
        }
        catch (VersionGoneException exception)
        {
            return VersionParameter.Gone(exception.Version);
        }

        return new JsonBody<DirectoryChanges>(new DirectoryChanges
        {
            Since = DirectoryStamp.Of(before),
            Until = DirectoryStamp.Of(now),
            Changes = [.. found.Take(size).Select(Described)],
            Next = found.Count > size ? found[size - 1].Id : null,
            Notices = notices.Of(current.Manifest),
        })
        { ETag = tag, CacheControl = Freshness.PublicShort };
    }

    private static FacilityChanged Described(FacilityChange change) =>
        new(change.Id, [.. change.Kinds.Select(kind => Slug(kind.ToString()))], [.. change.Parts.Select(part => Slug(part.ToString()))]);

    private static string Slug(string name) => name.ToLowerInvariant();
}
