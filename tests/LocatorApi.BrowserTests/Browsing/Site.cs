using Locator.Facilities;
using Locator.Geo;
using Locator.Versions;
using LocatorApi.Tests;
using Microsoft.Playwright;
using Location = Locator.Facilities.Location;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>
/// What the tests of a run share: one browser, and the web site on real ports. Each is started by the first test that needs it.
/// </summary>
public sealed class Site : IAsyncDisposable
{
    private readonly Lazy<Task<IPlaywright>> _playwright = new(Playwright.CreateAsync);
    private readonly Lazy<Task<IBrowser>> _browser;
    private readonly Lazy<ApiHost> _sample = new(() => Serving(new ApiHost()));
    private readonly Lazy<Task<ApiHost>> _city = new(async () => Serving(await ApiHost.ServingAsync(await CityAsync())));
    private readonly Lazy<Task<ApiHost>> _tasks = new(async () => Serving(await ApiHost.ServingAsync(TaskDirectory.Facilities)));

    /// <summary>Nothing is started yet.</summary>
    public Site() => _browser = new(StartAsync);

    /// <summary>Where the bundled sample is served: eight of its invented facilities are in and around Atlanta.</summary>
    public Uri Sample => _sample.Value.ClientOptions.BaseAddress;

    /// <summary>Where all facilities of the sample are within a few miles of ZIP 30309, so that a search has several pages.</summary>
    public async Task<Uri> CityServedAsync() => (await _city.Value).ClientOptions.BaseAddress;

    /// <summary>Where the directory of the ten tasks is served.</summary>
    public async Task<Uri> TasksServedAsync() => (await _tasks.Value).ClientOptions.BaseAddress;

    /// <summary>The browser; skips the running test where there is none.</summary>
    internal async Task<IBrowser> BrowserAsync()
    {
        // Asked for before the task that is kept, whose exception would fail what comes after a skipped test.
        _ = Chromium.Program();
        return await _browser.Value;
    }

    /// <summary>A browser of its own with a profile in this folder, as people have one.</summary>
    internal async Task<IBrowserContext> WithProfileAsync(string folder, bool runsScripts = true)
    {
        string program = Chromium.ProgramOfPeople();
        return await (await _playwright.Value).Chromium.LaunchPersistentContextAsync(folder, new()
        {
            ExecutablePath = program, Args = Chromium.Arguments, Locale = "en-US", JavaScriptEnabled = runsScripts,
        });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated)
        {
            await (await _browser.Value).DisposeAsync();
        }

        if (_playwright.IsValueCreated)
        {
            (await _playwright.Value).Dispose();
        }

        if (_sample.IsValueCreated)
        {
            await _sample.Value.DisposeAsync();
        }

        foreach (Lazy<Task<ApiHost>> host in (Lazy<Task<ApiHost>>[])[_city, _tasks])
        {
            if (host.IsValueCreated)
            {
                await (await host.Value).DisposeAsync();
            }
        }
    }

    private async Task<IBrowser> StartAsync() =>
        await (await _playwright.Value).Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Program(), Args = Chromium.Arguments });

    private static ApiHost Serving(ApiHost host)
    {
        host.UseKestrel(0);
        host.StartServer();
        return host;
    }

    private static async Task<IReadOnlyList<Facility>> CityAsync()
    {
        DirectoryVersion sample = await SampleDirectory.LoadAsync(CancellationToken.None);
        return
        [
            .. sample.Facilities.Select((facility, i) => facility with
            {
                Location = new Location(new GeoPoint(33.79 + (i * 0.0005), -84.39).OnGrid(), LocationPrecision.Address),
            }),
        ];
    }
}
