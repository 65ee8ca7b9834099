using Locator.Elasticsearch;
using Locator.Elasticsearch.Settings;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LocatorApi.Tests;

/// <summary>The same promise where a server is asked: what its client tells is looked at as well, and what the server writes.</summary>
[Collection(PrivacyWitness.Alone)]
public sealed class PrivacyOnServersTests(PostgresServer postgres, ElasticsearchTestServer elasticsearch)
{
    [Fact]
    public async Task On_PostGIS_nothing_of_a_search_is_kept()
    {
        string connectionString = await postgres.CreateDatabaseAsync();
        await using PostgisConnections connections = new(connectionString, "tests");
        await PostgisSchema.MigrateAsync(connections, CancellationToken.None);
        await ApiHost.PublishAsync(new Publisher(new PostgisVersionStorage(connections, TimeProvider.System), [], TimeProvider.System), TestFacilities.InAtlanta(12));
        using PrivacyWitness witness = new();
        await using ApiHost api = PrivacyTests.Telling(witness).With("Search:Engine", "postgis").With("ConnectionStrings:Postgis", connectionString);
        Assert.Empty(await PrivacyTests.LeaksAsync(api, witness));
        Assert.Contains("GET /v1/search", witness.Answered.Keys);
        Assert.Contains(witness.Seen, text => text.StartsWith("trace Npgsql", StringComparison.Ordinal));
    }

    [Fact]
    public async Task On_Elasticsearch_nothing_of_a_search_is_kept_by_its_client_or_in_the_servers_logs()
    {
        ElasticsearchOptions options = new() { Nodes = await elasticsearch.AddressAsync(), Alias = "privacy-tests" };
        await using ServiceProvider services = new ServiceCollection().AddElasticsearch(options).BuildServiceProvider();
        using PrivacyWitness witness = new(new Uri(options.Nodes));
        await using ApiHost api = PrivacyTests.Telling(witness).With("Search:Engine", "elasticsearch")
            .With("Elasticsearch:Nodes", options.Nodes).With("Elasticsearch:Alias", options.Alias);
        await ApiHost.PublishAsync(new Publisher(api.Store, [.. services.GetServices<IVersionIndex>()], TimeProvider.System), TestFacilities.InAtlanta(12));
        Assert.Empty(await PrivacyTests.LeaksAsync(api, witness));
        Assert.Contains("GET /v1/search", witness.Answered.Keys);
        Assert.Contains(witness.Seen, text => text.StartsWith("trace Elastic.Transport", StringComparison.Ordinal));
        Assert.Contains(witness.Seen, text => text.StartsWith("trace System.Net.Http", StringComparison.Ordinal));
        if (elasticsearch.Folder is not { } folder)
        {
            return;
        }

        string[] logs = System.IO.Directory.GetFiles(folder, "*.log", SearchOption.AllDirectories);
        Assert.NotEmpty(logs);
        foreach (string log in logs)
        {
            await using FileStream open = new(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using StreamReader reader = new(open);
            string text = await reader.ReadToEndAsync();
            Assert.All(MarkedRequests.Markers.Where(marker => marker.Length > 6), marker => Assert.DoesNotContain(marker, text, StringComparison.OrdinalIgnoreCase));
        }
    }
}
