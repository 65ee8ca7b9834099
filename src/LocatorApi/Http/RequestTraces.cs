using System.Diagnostics;

namespace LocatorApi.Http;

/// <summary>
/// Gives every request an activity, whose trace id stands in errors (<c>traceId</c>) and in the log. ASP.NET Core makes one only where
/// somebody listens or its request log is on; that log is off (<see cref="QuietFramework"/>).
/// </summary>
internal sealed class RequestTraces : IHostedService, IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ActivitySource.AddActivityListener(_listener);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();
}
