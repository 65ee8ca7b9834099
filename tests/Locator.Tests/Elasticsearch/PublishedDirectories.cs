using System.Collections.Concurrent;
using Locator.Facilities;
using Locator.Search;
using Locator.Search.Elasticsearch;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Locator.Testing;

/// <summary>Directories that a test publishes to a search server, each under an alias of its own; deleted with the test.</summary>
public sealed class PublishedDirectories(SearchServer server) : IAsyncDisposable
{
    private readonly ConcurrentBag<string> _aliases = [];
    private readonly List<ServiceProvider> _services = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An alias that no other test uses.</summary>
    public string NewAlias()
    {
        string alias = $"test-{Guid.NewGuid():n}";
        _aliases.Add(alias);
        return alias;
    }

    /// <summary>Engine and index writer under an alias.</summary>
    public async Task<(ElasticsearchEngine Engine, ElasticsearchIndex Index)> UnderAsync(
        string alias, Action<ElasticsearchOptions>? configure = null, TimeProvider? time = null)
    {
        ElasticsearchOptions options = new()
        {
            Nodes = await server.AddressAsync(),
            Alias = alias,
            Replicas = 0,
            // Many tests share the server and the machine.
            SearchTimeout = TimeSpan.FromMinutes(1),
        };
        configure?.Invoke(options);
        ServiceProvider services = new ServiceCollection().AddSingleton(time ?? TimeProvider.System).AddElasticsearch(options).BuildServiceProvider();
        _services.Add(services);
        return (services.GetRequiredService<ElasticsearchEngine>(), services.GetRequiredService<ElasticsearchIndex>());
    }

    /// <summary>An engine that holds this version of this directory.</summary>
    public async Task<ISearchEngine> HoldingAsync(string version, IReadOnlyList<IndexedFacility> facilities)
    {
        (ElasticsearchEngine engine, ElasticsearchIndex index) = await UnderAsync(NewAlias());
        await index.BuildAsync(ManifestOf(version, facilities), facilities, Token);
        await index.SwitchAsync(version, Token);
        return engine;
    }

    /// <summary>The manifest of a made-up directory; other facilities or another mark give another content hash.</summary>
    public static DirectoryManifest ManifestOf(string version, IReadOnlyList<IndexedFacility> facilities, string mark = "") => new()
    {
        Format = DirectoryManifest.CurrentFormat,
        Version = version,
        Kind = DirectoryKind.Public,
        AsOf = new DateOnly(2026, 1, 2),
        ImportedAt = DateTimeOffset.UnixEpoch,
        Sources = [],
        Facilities = facilities.Count,
        Programs = facilities.Sum(facility => facility.Programs.Count),
        ContentSha256 = $"content {string.Join(' ', facilities.Select(facility => facility.Id))} {mark}",
        VocabularyHash = Vocabulary.Current.Hash,
    };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_services.Count > 0)
        {
            using HttpClient http = new() { BaseAddress = new Uri(await server.AddressAsync()) };
            foreach (string alias in _aliases)
            {
                // Wildcards may be refused for deletion: names are read first.
                string names = await http.GetStringAsync($"/_cat/indices/{alias}*?h=index", CancellationToken.None);
                foreach (string index in names.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                {
                    using HttpResponseMessage _ = await http.DeleteAsync($"/{index}", CancellationToken.None);
                }
            }
        }

        foreach (ServiceProvider services in _services)
        {
            await services.DisposeAsync();
        }
    }
}
