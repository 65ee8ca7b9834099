using System.Collections.Concurrent;
using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>Whoever opens the browser after somebody searched, or reads what it wrote to the disk, does not learn what was searched.</summary>
public sealed class PrivacyTests(Site site) : BrowserTest(site)
{
    /// <summary>Searched for where files are read: five digits stand in them by chance.</summary>
    private const string City = "Sandy Springs";

    private static readonly string[] Filters = ["partial-hospitalization", "medicaid"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_address_title_state_storage_or_cookie_holds_anything_of_a_search(bool runsScripts)
    {
        Visit visit = await VisitAsync(new Visitor { RunsScripts = runsScripts });
        List<string> kept = [];
        await visit.GoAsync("/");
        foreach (Func<Task> step in Journey(visit, SitePages.Zip))
        {
            await step();
            string[] now = await Kept.ByAsync(visit);
            Assert.Contains(now, text => text.StartsWith("address http", StringComparison.Ordinal));
            Assert.DoesNotContain(now, text => text.StartsWith("cookie ", StringComparison.Ordinal));
            kept.AddRange(now);
        }

        AssertNone(Kept.Leaks(kept, [SitePages.Zip, .. Filters]));
        string[] onTheWay = await Kept.OnTheWayAsync(visit.Witness.Requests);
        Assert.Contains(onTheWay, request => request.StartsWith("request POST ", StringComparison.Ordinal));
        AssertNone(Kept.Leaks(onTheWay, [SitePages.Zip, .. Filters]));
    }

    /// <summary>History, cache, saved sessions, suggestions for forms: everything that the browser has written when it is closed.</summary>
    [Fact]
    public async Task No_file_of_the_browsers_profile_holds_anything_of_a_search() =>
        AssertNone(await FilesThatTellAsync(runsScripts: true));

    /// <summary>
    /// Without scripts a search is a page of its own, and the browser keeps what was posted for it so that it could open its tabs anew.
    /// No page can keep it from that (the site says so, and what helps); nowhere else is it.
    /// </summary>
    [Fact]
    public async Task Without_scripts_only_what_the_browser_keeps_to_open_its_tabs_anew_does() =>
        AssertNone([.. (await FilesThatTellAsync(runsScripts: false)).Where(file => !file.StartsWith(Path.Combine("Default", "Sessions"), StringComparison.Ordinal))]);

    /// <summary>Bodies in a cache are compressed, so it is asked for names: of a page nothing may be there at all.</summary>
    [Fact]
    public async Task The_browsers_cache_holds_assets_and_no_page()
    {
        string folder = Directory.CreateTempSubdirectory("locator-profile-").FullName;
        try
        {
            string id = await SitePages.IdAsync("Sample Recovery Center of Atlanta");
            await using (Visit visit = await Visit.BeginAsync(await Site.WithProfileAsync(folder), Site.Sample))
            {
                await visit.GoAsync(Site.Sample.ToString());
                await visit.SearchAsync(SitePages.Zip);
                await visit.GoAsync($"{Site.Sample}facilities/{id}");
                await visit.GoAsync("about:blank");
            }

            string[] cached = [.. (await Kept.InFilesAsync(folder, "/assets/site.css", "/search", "/facilities/" + id)).Where(found => found.Contains("Cache", StringComparison.Ordinal))];
            Assert.Contains(cached, found => found.EndsWith("/assets/site.css", StringComparison.Ordinal));
            Assert.DoesNotContain(cached, found => !found.EndsWith("/assets/site.css", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Near_me_asks_on_tap_only_and_tells_the_site_two_decimals()
    {
        Visit visit = await VisitAsync(Visitor.Phone with { Place = new() { Latitude = 33.787654f, Longitude = -84.383456f } });
        ConcurrentQueue<string> bodies = [];
        visit.Page.Request += (_, request) => bodies.Enqueue(request.PostData ?? "");
        await visit.GoAsync("/");
        await visit.Page.Locator("#near").ClickAsync();
        await Assertions.Expect(visit.Cards.First).ToBeVisibleAsync();
        Assert.Contains(bodies, body => body.Contains("33.79", StringComparison.Ordinal) && body.Contains("-84.38", StringComparison.Ordinal));
        Assert.DoesNotContain(bodies, body => body.Contains("33.787", StringComparison.Ordinal) || body.Contains("84.383", StringComparison.Ordinal));
        AssertNone(Kept.Leaks(await Kept.ByAsync(visit), "33.78", "33.79", "84.38"));
    }

    [Fact]
    public async Task Near_me_refused_is_said_and_searches_nowhere()
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        await visit.GoAsync("/");
        await visit.Page.Locator("#near").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#near-said")).ToContainTextAsync("did not say where you are");
        Assert.DoesNotContain(visit.Witness.Requests, request => request.Method == "POST");
    }

    private async Task<string[]> FilesThatTellAsync(bool runsScripts)
    {
        string folder = Directory.CreateTempSubdirectory("locator-profile-").FullName;
        try
        {
            await using (Visit visit = await Visit.BeginAsync(await Site.WithProfileAsync(folder, runsScripts), Site.Sample))
            {
                await visit.GoAsync(Site.Sample + "learn");
                await visit.GoAsync(Site.Sample.ToString());
                foreach (Func<Task> step in Journey(visit, City + ", GA"))
                {
                    await step();
                }

                await visit.GoAsync("about:blank");
            }

            // It has written: the cache knows the stylesheet.
            Assert.NotEmpty(await Kept.InFilesAsync(folder, "/assets/site.css"));
            return await Kept.InFilesAsync(folder, [City, City.Replace(' ', '+'), City.Replace(" ", "%20", StringComparison.Ordinal), .. Filters]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A search with filters, its facilities, its shortlist and what comes after it.</summary>
    private static Func<Task>[] Journey(Visit visit, string where) =>
    [
        () => visit.ChooseAsync("payment", "medicaid"),
        () => visit.SearchAsync(where),
        visit.ShowAllFiltersAsync,
        visit.OpenFirstFacilityAsync,
        visit.BackToTheListAsync,
        async () =>
        {
            await visit.ChooseAsync("level", "partial-hospitalization");
            await visit.SearchAsync(where);
        },
        visit.CompareTwoAsync,
        () => visit.GoAsync(new Uri(new Uri(visit.Page.Url), "/learn").ToString()),
    ];
}
