using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>What axe-core finds: WCAG 2.2 at levels A and AA, and what its authors hold for good practice.</summary>
internal static class Axe
{
    private static readonly AxeRunOptions Options = new()
    {
        RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"),
    };

    /// <summary>The violations, each rule with the elements that break it.</summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        AxeResult result = await page.RunAxe(Options);
        // A run that looked at nothing finds nothing.
        Assert.True(result.Passes.Length > 10, "axe-core looked at nothing");
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
