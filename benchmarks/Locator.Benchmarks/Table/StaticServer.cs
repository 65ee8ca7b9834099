using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Locator.Benchmarks.Table;

/// <summary>
/// What HTTP itself costs: Kestrel with nothing before it, answering recorded answers from memory by their path. No program can
/// answer the same bytes over Kestrel with less.
/// </summary>
internal static class StaticServer
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Starts one in a process of its own.</summary>
    /// <param name="file">Recorded answers.</param>
    /// <param name="path">One of their paths.</param>
    public static Task<ServerProcess> StartAsync(string file, string path) => ServerProcess.StartAsync(
        // The collector that programs for the web have.
        BenchmarkPrograms.Benchmarks, ["static", file], new Dictionary<string, string> { ["DOTNET_gcServer"] = "1" }, path, PollEvery);

    /// <summary>Serves them at <c>ASPNETCORE_URLS</c> until the process ends.</summary>
    public static Task RunAsync(string file)
    {
        Dictionary<string, (KeyValuePair<string, StringValues>[] Headers, byte[] Body)> answers = RecordedAnswer.Read(file).DistinctBy(answer => answer.Path).ToDictionary(
            answer => answer.Path,
            answer => (answer.Headers.Select(header => KeyValuePair.Create(header.Key, new StringValues(header.Value))).ToArray(), answer.Body),
            StringComparer.Ordinal);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        WebApplication app = builder.Build();
        app.Run(async context =>
        {
            if (!answers.TryGetValue(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, out var answer))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            foreach ((string name, StringValues value) in answer.Headers)
            {
                context.Response.Headers[name] = value;
            }

            context.Response.ContentLength = answer.Body.Length;
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
        });
        return app.RunAsync();
    }
}
