using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>A keyboard and nothing else.</summary>
internal static class Keyboard
{
    /// <summary>Presses Tab until the element has the focus; fails when it never gets it, or has no visible mark of it.</summary>
    public static async Task TabToAsync(this IPage page, string selector, int most = 80)
    {
        List<string> passed = [];
        for (int pressed = 0; pressed < most; pressed++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement?.matches(selector) ?? false", selector))
            {
                Assert.True(await HasMarkAsync(page), $"{selector} has the focus and nothing shows it");
                return;
            }

            passed.Add(await page.EvaluateAsync<string>("() => document.activeElement?.outerHTML.slice(0, 80) ?? ''"));
        }

        Assert.Fail($"Tab never comes to {selector}:\n{string.Join('\n', passed)}");
    }

    /// <summary>Whether an outline or a shadow marks the element that has the focus, or the label of one that is drawn by it.</summary>
    private static Task<bool> HasMarkAsync(IPage page) => page.EvaluateAsync<bool>("""
        () => {
          const marked = e => {
            const style = getComputedStyle(e);
            return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.outlineStyle === 'auto' || style.boxShadow !== 'none';
          };
          const e = document.activeElement;
          return marked(e) || [...(e.labels ?? [])].some(marked) || (e.parentElement !== null && marked(e.parentElement));
        }
        """);
}
