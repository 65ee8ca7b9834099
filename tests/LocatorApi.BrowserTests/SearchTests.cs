using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>A search by ZIP as people make it, with the script that answers in place.</summary>
public sealed class SearchTests(Site site) : BrowserTest(site)
{
    [Fact]
    public async Task A_ZIP_gives_a_list_in_place_and_the_focus_goes_to_its_total()
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        await visit.GoAsync("/");
        await visit.MarkAsync();
        // What may be meant is fetched while one types, and does not lie over the button in the end.
        await visit.Page.RunAndWaitForResponseAsync(() => visit.Where.PressSequentiallyAsync(SitePages.Zip), "**/v1/places");
        await visit.Form.Locator("button.main").First.ClickAsync();
        Assert.True(await visit.IsMarkedAsync(), "the page was loaded anew");
        await Assertions.Expect(visit.Summary).ToBeFocusedAsync();
        int total = await visit.TotalAsync();
        Assert.Equal(total, await visit.Cards.CountAsync());
        await Assertions.Expect(visit.Cards.First).ToContainTextAsync("Sample Recovery Center of Atlanta");
        // The crisis line and the number to call are links that a telephone understands.
        await Assertions.Expect(visit.Cards.First.Locator("a.call[href='tel:+14045550100']").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_city_is_as_good_as_a_ZIP_and_is_suggested_while_typing()
    {
        Visit visit = await VisitAsync();
        await visit.GoAsync("/");
        await visit.Where.PressSequentiallyAsync("Cambrid");
        ILocator option = visit.Page.GetByRole(AriaRole.Option, new() { NameRegex = new("Cambridge, MA") }).First;
        await Assertions.Expect(option).ToBeVisibleAsync();
        await option.ClickAsync();
        await visit.SubmitAsync();
        await Assertions.Expect(visit.Summary).ToBeVisibleAsync();
        await Assertions.Expect(visit.Cards.First).ToContainTextAsync("MA");
    }

    [Fact]
    public async Task Filters_say_how_many_each_would_leave_and_keep_their_word()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "all filters");
        int counted = await visit.CountAtAsync("level", "partial-hospitalization");
        Assert.InRange(counted, 1, await visit.TotalAsync() - 1);
        await visit.ChooseAsync("level", "partial-hospitalization");
        await visit.SearchAsync(SitePages.Zip);
        await Assertions.Expect(visit.Cards).ToHaveCountAsync(counted);
        Assert.Equal(counted, await visit.TotalAsync());
    }

    /// <summary>Counts follow a choice by themselves, a moment later; by then somebody may have gone on.</summary>
    [Fact]
    public async Task A_filter_that_was_just_chosen_does_not_take_away_what_was_opened_after_it()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "results");
        string id = (await visit.IdsAsync())[0];
        await visit.Page.EvaluateAsync("""
            () => {
              document.querySelector('#results input[name=payment][value=medicaid]').click();
              document.querySelector('#results > .places [data-open]').click();
            }
            """);
        await visit.ArriveAsync("/facilities/" + id);
        await visit.Page.WaitForTimeoutAsync(1_000);
        Assert.EndsWith($"/facilities/{id}", visit.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(visit.Page.Locator("h1")).ToContainTextAsync("Sample Recovery Center of Atlanta");
    }

    [Fact]
    public async Task Choosing_a_filter_changes_the_list_by_itself_and_keeps_the_focus()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "results");
        await visit.ChooseAsync("level", "partial-hospitalization");
        await Assertions.Expect(visit.Cards).ToHaveCountAsync(await visit.CountAtAsync("level", "partial-hospitalization"));
        Assert.Equal("INPUT#f-level-partial-hospitalization", await visit.FocusedAsync());
        await Assertions.Expect(visit.Said).ToContainTextAsync(await visit.Summary.InnerTextAsync());
    }

    [Fact]
    public async Task Next_pages_come_in_place_without_gaps_or_repeats()
    {
        Visit visit = await VisitAsync(address: await Site.CityServedAsync());
        await visit.GoAsync("/");
        await visit.MarkAsync();
        await visit.SearchAsync(SitePages.Zip);
        HashSet<string> seen = [.. await visit.IdsAsync()];
        for (int page = 2; await visit.NextPage.CountAsync() > 0; page++)
        {
            Assert.InRange(page, 2, 4);
            string last = (await visit.IdsAsync())[^1];
            await visit.NextPage.ClickAsync();
            await visit.Page.WaitForFunctionAsync(
                "last => [...document.querySelectorAll('#results > .places article[data-facility]')].at(-1)?.dataset.facility !== last", last);
            seen.UnionWith(await visit.IdsAsync());
        }

        Assert.Equal(61, seen.Count);
        Assert.True(await visit.IsMarkedAsync(), "the page was loaded anew");
    }

    [Fact]
    public async Task Reload_asks_again_and_says_that_searches_are_not_kept()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "results");
        await visit.Page.ReloadAsync();
        await Assertions.Expect(visit.Where).ToHaveValueAsync("");
        Assert.Equal(0, await visit.Cards.CountAsync());
    }

    [Fact]
    public async Task Where_nothing_fits_the_repairs_stand_above_the_form_and_work()
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        await SitePages.GoToAsync(visit, "nothing found");
        Assert.Equal(0, await visit.TotalAsync());
        ILocator repair = visit.Page.Locator(".repairs button[name=without][value=level]");
        Assert.True((await repair.BoundingBoxAsync())!.Y < (await visit.Form.BoundingBoxAsync())!.Y, "the repairs stand below the form");
        await repair.ClickAsync();
        await Assertions.Expect(visit.Cards.First).ToBeVisibleAsync();
        Assert.False(await visit.IsChosenAsync("level", "partial-hospitalization"));
    }

    /// <summary>IOP is never asked of mental-health entries: what may fit is a list of its own, not an empty page.</summary>
    [Fact]
    public async Task What_is_never_asked_of_a_program_is_shown_apart_as_not_stated()
    {
        Visit visit = await VisitAsync();
        await visit.GoAsync("/");
        await visit.ChooseAsync("level", "intensive-outpatient");
        await visit.ChooseAsync("care", "mental-health");
        await visit.SearchAsync(SitePages.Zip);
        await Assertions.Expect(visit.Page.Locator("section[aria-labelledby=may-fit] article[data-facility]").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_slip_in_the_ZIP_is_named_where_it_was_made_and_can_be_mended()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "unknown ZIP");
        Assert.Equal(0, await visit.Cards.CountAsync());
        await visit.SearchAsync(SitePages.Zip);
        await Assertions.Expect(visit.Cards.First).ToBeVisibleAsync();
        Assert.NotEqual("true", await visit.Where.GetAttributeAsync("aria-invalid"));
        visit.Witness.Forgive("Failed to load resource");
    }

    /// <summary>Who hears the page instead of seeing it is told what came, once.</summary>
    [Fact]
    public async Task The_total_is_said_to_those_who_hear_the_page()
    {
        Visit visit = await VisitAsync();
        await visit.GoAsync("/");
        // A live region must be there before its text is, or nothing is said.
        Assert.NotEqual(0, await visit.Page.Locator("[role=status], [aria-live=polite]").CountAsync());
        await visit.SearchAsync(SitePages.Zip);
        string total = (await visit.TotalAsync()).ToString(System.Globalization.CultureInfo.InvariantCulture);
        bool isFocused = await visit.Summary.EvaluateAsync<bool>("e => e === document.activeElement");
        Assert.True(isFocused, "neither focus nor live region says the total");
        Assert.Contains(total, await visit.Summary.InnerTextAsync(), StringComparison.Ordinal);
    }
}
