using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>Somebody at the site: a browser context of its own with one page.</summary>
public sealed partial class Visit : IAsyncDisposable
{
    private Visit(IBrowserContext context, IPage page, PageWitness witness)
    {
        Context = context;
        Page = page;
        Witness = witness;
    }

    /// <summary>The browser's side.</summary>
    public IBrowserContext Context { get; }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What the page asked for and what went wrong in it.</summary>
    public PageWitness Witness { get; }

    /// <summary>The form.</summary>
    public ILocator Form => Page.Locator("form#search");

    /// <summary>ZIP or city, as typed.</summary>
    public ILocator Where => Page.Locator("#where");

    /// <summary>The region that a search replaces.</summary>
    public ILocator Results => Page.Locator("#results");

    /// <summary>The heading with the total.</summary>
    public ILocator Summary => Page.Locator("#summary");

    /// <summary>The cards of the list; those of what may fit, or is near, stand apart.</summary>
    public ILocator Cards => Page.Locator("#results > .places article[data-facility]");

    /// <summary>The links of the cards to their facilities.</summary>
    public ILocator FacilityLinks => Cards.Locator("[data-open]");

    /// <summary>The button for the next page of the list.</summary>
    public ILocator NextPage => Page.Locator("#results > p > button[name=cursor]");

    /// <summary>What the page says of itself: that it is searching, that something failed.</summary>
    public ILocator Said => Page.Locator("#said");

    /// <summary>What stands on the map.</summary>
    public ILocator Pins => Page.Locator("#map :is(.map-pin, .map-cluster)");

    /// <summary>Opens a page of the site.</summary>
    public static async Task<Visit> BeginAsync(IBrowserContext context, Uri site)
    {
        PageWitness witness = new(context, site);
        // Long enough for a machine that does much else; nothing is slower for it but a test that fails.
        context.SetDefaultTimeout(15_000);
        Assertions.SetDefaultExpectTimeout(15_000);
        return new Visit(context, context.Pages.Count > 0 ? context.Pages[0] : await context.NewPageAsync(), witness);
    }

    /// <summary>Goes to a page.</summary>
    public async Task<IResponse> GoAsync(string path) => (await Page.GotoAsync(path))!;

    /// <summary>Fills in the place and searches; the answer is there when this ends.</summary>
    public async Task SearchAsync(string where)
    {
        await RevealAsync(Where);
        await Where.FillAsync(where);
        await SubmitAsync();
        await Assertions.Expect(Summary).ToContainTextAsync(where);
    }

    /// <summary>Searches for what is filled in, as the key on a phone's keyboard does.</summary>
    public async Task SubmitAsync()
    {
        await RevealAsync(Where);
        await Where.PressAsync("Enter");
    }

    /// <summary>Has all filters shown with their counts.</summary>
    public async Task ShowAllFiltersAsync()
    {
        ILocator button = Form.Locator("button[name=more]");
        await RevealAsync(button);
        await button.ClickAsync();
        await Assertions.Expect(Form.Locator("[name=accreditation]").First).ToBeAttachedAsync();
    }

    /// <summary>Chooses a value of a filter.</summary>
    public async Task ChooseAsync(string group, string value)
    {
        ILocator choice = Choice(group, value);
        await RevealAsync(choice);
        await choice.CheckAsync();
    }

    /// <summary>Whether a value of a filter is chosen.</summary>
    public Task<bool> IsChosenAsync(string group, string value) => Choice(group, value).IsCheckedAsync();

    /// <summary>How many facilities the form says a value would leave.</summary>
    public async Task<int> CountAtAsync(string group, string value) => int.Parse(
        await Choice(group, value).Locator("xpath=ancestor::label").Locator(".count").TextContentAsync() ?? "", NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    /// <summary>The total that the heading begins with; 0 where it says in words that there is none.</summary>
    public async Task<int> TotalAsync() =>
        int.TryParse(Total().Match(await Summary.InnerTextAsync()).Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out int total) ? total : 0;

    /// <summary>The facilities of the list, in its order.</summary>
    public Task<string[]> IdsAsync() => Cards.EvaluateAllAsync<string[]>("cards => cards.map(card => card.dataset.facility)");

    /// <summary>Opens the first facility of the list.</summary>
    public async Task OpenFirstFacilityAsync()
    {
        string id = (await IdsAsync())[0];
        await FacilityLinks.First.ClickAsync();
        await ArriveAsync("/facilities/" + id);
    }

    /// <summary>Until the page has this address. It is looked at again and again: an address that a script sets may be missed as an event.</summary>
    public Task ArriveAsync(string path) => Assertions.Expect(Page).ToHaveURLAsync(new Regex(Regex.Escape(path) + @"(\?.*)?$", RegexOptions.None, TimeSpan.FromSeconds(1)));

    /// <summary>From a facility to the list, by the page's own control.</summary>
    public async Task BackToTheListAsync()
    {
        await Page.Locator("[data-back]").ClickAsync();
        await Assertions.Expect(Cards.First).ToBeVisibleAsync();
    }

    /// <summary>Ticks two facilities of the list and compares them.</summary>
    public async Task CompareTwoAsync()
    {
        await Page.Locator("input[name=pick]").Nth(0).CheckAsync();
        await Page.Locator("input[name=pick]").Nth(1).CheckAsync();
        await Page.Locator("button[data-compare]").First.ClickAsync();
        await ArriveAsync("/shortlist");
    }

    /// <summary>Opens the map.</summary>
    public async Task ShowMapAsync()
    {
        await Page.Locator("#show-map").ClickAsync();
        await Assertions.Expect(Pins.First).ToBeVisibleAsync();
    }

    /// <summary>How many facilities stand on the map, those of clusters counted.</summary>
    public Task<int> OnMapAsync() => Pins.EvaluateAllAsync<int>("pins => pins.reduce((sum, pin) => sum + (parseInt(pin.innerText) || 1), 0)");

    /// <summary>Leaves a mark in the page that a new document would not have.</summary>
    public Task MarkAsync() => Page.EvaluateAsync("() => { window.marked = true; }");

    /// <summary>Whether the page is still the document that was marked.</summary>
    public Task<bool> IsMarkedAsync() => Page.EvaluateAsync<bool>("() => window.marked === true");

    /// <summary>What has the focus: tag and id, such as <c>H2#summary</c>.</summary>
    public Task<string> FocusedAsync() => Page.EvaluateAsync<string>(
        "() => { const e = document.activeElement; return e ? e.tagName + (e.id ? '#' + e.id : '') : ''; }");

    private ILocator Choice(string group, string value) => Form.Locator($"input[name='{group}'][value='{value}']");

    /// <summary>Opens what an element is folded away in, from the outside in, as a person would.</summary>
    private static async Task RevealAsync(ILocator element)
    {
        ILocator closed = element.Locator("xpath=ancestor::details[not(@open)]").First;
        while (await closed.CountAsync() > 0)
        {
            await closed.Locator("summary").First.ClickAsync();
        }
    }

    [GeneratedRegex("^[0-9][0-9,]*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Total();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Context.CloseAsync();
}
