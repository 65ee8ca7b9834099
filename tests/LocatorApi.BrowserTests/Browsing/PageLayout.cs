using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>Where things stand on a page and how large they are.</summary>
internal static class PageLayout
{
    /// <summary>What stands out of the window to the side, so that reading needs scrolling in two directions. Empty where nothing does.</summary>
    /// <remarks>What scrolls within a part of its own, as a wide table may, does not count.</remarks>
    public static Task<string[]> OutOfTheWindowAsync(IPage page) => page.EvaluateAsync<string[]>("""
        () => {
          const root = document.scrollingElement;
          if (root.scrollWidth <= root.clientWidth) return [];
          const scrolls = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
            if (getComputedStyle(p).overflowX !== 'visible') return true; return false; };
          const wide = [...document.body.querySelectorAll('*')].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(e));
          return [`the page is ${root.scrollWidth} px wide in a window of ${root.clientWidth}`, ...wide.slice(0, 5).map(e => e.outerHTML.slice(0, 120))];
        }
        """);

    /// <summary>
    /// What is to be touched and is smaller than a finger can rely on: under 24 CSS pixels (WCAG 2.2, 2.5.8), or under 44 for what
    /// matters most: calling, searching, leaving. A link within a sentence may be as low as its line.
    /// </summary>
    public static Task<string[]> SmallTargetsAsync(IPage page) => page.EvaluateAsync<string[]>("""
        () => {
          const isShown = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.closest('[inert]');
          const isInSentence = e => e.matches('a') && getComputedStyle(e).display === 'inline'
            && [...e.parentElement.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 1);
          const box = e => {
            const boxes = [e, ...(e.labels ?? [])].map(part => part.getBoundingClientRect());
            const left = Math.min(...boxes.map(b => b.left)), right = Math.max(...boxes.map(b => b.right));
            const top = Math.min(...boxes.map(b => b.top)), bottom = Math.max(...boxes.map(b => b.bottom));
            return { width: right - left, height: bottom - top, isOut: bottom < 0 || right < 0 };
          };
          const small = [];
          for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex="0"]')) {
            if (!isShown(e) || isInSentence(e)) continue;
            const { width, height, isOut } = box(e);
            // A skip link waits outside the window until it has the focus.
            if (isOut || width <= 1) continue;
            const least = e.matches('a.call, #exit, form#search button.main') ? 44 : 24;
            if (Math.min(width, height) < least - 0.5) small.push(`${Math.round(width)} × ${Math.round(height)}, at least ${least}: ${e.outerHTML.slice(0, 120)}`);
          }
          return small;
        }
        """);

    /// <summary>What is wrong with the headings: one first level, none left out on the way down, none empty.</summary>
    public static Task<string[]> HeadingFaultsAsync(IPage page) => page.EvaluateAsync<string[]>("""
        () => {
          const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(e => e.checkVisibility());
          const level = e => Number(e.tagName[1]), faults = [];
          const first = headings.filter(e => level(e) === 1);
          if (first.length !== 1) faults.push(`${first.length} headings of the first level: ${first.map(e => e.innerText).join(' | ')}`);
          headings.forEach((e, i) => {
            if (!e.innerText.trim()) faults.push(`an empty heading: ${e.outerHTML.slice(0, 120)}`);
            if (i > 0 && level(e) > level(headings[i - 1]) + 1) faults.push(`h${level(e)} "${e.innerText}" after h${level(headings[i - 1])} "${headings[i - 1].innerText}"`);
          });
          for (const [name, count] of [['main', 1], ['title', 1]]) {
            if (document.querySelectorAll(name).length !== count) faults.push(`${document.querySelectorAll(name).length} elements ${name}`);
          }
          if (!document.title.trim()) faults.push('an empty title');
          return faults;
        }
        """);

    /// <summary>What moves or would move by itself: running animations, transitions that take time, smooth scrolling.</summary>
    public static Task<string[]> MotionAsync(IPage page) => page.EvaluateAsync<string[]>("""
        () => {
          const seconds = text => Math.max(...text.split(',').map(part => part.trim().endsWith('ms') ? parseFloat(part) / 1000 : parseFloat(part)));
          const moving = document.getAnimations().filter(a => a.playState === 'running').map(a => 'animation of ' + (a.effect?.target?.outerHTML.slice(0, 80) ?? ''));
          for (const e of document.querySelectorAll('*')) {
            const style = getComputedStyle(e);
            if (seconds(style.transitionDuration) > 0.01) moving.push('transition of ' + e.outerHTML.slice(0, 80));
            if (style.animationName !== 'none' && seconds(style.animationDuration) > 0.01) moving.push('animation of ' + e.outerHTML.slice(0, 80));
            if (style.scrollBehavior === 'smooth') moving.push('smooth scrolling of ' + e.tagName);
          }
          return moving;
        }
        """);
}
