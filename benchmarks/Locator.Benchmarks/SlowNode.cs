using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Locator.Benchmarks;

/// <summary>
/// A node of a cluster that has too much to do: it hands searches on to a real server, so many at a time, in the order in which
/// they come, each after a time that is its own. Whoever hangs up while waiting is forgotten, as real servers do.
/// </summary>
internal sealed class SlowNode : IAsyncDisposable
{
    private readonly HttpClient _server;
    private readonly SemaphoreSlim _workers;
    private readonly TimeSpan _work;
    private WebApplication? _app;
    private int _searches;

    private SlowNode(string server, int workers, TimeSpan work)
    {
        _server = new HttpClient { BaseAddress = new Uri(server) };
        (_workers, _work) = (new SemaphoreSlim(workers), work);
    }

    /// <summary>Its address.</summary>
    public string Address => _app!.Urls.Single();

    /// <summary>How many searches were sent to it.</summary>
    public int Searches => _searches;

    /// <summary>Starts one.</summary>
    /// <param name="server">The real server's address.</param>
    /// <param name="workers">How many searches it works on at a time.</param>
    /// <param name="work">How long it works on one.</param>
    public static async Task<SlowNode> StartAsync(string server, int workers, TimeSpan work)
    {
        SlowNode node = new(server, workers, work);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        node._app = builder.Build();
        node._app.Run(node.AnswerAsync);
        await node._app.StartAsync();
        return node;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        _server.Dispose();
        _workers.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        CancellationToken gone = context.RequestAborted;
        try
        {
            if (context.Request.Path != "/_msearch")
            {
                await HandOnAsync(context, gone);
                return;
            }

            Interlocked.Increment(ref _searches);
            await _workers.WaitAsync(gone);
            try
            {
                await Task.Delay(_work, gone);
                await HandOnAsync(context, gone);
            }
            finally
            {
                _workers.Release();
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
    }

    private async Task HandOnAsync(HttpContext context, CancellationToken gone)
    {
        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), context.Request.Path + context.Request.QueryString);
        if (context.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentType = new("application/json");
        }

        using HttpResponseMessage response = await _server.SendAsync(request, gone);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = "application/json";
        await response.Content.CopyToAsync(context.Response.Body, gone);
    }
}
