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

    /// <summary>A circle of 100 miles that holds two places near its middle would show them as one point among counties.</summary>
    [Theory]
    [InlineData("30309", "level=intensive-outpatient payment=medicaid age=children-and-teens", 2, 33.78, -84.39)]
    [InlineData("59230", "level=outpatient", 1, 48.2, -106.63)]
    public async Task It_begins_with_what_was_found_and_the_searched_place_in_view(string zip, string filters, int places, double latitude, double longitude)
    {
        Visit visit = await VisitAsync(address: await Site.TasksServedAsync());
        await visit.GoAsync("/");
        foreach (string[] filter in filters.Split(' ').Select(filter => filter.Split('=')))
        {
            await visit.ChooseAsync(filter[0], filter[1]);
        }

        await visit.SearchAsync(zip);
        await Assertions.Expect(visit.Summary).ToContainTextAsync("within 100 miles");
        await visit.ShowMapAsync();
        Assert.Equal(places, await visit.OnMapAsync());
        double[] box = [.. System.Web.HttpUtility.ParseQueryString(visit.Witness.Requests.Last(request => request.Url.EndsWith("/map/matches", StringComparison.Ordinal)).PostData!)["bbox"]!
            .Split(',').Select(degrees => double.Parse(degrees, System.Globalization.CultureInfo.InvariantCulture))];
        Assert.InRange(longitude, box[0], box[2]);
        Assert.InRange(latitude, box[1], box[3]);
        // In degrees: the whole circle is 2.9 from south to north, a few miles are 0.05.
        Assert.InRange(box[3] - box[1], 0.05, 1.5);
    }

    [Fact]
    public async Task Without_scripts_nobody_is_offered_a_map_that_does_not_come()
    {
        Visit visit = await VisitAsync(Visitor.WithoutScripts);
        await SitePages.GoToAsync(visit, "results");
        await Assertions.Expect(visit.Page.Locator("#show-map")).ToBeHiddenAsync();
    }
}
