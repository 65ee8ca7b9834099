using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Locator.Elasticsearch;
using Locator.Elasticsearch.Publishing;
using Locator.Elasticsearch.Search;
using Locator.Elasticsearch.Settings;
using Locator.Indexing;
using Locator.Publishing;
using Locator.Search;
using Locator.Search.Embedded;
using Locator.Testing;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Locator.Tests.Elasticsearch;

/// <summary>Versions of a made-up directory on real nodes that a test takes away: published, searched, and looked at from outside.</summary>
internal sealed class DirectoryOnNodes : IAsyncDisposable
{
    private const string Alias = "locator";

    /// <summary>How long a cluster may take until every copy is there again.</summary>
    private static readonly TimeSpan TimeForGreen = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;
    private readonly ServiceProvider _services;
    private readonly int _keepVersions;
    private readonly List<VersionStamp> _published = [];
    private readonly ConcurrentDictionary<VersionStamp, EmbeddedIndex> _embedded = new();

    private DirectoryOnNodes(SearchCluster cluster, int keepVersions)
    {
        Cluster = cluster;
        _keepVersions = keepVersions;
        _http = new HttpClient { BaseAddress = new Uri(cluster.Nodes.Split(',')[0]) };
        _services = Services(times: 1);
    }

    /// <summary>The nodes.</summary>
    public SearchCluster Cluster { get; }

    /// <summary>What searches them.</summary>
    public ElasticsearchEngine Engine => _services.GetRequiredService<ElasticsearchEngine>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Nodes that hold a first version. Skips the running test but in the long run.</summary>
    /// <param name="engine">elasticsearch or opensearch.</param>
    /// <param name="nodes">How many nodes.</param>
    /// <param name="version">The version.</param>
    /// <param name="keepVersions">How many versions an import keeps besides its own.</param>
    public static async Task<DirectoryOnNodes> PublishAsync(string engine, int nodes, VersionStamp version, int keepVersions = 2)
    {
        Assert.SkipUnless(TestCounts.Of(reduced: 0, full: 1) == 1, "only in the long run");
        DirectoryOnNodes directory = new(await SearchCluster.StartAsync(engine, nodes), keepVersions);
        Assert.StartsWith("published", await directory.ImportAsync(version), StringComparison.Ordinal);
        await directory.GreenAsync();
        return directory;
    }

    /// <summary>Every version has the same ids with other documents, so that a mixture of two would be seen.</summary>
    public static IndexedFacility[] FacilitiesOf(VersionStamp version) =>
    [
        .. Enumerable.Range(0, 1_500).Select(i => (AFacility.With($"facility-{i:0000}", [$"level:{i % 7}", $"payment:{i % 3}"]) with
        {
            Document = Encoding.UTF8.GetBytes($$"""{"name":"{{i}}","of":"{{version}}"}"""),
        }).MilesNorth(i * 0.05)),
    ];

    /// <summary>The same version in the embedded engine.</summary>
    public EmbeddedIndex EmbeddedOf(VersionStamp version) => _embedded.GetOrAdd(version, stamp => new EmbeddedIndex(FacilitiesOf(stamp)));

    /// <summary>Builds a version.</summary>
    public Task<IReadyIndex> PrepareAsync(VersionStamp version) => PrepareAsync(_services, version, halfway: null);

    /// <summary>Makes a version that was built current; says how that ended.</summary>
    public static Task<string> SwitchAsync(IReadyIndex ready) => OutcomeAsync(async () =>
    {
        await using (ready)
        {
            await ready.SwitchAsync();
        }
    });

    /// <summary>Builds, switches and retires in a program of its own; says how that ended.</summary>
    /// <param name="version">The version.</param>
    /// <param name="times">How many times sooner it gives up than in earnest.</param>
    /// <param name="halfway">What happens meanwhile.</param>
    public Task<string> ImportAsync(VersionStamp version, int times = 1, Func<Task>? halfway = null) => Task.Run(
        async () =>
        {
            await using ServiceProvider services = Services(times);
            return await OutcomeAsync(async () =>
            {
                await using IReadyIndex ready = await PrepareAsync(services, version, halfway);
                await ready.SwitchAsync();
                _published.Remove(version);
                _published.Add(version);
                await ready.RetireAsync(_published.TakeLast(_keepVersions + 1).ToHashSet(), Token);
            });
        },
        Token);

    /// <summary>The same, and soon after it has begun something happens.</summary>
    public async Task<string> ImportDuringAsync(VersionStamp version, Func<Task> happens)
    {
        Task<string> import = ImportAsync(version);
        await Task.Delay(TimeSpan.FromSeconds(0.3), Token);
        await happens();
        return await import;
    }

    /// <summary>The version that the alias is on.</summary>
    public async Task<VersionStamp> CurrentAsync() => (await Engine.CurrentAsync(Token))!.Value;

