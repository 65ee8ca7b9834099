using Locator.Text;
using Microsoft.Net.Http.Headers;

namespace LocatorApi.Languages;

/// <summary>The language in which the answer to a request speaks to people.</summary>
/// <remarks>
/// It flows with the request as a culture does, because every answer has notices, errors included, and those who write them
/// should not all have to hand it on. It is no culture: the machine's own never counts, and numbers for programs stay as they are.
/// </remarks>
internal static class AnswerLanguage
{
    private static readonly AsyncLocal<Language?> Chosen = new();

    /// <summary>The language of the answer that is being made; English outside of requests.</summary>
    public static Language Current => Chosen.Value ?? Language.English;

    /// <summary>Whether answers of a path speak to people: labels, descriptions and notices stand in those of <c>/v1</c>.</summary>
    public static bool MattersTo(PathString path) => path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase);

    /// <summary>The language that a path begins with, as those of pages may (<c>/es/learn</c>), and what follows; null where it names none.</summary>
    public static Language? Named(PathString path, out PathString rest)
    {
        foreach (Language language in Language.All)
        {
            if (path.StartsWithSegments("/" + language.Tag, StringComparison.Ordinal, out rest))
            {
                return language;
            }
        }

        rest = path;
        return null;
    }

    /// <summary>
    /// Takes the language from the path or from Accept-Language, and has answers say which one they are in and that it was asked for. It stands
    /// before the exception handler, whose answers speak to people as well.
    /// </summary>
    public static void UseAnswerLanguage(this WebApplication app) => app.Use(async (context, next) =>
    {
        Language? named = Named(context.Request.Path, out _);
        Language language = named ?? LanguagePreference.Of(context.Request);
        Chosen.Value = language;
        context.Response.OnStarting(() =>
        {
            Describe(context, language, isChosen: named is null);
            return Task.CompletedTask;
        });
        await next(context);
    });

    private static void Describe(HttpContext context, Language language, bool isChosen)
    {
        HttpResponse response = context.Response;
        string? type = response.ContentType;
        type = type is not null && type.IndexOf(';', StringComparison.Ordinal) is >= 0 and int parameters ? type[..parameters] : type;
        bool isProblem = type == "application/problem+json";
        bool isJson = type is "application/json" or "application/geo+json" or "application/x-ndjson" && MattersTo(context.Request.Path);
        bool isPage = type == "text/html" && !context.Request.Path.StartsWithSegments("/swagger", StringComparison.Ordinal);
        bool isKnown = response.StatusCode == StatusCodes.Status304NotModified && MattersTo(context.Request.Path);
        if ((isProblem || isJson || isKnown || isPage) && isChosen)
        {
            response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        }

        if (isProblem || isJson || isPage)
        {
            // What an error says to the developer is English, what its notices say to people is not.
            response.Headers.ContentLanguage = isProblem && language != Language.English ? $"{language.Tag}, {Language.English.Tag}" : language.Tag;
        }
    }
}
