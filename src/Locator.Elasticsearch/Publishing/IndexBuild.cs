using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Indexes;
using Locator.Elasticsearch.Settings;
using Locator.Indexing;

namespace Locator.Elasticsearch.Publishing;

/// <summary>Makes an index and fills it: under a private alias, first without copies and without being refreshed.</summary>
internal sealed class IndexBuild(ElasticsearchCluster cluster, ElasticsearchOptions options, TimeProvider time)
{
    /// <summary>How long copies may take before an import goes on without waiting for them.</summary>
    private static readonly TimeSpan WaitForCopies = TimeSpan.FromSeconds(45);

    /// <summary>How long a new index may take to have its shards, after the server itself has waited half a minute for them.</summary>
    private static readonly TimeSpan WaitForShards = TimeSpan.FromSeconds(5);

    private const string AcknowledgedKey = "shards_acknowledged";

    /// <summary>Makes it, writes every document and adds the copies.</summary>
    /// <param name="index">Its name.</param>
    /// <param name="alias">Its private alias (<see cref="ElasticsearchIndexState.NewBuildingAlias"/>).</param>
    /// <param name="meta">What stands in it.</param>
    /// <param name="blocks">Its facilities.</param>
    /// <param name="cancellationToken">Ends the build; what was made stays.</param>
    /// <returns>Every id with the hash of what was sent.</returns>
    public async Task<List<(string Id, string Hash)>> RunAsync(
        string index, string alias, ElasticsearchMeta meta, IEnumerable<IReadOnlyList<IndexedFacility>> blocks, CancellationToken cancellationToken)
    {
        await CreateAsync(index, alias, meta, cancellationToken);
        List<(string Id, string Hash)> written = await new BulkWriter(cluster, options, time).WriteAsync(alias, blocks, cancellationToken);
        await AddCopiesAsync(index, cancellationToken);
        return written;
    }

    private async Task CreateAsync(string index, string alias, ElasticsearchMeta meta, CancellationToken cancellationToken)
    {
        JsonObject mapping = JsonNode.Parse(ElasticsearchDocument.Mapping)!.AsObject();
        mapping["_meta"] = meta.ToJson();
        using ClusterAnswer response = await cluster.CreateIndexAsync(
            index,
            new JsonObject
            {
                ["aliases"] = new JsonObject { [alias] = new JsonObject() },
                ["settings"] = Settings(),
                ["mappings"] = mapping,
            },
            cancellationToken);
        bool acknowledged = false;
        if (response.ErrorType != "resource_already_exists_exception")
        {
            response.ThrowUnlessSuccess($"the new index {index}");
            acknowledged = response.Body.TryGetProperty(AcknowledgedKey, out JsonElement value) && value.GetBoolean();
        }
        else if (!await HasAliasAsync(index, alias, cancellationToken))
        {
            // With our alias it was made by the same request, sent once already and left without an answer.
            throw new ElasticsearchException($"The index {index} was just made by another import.");
        }

        // Elasticsearch makes an index on a full disk, but gives it no shard. A server that was only busy gives it one later.
        if (!acknowledged && !await HasShardsAsync(index, cancellationToken))
        {
            throw new ElasticsearchException(ElasticsearchError.DiskFull);
        }
    }

    private async Task<bool> HasAliasAsync(string index, string alias, CancellationToken cancellationToken) =>
        (await ElasticsearchCatalog.ForPublishingAsync(cluster, options.Alias, cancellationToken)).Has(index, alias);

    private async Task<bool> HasShardsAsync(string index, CancellationToken cancellationToken)
    {
        using ClusterAnswer health = await cluster.WaitForHealthAsync(index, "yellow", WaitForShards, cancellationToken);
        return HasShards(index, health);
    }

    private static bool HasShards(string index, ClusterAnswer health)
    {
        // 408: the health that was waited for is not there in time; what is there stands in the body all the same.
        if (health.Status != HttpStatusCode.RequestTimeout)
        {
            health.ThrowUnlessSuccess($"to tell the health of the index {index}");
        }

        return !health.Body.GetProperty("status").ValueEquals("red");
    }

    private JsonObject Settings() => new()
    {
        ["index.number_of_shards"] = options.Shards,
        // Copies come when the index is complete: written once, copied once.
        ["index.number_of_replicas"] = 0,
        // A template of the cluster may expand them at once.
        ["index.auto_expand_replicas"] = "false",
        ["index.refresh_interval"] = "-1",
        // The slow log writes the whole query: off, whatever a template of the cluster says.
        ["index.search.slowlog.threshold.query.warn"] = "-1",
        ["index.search.slowlog.threshold.query.info"] = "-1",
        ["index.search.slowlog.threshold.query.debug"] = "-1",
        ["index.search.slowlog.threshold.query.trace"] = "-1",
        ["index.search.slowlog.threshold.fetch.warn"] = "-1",
        ["index.search.slowlog.threshold.fetch.info"] = "-1",
        ["index.search.slowlog.threshold.fetch.debug"] = "-1",
        ["index.search.slowlog.threshold.fetch.trace"] = "-1",
        ["index.indexing.slowlog.threshold.index.warn"] = "-1",
        ["index.indexing.slowlog.threshold.index.info"] = "-1",
        ["index.indexing.slowlog.threshold.index.debug"] = "-1",
        ["index.indexing.slowlog.threshold.index.trace"] = "-1",
    };

    /// <summary>
    /// As many copies as there are nodes for: a copy that has no node would keep the index yellow for ever. Not having them
    /// in time is no reason to serve an older directory.
    /// </summary>
    private async Task AddCopiesAsync(string index, CancellationToken cancellationToken)
    {
        using ClusterAnswer settings = await cluster.ChangeSettingsAsync(
            index,
            new JsonObject { ["index.auto_expand_replicas"] = string.Create(CultureInfo.InvariantCulture, $"0-{options.Replicas}") },
            cancellationToken);
        settings.ThrowUnlessSuccess($"the settings of the index {index}");
        using ClusterAnswer health = await cluster.WaitForHealthAsync(index, "green", WaitForCopies, cancellationToken);
        if (!HasShards(index, health))
        {
            throw new ElasticsearchException($"A shard of the index {index} is lost.");
        }
    }
}
