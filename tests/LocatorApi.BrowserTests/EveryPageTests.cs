using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>What holds on every page of the site and in every state of one.</summary>
public sealed class EveryPageTests(Site site) : BrowserTest(site)
{
    public static TheoryData<string> Pages => [.. SitePages.Names];

    /// <summary>And help in a crisis is one tap away, wherever one is, as is the way out.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_page_fits_a_phone_a_finger_and_a_zoom_of_400_percent_and_is_accessible_in_both_themes(string name)
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        await SitePages.GoToAsync(visit, name);
        await Assertions.Expect(visit.Page.Locator("#crisis a[href='tel:988']").First).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator("#crisis a[href^='sms:988']").First).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator("#exit")).ToBeInViewportAsync();
        AssertNone(await PageLayout.OutOfTheWindowAsync(visit.Page));
        AssertNone(await PageLayout.SmallTargetsAsync(visit.Page));
        await Screenshots.TakeAsync(visit.Page, $"{name} phone");
        await visit.Page.SetViewportSizeAsync(Visitor.Zoomed.Width, Visitor.Zoomed.Height);
        AssertNone(await PageLayout.OutOfTheWindowAsync(visit.Page));
        // The same page on a desktop: a second visit would find the same elements.
        await visit.Page.SetViewportSizeAsync(Visitor.Desktop.Width, Visitor.Desktop.Height);
        AssertNone(await PageLayout.HeadingFaultsAsync(visit.Page));
        await AssertAccessibleAsync(visit);
        await Screenshots.TakeAsync(visit.Page, $"{name} desktop");
        Forgive(visit, name);
    }

    [Fact]
    public async Task So_is_every_Learn_page()
    {
        Visit visit = await VisitAsync();
        string[] pages = await SitePages.LearnAsync(visit);
        Assert.NotEmpty(pages);
        foreach (string page in pages)
        {
            await visit.GoAsync(page);
            AssertNone(await PageLayout.HeadingFaultsAsync(visit.Page));
            await AssertAccessibleAsync(visit);
            await Screenshots.TakeAsync(visit.Page, $"{page[1..]} desktop");
            await visit.Page.SetViewportSizeAsync(Visitor.Phone.Width, Visitor.Phone.Height);
            await Screenshots.TakeAsync(visit.Page, $"{page[1..]} phone");
            AssertNone(await PageLayout.SmallTargetsAsync(visit.Page));
            await visit.Page.SetViewportSizeAsync(Visitor.Zoomed.Width, Visitor.Zoomed.Height);
            AssertNone(await PageLayout.OutOfTheWindowAsync(visit.Page));
            await visit.Page.SetViewportSizeAsync(Visitor.Desktop.Width, Visitor.Desktop.Height);
        }
    }

    [Theory]
    [InlineData("home")]
    [InlineData("results")]
    [InlineData("facility opened from the list")]
    public async Task Nothing_moves_for_those_who_ask_for_little_motion(string name)
    {
        Visit visit = await VisitAsync(new Visitor { PrefersLittleMotion = true });
        await SitePages.GoToAsync(visit, name);
        AssertNone(await PageLayout.MotionAsync(visit.Page));
    }

    private static async Task AssertAccessibleAsync(Visit visit)
    {
        string[] violations = await Axe.ViolationsAsync(visit.Page);
        Assert.True(violations.Length == 0, $"{visit.Page.Url}:\n{string.Join('\n', violations)}");
    }

    /// <summary>The browser writes into its console that a page answered 404 or 400, as it should.</summary>
    private static void Forgive(Visit visit, string name)
    {
        if (name.StartsWith("no such ", StringComparison.Ordinal) || name == "unknown ZIP")
        {
            visit.Witness.Forgive("Failed to load resource");
        }
    }
}
