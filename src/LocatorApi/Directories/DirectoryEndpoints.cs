using Locator.Versions;
using LocatorApi.Http;
using LocatorApi.Notices;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Directories;

/// <summary>The directory version that is served.</summary>
internal static class DirectoryEndpoints
{
    public static void MapDirectory(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/directory", Get).WithName("getDirectory").WithTags("Directory")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(StatusCodes.Status503ServiceUnavailable);

    /// <summary>Where the data comes from and how much there is: sources with dates, license and attribution, coverage, precision.</summary>
    /// <remarks>The answer has an ETag: ask again with If-None-Match.</remarks>
    /// <param name="context">The request.</param>
    /// <param name="directories">The directory versions held.</param>
    /// <param name="notices">The texts of notices.</param>
    internal static Results<JsonBody<DirectoryAnswer>, StatusCodeHttpResult, ProblemHttpResult> Get(
        HttpContext context, ServedDirectory directories, NoticeBoard notices)
    {
        if (directories.Current is not { } directory)
        {
            return ServedDirectory.NotLoaded();
        }

        EntityTagHeaderValue tag = Freshness.TagOf(
            "directory", directory.Manifest.Version, directory.Manifest.ContentSha256, notices.StampOf(directory.Manifest));
        if (tag.IsKnownTo(context.Request))
        {
            return Freshness.NotModified(context.Response, tag);
        }

        return new JsonBody<DirectoryAnswer>(Describe(directory, notices)) { ETag = tag, CacheControl = Freshness.PublicShort };
    }

    private static DirectoryAnswer Describe(ServedVersion directory, NoticeBoard notices)
    {
        DirectoryManifest manifest = directory.Manifest;
        DirectoryStamp stamp = DirectoryStamp.Of(manifest);
        return new DirectoryAnswer
        {
            Version = stamp.Version,
            AsOf = stamp.AsOf,
            AsOfNewest = stamp.AsOfNewest,
            Kind = stamp.Kind,
            ImportedAt = manifest.ImportedAt,
            Facilities = manifest.Facilities,
            Programs = manifest.Programs,
            Sources =
            [
                .. manifest.Sources.Select(source => new SourceAnswer(
                    source.Name, source.File, source.FileSha256, source.AsOf, source.License, source.Attribution,
                    source.Read, source.Programs, source.LeftOut, source.WithoutServices == true)),
            ],
            Coverage = new CoverageAnswer(directory.Counts.FacilitiesByState, directory.Counts.ProgramsByType),
            CoordinatePrecision = directory.Counts.FacilitiesByPrecision,
            PointSource = directory.Counts.FacilitiesByPointSource ?? new Dictionary<string, int>(),
            Notices = notices.Of(manifest),
        };
    }
}
