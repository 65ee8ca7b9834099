using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>What the tests look with finds each fault that it is there for, on a page made of faults.</summary>
public sealed class HelpersTests(Site site) : BrowserTest(site)
{
    private const string Faults = """
        <!doctype html><html lang="es"><head><title>Página</title><style>#low { height: 12px; padding: 0; } #wide { width: 3000px; } p { transition: color 1s; } @media (prefers-color-scheme: dark) { h3 { color: #777; background: #666; } }</style></head>
        <body><main><h1>Una página</h1><h3>Un paso de más</h3><p>Call the program</p><p lang="en">An English name</p><img src="data:,">
        <button id="low" aria-label="Open">Abrir</button><div id="wide">ancho</div></main>
        <script>localStorage.setItem('where', '30309'); sessionStorage.setItem('a', 'b'); history.replaceState({ zip: '30309' }, '');</script></body></html>
        """;

    [Fact]
    public async Task Axe_and_the_looks_at_a_page_find_what_is_wrong_with_it()
    {
        Visit visit = await OpenFaultsAsync();
        string[] violations = await Axe.ViolationsAsync(visit.Page);
        Assert.Contains(violations, violation => violation.StartsWith("image-alt ", StringComparison.Ordinal));
        Assert.Contains(violations, violation => violation.StartsWith("dark: color-contrast ", StringComparison.Ordinal));
        Assert.DoesNotContain(violations, violation => violation.StartsWith("color-contrast ", StringComparison.Ordinal));
        Assert.Contains("h3 \"Un paso de más\" after h1 \"Una página\"", await PageLayout.HeadingFaultsAsync(visit.Page));
        Assert.Contains(await PageLayout.OutOfTheWindowAsync(visit.Page), wide => wide.Contains("id=\"wide\"", StringComparison.Ordinal));
        Assert.Contains(await PageLayout.SmallTargetsAsync(visit.Page), small => small.Contains("id=\"low\"", StringComparison.Ordinal));
        Assert.Contains("transition of <p>Call the program</p>", await PageLayout.MotionAsync(visit.Page));
    }

    [Fact]
    public async Task Texts_come_with_their_language_and_traces_with_their_place()
    {
        Visit visit = await OpenFaultsAsync();
        IReadOnlyList<PageText> texts = await PageText.OfAsync(visit.Page);
        Assert.Contains(new PageText("Call the program", "es", IsPlain: false), texts);
        Assert.Contains(new PageText("An English name", "en", IsPlain: false), texts);
        Assert.Contains(new PageText("Open", "es", IsPlain: true), texts);
        string[] kept = await Kept.ByAsync(visit);
        Assert.Equal(["history.state {\"zip\":\"30309\"}", "localStorage where=30309"], Kept.Leaks(kept, "30309"));
        Assert.Contains("sessionStorage a=b", kept);
    }

    private async Task<Visit> OpenFaultsAsync()
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        await visit.Page.RouteAsync("**/made", route => route.FulfillAsync(new() { ContentType = "text/html; charset=utf-8", Body = Faults }));
        await visit.GoAsync("/made");
        return visit;
    }
}
