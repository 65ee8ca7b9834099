using LocatorApi.BrowserTests.Browsing;
using Microsoft.Playwright;

namespace LocatorApi.BrowserTests;

/// <summary>The witness of every test can see what it is there for.</summary>
public sealed class PageWitnessTests(Site site) : BrowserTest(site)
{
    [Theory]
    [InlineData("<p style='color:red'>red</p>", true)]
    [InlineData("<p style='color:red'>red</p>", false)]
    [InlineData("<script>document.title = 'inline'</script>", true)]
    [InlineData("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' alt=''>", true)]
    public async Task It_sees_what_the_content_security_policy_refuses(string body, bool runsScripts)
    {
        Visit visit = await VisitAsync(new Visitor { RunsScripts = runsScripts });
        await visit.Page.RouteAsync("**/made", route => route.FulfillAsync(new()
        {
            ContentType = "text/html", Body = $"<!doctype html><title>Made</title>{body}",
            Headers = new Dictionary<string, string> { ["Content-Security-Policy"] = "default-src 'none'", ["Content-Type"] = "text/html" },
        }));
        await visit.GoAsync("/made");
        Assert.Contains(visit.Witness.Faults, fault => fault.Contains("Content Security Policy", StringComparison.Ordinal));
        visit.Witness.Forgive("Content Security Policy");
        Assert.Empty(visit.Witness.Faults);
    }

    [Fact]
    public async Task It_sees_requests_to_others_and_scripts_that_fail()
    {
        IBrowserContext context = await (await Site.BrowserAsync()).NewContextAsync(Visitor.Desktop.Options(Site.Sample));
        await using Visit visit = await Visit.BeginAsync(context, Site.Sample);
        await visit.Page.RouteAsync("**/made", route => route.FulfillAsync(new()
        {
            ContentType = "text/html", Body = "<!doctype html><title>Made</title><script>fetch('http://elsewhere.invalid/'); undefined.x</script>",
        }));
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await visit.Page.RouteAsync("http://elsewhere.invalid/", async route =>
        {
            await route.FulfillAsync(new() { Body = "" });
            asked.TrySetResult();
        });
        await visit.GoAsync("/made");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(["request to another origin: http://elsewhere.invalid/"], visit.Witness.RequestsToOthers);
        Assert.Contains(visit.Witness.Faults, fault => fault.StartsWith("script: ", StringComparison.Ordinal));
    }
}
