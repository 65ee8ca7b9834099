using Locator.Testing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>
/// Pictures of every page for people to look at, taken by the tests that visit them all when <c>LOCATOR_SCREENSHOTS=1</c>
/// (<c>scripts/screenshots.sh</c>); they land in <c>artifacts/screenshots</c>.
/// </summary>
internal static class Screenshots
{
    private static readonly bool Wanted = Environment.GetEnvironmentVariable("LOCATOR_SCREENSHOTS") == "1";

    /// <summary>Takes pictures of the whole page, one in each theme.</summary>
    public static async Task TakeAsync(IPage page, string name)
    {
        foreach (ColorScheme theme in Wanted ? (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark] : [])
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            await page.ScreenshotAsync(new()
            {
                FullPage = true,
                Path = Path.Combine(SharedData.RepositoryRoot, "artifacts", "screenshots", $"{name.Replace(' ', '-').Replace('/', '-')}-{theme.ToString().ToLowerInvariant()}.png"),
            });
        }
    }
}
