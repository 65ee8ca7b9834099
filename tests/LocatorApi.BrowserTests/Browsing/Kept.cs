using System.Text;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>What a browser keeps of a page beyond the page itself, or shows to whoever looks at the screen's edge.</summary>
internal static class Kept
{
    private const string Everything = """
        async () => {
          const kept = ['address ' + location.href, 'title ' + document.title, 'history.state ' + JSON.stringify(history.state),
            'referrer ' + document.referrer, 'window.name ' + window.name];
          for (const [name, storage] of [['localStorage', localStorage], ['sessionStorage', sessionStorage]]) {
            for (let i = 0; i < storage.length; i++) kept.push(`${name} ${storage.key(i)}=${storage.getItem(storage.key(i))}`);
          }
          for (const cache of globalThis.caches ? await caches.keys() : []) {
            kept.push('CacheStorage ' + cache);
            for (const request of await (await caches.open(cache)).keys()) kept.push('CacheStorage ' + request.url);
          }
          for (const database of await indexedDB.databases()) kept.push('indexedDB ' + database.name);
          for (const worker of await navigator.serviceWorker?.getRegistrations() ?? []) kept.push('service worker ' + worker.scope);
          return kept;
        }
        """;

    /// <summary>Addresses, titles, states and storages of the page, and the cookies of its context; one text each.</summary>
    public static async Task<string[]> ByAsync(Visit visit) =>
    [
        .. await visit.Page.EvaluateAsync<string[]>(Everything),
        .. (await visit.Context.CookiesAsync()).Select(cookie => $"cookie {cookie.Name}={cookie.Value}"),
    ];

    /// <summary>The files of a profile folder that hold one of these texts, in UTF-8 or in UTF-16, each with the text.</summary>
    public static async Task<string[]> InFilesAsync(string folder, params string[] texts)
    {
        List<string> found = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file);
            found.AddRange(texts
                .Where(text => new[] { Encoding.UTF8, Encoding.Unicode }.Any(encoding => bytes.AsSpan().IndexOf(encoding.GetBytes(text)) >= 0))
                .Select(text => $"{Path.GetRelativePath(folder, file)}: {text}"));
        }

        return [.. found];
    }

    /// <summary>What is kept of these texts.</summary>
    public static string[] Leaks(IEnumerable<string> kept, params string[] texts) =>
        [.. kept.Where(text => texts.Any(marker => text.Contains(marker, StringComparison.OrdinalIgnoreCase)))];

    /// <summary>Where a request is seen on its way and in logs: address and Referer, but not its body.</summary>
    public static async Task<string[]> OnTheWayAsync(IEnumerable<IRequest> requests)
    {
        List<string> seen = [];
        foreach (IRequest request in requests)
        {
            seen.Add($"request {request.Method} {request.Url} Referer: {await request.HeaderValueAsync("referer")}");
        }

        return [.. seen];
    }
}
