using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Locator.Benchmarks;

/// <summary>Stands before a search server and remembers the searches that pass.</summary>
internal sealed class SearchRecorder : IAsyncDisposable
{
    private readonly ConcurrentQueue<(byte[] Asked, byte[] Answered)> _searches = new();
    private readonly HttpClient _server;
    private readonly WebApplication _app;

    private SearchRecorder(string server)
    {
        _server = new HttpClient { BaseAddress = new Uri(server) };
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(PassAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Address => _app.Urls.First();

    /// <summary>One that passes everything on to this server.</summary>
    public static async Task<SearchRecorder> BeforeAsync(string server)
    {
        SearchRecorder recorder = new(server);
        await recorder._app.StartAsync();
        return recorder;
    }

    /// <summary>The searches since the last time.</summary>
    public (byte[] Asked, byte[] Answered)[] Take()
    {
        List<(byte[], byte[])> taken = [];
        while (_searches.TryDequeue(out (byte[], byte[]) search))
        {
            taken.Add(search);
        }

        return [.. taken];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _server.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        using MemoryStream asked = new();
        await context.Request.Body.CopyToAsync(asked, context.RequestAborted);
        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), $"{context.Request.Path}{context.Request.QueryString}");
        if (asked.Length > 0)
        {
            request.Content = new ByteArrayContent(asked.ToArray());
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(context.Request.ContentType!);
        }

        using HttpResponseMessage response = await _server.SendAsync(request, context.RequestAborted);
        byte[] answered = await response.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (context.Request.Path == "/_msearch")
        {
            _searches.Enqueue((asked.ToArray(), answered));
        }

        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Response.ContentLength = answered.Length;
        await context.Response.Body.WriteAsync(answered, context.RequestAborted);
    }
}
