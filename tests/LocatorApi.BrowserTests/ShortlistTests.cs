using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>A coordinator compares a few facilities for a client, and sends them on without the client's place.</summary>
public sealed class ShortlistTests(Site site) : BrowserTest(site)
{
    [Fact]
    public async Task What_was_ticked_stands_side_by_side()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "results");
        string[] names = await visit.FacilityLinks.AllInnerTextsAsync() is { } all ? [.. all] : [];
        await visit.CompareTwoAsync();
        string[] heads = [.. await visit.Page.Locator("main table th[scope=col]").AllInnerTextsAsync()];
        Assert.All(names.Take(2), name => Assert.Contains(heads, head => head.Contains(name.Trim(), StringComparison.Ordinal)));
        string table = await visit.Page.Locator("main table").First.InnerTextAsync();
        Assert.Contains("404-555-0100", table, StringComparison.Ordinal);
        Assert.Contains("Medicaid", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ticks_stay_while_one_looks_at_a_facility_and_searches_on()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "results");
        string[] ids = await visit.IdsAsync();
        await visit.Page.Locator($"input[name=pick][value='{ids[1]}']").CheckAsync();
        await visit.OpenFirstFacilityAsync();
        await visit.BackToTheListAsync();
        await Assertions.Expect(visit.Page.Locator($"input[name=pick][value='{ids[1]}']")).ToBeCheckedAsync();
    }

    [Fact]
    public async Task Its_table_and_its_text_name_the_facilities_and_no_searcher()
    {
        Visit visit = await VisitAsync();
        await visit.GoAsync("/");
        await visit.SearchAsync("30308");
        await visit.CompareTwoAsync();
        IDownload download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Page.Locator("a[href*='shortlist.csv'], button[formaction*='shortlist.csv']").First.ClickAsync());
        string table = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Contains("Sample", table, StringComparison.Ordinal);
        Assert.DoesNotContain("distance", table, StringComparison.OrdinalIgnoreCase);
        string text = await visit.Page.Locator("#client-text").InputValueAsync();
        Assert.Contains("404-555-0101", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" mile", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" mile", await visit.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        AssertNone(Kept.Leaks(await Kept.ByAsync(visit), "30308"));
    }

    [Fact]
    public async Task On_paper_it_is_the_table()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "shortlist");
        await visit.Page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(visit.Page.Locator("main table").First).ToBeVisibleAsync();
        Assert.Empty(await visit.Page.Locator("button, #exit").EvaluateAllAsync<string[]>("all => all.filter(e => e.checkVisibility()).map(e => e.outerHTML)"));
    }
}
