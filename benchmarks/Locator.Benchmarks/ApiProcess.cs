namespace Locator.Benchmarks;

/// <summary>LocatorApi as operators run it: a process of its own.</summary>
internal static class ApiProcess
{
    /// <summary>The alias that it searches.</summary>
    public const string Alias = "locator-bench";

    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Starts it with Elasticsearch as its engine and waits until it is ready.</summary>
    /// <param name="searchServer">Address of the search server.</param>
    /// <param name="store">Folder of the file store.</param>
    public static Task<ServerProcess> StartAsync(string searchServer, string store) => StartAsync(new Dictionary<string, string>
    {
        ["LOCATOR_DATA"] = store,
        ["Search__Engine"] = "elasticsearch",
        ["Search__Timeout"] = "00:00:30",
        ["Elasticsearch__Nodes"] = searchServer,
        ["Elasticsearch__Alias"] = Alias,
    });

    /// <summary>Starts it with the embedded engine, in which it depends on nobody, and waits until it is ready.</summary>
    /// <param name="store">Folder of the file store.</param>
    public static Task<ServerProcess> StartEmbeddedAsync(string store) => StartAsync(Embedded(store));

    /// <summary>Starts it with the embedded engine and waits for its first answer to a search.</summary>
    /// <param name="store">Folder of the file store.</param>
    /// <param name="search">Path and query of the search.</param>
    /// <param name="pollEvery">How often it is asked.</param>
    public static Task<ServerProcess> StartEmbeddedAsync(string store, string search, TimeSpan pollEvery) =>
        ServerProcess.StartAsync(BenchmarkPrograms.Api, [], Unlimited(Embedded(store)), search, pollEvery);

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="settings">Environment variables beside those of this process.</param>
    public static Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string> settings) =>
        ServerProcess.StartAsync(BenchmarkPrograms.Api, [], Unlimited(settings), "/healthz/ready", PollEvery);

    private static Dictionary<string, string> Embedded(string store) => new() { ["LOCATOR_DATA"] = store, ["Search__Engine"] = "embedded" };

    /// <summary>One client asks as much as it can here.</summary>
    private static Dictionary<string, string> Unlimited(IReadOnlyDictionary<string, string> settings) =>
        new Dictionary<string, string>(settings) { ["RateLimit__Enabled"] = "false" };
}
