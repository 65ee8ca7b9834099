using Locator.Facilities;
using LocatorApi.Http;
using LocatorApi.Languages;
using LocatorApi.Notices;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Codes;

/// <summary>The vocabulary of service codes.</summary>
internal static class CodeEndpoints
{
    public static void MapCodes(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/codes", Get).WithName("getCodes").WithTags("Filters")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblems(StatusCodes.Status400BadRequest);

    /// <summary>Every SAMHSA service code: what it is called, which kinds of program are asked for it, which filter values it states.</summary>
    /// <remarks>The answer has an ETag: ask again with If-None-Match.</remarks>
    /// <param name="context">The request.</param>
    /// <param name="directories">What is served.</param>
    /// <param name="vocabulary">The codes.</param>
    /// <param name="notices">The texts of notices.</param>
    internal static Results<JsonBody<CodeReference>, StatusCodeHttpResult> Get(
        HttpContext context, ServedDirectory directories, Vocabulary vocabulary, NoticeBoard notices)
    {
        // The vocabulary is the program's own; only the notices are those of what is served.
        EntityTagHeaderValue tag = Freshness.TagOf("codes", vocabulary.Hash, notices.StampOf(directories.Current?.Manifest));
        if (tag.IsKnownTo(context.Request))
        {
            return Freshness.NotModified(context.Response, tag);
        }

        VocabularyWords words = VocabularyWords.In(AnswerLanguage.Current);
        FilterValue[] values = [.. vocabulary.Groups.SelectMany(group => group.Values)];
        ILookup<string, string> states = values.SelectMany(value => value.Codes, (value, code) => (code, value.Token)).ToLookup(pair => pair.code, pair => pair.Token);
        ILookup<string, string> denies = values.SelectMany(value => value.Without, (value, code) => (code, value.Token)).ToLookup(pair => pair.code, pair => pair.Token);
        CodeReference reference = new()
        {
            Categories =
            [
                .. vocabulary.Categories.Where(category => vocabulary.Codes.Any(code => code.Category == category.Code))
                    .Select(category => new CodeCategory(category.Code, words.NameOf(category))),
            ],
            Codes =
            [
                .. vocabulary.Codes.Select(code => new CodeAnswer
                {
                    Code = code.Code,
                    Category = code.Category,
                    Name = words.NameOf(code),
                    OtherNames = code.OtherNames,
                    OlderCodes = code.OlderCodes,
                    Retired = code.Retired,
                    AskedOf = [.. code.AskedOf.Select(type => type.Slug())],
                    States = [.. states[code.Code]],
                    Denies = [.. denies[code.Code]],
                }),
            ],
            Notices = notices.Of(directories.Current?.Manifest),
        };
        return new JsonBody<CodeReference>(reference) { ETag = tag, CacheControl = Freshness.PublicShort };
    }
}
