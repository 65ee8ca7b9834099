using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>A facility opened from the list, and one that somebody was sent a link to.</summary>
public sealed class FacilityTests(Site site) : BrowserTest(site)
{
    [Fact]
    public async Task It_opens_in_place_under_its_own_address_and_Back_finds_the_list_as_it_was()
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        await SitePages.GoToAsync(visit, "results");
        await visit.MarkAsync();
        ILocator link = visit.FacilityLinks.Nth(4);
        string id = (await visit.IdsAsync())[4];
        // A click scrolls to what it is on first.
        await visit.Page.EvaluateAsync("() => addEventListener('click', () => { window.scrolledAtClick = Math.round(scrollY); }, { capture: true })");
        int requests = visit.Witness.Requests.Count(request => request.Url.EndsWith("/search", StringComparison.Ordinal));
        string title = await visit.Page.TitleAsync();
        await link.ClickAsync();
        await visit.ArriveAsync("/facilities/" + id);
        Assert.NotEqual(title, await visit.Page.TitleAsync());
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.activeElement.matches('h1, h2, main, [tabindex=\"-1\"]')"), await visit.FocusedAsync());
        await visit.Page.GoBackAsync();
        await Assertions.Expect(visit.Summary).ToBeVisibleAsync();
        Assert.True(await visit.IsMarkedAsync(), "the page was loaded anew");
        Assert.Equal(requests, visit.Witness.Requests.Count(request => request.Url.EndsWith("/search", StringComparison.Ordinal)));
        Assert.Equal(id, await visit.Page.EvaluateAsync<string>("() => document.activeElement.closest('[data-facility]')?.dataset.facility"));
        int scrolled = await visit.Page.EvaluateAsync<int>("() => window.scrolledAtClick");
        Assert.True(scrolled > 0, "the list is too short to be scrolled");
        Assert.InRange(await visit.Page.EvaluateAsync<int>("() => Math.round(scrollY)"), scrolled - 2, scrolled + 2);
        Assert.Equal(title, await visit.Page.TitleAsync());
    }

    [Fact]
    public async Task Forward_opens_it_again_and_reload_shows_it_alone()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "results");
        await visit.OpenFirstFacilityAsync();
        string address = visit.Page.Url;
        await visit.Page.GoBackAsync();
        await Assertions.Expect(visit.Summary).ToBeVisibleAsync();
        await visit.Page.GoForwardAsync();
        await visit.ArriveAsync(new Uri(address).AbsolutePath);
        await Assertions.Expect(visit.Page.Locator("h1")).ToContainTextAsync("Sample");
        await visit.Page.ReloadAsync();
        Assert.Equal(address, visit.Page.Url);
        await Assertions.Expect(visit.Page.Locator("h1")).ToContainTextAsync("Sample");
    }

    [Fact]
    public async Task A_number_to_call_is_a_link_with_its_extension()
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        await SitePages.GoToAsync(visit, "facility");
        string[] numbers = await visit.Page.Locator("main a[href^='tel:']").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
        Assert.Contains("tel:+14045550100", numbers);
        Assert.Contains("tel:+14045550100;ext=2", numbers);
        Assert.Contains("tel:+14045550199", numbers);
    }

    [Fact]
    public async Task It_says_what_is_known_since_when_what_is_not_and_what_to_ask()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "facility");
        string text = await visit.Page.Locator("main").InnerTextAsync();
        Assert.Contains("1 Example Street", text, StringComparison.Ordinal);
        Assert.Contains("Medicaid", text, StringComparison.Ordinal);
        Assert.Contains("not stated", text, StringComparison.OrdinalIgnoreCase);
        Assert.True(await visit.Page.Locator("section[aria-labelledby=script] li").CountAsync() > 3, "hardly anything to ask");
        Assert.Contains("As of November", text, StringComparison.Ordinal);
    }

    /// <summary>A search engine may show what a facility is, but no rating that nobody gave.</summary>
    [Fact]
    public async Task Its_structured_data_names_it_and_rates_nothing()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "facility");
        using System.Text.Json.JsonDocument data = System.Text.Json.JsonDocument.Parse(
            await visit.Page.Locator("script[type='application/ld+json']").TextContentAsync() ?? "");
        Assert.Equal("https://schema.org", data.RootElement.GetProperty("@context").GetString());
        Assert.Equal("Sample Recovery Center of Atlanta", data.RootElement.GetProperty("name").GetString());
        Assert.DoesNotContain("rating", data.RootElement.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task On_paper_it_is_the_facts_without_the_buttons()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "facility");
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        string paper = await visit.Page.Locator("body").InnerTextAsync();
        Assert.Contains("Sample Recovery Center of Atlanta", paper, StringComparison.Ordinal);
        Assert.Contains("404-555-0100", paper, StringComparison.Ordinal);
        Assert.Contains("1 Example Street", paper, StringComparison.Ordinal);
        Assert.Contains("988", paper, StringComparison.Ordinal);
        string[] shown = await visit.Page.Locator("button, input, select, nav, #exit, form#search").EvaluateAllAsync<string[]>(
            "all => all.filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 120))");
        AssertNone(shown);
        Assert.InRange(Pages(await visit.Page.PdfAsync(new() { Format = "Letter" })), 1, 4);
    }

    [Fact]
    public async Task One_that_there_is_not_is_said_and_leads_to_a_search()
    {
        Visit visit = await VisitAsync();
        IResponse answer = await visit.GoAsync("/facilities/nobody");
        Assert.Equal(404, answer.Status);
        Assert.Contains("text/html", await answer.HeaderValueAsync("content-type"), StringComparison.Ordinal);
        await visit.Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "search" }).ClickAsync();
        await Assertions.Expect(visit.Where).ToBeVisibleAsync();
        visit.Witness.Forgive("Failed to load resource");
    }

    /// <summary>How many pages a PDF file has: its page objects are not compressed.</summary>
    private static int Pages(byte[] pdf) => System.Text.RegularExpressions.Regex.Count(
        System.Text.Encoding.Latin1.GetString(pdf), @"/Type\s*/Page\b", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
}
