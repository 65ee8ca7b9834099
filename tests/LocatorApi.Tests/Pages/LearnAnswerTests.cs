using System.Net;
using System.Text.RegularExpressions;
using Locator.Text;
using LocatorApi.Notices;
using LocatorApi.Pages.Learn;
using Microsoft.Extensions.DependencyInjection;

namespace LocatorApi.Tests.Pages;

/// <summary>The Learn pages as they are asked for.</summary>
public sealed partial class LearnAnswerTests : IAsyncDisposable
{
    private readonly ApiHost _api = new();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("/en", "en")]
    [InlineData("/es", "es")]
    public async Task Every_page_stands_under_its_language_and_so_do_its_links(string prefix, string tag)
    {
        Language language = Language.All.Single(known => known.Tag == tag);
        string index = await PageAsync($"{prefix}/learn", tag);
        Assert.Equal(LearnPages.Names.Select(name => $"{prefix}/learn/{name}"), LinksIn(Topics().Match(index).Value));
        foreach (LearnText text in LearnPages.All(language, link => link))
        {
            string page = await PageAsync($"{prefix}/learn/{text.Name}", tag);
            Assert.Contains($"<title>{text.Title} ", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
            Assert.Equal(text.Sections.Select(section => "#" + section.Id), LinksIn(Parts().Match(page).Value));
            Assert.All(text.Sections, section => Assert.Contains($" id=\"{section.Id}\"", page, StringComparison.Ordinal));
            Assert.All(LinksIn(Article().Match(page).Value).Where(link => link.StartsWith('/')), link => Assert.StartsWith(prefix, link, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_shared_link_without_language_speaks_the_receivers()
    {
        using HttpResponseMessage spanish = await AskAsync("/learn/starting", ("Accept-Language", "es-MX"));
        Assert.Contains("<h1>Cómo empezar</h1>", WebUtility.HtmlDecode(await BodyOf(spanish)), StringComparison.Ordinal);
        Assert.Contains("Accept-Language", spanish.Headers.Vary);
        using HttpResponseMessage english = await AskAsync("/learn/starting");
        Assert.Contains("<h1>How to start</h1>", await BodyOf(english), StringComparison.Ordinal);
        Assert.NotEqual(spanish.Headers.ETag, english.Headers.ETag);
    }

    [Theory]
    [InlineData("/learn")]
    [InlineData("/learn/paying")]
    [InlineData("/es/learn/paying")]
    public async Task A_page_may_be_kept_and_is_not_sent_again_to_who_has_it(string path)
    {
        using HttpResponseMessage first = await AskAsync(path);
        Assert.True(first.Headers.CacheControl is { Public: true, NoStore: false }, first.Headers.CacheControl?.ToString());
        using HttpResponseMessage again = await AskAsync(path, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        foreach (string header in new[] { "Cache-Control", "Content-Security-Policy", "Permissions-Policy", "Vary" })
        {
            Assert.Equal(ValuesOf(first, header), ValuesOf(again, header));
        }

        Assert.Equal(path.StartsWith("/learn", StringComparison.Ordinal), ValuesOf(again, "Vary").Contains("Accept-Language"));
    }

    /// <summary>The crisis line in the frame is the operator's to change: nobody may be shown the old one for longer than the minutes that a page is kept.</summary>
    [Fact]
    public async Task A_page_is_another_one_when_the_crisis_line_changes()
    {
        await using ApiHost other = new();
        await File.WriteAllTextAsync(
            Path.Combine(other.Data, "notices.json"), """[{"kind":"crisis","text":"Call our nurse.","phone":"111"}]""", TestContext.Current.CancellationToken);
        using HttpResponseMessage builtIn = await AskAsync("/en/learn/starting");
        using HttpClient client = other.CreateClient();
        using HttpResponseMessage changed = await client.GetAsync("/en/learn/starting", TestContext.Current.CancellationToken);
        Assert.Contains("Call our nurse.", await BodyOf(changed), StringComparison.Ordinal);
        Assert.NotEqual(builtIn.Headers.ETag, changed.Headers.ETag);
    }

    [Theory]
    [InlineData("/learn/cures")]
    [InlineData("/es/learn/Paying")]
    [InlineData("/learn/paying.en")]
    public async Task A_page_that_there_is_not_is_not_found(string path)
    {
        using HttpResponseMessage response = await AskAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    /// <summary>One number that is told in one place and not in the other would leave somebody without it.</summary>
    [Fact]
    public void The_page_on_emergencies_has_every_number_of_the_notices()
    {
        NoticeBoard board = _api.Services.GetRequiredService<NoticeBoard>();
        string[] phones = [.. board.Of(null, NoticeKinds.All).Select(notice => notice.Phone).OfType<string>().Distinct()];
        Assert.NotEmpty(phones);
        foreach (Language language in Language.All)
        {
            string body = LearnPages.Find("emergencies", language, link => link)!.Body;
            Assert.All(phones, phone => Assert.Matches($"href=\"tel:(\\+1)?{DigitsOf(phone)}\"", body));
        }
    }

    private static string[] ValuesOf(HttpResponseMessage response, string header) =>
        response.Headers.TryGetValues(header, out IEnumerable<string>? values) ? [.. values] : [];

    private static string DigitsOf(string phone)
    {
        string digits = string.Concat(phone.Where(char.IsAsciiDigit));
        return digits.Length == 11 ? digits[1..] : digits;
    }

    private async Task<string> PageAsync(string path, string tag)
    {
        using HttpResponseMessage response = await AskAsync(path);
        string page = await BodyOf(response);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal([tag], response.Content.Headers.ContentLanguage);
        Assert.Contains($"<html lang=\"{tag}\">", page, StringComparison.Ordinal);
        Assert.Single(Heading().Matches(page));
        Assert.Distinct(Id().Matches(page).Select(id => id.Value));
        return page;
    }

    private async Task<HttpResponseMessage> AskAsync(string path, params (string Name, string Value)[] headers)
    {
        using HttpClient client = _api.CreateClient();
        foreach ((string name, string value) in headers)
        {
            client.DefaultRequestHeaders.Add(name, value);
        }

        return await client.GetAsync(path, TestContext.Current.CancellationToken);
    }

    private static async Task<string> BodyOf(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static IEnumerable<string> LinksIn(string html)
    {
        Assert.NotEqual("", html);
        return Link().Matches(html).Select(link => link.Groups["to"].Value);
    }

    [GeneratedRegex("<a href=\"(?<to>[^\"]*)\"")]
    private static partial Regex Link();

    [GeneratedRegex("<h1>")]
    private static partial Regex Heading();

    [GeneratedRegex(" id=\"[^\"]*\"")]
    private static partial Regex Id();

    [GeneratedRegex("<ul class=\"topics\">.*?</ul>", RegexOptions.Singleline)]
    private static partial Regex Topics();

    [GeneratedRegex("<article class=\"learn\">.*</article>", RegexOptions.Singleline)]
    private static partial Regex Article();

    [GeneratedRegex("(?<=<article.*?)<details>.*?</details>", RegexOptions.Singleline)]
    private static partial Regex Parts();
}
