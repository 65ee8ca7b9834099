using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>
/// Somebody with a task at the site, who does nothing but what a finger can, and counts: a tap is a tick, a button, the opening of a
/// list of choices, or the typing of a ZIP Code.
/// </summary>
internal sealed class Person(Visit visit)
{
    /// <summary>The smallest windows that people are promised to see the first number in, in CSS pixels.</summary>
    private static readonly (int Width, int Height)[] Phones = [(390, 800), (360, 740)];

    /// <summary>How most come: with a phone that is used with a finger.</summary>
    public static Visitor WithPhone { get; } = Visitor.Phone with { Width = Phones[0].Width, Height = Phones[0].Height };

    /// <summary>The browser's side.</summary>
    public Visit Visit => visit;

    /// <summary>How many taps it took so far.</summary>
    public int Taps { get; private set; }

    /// <summary>Types a ZIP Code into the form.</summary>
    public async Task TypeAsync(string zip)
    {
        Taps++;
        await visit.Where.FillAsync(zip);
    }

    /// <summary>Ticks a value of a filter, whose choices are opened first where they are closed.</summary>
    public async Task TickAsync(string group, string value)
    {
        await OpenAsync(visit.Form.Locator($"#g-{group}:not([open])"));
        ILocator choice = visit.Form.Locator($"label:has(input[name='{group}'][value='{value}'])");
        await TapAsync(choice);
        await Assertions.Expect(choice.Locator("input")).ToBeCheckedAsync();
    }

    /// <summary>Searches; the answer is there when this ends.</summary>
    public async Task SearchAsync()
    {
        await TapAsync(visit.Form.Locator("button.main").First);
        await Assertions.Expect(visit.Summary).ToBeFocusedAsync();
    }

    /// <summary>From a list to all filters.</summary>
    public async Task ShowAllFiltersAsync()
    {
        await OpenAsync(visit.Page.Locator("#change:not([open])"));
        await TapAsync(visit.Form.Locator("button[name=more]"));
        await Assertions.Expect(visit.Form.Locator("[name=accreditation]").First).ToBeAttachedAsync();
    }

    /// <summary>Taps on something.</summary>
    public async Task TapAsync(ILocator what)
    {
        Taps++;
        await what.ClickAsync();
    }

    /// <summary>
    /// Fails unless the whole of the first number to call is seen without scrolling, on the phones that this is promised for, and
    /// nothing lies over it.
    /// </summary>
    public async Task AssertFirstNumberIsSeenAsync()
    {
        foreach ((int width, int height) in Phones)
        {
            await visit.Page.SetViewportSizeAsync(width, height);
            string where = await visit.Page.EvaluateAsync<string>("""
                () => {
                  const call = document.querySelector('main a.call'), box = call?.getBoundingClientRect();
                  if (!box) return 'there is no number to call';
                  const isOver = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2) !== call;
                  const problem = scrollY > 0 ? 'the page was scrolled' : box.bottom > innerHeight ? 'it is below the first screen' : isOver ? 'something lies over it' : '';
                  return problem && `${problem}: ${Math.round(box.top)} to ${Math.round(box.bottom)} px of ${innerHeight}`;
                }
                """);
            Assert.True(where.Length == 0, $"{width} × {height}: {where}");
        }
    }

    private async Task OpenAsync(ILocator closed)
    {
        if (await closed.CountAsync() > 0)
        {
            await TapAsync(closed.Locator("summary").First);
        }
    }
}
