using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>The whole way without JavaScript, as in a hardened browser or where the script did not arrive.</summary>
public sealed class NoScriptTests(Site site) : BrowserTest(site)
{
    [Fact]
    public async Task A_search_answers_with_a_page_whose_cards_open_in_place()
    {
        Visit visit = await VisitAsync(Visitor.WithoutScripts);
        await SitePages.GoToAsync(visit, "results");
        Assert.Equal("/search", new Uri(visit.Page.Url).PathAndQuery);
        ILocator card = visit.Cards.First;
        ILocator details = card.Locator("details").First;
        Assert.False(await details.EvaluateAsync<bool>("details => details.open"));
        await details.Locator("summary").First.ClickAsync();
        Assert.True(await details.EvaluateAsync<bool>("details => details.open"));
        Assert.Equal("/search", new Uri(visit.Page.Url).PathAndQuery);
        await Assertions.Expect(card.Locator("a.call").First).ToBeVisibleAsync();
    }

    /// <summary>
    /// Back to a page that came by POST makes a browser ask whether to send the form again, which nobody in distress should have to
    /// understand. "Back to the list" is a form of its own, which posts the search anew.
    /// </summary>
    [Fact]
    public async Task Back_to_the_list_posts_the_search_again_and_nobody_is_asked()
    {
        Visit visit = await VisitAsync(Visitor.WithoutScripts);
        await visit.GoAsync("/");
        await visit.ChooseAsync("payment", "medicaid");
        await visit.SearchAsync(SitePages.Zip);
        string summary = await visit.Summary.InnerTextAsync();
        string[] before = await visit.IdsAsync();
        await visit.OpenFirstFacilityAsync();
        Assert.Equal($"/facilities/{before[0]}", new Uri(visit.Page.Url).PathAndQuery);
        await visit.BackToTheListAsync();
        Assert.Equal(summary, await visit.Summary.InnerTextAsync());
        Assert.Equal(before, await visit.IdsAsync());
        Assert.Equal("/search", new Uri(visit.Page.Url).PathAndQuery);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gaps_and_lead_back()
    {
        Visit visit = await VisitAsync(Visitor.WithoutScripts, await Site.CityServedAsync());
        await visit.GoAsync("/");
        await visit.SearchAsync(SitePages.Zip);
        List<string> seen = [.. await visit.IdsAsync()];
        for (int page = 2; await visit.NextPage.CountAsync() > 0; page++)
        {
            Assert.InRange(page, 2, 4);
            await visit.NextPage.ClickAsync();
            await Assertions.Expect(visit.Cards.First).ToBeVisibleAsync();
            seen.AddRange(await visit.IdsAsync());
            Assert.Equal("/search", new Uri(visit.Page.Url).PathAndQuery);
        }

        Assert.Equal(61, seen.Count);
        Assert.Equal(61, seen.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Filters_are_chosen_among_counts_and_keep_what_was_typed()
    {
        Visit visit = await VisitAsync(Visitor.WithoutScripts);
        await SitePages.GoToAsync(visit, "all filters");
        await Assertions.Expect(visit.Where).ToHaveValueAsync(SitePages.Zip);
        int counted = await visit.CountAtAsync("level", "partial-hospitalization");
        Assert.InRange(counted, 1, 7);
        await visit.ChooseAsync("level", "partial-hospitalization");
        await visit.SearchAsync(SitePages.Zip);
        Assert.Equal(counted, await visit.TotalAsync());
        Assert.True(await visit.IsChosenAsync("level", "partial-hospitalization"));
    }

    [Fact]
    public async Task Where_nothing_is_found_one_button_takes_the_filter_away()
    {
        Visit visit = await VisitAsync(Visitor.WithoutScripts);
        await SitePages.GoToAsync(visit, "nothing found");
        Assert.Equal(0, await visit.Cards.CountAsync());
        await visit.Page.Locator(".repairs button[name=without][value=level]").ClickAsync();
        await Assertions.Expect(visit.Cards.First).ToBeVisibleAsync();
        Assert.False(await visit.IsChosenAsync("level", "partial-hospitalization"));
    }

    [Fact]
    public async Task A_shortlist_is_made_of_what_was_ticked()
    {
        Visit visit = await VisitAsync(Visitor.WithoutScripts);
        await SitePages.GoToAsync(visit, "results");
        string[] ids = await visit.IdsAsync();
        await visit.CompareTwoAsync();
        Assert.Contains(ids[0], await visit.Page.ContentAsync(), StringComparison.Ordinal);
        Assert.Contains(ids[1], await visit.Page.ContentAsync(), StringComparison.Ordinal);
    }

    /// <summary>A control that only a script could answer would be a dead end.</summary>
    [Theory]
    [InlineData("home")]
    [InlineData("results")]
    [InlineData("facility")]
    [InlineData("shortlist")]
    public async Task No_button_is_shown_that_would_do_nothing(string name)
    {
        Visit visit = await VisitAsync(Visitor.WithoutScripts);
        await SitePages.GoToAsync(visit, name);
        string[] dead = await visit.Page.Locator("button, a:not([href]), [role=button]").EvaluateAllAsync<string[]>(
            "all => all.filter(e => e.checkVisibility() && !(e.matches('button') && e.type === 'submit' && e.form)).map(e => e.outerHTML)");
        AssertNone(dead);
    }
}
