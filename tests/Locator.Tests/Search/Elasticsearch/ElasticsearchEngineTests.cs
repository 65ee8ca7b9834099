using Locator.Search;
using Locator.Testing;
using Locator.Tests.Search.Elasticsearch;
using Xunit;

[assembly: AssemblyFixture(typeof(ElasticsearchTestServer))]
[assembly: AssemblyFixture(typeof(OpenSearchTestServer))]

namespace Locator.Tests.Search.Elasticsearch;

/// <summary>The contract on a real Elasticsearch.</summary>
public sealed class ElasticsearchEngineTests(ElasticsearchTestServer server) : OnSearchServer(server);

/// <summary>The contract on a real OpenSearch.</summary>
public sealed class OpenSearchEngineTests(OpenSearchTestServer server) : OnSearchServer(server);

/// <summary>The contract, each directory published under an alias of its own.</summary>
public abstract class OnSearchServer(SearchServer server) : SearchEngineContract, IAsyncDisposable
{
    private readonly PublishedDirectories _directories = new(server);

    protected override int RandomDirectories => TestCounts.Of(reduced: 10, full: 25);

    protected override Task<ISearchEngine> HoldingAsync(string version, IReadOnlyList<IndexedFacility> facilities) =>
        _directories.HoldingAsync(version, facilities);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return _directories.DisposeAsync();
    }
}
