using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>Somebody who is watched leaves the page at once, and Back does not bring it up again.</summary>
public sealed class QuickExitTests(Site site) : BrowserTest(site)
{
    /// <summary>However slow the other page is: here it never comes.</summary>
    [Theory]
    [InlineData("keys")]
    [InlineData("button")]
    public async Task The_page_is_covered_before_another_answers(string by)
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "results");
        await LeadElsewhereAsync(visit, comes: false);
        Assert.True(await IsReadableAsync(visit.Page));
        await LeaveAsync(visit.Page, by);
        await Assertions.Expect(visit.Page.Locator("main, header, footer")).ToHaveCountAsync(0);
        Assert.False(await IsReadableAsync(visit.Page));
        Assert.NotEmpty((await visit.Page.GetByRole(AriaRole.Alert).InnerTextAsync()).Trim());
        Assert.DoesNotContain("places", await visit.Page.TitleAsync(), StringComparison.OrdinalIgnoreCase);
        // Who goes on pressing does no harm.
        await PressShiftAsync(visit.Page, 4);
        AssertNone(Kept.Leaks(await Kept.ByAsync(visit), SitePages.Zip));
    }

    [Theory]
    [InlineData("keys")]
    [InlineData("button")]
    public async Task Back_from_the_other_page_does_not_bring_it_up_again(string by)
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "results");
        await LeadElsewhereAsync(visit);
        await LeaveAsync(visit.Page, by);
        await Assertions.Expect(visit.Page).ToHaveTitleAsync("Elsewhere");
        await visit.Page.GoBackAsync();
        await Assertions.Expect(visit.Summary).ToHaveCountAsync(0);
        Assert.Equal(0, await visit.Cards.CountAsync());
    }

    [Fact]
    public async Task Two_presses_or_capital_letters_leave_nothing()
    {
        Visit visit = await VisitAsync();
        await visit.GoAsync("/");
        await visit.Where.FocusAsync();
        foreach (string key in (string[])["Shift+A", "Shift+B", "Shift+C", "Shift+D"])
        {
            await visit.Page.Keyboard.PressAsync(key);
        }

        await Assertions.Expect(visit.Where).ToHaveValueAsync("ABCD");
        await PressShiftAsync(visit.Page, 2);
        Assert.True(await IsReadableAsync(visit.Page));
    }

    [Fact]
    public async Task Without_scripts_it_is_a_link_that_tells_the_other_page_nothing()
    {
        Visit visit = await VisitAsync(Visitor.WithoutScripts);
        await SitePages.GoToAsync(visit, "results");
        List<string?> referers = [];
        await LeadElsewhereAsync(visit, referers: referers);
        await visit.Page.Locator("#exit").ClickAsync();
        await Assertions.Expect(visit.Page).ToHaveTitleAsync("Elsewhere");
        Assert.Equal([null], referers);
    }

    /// <summary>The second skip link, for those who come by keyboard or with a screen reader.</summary>
    [Fact]
    public async Task It_is_reached_by_the_second_press_of_Tab()
    {
        Visit visit = await VisitAsync();
        await visit.GoAsync("/");
        await LeadElsewhereAsync(visit);
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page).ToHaveTitleAsync("Elsewhere");
    }

    /// <summary>Answers for every other host, so that none is asked.</summary>
    private static async Task LeadElsewhereAsync(Visit visit, bool comes = true, List<string?>? referers = null)
    {
        string authority = new Uri(visit.Page.Url).Authority;
        await visit.Context.RouteAsync(url => new Uri(url).Authority != authority, async route =>
        {
            visit.Witness.Leave(new Uri(route.Request.Url).Host);
            referers?.Add(await route.Request.HeaderValueAsync("referer"));
            await (comes ? route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><title>Elsewhere</title>" }) : route.AbortAsync("aborted"));
        });
    }

    private static Task LeaveAsync(IPage page, string by) => by == "keys" ? PressShiftAsync(page, 3) : page.Locator("#exit").ClickAsync();

    private static async Task PressShiftAsync(IPage page, int times)
    {
        for (int pressed = 0; pressed < times; pressed++)
        {
            await page.Keyboard.PressAsync("Shift");
        }
    }

    /// <summary>Whether what is in the middle of the window belongs to the page's content.</summary>
    private static Task<bool> IsReadableAsync(IPage page) => page.EvaluateAsync<bool>(
        "() => [0.2, 0.4, 0.6, 0.8].some(y => document.elementFromPoint(innerWidth / 2, innerHeight * y)?.closest('main, header, footer'))");
}