    /// <summary>
    /// Whether a version is current; and in any case the alias is on one complete index, and every version that can be
    /// searched has every document, as it was sent.
    /// </summary>
    public async Task<bool> CheckAsync(VersionStamp version, string when)
    {
        JsonObject aliases = (await _http.GetFromJsonAsync<JsonObject>($"/_alias/{Alias}", Token))!;
        string index = Assert.Single(aliases).Key;
        Assert.DoesNotContain(aliases[index]!["aliases"]!.AsObject(), alias => alias.Key.Contains("-building-", StringComparison.Ordinal));
        VersionStamp current = await CurrentAsync();
        Assert.Equal($"{Alias}-{current}", index);
        IReadOnlyList<VersionStamp> versions = await Engine.VersionsAsync(Token);
        Assert.Contains(current, versions);
        foreach (VersionStamp held in versions)
        {
            SearchQuery query = new() { Limit = 100, Facets = [new FacetRequest("payment", ["payment:0", "payment:1", "payment:2"])] };
            bool more = true;
            int seen = 0;
            while (more)
            {
                SearchAnswer page = (await Engine.SearchAsync(held, [query], Token))[0];
                SearchAssert.Equal(EmbeddedOf(held).Search(query), page, $"{held} {when}, after {seen}");
                seen += page.Hits.Count;
                more = page.HasMore;
                query = query with { After = page.Hits[^1].Position };
            }

            Assert.Equal(FacilitiesOf(held).Length, seen);
        }

        return current == version;
    }

    /// <summary>The same import again, as anyone would who was told that it failed: it succeeds, and nothing is left of those before.</summary>
    public async Task CheckNextImportAsync(VersionStamp version)
    {
        Assert.StartsWith("published", await ImportAsync(version), StringComparison.Ordinal);
        Assert.True(await CheckAsync(version, "after the next import"));
        await NothingIsLeftAsync();
    }

    /// <summary>No index is there but the current one and the versions before it that are kept.</summary>
    public async Task NothingIsLeftAsync()
    {
        JsonObject indexes = (await _http.GetFromJsonAsync<JsonObject>($"/{Alias}*", Token))!;
        Assert.InRange(indexes.Count, 1, 1 + _keepVersions);
        Assert.All(indexes, index => Assert.DoesNotContain("-building-", index.Value!["aliases"]!.ToJsonString(), StringComparison.Ordinal));
    }

    /// <summary>Waits until every copy of every version is there: the one that is searched need not be the current one.</summary>
    public async Task GreenAsync()
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (await HealthAsync() != "green")
        {
            Assert.True(watch.Elapsed < TimeForGreen, $"the indexes are green again within {TimeForGreen}");
            await Task.Delay(TimeSpan.FromSeconds(0.5), Token);
        }
    }

    /// <summary>Tells the server that its disk is full, and waits until an index is blocked.</summary>
    public async Task FillDiskAsync(VersionStamp version)
    {
        await WatermarksAsync("9000gb", "8999gb", "8998gb");
        await BlockedAsync(version, true);
    }

    /// <summary>Tells the server that there is room, and waits until the index is no longer blocked.</summary>
    public async Task FreeDiskAsync(VersionStamp version)
    {
        await WatermarksAsync("3mb", "2mb", "1mb");
        await BlockedAsync(version, false);
    }

    public Task PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json);

    public Task PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _services.DisposeAsync();
        await Cluster.DisposeAsync();
    }

    /// <summary>Bulks are small, so that an import takes a while.</summary>
    private ServiceProvider Services(int times) => new ServiceCollection()
        .AddSingleton<TimeProvider>(new FasterTime(times))
        .AddElasticsearch(new ElasticsearchOptions { Nodes = Cluster.Nodes, Alias = Alias, BulkDocuments = 20 })
        .BuildServiceProvider();

    private static Task<IReadyIndex> PrepareAsync(ServiceProvider services, VersionStamp version, Func<Task>? halfway)
    {
        ElasticsearchVersionIndex index = services.GetRequiredService<ElasticsearchVersionIndex>();
        IndexedFacility[] facilities = FacilitiesOf(version);
        return index.PrepareAsync(
            PublishedDirectories.MetaOf(version, facilities.Length),
            halfway is null ? [facilities] : InterruptedBlocks.Of(facilities, facilities.Length / 2, halfway),
            Token);
    }

    private static async Task<string> OutcomeAsync(Func<Task> publishing)
    {
        Stopwatch watch = Stopwatch.StartNew();
        try
        {
            await publishing();
            return string.Create(CultureInfo.InvariantCulture, $"published in {watch.Elapsed.TotalSeconds:0.0} s");
        }
        catch (IndexFailedException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>As any node says that answers.</summary>
    private async Task<string?> HealthAsync()
    {
        foreach (string node in Cluster.Nodes.Split(','))
        {
            try
            {
                return (string?)(await _http.GetFromJsonAsync<JsonObject>($"{node}/_cluster/health/{Alias}-*?timeout=1s", Token))!["status"];
            }
            catch (HttpRequestException)
            {
                // The next one.
            }
        }

        return null;
    }

    private Task WatermarksAsync(string low, string high, string flood) => PutAsync("/_cluster/settings",
        $$"""{"persistent":{"cluster.info.update.interval":"10s","cluster.routing.allocation.disk.threshold_enabled":true,"cluster.routing.allocation.disk.watermark.low":"{{low}}","cluster.routing.allocation.disk.watermark.high":"{{high}}","cluster.routing.allocation.disk.watermark.flood_stage":"{{flood}}"} }""");

    private async Task BlockedAsync(VersionStamp version, bool blocked)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); ; await Task.Delay(500, Token))
        {
            string settings = await _http.GetStringAsync($"/{Alias}-{version}/_settings?flat_settings=true", Token);
            if (settings.Contains("\"index.blocks.read_only_allow_delete\":\"true\"", StringComparison.Ordinal) == blocked)
            {
                return;
            }

            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"the block of {version} became {blocked}");
        }
    }

    private async Task SendAsync(HttpMethod method, string path, string json)
    {
        using HttpRequestMessage request = new(method, path) { Content = new StringContent(json, null, "application/json") };
        using HttpResponseMessage response = await _http.SendAsync(request, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }
}
