using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>Somebody at the site: a browser context of its own with one page.</summary>
public sealed class Visit : IAsyncDisposable
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

    /// <summary>The cards of the list.</summary>
    public ILocator Cards => Page.Locator("#results article[data-facility]");

    /// <summary>Opens a page of the site.</summary>
    public static async Task<Visit> BeginAsync(IBrowserContext context, Uri site)
    {
        PageWitness witness = new(context, site);
        // An element that is missing is missing after this time, too; pages come from the same machine.
        context.SetDefaultTimeout(10_000);
        return new Visit(context, context.Pages.Count > 0 ? context.Pages[0] : await context.NewPageAsync(), witness);
    }

    /// <summary>Goes to a page.</summary>
    public async Task<IResponse> GoAsync(string path) => (await Page.GotoAsync(path))!;

    /// <summary>Fills in the place and searches.</summary>
    public async Task SearchAsync(string where)
    {
        await Where.FillAsync(where);
        await Form.Locator("button[type=submit]:not([formaction]), input[type=submit]").First.ClickAsync();
        await Assertions.Expect(Summary).ToBeVisibleAsync();
    }

    /// <summary>What has the focus: tag and id, such as <c>H2#summary</c>.</summary>
    public Task<string> FocusedAsync() => Page.EvaluateAsync<string>(
        "() => { const e = document.activeElement; return e ? e.tagName + (e.id ? '#' + e.id : '') : ''; }");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Context.CloseAsync();
}
