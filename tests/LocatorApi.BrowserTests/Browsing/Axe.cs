using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>What axe-core finds: WCAG 2.2 at levels A and AA, and what its authors hold for good practice.</summary>
/// <remarks>
/// It runs within the page: the pages have no frames, and the package for Playwright sends the half megabyte of axe-core four times for two
/// runs and opens a blank page for each, which took two thirds of the time.
/// </remarks>
internal static class Axe
{
    private const string Run = """
        async (runOnly) => {
          const { passes, violations } = await axe.run(document, { runOnly, resultTypes: ['violations'], selectors: false });
          return JSON.stringify({
            passes: passes.length,
            violations: violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => ({ rule: id, help, html }))),
          });
        }
        """;

    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    private static readonly object Everything = new { type = "tag", values = new[] { "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice" } };

    private static readonly object Colors = new { type = "rule", values = new[] { "color-contrast", "link-in-text-block" } };

    /// <summary>The violations, each rule with the element that breaks it: all in the light theme, those of colors in the dark one, too.</summary>
    public static async Task<string[]> ViolationsAsync(IPage page)
    {
        await page.EvaluateAsync(Script);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        string[] light = await RunAsync(page, Everything, least: 10);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        return [.. light, .. (await RunAsync(page, Colors, least: 1)).Select(violation => "dark: " + violation)];
    }

    private static async Task<string[]> RunAsync(IPage page, object runOnly, int least)
    {
        Findings found = JsonSerializer.Deserialize<Findings>(await page.EvaluateAsync<string>(Run, runOnly), JsonSerializerOptions.Web)!;
        // A run that looked at nothing finds nothing.
        Assert.True(found.Passes >= least, "axe-core looked at nothing");
        return
        [
            .. found.Violations.Where(violation => !IsPin(violation)).Select(violation => $"{violation.Rule} ({violation.Help}): {violation.Html}").Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Pins stand where the places are, however near each other: WCAG 2.2, 2.5.8 excepts what is essential to a map.</summary>
    private static bool IsPin(Violation violation) => violation.Rule == "target-size" && violation.Html.Contains("leaflet-marker-icon", StringComparison.Ordinal);

    private sealed record Findings(int Passes, Violation[] Violations);

    private sealed record Violation(string Rule, string Help, string Html);
}
