using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Xunit;

namespace Locator.Testing;

/// <summary>A real Elasticsearch for the tests of a run.</summary>
public sealed class ElasticsearchTestServer()
    : SearchServer("elasticsearch", "docker.elastic.co/elasticsearch/elasticsearch:8.13.4", "xpack.security.enabled", "false");

/// <summary>A real OpenSearch for the tests of a run.</summary>
public sealed class OpenSearchTestServer()
    : SearchServer("opensearch", "opensearchproject/opensearch:2.19.4", "DISABLE_SECURITY_PLUGIN", "true");

/// <summary>
/// A real search server, started when the first test asks for it and stopped at the end of the run: the one that
/// <c>LOCATOR_TEST_ELASTICSEARCH_URL</c> names, else one of <c>../shared/search-server</c>, else a container of the official
/// image. Where there is none, tests are skipped and say why; in continuous integration (<c>CI</c>) they fail.
/// </summary>
public abstract class SearchServer(string engine, string image, string securitySetting, string off) : IAsyncDisposable
{
    private const int HttpPort = 9200;

    private readonly SemaphoreSlim _starting = new(1);
    private readonly List<string> _tried = [];
    private string? _address;
    private string? _folder;
    private IContainer? _container;

    /// <summary>Where a server of <c>../shared/search-server</c> keeps its data and logs; null where it is another one.</summary>
    public string? Folder => _folder;

    /// <summary>The server's address; skips the running test where there is no server, fails it in continuous integration.</summary>
    public async Task<string> AddressAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_address is null && _tried.Count == 0)
            {
                _address = await GivenAsync() ?? await ScriptedAsync() ?? await ContainedAsync();
            }
        }
        finally
        {
            _starting.Release();
        }

        string missing = $"no {engine} server: {string.Join("; ", _tried)}";
        Assert.False(_address is null && Environment.GetEnvironmentVariable("CI") == "true", missing);
        Assert.SkipWhen(_address is null, missing);
        return _address!;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_container is not null)
        {
            await _container.DisposeAsync();
        }

        if (_folder is not null)
        {
            _ = await SearchServerScripts.RunAsync("stop", engine, "--dir", _folder, "--kill", "--remove");
        }

        _starting.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<string?> GivenAsync()
    {
        if (Environment.GetEnvironmentVariable("LOCATOR_TEST_ELASTICSEARCH_URL") is not { Length: > 0 } given)
        {
            _tried.Add("LOCATOR_TEST_ELASTICSEARCH_URL is not set");
            return null;
        }

        using HttpClient http = new();
        using JsonDocument answer = JsonDocument.Parse(await http.GetStringAsync(new Uri(given), TestContext.Current.CancellationToken));
        bool isOpenSearch = answer.RootElement.GetProperty("version").TryGetProperty("distribution", out _);
        if (isOpenSearch == (engine == "opensearch"))
        {
            return given;
        }

        _tried.Add("LOCATOR_TEST_ELASTICSEARCH_URL names the other kind of server");
        return null;
    }

    private async Task<string?> ScriptedAsync()
    {
        if (!SearchServerScripts.AreHere)
        {
            _tried.Add("../shared/search-server is not on this machine");
            return null;
        }

        string folder = Path.Combine(Path.GetTempPath(), $"locator-tests-{engine}-{Guid.NewGuid():n}");
        _folder = folder;
        // When the run is broken off, too.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => SearchServerScripts.Remove(engine, folder);
        (bool started, string output) = await SearchServerScripts.RunAsync("start", engine, "--port", FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture), "--dir", folder);
        if (!started)
        {
            _tried.Add($"../shared/search-server/start failed: {output}");
        }

        return started ? output.Trim() : null;
    }

    private async Task<string?> ContainedAsync()
    {
        try
        {
            _container = new ContainerBuilder(image)
                .WithEnvironment("discovery.type", "single-node")
                .WithEnvironment(securitySetting, off)
                .WithEnvironment(engine == "opensearch" ? "OPENSEARCH_JAVA_OPTS" : "ES_JAVA_OPTS", "-Xms512m -Xmx512m")
                .WithPortBinding(HttpPort, assignRandomHostPort: true)
                .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(HttpPort)))
                .Build();
            await _container.StartAsync(TestContext.Current.CancellationToken);
            return $"http://{_container.Hostname}:{_container.GetMappedPublicPort(HttpPort)}";
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _tried.Add($"no container: {failure.Message.Split('\n')[0]}");
            return null;
        }
    }

    /// <summary>A port whose neighbour for traffic between nodes, a hundred above, is free as well.</summary>
    private static int FreePort()
    {
        while (true)
        {
            using TcpListener http = new(IPAddress.Loopback, 0);
            http.Start();
            int port = ((IPEndPoint)http.LocalEndpoint).Port;
            using TcpListener transport = new(IPAddress.Loopback, Math.Min(port + 100, IPEndPoint.MaxPort));
            try
            {
                transport.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another pair.
            }
        }
    }
}
