using System.Reflection;

namespace LocatorApi.OpenApi;

/// <summary>The pages for those who call the API, as they stand in the repository: what the API's description points to is where the API is.</summary>
internal static class DocumentationPages
{
    private static readonly Assembly Program = typeof(DocumentationPages).Assembly;

    public static void MapDocumentationPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/docs/openapi.json", () => Results.Redirect("/openapi/v1.json")).ExcludeFromDescription();
        routes.MapGet("/docs/{page}", Get).ExcludeFromDescription();
    }

    internal static IResult Get(string page) => Program.GetManifestResourceStream($"LocatorApi.docs.{page}") is { } text
        ? Results.Stream(text, "text/markdown; charset=utf-8")
        : Results.NotFound();
}
