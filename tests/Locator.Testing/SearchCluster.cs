using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Locator.Testing;

/// <summary>
/// Nodes of a search server on this machine, from <c>../shared/search-server</c>, which can be killed, frozen and started
/// again: three, or one. Where that folder is absent the test is skipped; in continuous integration it fails.
/// </summary>
public sealed class SearchCluster : IAsyncDisposable
{
    /// <summary>How many nodes a cluster has that may lose one.</summary>
    public const int Size = 3;

    private static int _lastPort = 20_000 + (Environment.ProcessId % 100 * 100);

    private readonly string _engine;
    private readonly string _folder;
    private readonly int _port;

    private readonly int _nodes;

    private SearchCluster(string engine, int nodes)
    {
        _engine = engine;
        _nodes = nodes;
        _folder = Path.Combine(Path.GetTempPath(), $"locator-cluster-{engine}-{Guid.NewGuid():n}");
        _port = FreePorts();
        AppDomain.CurrentDomain.ProcessExit += Remove;
    }

    /// <summary>The nodes' addresses, comma-separated.</summary>
    public string Nodes => string.Join(',', Enumerable.Range(0, _nodes).Select(i => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port + i}")));

    /// <summary>A cluster that answers with all its nodes.</summary>
    /// <param name="engine">elasticsearch or opensearch.</param>
    /// <param name="nodes">How many nodes.</param>
    public static async Task<SearchCluster> StartAsync(string engine, int nodes = Size)
    {
        Assert.False(!SearchServerScripts.AreHere && Environment.GetEnvironmentVariable("CI") == "true", "no cluster in CI");
        Assert.SkipUnless(SearchServerScripts.AreHere, "../shared/search-server is not on this machine");
        SearchCluster cluster = new(engine, nodes);
        await cluster.StartAsync();
        return cluster;
    }

    /// <summary>Starts every node that does not run and waits until the cluster answers with all of them.</summary>
    public Task StartAsync() => RunAsync(
        "start", _engine, "--dir", _folder, "--port", _port.ToString(CultureInfo.InvariantCulture),
        "--nodes", _nodes.ToString(CultureInfo.InvariantCulture));

    /// <summary>Ends a node as a power cut would.</summary>
    /// <param name="node">From 1.</param>
    public Task KillAsync(int node) =>
        RunAsync("stop", _engine, "--dir", _folder, "--node", node.ToString(CultureInfo.InvariantCulture), "--kill");

    /// <summary>The same within a millisecond, for moments that are short.</summary>
    /// <param name="node">From 1.</param>
    public void KillAtOnce(int node)
    {
        using Process process = Process.GetProcessById(int.Parse(File.ReadAllText(PidFile(node)), CultureInfo.InvariantCulture));
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Stops a node where it is, connections and all.</summary>
    public Task FreezeAsync(int node) => SignalAsync(node, "-STOP");

    /// <summary>Lets a frozen node go on.</summary>
    public Task WakeAsync(int node) => SignalAsync(node, "-CONT");

    /// <summary>Both, with a time in between.</summary>
    /// <param name="node">From 1.</param>
    /// <param name="time">How long the node is frozen.</param>
    public async Task FreezeForAsync(int node, TimeSpan time)
    {
        await FreezeAsync(node);
        await Task.Delay(time, TestContext.Current.CancellationToken);
        await WakeAsync(node);
    }

    /// <summary>All that the nodes have logged.</summary>
    public async Task<string> LogsAsync()
    {
        string[] files = Directory.GetFiles(_folder, "*.log", SearchOption.AllDirectories);
        Assert.True(files.Length >= _nodes, "every node has a log");
        return string.Join('\n', await Task.WhenAll(files.Select(file => File.ReadAllTextAsync(file))));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Remove;
        Remove(null, EventArgs.Empty);
        return default;
    }

    private void Remove(object? sender, EventArgs e) => SearchServerScripts.Remove(_engine, _folder);

    private string PidFile(int node) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"node-{node}"), "pid");

    private async Task SignalAsync(int node, string signal)
    {
        string id = await File.ReadAllTextAsync(PidFile(node));
        using Process kill = Process.Start("kill", [signal, id.Trim()]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    private static async Task RunAsync(string script, params string[] arguments)
    {
        (bool succeeded, string output) = await SearchServerScripts.RunAsync(script, arguments);
        Assert.True(succeeded, output);
    }

    /// <summary>
    /// The first of three free ports whose neighbours a hundred above are free as well; never the same twice, because a node that
    /// is about to start does not hold its ports yet.
    /// </summary>
    private static int FreePorts()
    {
        while (true)
        {
            int port = Interlocked.Add(ref _lastPort, 10);
            if (Enumerable.Range(0, Size).All(i => IsFree(port + i) && IsFree(port + 100 + i)))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        using TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
