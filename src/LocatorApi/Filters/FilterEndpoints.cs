using Locator.Facilities;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Http;
using LocatorApi.Notices;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Filters;

/// <summary>The vocabulary of filters.</summary>
internal static class FilterEndpoints
{
    public static void MapFilters(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/filters", GetAsync).WithName("getFilters").WithTags("Filters")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(StatusCodes.Status503ServiceUnavailable);

    /// <summary>Every filter group and value with what it means, and how many facilities state it.</summary>
    /// <remarks>The answer has an ETag: ask again with If-None-Match.</remarks>
    /// <param name="context">The request.</param>
    /// <param name="directories">The directory versions held.</param>
    /// <param name="engine">What counts.</param>
    /// <param name="vocabulary">The filters.</param>
    /// <param name="notices">The texts of notices.</param>
    internal static async Task<Results<JsonBody<FilterReference>, StatusCodeHttpResult, ProblemHttpResult>> GetAsync(
        HttpContext context, CurrentDirectory directories, ISearchEngine engine, Vocabulary vocabulary, NoticeBoard notices)
    {
        if (directories.Current is not { } directory)
        {
            return CurrentDirectory.NotLoaded();
        }

        DirectoryManifest manifest = directory.Manifest;
        EntityTagHeaderValue tag = Freshness.TagOf("filters", manifest.Version, manifest.ContentSha256, vocabulary.Hash, notices.Stamp);
        if (tag.IsKnownTo(context.Request))
        {
            return Freshness.NotModified(context.Response, tag);
        }

        SearchQuery everything = new()
        {
            Limit = 0,
            Facets = [.. vocabulary.Groups.Select(group => new FacetRequest(group.Name, [.. group.Values.Select(value => value.Token)]))],
        };
        SearchAnswer answer;
        try
        {
            answer = (await engine.SearchAsync(manifest.Version, [everything], context.RequestAborted))[0];
        }
        catch (VersionGoneException exception)
        {
            throw new SearchUnavailableException("The search engine does not hold the current directory version.", exception);
        }

        FilterReference reference = new()
        {
            Directory = DirectoryStamp.Of(manifest),
            Groups = [.. vocabulary.Groups.Zip(answer.Facets, GroupOf)],
            Notices = notices.Of(NoticeKinds.ForEveryAnswer(manifest)),
        };
        return new JsonBody<FilterReference>(reference) { ETag = tag, CacheControl = Freshness.PublicShort };
    }

    private static FilterGroupAnswer GroupOf(FilterGroup group, FacetCounts counts) => new()
    {
        Name = group.Name,
        Label = group.Label,
        Description = group.Description,
        Scope = group.Scope == FilterScope.Site ? "site" : "program",
        Values = [.. group.Values.Zip(counts.Values, ValueOf)],
    };

    private static FilterValueAnswer ValueOf(FilterValue value, FacetCount count) => new()
    {
        Value = value.Slug,
        Label = value.Label,
        Description = value.Description,
        Codes = value.Codes,
        Types = [.. value.TypesThatState.Select(type => type.Slug())],
        Without = value.Without,
        AskedOf = [.. value.AskedOf.Select(type => type.Slug())],
        AsamLevel = value.AsamLevel,
        Facilities = count.Count,
        Unknown = count.Unknown,
    };
}
