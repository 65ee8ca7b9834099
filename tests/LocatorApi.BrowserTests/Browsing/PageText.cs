using System.Text.Json;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>A text of a page as a screen or a screen reader gives it, with the language that the page states for it.</summary>
/// <param name="Value">Without white space around it.</param>
/// <param name="Language">Of the nearest <c>lang</c> attribute.</param>
/// <param name="IsPlain">Whether it is an attribute or a field, in which no part can be marked as another language.</param>
public sealed record PageText(string Value, string Language, bool IsPlain)
{
    private const string Script = """
        () => {
          const texts = [], language = e => (e.closest('[lang]')?.getAttribute('lang') ?? '');
          const add = (value, e, isPlain = true) => { if (value?.trim()) texts.push({ value: value.trim(), language: language(e), isPlain }); };
          add(document.title, document.documentElement);
          add(document.querySelector('meta[name=description]')?.content, document.documentElement);
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
          for (let node = walker.currentNode; node; node = walker.nextNode()) {
            if (node.nodeType === Node.TEXT_NODE) {
              if (!node.parentElement.closest('script, style, template')) add(node.data, node.parentElement, node.parentElement.matches('textarea, title, option'));
            } else {
              for (const name of ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'alt']) add(node.getAttribute(name), node);
              for (const name of Object.keys(node.dataset)) if (node === document.body || node.dataset[name].includes(' ')) add(node.dataset[name], node);
              if (node.matches('input[type=submit], input[type=button], input[type=reset]')) add(node.value, node);
            }
          }
          return JSON.stringify(texts);
        }
        """;

    /// <summary>All texts of a page: also those that are hidden for now, of attributes that are read out, and of data that a script would say.</summary>
    public static async Task<IReadOnlyList<PageText>> OfAsync(IPage page) =>
        JsonSerializer.Deserialize<PageText[]>(await page.EvaluateAsync<string>(Script), JsonSerializerOptions.Web)!;
}
