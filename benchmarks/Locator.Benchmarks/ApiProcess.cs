using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Locator.Benchmarks;

/// <summary>LocatorApi as operators run it: a process of its own.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    /// <summary>The alias that it searches.</summary>
    public const string Alias = "locator-bench";

    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private ApiProcess(Process process, HttpClient http)
    {
        (_process, Http) = (process, http);
        // When the run is broken off, too.
        AppDomain.CurrentDomain.ProcessExit += Kill;
    }

    /// <summary>Asks it.</summary>
    public HttpClient Http { get; }

    /// <summary>The processor time that it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it with Elasticsearch as its engine and waits until it is ready.</summary>
    /// <param name="searchServer">Address of the search server.</param>
    /// <param name="store">Folder of the file store.</param>
    public static Task<ApiProcess> StartAsync(string searchServer, string store) => StartAsync(new Dictionary<string, string>
    {
        ["LOCATOR_DATA"] = store,
        ["Search__Engine"] = "elasticsearch",
        ["Search__Timeout"] = "00:00:30",
        ["Elasticsearch__Nodes"] = searchServer,
        ["Elasticsearch__Alias"] = Alias,
    });

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="settings">Environment variables beside those of this process.</param>
    public static async Task<ApiProcess> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        string address = $"http://127.0.0.1:{FreePort()}";
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "LocatorApi.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            // Where its appsettings.json lies.
            WorkingDirectory = AppContext.BaseDirectory,
        };
        // One client asks as much as it can here.
        start.Environment["RateLimit__Enabled"] = "false";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = address;
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start)!;
        // What it says is of no interest here, but must be taken from it.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        ApiProcess api = new(process, new HttpClient { BaseAddress = new Uri(address) });
        try
        {
            await api.WaitUntilReadyAsync();
            return api;
        }
        catch
        {
            await api.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        Http.Dispose();
        Kill(null, EventArgs.Empty);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Kill(object? sender, EventArgs e)
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        using CancellationTokenSource limit = new(LongestStart);
        while (true)
        {
            try
            {
                using HttpResponseMessage ready = await Http.GetAsync("/healthz/ready", limit.Token);
                if (ready.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // Not listening yet.
            }

            await Task.Delay(100, limit.Token);
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
