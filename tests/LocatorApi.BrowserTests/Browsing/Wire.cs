using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>How many bytes each answer to a page took on the wire, headers and compressed body, as the browser itself counts them.</summary>
internal sealed class Wire
{
    private readonly ConcurrentDictionary<string, string> _addresses = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _bytes = new(StringComparer.Ordinal);
    private readonly ICDPSession _session;

    private Wire(ICDPSession session)
    {
        _session = session;
        session.Event("Network.responseReceived").OnEvent += (_, answer) =>
            _addresses[Id(answer)] = answer!.Value.GetProperty("response").GetProperty("url").GetString()!;
        session.Event("Network.loadingFinished").OnEvent += (_, answer) =>
            _bytes[Id(answer)] = (long)answer!.Value.GetProperty("encodedDataLength").GetDouble();
    }

    /// <summary>Counts from now on.</summary>
    public static async Task<Wire> TapAsync(Visit visit)
    {
        Wire wire = new(await visit.Context.NewCDPSessionAsync(visit.Page));
        await wire._session.SendAsync("Network.enable");
        return wire;
    }

    /// <summary>A mobile network of the third generation, slow: 400 ms of latency, 50 kB a second (as in Chromium's own developer tools).</summary>
    public async Task SlowDownAsync() => await _session.SendAsync("Network.emulateNetworkConditions", new Dictionary<string, object>
    {
        ["offline"] = false, ["latency"] = 400, ["downloadThroughput"] = 50_000, ["uploadThroughput"] = 50_000,
    });

    /// <summary>By path the bytes of what was answered, once all of it is there.</summary>
    public async Task<IReadOnlyList<(string Path, long Bytes)>> ArrivedAsync(IPage page)
    {
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        for (int tries = 0; _addresses.Keys.Any(answer => !_bytes.ContainsKey(answer)); tries++)
        {
            Assert.True(tries < 100, "an answer never ends");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        return [.. _bytes.Where(answer => _addresses.ContainsKey(answer.Key)).Select(answer => (new Uri(_addresses[answer.Key]).AbsolutePath, answer.Value))];
    }

    private static string Id(JsonElement? answer) => answer!.Value.GetProperty("requestId").GetString()!;
}
