using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>What a page costs on a slow network and a small data plan.</summary>
public sealed class SizeTests(Site site) : BrowserTest(site)
{
    private const int First = 60_000;
    private const int Results = 100_000;

    [Theory]
    [InlineData("/")]
    [InlineData("/es/")]
    public async Task The_first_page_is_small_and_waits_for_one_stylesheet_only(string path)
    {
        Visit visit = await VisitAsync(Visitor.Phone);
        Wire wire = await Wire.TapAsync(visit);
        await visit.GoAsync(path);
        IReadOnlyList<(string Path, long Bytes)> arrived = await wire.ArrivedAsync(visit.Page);
        Assert.True(arrived.Sum(answer => answer.Bytes) is > 1_000 and < First, string.Join('\n', arrived));
        Assert.All(arrived.Where(answer => answer.Path.EndsWith(".css", StringComparison.Ordinal)), answer => Assert.InRange(answer.Bytes, 1, 12_000 + 1_000));
        string[] blocking = await BlockingAsync(visit.Page);
        Assert.EndsWith("/assets/site.css", Assert.Single(blocking), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_of_twenty_results_is_small_and_has_nothing_of_the_map(bool runsScripts)
    {
        Visit visit = await VisitAsync(Visitor.Phone with { RunsScripts = runsScripts }, await Site.CityServedAsync());
        await visit.GoAsync("/");
        Wire wire = await Wire.TapAsync(visit);
        await visit.SearchAsync(SitePages.Zip);
        Assert.Equal(20, await visit.Cards.CountAsync());
        IReadOnlyList<(string Path, long Bytes)> arrived = await wire.ArrivedAsync(visit.Page);
        Assert.True(arrived.Sum(answer => answer.Bytes) is > 1_000 and < Results, string.Join('\n', arrived));
        Assert.DoesNotContain(visit.Witness.Requests, request => IsOfMap(request.Url));
    }

    [Fact]
    public async Task The_map_is_fetched_when_it_is_opened()
    {
        Visit visit = await VisitAsync();
        await SitePages.GoToAsync(visit, "results");
        Assert.DoesNotContain(visit.Witness.Requests, request => IsOfMap(request.Url));
        await visit.ShowMapAsync();
        Assert.Contains(visit.Witness.Requests, request => IsOfMap(request.Url));
    }

    [Fact]
    public async Task What_was_fetched_once_is_not_fetched_again_for_the_next_page()
    {
        Visit visit = await VisitAsync();
        await visit.GoAsync("/");
        await visit.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Wire wire = await Wire.TapAsync(visit);
        await visit.GoAsync("/learn");
        Assert.DoesNotContain(await wire.ArrivedAsync(visit.Page), answer => answer.Path.StartsWith("/assets/", StringComparison.Ordinal) && answer.Bytes > 0);
    }

    /// <summary>What the browser itself says it had to wait for before it could show anything.</summary>
    private static Task<string[]> BlockingAsync(IPage page) => page.EvaluateAsync<string[]>(
        "() => performance.getEntriesByType('resource').filter(e => e.renderBlockingStatus === 'blocking').map(e => new URL(e.name).pathname)");

    private static bool IsOfMap(string address) =>
        new Uri(address).AbsolutePath is var path && (path.Contains("map", StringComparison.Ordinal) || path.Contains("leaflet", StringComparison.Ordinal));
}
