using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Locator.Benchmarks;

/// <summary>A program that serves HTTP, in a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(1);

    private readonly string _program;
    private readonly Process _process;

    private ServerProcess(string program, Process process, HttpClient http)
    {
        (_program, _process, Http) = (program, process, http);
        // When the run is broken off, too.
        AppDomain.CurrentDomain.ProcessExit += Kill;
    }

    /// <summary>Asks it.</summary>
    public HttpClient Http { get; }

    /// <summary>From its start until it answered.</summary>
    public TimeSpan StartedIn { get; private set; }

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>The processor time that it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until it answers a path with a 2xx.</summary>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    /// <param name="program">The assembly; it is started in its folder, where its settings lie.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="settings">Environment variables beside those of this process.</param>
    /// <param name="path">What it is asked.</param>
    /// <param name="pollEvery">How often.</param>
    public static async Task<ServerProcess> StartAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings, string path, TimeSpan pollEvery)
    {
        string address = $"http://127.0.0.1:{FreePort()}";
        ProcessStartInfo start = new("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(program),
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ASPNETCORE_URLS"] = address;
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        long before = Stopwatch.GetTimestamp();
        Process process = Process.Start(start)!;
        // What it says is of no interest here, but must be taken from it.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        ServerProcess server = new(Path.GetFileName(program), process, new HttpClient { BaseAddress = new Uri(address) });
        try
        {
            await server.WaitUntilAsync(path, pollEvery);
            server.StartedIn = Stopwatch.GetElapsedTime(before);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
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

    private async Task WaitUntilAsync(string path, TimeSpan pollEvery)
    {
        using CancellationTokenSource limit = new(LongestStart);
        while (true)
        {
            try
            {
                using HttpResponseMessage answer = await Http.GetAsync(path, limit.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException refused)
            {
                if (_process.HasExited)
                {
                    throw new InvalidOperationException($"{_program} ended with exit code {_process.ExitCode} before it answered.", refused);
                }

                // Not listening yet.
            }

            await Task.Delay(pollEvery, limit.Token);
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
