using System.Text.RegularExpressions;
using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>In Spanish everything is: what is shown, what is read out, what is said when something fails.</summary>
public sealed partial class SpanishTests(Site site) : BrowserTest(site)
{
    /// <summary>Names of organizations, which have no other in Spanish.</summary>
    private static readonly string[] Names = ["The Joint Commission", "National Committee for Quality Assurance", "Healthcare Facilities Accreditation Program"];

    /// <summary>One visit for all of them: the way from page to page is what people do, and costs less than a browser context for each.</summary>
    [Fact]
    public async Task No_text_of_a_page_is_in_English_unless_it_says_so()
    {
        Visit visit = await VisitAsync();
        foreach (string name in SitePages.Names)
        {
            await SitePages.GoToAsync(visit, name, "/es");
            await AssertSpanishAsync(visit);
        }

        visit.Witness.Forgive("Failed to load resource");
    }

    [Fact]
    public async Task Nor_is_one_of_a_Learn_page()
    {
        Visit visit = await VisitAsync();
        foreach (string page in await SitePages.LearnAsync(visit, "/es"))
        {
            Assert.StartsWith("/es/learn/", page, StringComparison.Ordinal);
            await visit.GoAsync(page);
            await AssertSpanishAsync(visit);
        }
    }

    [Fact]
    public async Task What_scripts_say_is_in_Spanish_too()
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        await visit.GoAsync("/es/");
        await visit.Page.RouteAsync("**/search", route => route.AbortAsync("internetdisconnected"));
        await visit.Where.FillAsync(SitePages.Zip);
        await visit.SubmitAsync();
        await Assertions.Expect(visit.Said).ToContainTextAsync("inténtelo de nuevo");
        await AssertSpanishAsync(visit);
        await visit.Page.Locator("#near").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#near-said")).ToContainTextAsync("código postal");
        await AssertSpanishAsync(visit);
        visit.Witness.Forgive("ERR_INTERNET_DISCONNECTED");
    }

    /// <summary>An address without a language follows the browser, so that a shared link speaks the receiver's language.</summary>
    [Theory]
    [InlineData("es-US", "es")]
    [InlineData("es-PR", "es")]
    [InlineData("en-US", "en")]
    [InlineData("ht-HT", "en")]
    public async Task An_address_without_a_language_speaks_the_browsers(string locale, string language)
    {
        Visit visit = await VisitAsync(new Visitor { Locale = locale });
        foreach (string name in (string[])["home", "facility"])
        {
            await SitePages.GoToAsync(visit, name);
            Assert.Equal(language, await visit.Page.GetAttributeAsync("html", "lang"));
        }
    }

    [Fact]
    public async Task The_switch_leads_to_the_same_page_in_the_other_language_and_links_keep_it()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "facility");
        ILocator toSpanish = visit.Page.Locator("a[hreflang=es]").First;
        Assert.Equal("es", await toSpanish.GetAttributeAsync("lang"));
        string path = new Uri(visit.Page.Url).AbsolutePath;
        await toSpanish.ClickAsync();
        await visit.ArriveAsync("/es" + path);
        Assert.Equal("es", await visit.Page.GetAttributeAsync("html", "lang"));
        string[] links = await visit.Page.Locator("a[href^='/']:not([hreflang], [href='/swagger'])").EvaluateAllAsync<string[]>("links => links.map(link => link.pathname)");
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.StartsWith("/es/", link + "/", StringComparison.Ordinal));
        await visit.Page.Locator("a[hreflang=en]").First.ClickAsync();
        await visit.ArriveAsync("/en" + path);
    }

    [Fact]
    public async Task A_search_in_Spanish_stays_in_Spanish()
    {
        foreach (bool runsScripts in (bool[])[true, false])
        {
            Visit visit = await VisitAsync(new Visitor { RunsScripts = runsScripts });
            await SitePages.GoToAsync(visit, "results", "/es");
            Assert.Equal("es", await visit.Page.GetAttributeAsync("html", "lang"));
            await visit.OpenFirstFacilityAsync();
            Assert.Contains("/es/facilities/", visit.Page.Url, StringComparison.Ordinal);
            await AssertSpanishAsync(visit);
        }
    }

    private static async Task AssertSpanishAsync(Visit visit)
    {
        Assert.Equal("es", await visit.Page.GetAttributeAsync("html", "lang"));
        IReadOnlyList<PageText> texts = await PageText.OfAsync(visit.Page);
        Assert.True(texts.Count(text => text.Language == "es") > 20, $"{visit.Page.Url} has hardly a text in Spanish");
        string[] places = [.. (await SitePages.SampleAsync()).Facilities.Select(facility => facility.Name)];
        string page = new Uri(visit.Page.Url).AbsolutePath;
        AssertNone(
        [
            .. texts.Where(text => text.Language == "es" && EnglishWord().IsMatch(Without(text.Value, text.IsPlain ? [.. Names, .. places] : Names)))
                .Select(text => $"{page}: {text.Value}"),
        ]);
        // What is marked as English is a name or an address of the directory, never a sentence of the site.
        AssertNone([.. texts.Where(text => text.Language == "en" && text.Value.Length > 120).Select(text => $"{page}: {text.Value}")]);
    }

    private static string Without(string text, string[] names) => names.Aggregate(Address().Replace(text, ""), (rest, name) => rest.Replace(name, "", StringComparison.Ordinal));

    [GeneratedRegex(@"https?://\S+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();

    /// <summary>Words that a sentence in English can hardly do without, and that are none in Spanish.</summary>
    [GeneratedRegex(
        @"(?<![\p{L}'’])(the|and|of|you|your|with|for|from|what|how|is|are|this|that|they|ask|call|search|find|show|more|back|page|list|near|miles?|program|facility|facilities|treatment|care|help|open|close|next|not)(?![\p{L}])",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EnglishWord();
}
