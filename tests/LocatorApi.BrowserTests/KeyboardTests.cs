using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>The whole way with a keyboard and nothing else, the focus always where one would look for it.</summary>
public sealed class KeyboardTests(Site site) : BrowserTest(site)
{
    [Fact]
    public async Task The_first_press_of_Tab_offers_to_skip_to_the_content()
    {
        Visit visit = await VisitAsync();
        await visit.GoAsync("/");
        await visit.Page.Keyboard.PressAsync("Tab");
        ILocator skip = visit.Page.Locator(":focus");
        await Assertions.Expect(skip).ToBeInViewportAsync();
        Assert.StartsWith("#", await skip.GetAttributeAsync("href"), StringComparison.Ordinal);
        await visit.Page.Keyboard.PressAsync("Enter");
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.activeElement.closest('main') !== null || location.hash.length > 1"));
        await visit.Page.TabToAsync("#where");
    }

    [Fact]
    public async Task A_search_leads_the_focus_to_its_answer_and_on_to_the_number_to_call()
    {
        Visit visit = await VisitAsync();
        await visit.GoAsync("/");
        await visit.Page.TabToAsync("#where");
        await visit.Page.Keyboard.TypeAsync(SitePages.Zip);
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Summary).ToBeFocusedAsync();
        await visit.Page.TabToAsync("#results a.call", most: 25);
    }

    [Fact]
    public async Task A_facility_opens_by_Enter_and_Back_returns_to_its_link()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "results");
        string id = (await visit.IdsAsync())[0];
        await visit.FacilityLinks.First.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.ArriveAsync("/facilities/" + id);
        await Assertions.Expect(visit.Page.Locator("h1, h2").And(visit.Page.Locator(":focus"))).ToContainTextAsync("Sample");
        await visit.Page.GoBackAsync();
        await Assertions.Expect(visit.Summary).ToBeVisibleAsync();
        Assert.Equal(id, await visit.Page.EvaluateAsync<string>("() => document.activeElement.closest('[data-facility]')?.dataset.facility"));
    }

    [Fact]
    public async Task Filters_are_chosen_by_the_space_bar()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "all filters");
        await visit.Page.TabToAsync("#search input[type=checkbox], #search input[type=radio], #search select", most: 40);
        string name = await visit.Page.EvaluateAsync<string>("() => document.activeElement.name");
        Assert.NotEmpty(name);
        await visit.Page.Keyboard.PressAsync("Space");
    }

    [Fact]
    public async Task A_slip_leads_the_focus_to_what_is_to_be_mended()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "unknown ZIP");
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.activeElement.matches('#where, [role=alert], [role=alert] *, [tabindex=\"-1\"]')"));
        string described = (await visit.Where.GetAttributeAsync("aria-describedby"))!;
        string said = string.Concat(await Task.WhenAll(described.Split(' ').Select(id => visit.Page.Locator("#" + id).InnerTextAsync())));
        Assert.Contains("no such ZIP", said, StringComparison.Ordinal);
        visit.Witness.Forgive("Failed to load resource");
    }

    /// <summary>Nor does the way out, which stays in its corner, lie over what has the focus (WCAG 2.2, 2.4.11).</summary>
    [Fact]
    public async Task Nothing_on_a_page_catches_the_focus_or_hides_it()
    {
        Visit visit = await VisitAsync(Visitor.Phone with { PrefersLittleMotion = true });
        await SitePages.GoToAsync(visit, "results");
        await visit.Page.EvaluateAsync("""
            () => {
              document.activeElement?.blur();
              window.faults = [];
              addEventListener('focusin', ({ target }) => requestAnimationFrame(() => {
                if (target !== document.activeElement) return;
                const box = target.getBoundingClientRect(), exit = document.getElementById('exit'), over = exit.getBoundingClientRect();
                const isUnder = !exit.contains(target) && box.left >= over.left && box.right <= over.right && box.top >= over.top && box.bottom <= over.bottom;
                const isOut = box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth;
                if (isUnder || isOut) window.faults.push(`${isUnder ? 'under the way out' : 'out of the window'}: ${target.outerHTML.slice(0, 100)}`);
                window.isAtEnd ||= target.closest('footer') !== null;
              }));
            }
            """);
        for (int pressed = 0; pressed < 300 && !await visit.Page.EvaluateAsync<bool>("() => window.isAtEnd === true"); pressed += 5)
        {
            for (int key = 0; key < 5; key++)
            {
                // Long enough for a frame, in which the page scrolls.
                await visit.Page.Keyboard.PressAsync("Tab", new() { Delay = 20 });
            }
        }

        Assert.True(await visit.Page.EvaluateAsync<bool>("() => window.isAtEnd === true"), "Tab never reaches the end of the page");
        AssertNone(await visit.Page.EvaluateAsync<string[]>("() => window.faults"));
    }
}
