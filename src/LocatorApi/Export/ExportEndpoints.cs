using Locator.Facilities;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Formats;
using LocatorApi.History;
using LocatorApi.Http;
using LocatorApi.Http.Limits;
using LocatorApi.Notices;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Export;

/// <summary>The whole directory.</summary>
internal static class ExportEndpoints
{
    private const int LongestId = 100;

    public static void MapExport(this IEndpointRouteBuilder routes) =>
        // Whoever reads slowly may take as long as it takes.
        routes.MapGet("/export", GetAsync).WithName("export").WithTags("Directory").TakesQuery("version", "after")
            .Costs(RequestCosts.WholeDirectory)
            .Produces(StatusCodes.Status200OK).WithMetadata(new OfferedFormats(AnswerFormat.OfExport))
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(
                StatusCodes.Status400BadRequest, StatusCodes.Status406NotAcceptable, StatusCodes.Status410Gone, StatusCodes.Status503ServiceUnavailable)
            .DisableRequestTimeout();

    /// <summary>The whole directory as NDJSON (the default), CSV or GeoJSON, by Accept: every facility with its raw service codes, ordered by id.</summary>
    /// <remarks>
    /// NDJSON begins with a line that names version, sources and attribution and ends with a line that counts the facilities
    /// before it. An export that cannot be finished is broken off, never ended as if it were whole: go on with version and after,
    /// the last id that was read whole. The answer has an ETag: ask again with If-None-Match.
    /// </remarks>
    /// <param name="version">The directory version; the current one where it is not given.</param>
    /// <param name="after">Begins behind the facility of this id; needs version.</param>
    /// <param name="context">The request.</param>
    /// <param name="directories">What is served.</param>
    /// <param name="stored">The versions in the store.</param>
    /// <param name="vocabulary">The table of codes and filters.</param>
    /// <param name="notices">The texts of notices.</param>
    /// <param name="logger">Hears of an export that was broken off.</param>
    internal static async Task<IResult> GetAsync(
        [FromQuery] string? version, [FromQuery] string? after, HttpContext context, ServedDirectory directories, StoredDirectory stored,
        Vocabulary vocabulary, NoticeBoard notices, ILogger<ExportStream> logger)
    {
        if (AnswerFormat.Chosen(context, AnswerFormat.OfExport) is not { } format)
        {
            return AnswerFormat.NotAcceptable(AnswerFormat.OfExport);
        }

        ParameterErrors errors = new();
        Dictionary<string, string> values = SingleValues.Of(context.QueryParameters(), ["version", "after"], errors);
        version = values.GetValueOrDefault("version");
        after = values.GetValueOrDefault("after");
        if (after is not null && version is null && !errors.Has("version"))
        {
            errors.Add("version", "It is missing: an export is gone on with in the version in which it began.");
        }

        if (after?.Length > LongestId)
        {
            errors.Add("after", "It is not the id of a facility.");
        }

        if (errors.Any)
        {
            return errors.ToProblem();
        }

        if (directories.Current is not { } current)
        {
            return ServedDirectory.NotLoaded();
        }

        VersionParameter asked = version is null
            ? new VersionParameter(current.Manifest, null)
            : await VersionParameter.OfAsync("version", version, stored, context.RequestAborted);
        if (asked.Problem is { } problem)
        {
            return problem;
        }

        DirectoryManifest manifest = asked.Manifest!;
        EntityTagHeaderValue tag = Freshness.TagOf(
            "export", format.MediaType, manifest.Version, manifest.ContentSha256, vocabulary.Hash, after ?? "", notices.StampOf(manifest));
        if (tag.IsKnownTo(context.Request))
        {
            return Freshness.NotModified(context.Response, tag);
        }

        IAsyncEnumerator<Facility> facilities = stored.FacilitiesAsync(manifest, after, context.RequestAborted).GetAsyncEnumerator(context.RequestAborted);
        bool isOpen = false;
        try
        {
            // Whatever is wrong with the store is mostly known here, when it still can be said.
            bool hasFirst = await facilities.MoveNextAsync();
            isOpen = true;
            context.Response.GetTypedHeaders().ETag = tag;
            context.Response.Headers.CacheControl = Freshness.PublicShort;
            return new ExportStream(
                manifest, new ExportStream.Reading(facilities, hasFirst), ExportHead.Of(manifest, after, notices), format, vocabulary, logger);
        }
        catch (VersionGoneException) when (version is not null)
        {
            return VersionParameter.Gone(manifest.Stamp.Id);
        }
        catch (Exception exception) when (exception is VersionGoneException or DamagedVersionException or StoreUnavailableException)
        {
            throw new SearchUnavailableException(exception.Message, exception);
        }
        finally
        {
            if (!isOpen)
            {
                await facilities.DisposeAsync();
            }
        }
    }
}
