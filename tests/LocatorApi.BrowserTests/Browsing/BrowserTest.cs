using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>
/// A test in the browser. Whatever it is about, on no page of it does a script fail, does the content security policy refuse
/// anything, or is anybody asked but the site.
/// </summary>
public abstract class BrowserTest(Site site) : IAsyncLifetime
{
    private readonly List<Visit> _visits = [];

    /// <summary>What the run shares.</summary>
    protected Site Site { get; } = site;

    /// <summary>Somebody comes to the site, by default to the bundled sample on a desktop.</summary>
    protected async Task<Visit> VisitAsync(Visitor? visitor = null, Uri? address = null)
    {
        IBrowser browser = await Site.BrowserAsync();
        address ??= Site.Sample;
        Visit visit = await Visit.BeginAsync(await browser.NewContextAsync((visitor ?? Visitor.Desktop).Options(address)), address);
        _visits.Add(visit);
        return visit;
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        List<string> faults = [];
        foreach (Visit visit in _visits)
        {
            await visit.DisposeAsync();
            faults.AddRange(visit.Witness.Faults.Concat(visit.Witness.RequestsToOthers));
        }

        AssertNone(faults);
    }

    /// <summary>Fails with all of them, each on a line.</summary>
    protected static void AssertNone(IReadOnlyCollection<string> faults) => Assert.True(faults.Count == 0, string.Join('\n', faults));
}
