using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>The map beside the list: opened on demand, in step with it, and never the only way.</summary>
public sealed class MapTests(Site site) : BrowserTest(site)
{
    [Fact]
    public async Task It_shows_all_matches_and_not_only_those_of_the_page()
    {
        Visit visit = await VisitAsync(address: await Site.CityServedAsync());
        await visit.GoAsync("/");
        await visit.SearchAsync(SitePages.Zip);
        await visit.ShowMapAsync();
        await Assertions.Expect(visit.Pins.First).ToBeVisibleAsync();
        Assert.Equal(61, await visit.OnMapAsync());
    }

    [Fact]
    public async Task Its_pins_are_reached_and_opened_by_keyboard_and_have_names()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "map");
        await visit.Page.TabToAsync("#map :is(.map-pin, .map-cluster)");
        Assert.NotEmpty(await visit.Page.EvaluateAsync<string>("() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.title ?? document.activeElement.innerText"));
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator("#map").GetByRole(AriaRole.Link).Or(visit.Page.Locator("#map").GetByRole(AriaRole.Button)).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task It_tells_the_site_what_is_looked_at_by_post_only()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "map");
        IRequest[] asked = [.. visit.Witness.Requests.Where(request => request.Url.Contains("/map/", StringComparison.Ordinal) && request.ResourceType is "fetch" or "xhr")];
        Assert.Contains(asked, request => request.Method == "POST");
        AssertNone(Kept.Leaks(await Kept.OnTheWayAsync(asked), SitePages.Zip, "bbox", "zoom="));
        AssertNone(Kept.Leaks(await Kept.ByAsync(visit), SitePages.Zip, "bbox"));
    }

    [Fact]
    public async Task Without_scripts_nobody_is_offered_a_map_that_does_not_come()
    {
        Visit visit = await VisitAsync(Visitor.WithoutScripts);
        await SitePages.GoToAsync(visit, "results");
        await Assertions.Expect(visit.Page.Locator("#show-map")).ToBeHiddenAsync();
    }
}
