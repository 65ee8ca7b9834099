using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace LocatorApi.Tests.Pages;

/// <summary>Pages as browsers without script see them.</summary>
internal static class ReadPage
{
    /// <summary>A page by its address.</summary>
    public static async Task<IDocument> GetPageAsync(this ApiHost api, string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using HttpClient client = api.CreateClient();
        using HttpResponseMessage response = await client.GetAsync(path);
        return await PageOfAsync(response, status);
    }

    /// <summary>The page that answers a form.</summary>
    public static async Task<IDocument> PostPageAsync(
        this ApiHost api, string path, (string Name, string Value)[] fields, HttpStatusCode status = HttpStatusCode.OK)
    {
        using HttpClient client = api.CreateClient();
        using FormUrlEncodedContent form = Form(fields);
        using HttpResponseMessage response = await client.PostAsync(path, form);
        return await PageOfAsync(response, status);
    }

    public static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    /// <summary>What somebody reads of an element, without breaks.</summary>
    public static string Said(this IElement? element) => string.Join(' ', (element?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What hidden fields of the form hold that leads on.</summary>
    public static (string Name, string Value)[] Again(this IDocument page) =>
        [.. page.QuerySelectorAll("form#again input[type=hidden]").Select(field => (field.GetAttribute("name")!, field.GetAttribute("value")!))];

    private static async Task<IDocument> PageOfAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        string html = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {html}");
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.True(response.Headers.CacheControl?.NoStore);
        return new HtmlParser().ParseDocument(html);
    }
}
