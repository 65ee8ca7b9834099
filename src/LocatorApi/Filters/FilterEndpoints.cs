using Locator.Facilities;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Http;
using LocatorApi.Languages;
using LocatorApi.Notices;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Filters;

/// <summary>The vocabulary of filters.</summary>
internal static class FilterEndpoints
{
    public static void AddFilters(this IServiceCollection services) => services.AddSingleton<FilterCounts>();

    public static void MapFilters(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/filters", GetAsync).WithName("getFilters").WithTags("Filters")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(StatusCodes.Status503ServiceUnavailable);

    /// <summary>Every filter group and value with what it means, and how many facilities state it.</summary>
    /// <remarks>The answer has an ETag: ask again with If-None-Match.</remarks>
    /// <param name="context">The request.</param>
    /// <param name="directories">The directory versions held.</param>
    /// <param name="counts">How many facilities state each value.</param>
    /// <param name="vocabulary">The filters.</param>
    /// <param name="notices">The texts of notices.</param>
    internal static async Task<Results<JsonBody<FilterReference>, StatusCodeHttpResult, ProblemHttpResult>> GetAsync(
        HttpContext context, ServedDirectory directories, FilterCounts counts, Vocabulary vocabulary, NoticeBoard notices)
    {
        if (directories.Current is not { } directory)
        {
            return ServedDirectory.NotLoaded();
        }

        EntityTagHeaderValue tag = TagOf(directory);
        if (tag.IsKnownTo(context.Request))
        {
            return Freshness.NotModified(context.Response, tag);
        }

        (IReadOnlyList<FacetCounts> counted, ServedVersion version) = await counts.OfAsync(directory, context.RequestAborted);
        FilterReference reference = new()
        {
            Directory = DirectoryStamp.Of(version.Manifest),
            Groups = [.. vocabulary.Groups.Zip(counted, GroupOf)],
            Notices = notices.Of(version.Manifest),
        };
        return new JsonBody<FilterReference>(reference) { ETag = TagOf(version), CacheControl = Freshness.PublicShort };

        EntityTagHeaderValue TagOf(ServedVersion of) =>
            Freshness.TagOf("filters", of.Manifest.Version, of.Stamp.ContentSha256, vocabulary.Hash, notices.StampOf(of.Manifest));
    }

    private static FilterGroupAnswer GroupOf(FilterGroup group, FacetCounts counts)
    {
        VocabularyWords words = VocabularyWords.In(AnswerLanguage.Current);
        return new FilterGroupAnswer
        {
            Name = group.Name,
            Label = words.Of(group).Label,
            Description = words.Of(group).Description,
            Details = words.DetailsOf(group),
            Kind = group.IsFlag ? "flag" : "choice",
        Scope = group.Scope == FilterScope.Site ? "site" : "program",
            Values = [.. group.Values.Zip(counts.Values, (value, count) => ValueOf(value, count, words.Of(value), words.AdviceOn(value)))],
        };
    }

    private static FilterValueAnswer ValueOf(FilterValue value, FacetCount count, Words words, LevelAdvice? advice) => new()
    {
        Value = value.Slug,
        Label = words.Label,
        Description = words.Description,
        Details = advice?.Details,
        Suits = advice?.Suits,
        Ask = advice?.Ask ?? [],
        Codes = value.Codes,
        Types = [.. value.TypesThatState.Select(type => type.Slug())],
        Without = value.Without,
        AskedOf = [.. value.AskedOf.Select(type => type.Slug())],
        AsamLevel = value.AsamLevel,
        Facilities = count.Count,
        Unknown = count.Unknown,
    };
}
