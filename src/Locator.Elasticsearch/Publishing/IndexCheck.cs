using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Indexes;

namespace Locator.Elasticsearch.Publishing;

/// <summary>Compares an index with what must stand in it.</summary>
internal sealed class IndexCheck(ElasticsearchCluster cluster)
{
    /// <summary>Ids and hashes compared at once; at most 10,000.</summary>
    private const int CheckSize = 5_000;

    /// <summary>Compares count, ids and hashes with what was to be written.</summary>
    public async Task RunAsync(string index, IReadOnlyCollection<(string Id, string Hash)> expected, CancellationToken cancellationToken)
    {
        using (ClusterAnswer refresh = await cluster.RefreshAsync(index, cancellationToken))
        {
            refresh.ThrowUnlessSuccess($"the refresh of the index {index}");
        }

        Dictionary<string, string> missing = expected.ToDictionary(document => document.Id, document => document.Hash, StringComparer.Ordinal);
        JsonArray? after = null;
        int seen = 0, different = 0;
        long total;
        do
        {
            JsonObject body = new()
            {
                ["size"] = CheckSize,
                ["track_total_hits"] = true,
                // Nothing of the documents themselves is read, not even their own ids.
                ["_source"] = false,
                ["stored_fields"] = "_none_",
                ["docvalue_fields"] = new JsonArray(ElasticsearchDocument.Id, ElasticsearchDocument.Hash),
                ["query"] = new JsonObject { ["match_all"] = new JsonObject() },
                ["sort"] = new JsonArray(new JsonObject { [ElasticsearchDocument.Id] = "asc" }),
            };
            if (after is not null)
            {
                body["search_after"] = after;
            }

            using ClusterAnswer response = await cluster.CheckAsync(index, body, cancellationToken);
            response.ThrowUnlessSuccess($"the check of the index {index}");
            JsonElement shards = response.Body.GetProperty("_shards");
            if (response.Body.GetProperty("timed_out").GetBoolean()
                || shards.GetProperty("successful").GetInt32() != shards.GetProperty("total").GetInt32())
            {
                throw new ElasticsearchException($"A shard of the index {index} did not answer.");
            }

            JsonElement hits = response.Body.GetProperty("hits");
            total = hits.GetProperty("total").GetProperty("value").GetInt64();
            after = null;
            foreach (JsonElement hit in hits.GetProperty("hits").EnumerateArray())
            {
                JsonElement fields = hit.GetProperty("fields");
                string id = fields.GetProperty(ElasticsearchDocument.Id)[0].GetString()!;
                seen++;
                if (!missing.Remove(id, out string? hash) || !fields.GetProperty(ElasticsearchDocument.Hash)[0].ValueEquals(hash))
                {
                    different++;
                }

                after = [id];
            }
        }
        while (after is not null && seen < total);

        if (missing.Count > 0 || different > 0 || total != expected.Count)
        {
            throw new ElasticsearchException(string.Create(
                CultureInfo.InvariantCulture,
                $"The index {index} holds {total} documents instead of {expected.Count}; {missing.Count} are missing, {different} are not what was sent."));
        }
    }
}
