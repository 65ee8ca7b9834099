using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>A phone with one bar of signal.</summary>
public sealed class SlowNetworkTests(Site site) : BrowserTest(site)
{
    [Fact]
    public async Task While_an_answer_is_on_its_way_that_is_said_and_the_form_can_be_used()
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        await visit.GoAsync("/");
        TaskCompletionSource<bool> answer = new();
        await visit.Page.RouteAsync("**/search", async route =>
        {
            _ = await answer.Task;
            await route.ContinueAsync();
        });
        await visit.Where.FillAsync(SitePages.Zip);
        await visit.SubmitAsync();
        await Assertions.Expect(visit.Said).ToContainTextAsync("Searching");
        await Assertions.Expect(visit.Where).ToBeEnabledAsync();
        await Assertions.Expect(visit.Where).ToHaveValueAsync(SitePages.Zip);
        Assert.Equal(0, await visit.Cards.CountAsync());
        answer.SetResult(true);
        await Assertions.Expect(visit.Summary).ToBeFocusedAsync();
        await Assertions.Expect(visit.Said).Not.ToContainTextAsync("Searching");
    }

    /// <summary>Who mends a slip while the first answer is on its way sees the answer to what was asked last.</summary>
    [Fact]
    public async Task An_answer_that_comes_late_does_not_replace_a_newer_one()
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        await visit.GoAsync("/");
        TaskCompletionSource<bool> late = new();
        int asked = 0;
        await visit.Page.RouteAsync("**/search", async route =>
        {
            if (Interlocked.Increment(ref asked) == 1)
            {
                _ = await late.Task;
            }

            try
            {
                await route.ContinueAsync();
            }
            catch (PlaywrightException)
            {
                // The page has given the request up.
            }
        });
        await visit.Where.FillAsync("98101");
        await visit.SubmitAsync();
        await Assertions.Expect(visit.Said).ToContainTextAsync("Searching");
        await visit.SearchAsync(SitePages.Zip);
        await Assertions.Expect(visit.Results).ToContainTextAsync("Atlanta");
        late.SetResult(true);
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await Assertions.Expect(visit.Results).ToContainTextAsync("Atlanta");
        await Assertions.Expect(visit.Results).Not.ToContainTextAsync("Seattle");
    }

    [Fact]
    public async Task A_request_that_fails_is_said_keeps_what_was_typed_and_can_be_tried_again()
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        await visit.GoAsync("/");
        await visit.Page.RouteAsync("**/search", route => route.AbortAsync("internetdisconnected"));
        await visit.Where.FillAsync(SitePages.Zip);
        await visit.SubmitAsync();
        await Assertions.Expect(visit.Said).ToContainTextAsync("try again");
        await Assertions.Expect(visit.Said).ToBeInViewportAsync();
        await Assertions.Expect(visit.Where).ToHaveValueAsync(SitePages.Zip);
        // Somebody without a network may still telephone.
        await Assertions.Expect(visit.Page.Locator("#crisis a[href='tel:988']").First).ToBeVisibleAsync();
        await visit.Page.UnrouteAllAsync();
        await visit.SubmitAsync();
        await Assertions.Expect(visit.Cards.First).ToBeVisibleAsync();
        await Assertions.Expect(visit.Said).Not.ToContainTextAsync("try again");
        visit.Witness.Forgive("ERR_INTERNET_DISCONNECTED");
    }

    [Fact]
    public async Task The_list_stays_when_a_facility_cannot_be_opened()
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        await SitePages.GoToAsync(visit, "results");
        int cards = await visit.Cards.CountAsync();
        await visit.Page.RouteAsync("**/facilities/**", route => route.AbortAsync("internetdisconnected"));
        await visit.FacilityLinks.First.ClickAsync();
        await Assertions.Expect(visit.Said).ToContainTextAsync("try again");
        Assert.Equal(cards, await visit.Cards.CountAsync());
        await visit.Page.UnrouteAllAsync();
        await visit.OpenFirstFacilityAsync();
        visit.Witness.Forgive("ERR_INTERNET_DISCONNECTED");
    }

    [Fact]
    public async Task On_a_slow_third_generation_network_a_search_ends_in_a_list_that_can_be_called()
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        Wire wire = await Wire.TapAsync(visit);
        await wire.SlowDownAsync();
        await visit.GoAsync("/");
        await visit.SearchAsync(SitePages.Zip);
        await Assertions.Expect(visit.Cards.First.Locator("a.call").First).ToBeVisibleAsync();
    }
}
