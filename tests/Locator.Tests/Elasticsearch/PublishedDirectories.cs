using System.Collections.Concurrent;
using Locator.Elasticsearch;
using Locator.Elasticsearch.Indexes;
using Locator.Elasticsearch.Publishing;
using Locator.Elasticsearch.Search;
using Locator.Elasticsearch.Settings;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Publishing;
using Locator.Search;
using Locator.Testing;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Locator.Tests.Elasticsearch;

/// <summary>Directories that a test publishes to a search server, each under an alias of its own; deleted with the test.</summary>
internal sealed class PublishedDirectories(SearchServer server) : IAsyncDisposable
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
    public async Task<(ElasticsearchEngine Engine, ElasticsearchVersionIndex Index)> UnderAsync(
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
        return (services.GetRequiredService<ElasticsearchEngine>(), services.GetRequiredService<ElasticsearchVersionIndex>());
    }

    /// <summary>An engine that holds this version of this directory.</summary>
    public async Task<ISearchEngine> HoldingAsync(VersionStamp version, IReadOnlyList<IndexedFacility> facilities)
    {
        (ElasticsearchEngine engine, ElasticsearchVersionIndex index) = await UnderAsync(NewAlias());
        await using IReadyIndex ready = await index.PrepareAsync(ManifestOf(version, facilities), new IndexedFacilities(facilities), Token);
        await ready.SwitchAsync();
        return engine;
    }

    /// <summary>A version's name; another content is another version, whatever its id.</summary>
    public static VersionStamp Stamp(string id, string content = "content") => new(VersionId.Parse(id), content);

    /// <summary>The manifest of a made-up directory.</summary>
    public static DirectoryManifest ManifestOf(VersionStamp version, IReadOnlyList<IndexedFacility> facilities) => new()
    {
        Format = DirectoryManifest.CurrentFormat,
        Version = version.Id.ToString(),
        Kind = DirectoryKind.Public,
        AsOfNewest = new DateOnly(2026, 1, 2),
        ImportedAt = DateTimeOffset.UnixEpoch,
        Sources = [],
        Facilities = facilities.Count,
        Programs = facilities.Sum(facility => facility.Programs.Count),
        ContentSha256 = version.ContentSha256,
        VocabularyHash = Vocabulary.Current.Hash,
    };

    /// <summary>What stands in the index of a made-up directory.</summary>
    public static ElasticsearchMeta MetaOf(VersionStamp version, int facilities, string? vocabularyHash = null) => new(
        ElasticsearchDocument.Format, version.Id.ToString(), version.ContentSha256, vocabularyHash ?? Vocabulary.Current.Hash, facilities);

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
