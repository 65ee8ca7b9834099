using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>What axe-core finds: WCAG 2.2 at levels A and AA, and what its authors hold for good practice.</summary>
internal static class Axe
{
    private static readonly AxeRunOptions Everything = new()
    {
        RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"),
        ResultTypes = [ResultType.Violations],
    };

    private static readonly AxeRunOptions Colors = new()
    {
        RunOnly = RunOnlyOptions.Rules("color-contrast", "link-in-text-block"), ResultTypes = [ResultType.Violations],
    };

    /// <summary>The violations, each rule with the elements that break it: all in the light theme, those of colors in the dark one, too.</summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        string[] light = await RunAsync(page, Everything, least: 10);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        return [.. light, .. (await RunAsync(page, Colors, least: 1)).Select(violation => "dark: " + violation)];
    }

    private static async Task<string[]> RunAsync(IPage page, AxeRunOptions options, int least)
    {
        AxeResult result = await page.RunAxe(options);
        // A run that looked at nothing finds nothing.
        Assert.True(result.Passes.Length >= least, "axe-core looked at nothing");
        return
        [
            .. result.Violations.SelectMany(violation => violation.Nodes
                .Where(node => !IsPin(violation.Id, node.Html))
                .Select(node => $"{violation.Id} ({violation.Help}): {node.Html}")).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Pins stand where the places are, however near each other: WCAG 2.2, 2.5.8 excepts what is essential to a map.</summary>
    private static bool IsPin(string rule, string html) => rule == "target-size" && html.Contains("leaflet-marker-icon", StringComparison.Ordinal);
}
