using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>
/// Sees what the pages of a browser context ask for and what goes wrong in them: every request, what stands in the console as an
/// error (what the content security policy refused stands there, too), and every exception that no script caught.
/// </summary>
public sealed class PageWitness
{
    private readonly ConcurrentQueue<IRequest> _requests = [];
    private readonly ConcurrentQueue<string> _faults = [];
    private readonly Uri _site;
    private string? _destination;

    /// <summary>Watches the context from now on.</summary>
    public PageWitness(IBrowserContext context, Uri site)
    {
        _site = site;
        context.Request += (_, request) => _requests.Enqueue(request);
        context.Console += (_, message) => See(message.Type == "error", $"console: {message.Text} ({message.Location})");
        context.WebError += (_, error) => See(true, $"script: {error.Error}");
    }

    /// <summary>Every request so far.</summary>
    public IEnumerable<IRequest> Requests => _requests;

    /// <summary>What went wrong so far.</summary>
    public IEnumerable<string> Faults => _faults;

    /// <summary>Requests to anybody but the site. The data: and blob: of a page ask nobody.</summary>
    public IEnumerable<string> RequestsToOthers => _requests
        .Select(request => new Uri(request.Url))
        .Where(url => url.Scheme is not ("data" or "blob" or "about") && url.Host != _destination && url.GetLeftPart(UriPartial.Authority) != _site.GetLeftPart(UriPartial.Authority))
        .Select(url => $"request to another origin: {url}");

    /// <summary>A fault that is a part of the test; taken out of <see cref="Faults"/>.</summary>
    public void Forgive(string part)
    {
        string[] kept = [.. _faults.Where(fault => !fault.Contains(part, StringComparison.Ordinal))];
        _faults.Clear();
        Array.ForEach(kept, _faults.Enqueue);
    }

    /// <summary>Somebody leaves the site for this host, which may be asked then.</summary>
    public void Leave(string host) => _destination = host;

    private void See(bool isFault, string what)
    {
        if (isFault)
        {
            _faults.Enqueue(what);
        }
    }
}
