using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Locator.Indexing;
using Locator.Publishing;
using Locator.Search;
using Locator.Versions;

namespace Locator.Elasticsearch;

/// <summary>
/// Publishes directory versions to a cluster: one index a version, built beside what is searched, checked document by document,
/// then made current by one change of the alias.
/// </summary>
/// <remarks>
/// <code>
/// create   alias-2026-11-20.1, with a private alias …-building-…, no copies, no refresh
/// bulk     to the private alias, which must exist
/// copies   as many as there are nodes for, at most Elasticsearch:Replicas
/// check    refresh, count, compare every id and hash
/// switch   remove the alias from the index read at the start, add it to the new one, remove the private one: at once or not at all
/// </code>
/// An index that still has its private alias was never complete. Whatever fails leaves the alias where it was.
/// </remarks>
public sealed class ElasticsearchIndex : IVersionIndex
{
    /// <summary>A leftover is another import's until nobody can still be working on it.</summary>
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(2);

    /// <summary>How long an import that failed may take to delete what it built; the next one tries again.</summary>
    private static readonly TimeSpan TimeForDeleting = TimeSpan.FromSeconds(10);

    /// <summary>How long copies may take before an import goes on without waiting for them.</summary>
    private static readonly TimeSpan WaitForCopies = TimeSpan.FromSeconds(45);

    /// <summary>How long a new index may take to have its shards, after the server itself has waited half a minute for them.</summary>
    private static readonly TimeSpan WaitForShards = TimeSpan.FromSeconds(5);

    /// <summary>Ids and hashes compared at once; at most 10,000.</summary>
    private const int CheckSize = 5_000;

    private const string AcknowledgedKey = "shards_acknowledged";

    private readonly ElasticsearchClient _client;
    private readonly ElasticsearchOptions _options;
    private readonly TimeProvider _time;

    /// <summary>What this process has built, by version.</summary>
    private readonly ConcurrentDictionary<string, Build> _built = new(StringComparer.Ordinal);

    /// <param name="Before">The index that the alias was on when the build began; null for none.</param>
    /// <param name="Index">The new index.</param>
    /// <param name="Alias">Its private alias; null where it was complete before.</param>
    private sealed record Build(string? Before, string Index, string? Alias);

    internal ElasticsearchIndex(ElasticsearchClient client, ElasticsearchOptions options, TimeProvider time) =>
        (_client, _options, _time) = (client, options, time);

    /// <inheritdoc />
    public string Name => "elasticsearch";

    /// <inheritdoc />
    /// <exception cref="ElasticsearchException">It could not be built whole: the message says why. Nothing has changed.</exception>
    /// <exception cref="SearchUnavailableException">The cluster does not answer. Nothing has changed.</exception>
    public async Task BuildAsync(
        DirectoryManifest manifest, IReadOnlyList<IndexedFacility> facilities, CancellationToken cancellationToken)
    {
        try
        {
            await TryBuildAsync(manifest, facilities, cancellationToken);
        }
        catch (SearchUnavailableException failure)
        {
            throw new SearchUnavailableException($"{failure.Message} Nothing was published.", failure);
        }
        catch (Exception failure) when (failure is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // JSON that neither server writes, or none: something between answered in their place.
            throw new ElasticsearchException($"{ElasticsearchError.OtherForm} Nothing was published.");
        }
    }

    private async Task TryBuildAsync(
        DirectoryManifest manifest, IReadOnlyList<IndexedFacility> facilities, CancellationToken cancellationToken)
    {
        _ = await _client.ServerAsync(publishing: true, cancellationToken);
        ElasticsearchCatalog catalog = await CatalogAsync(manifest.VocabularyHash, cancellationToken);
        ElasticsearchMeta meta = new(
            ElasticsearchDocument.Format, manifest.Version, manifest.ContentSha256, manifest.VocabularyHash, facilities.Count);
        string? before = catalog.Current?.Name;
        string index = NameFor(meta, catalog, out bool isThere);
        await CleanAsync(catalog, index, cancellationToken);
        string? alias = isThere ? null : ElasticsearchIndexState.NewBuildingAlias(index);
        if (alias is not null)
        {
            await BuildNewAsync(index, alias, meta, facilities, cancellationToken);
        }
        else
        {
            // Published before, perhaps rolled back since: it must still be what it was.
            await CheckAsync(index, [.. facilities.Select(facility => (facility.Id, ElasticsearchDocument.Write(facility).Hash))], cancellationToken);
        }

        _built[manifest.Version] = new Build(before, index, alias);
    }

    /// <inheritdoc />
    /// <exception cref="ElasticsearchException">The version was not built, or somebody moved the alias meanwhile.</exception>
    /// <exception cref="SearchUnavailableException">The cluster does not answer.</exception>
    public async Task SwitchAsync(string version, CancellationToken cancellationToken)
    {
        ElasticsearchCatalog catalog = await CatalogAsync(null, cancellationToken);
        Build build = _built.GetValueOrDefault(version) ?? new Build(catalog.Current?.Name, KeptIndexOf(version, catalog), Alias: null);
        ElasticsearchIndexState state = catalog.Indexes.FirstOrDefault(candidate => candidate.Name == build.Index)
            ?? throw new ElasticsearchException($"The index {build.Index} was deleted before it became current. Nothing was published.");
        if (catalog.Current?.Name != build.Before)
        {
            throw new ElasticsearchException(
                $"The alias {_options.Alias} was moved to {catalog.Current?.Name ?? "no index"} meanwhile. Nothing was published.");
        }

        if (state.IsBuilding && (build.Alias is null || !state.Aliases.Contains(build.Alias)))
        {
            throw new ElasticsearchException($"The index {build.Index} was made anew by another import. Nothing was published.");
        }

        if (build.Before == build.Index)
        {
            return;
        }

        ElasticsearchException? refused = null;
        try
        {
            using ElasticsearchResponse response = await _client.ChangeAliasesAsync(Actions(build), cancellationToken);
            refused = response.IsSuccess ? null : ElasticsearchError.Of(response.Status, response.Body, "the change of the alias");
        }
        catch (SearchUnavailableException failure)
        {
            // Whether it was done is not known: the alias tells.
            refused = new ElasticsearchException($"{failure.Message} The alias {_options.Alias} is where it was. Nothing was published.");
        }

        // What was refused may have been done before: by the same change, sent once already and left without an answer.
        try
        {
            catalog = await CatalogAsync(null, cancellationToken);
        }
        catch (SearchUnavailableException failure)
        {
            throw new SearchUnavailableException(
                $"{failure.Message} Whether the alias {_options.Alias} is on the index {build.Index} is not known: import again, which is safe in either case.", failure);
        }

        if (catalog.Current?.Name != build.Index)
        {
            throw refused ?? new ElasticsearchException($"The alias {_options.Alias} could not be moved to the index {build.Index}.");
        }

        _built.TryRemove(version, out _);
        await RetireAsync(catalog, build, cancellationToken);
    }

    private async Task<ElasticsearchCatalog> CatalogAsync(string? vocabularyHash, CancellationToken cancellationToken)
    {
        ElasticsearchCatalog catalog = await ElasticsearchCatalog.ReadAsync(_client, _options.Alias, publishing: true, cancellationToken, vocabularyHash);
        return catalog.NameProblem() is { } problem ? throw new ElasticsearchException(problem) : catalog;
    }

    /// <summary>
    /// The name of the version's index. A version that was published by another release stays where it is, since older
    /// instances may still search it: its new index gets a number.
    /// </summary>
    private string NameFor(ElasticsearchMeta meta, ElasticsearchCatalog catalog, out bool isThere)
    {
        for (int number = 1; ; number++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{_options.Alias}-{meta.Version}{(number == 1 ? "" : $"-{number}")}");
            ElasticsearchIndexState? taken = catalog.Indexes.FirstOrDefault(index => index.Name == name);
            isThere = taken is { IsBuilding: false } && taken.Meta == meta;
            if (taken is null || taken.IsBuilding && taken.Meta is not null || isThere)
            {
                return name;
            }

            if (taken.Meta is not { } other || other.Version != meta.Version)
            {
                throw new ElasticsearchException($"The name {name} is taken by an index that this program did not make. Nothing was published.");
            }

            if (other.ContentSha256 != meta.ContentSha256)
            {
                throw new ElasticsearchException(
                    $"The index {name} holds another directory under the id {meta.Version}: does another store publish to the alias {_options.Alias}? Nothing was published.");
            }
        }
    }

    /// <summary>
    /// Deletes what failed builds left: ours by name, by what stands in them and by their private alias; of other versions only
    /// after hours, because another import may be at work.
    /// </summary>
    private async Task CleanAsync(ElasticsearchCatalog catalog, string index, CancellationToken cancellationToken)
    {
        DateTimeOffset old = _time.GetUtcNow() - LeftoverAge;
        foreach (ElasticsearchIndexState leftover in catalog.Indexes)
        {
            if (leftover.Meta is not null && leftover.IsBuilding && !leftover.Aliases.Contains(_options.Alias)
                && (leftover.Name == index || leftover.Created < old))
            {
                await DeleteBuildAsync(leftover.Name, leftover.BuildingAlias!, cancellationToken);
            }
        }
    }

    private async Task BuildNewAsync(
        string index, string alias, ElasticsearchMeta meta, IReadOnlyList<IndexedFacility> facilities, CancellationToken cancellationToken)
    {
        await CreateAsync(index, alias, meta, cancellationToken);
        try
        {
            ElasticsearchBulk bulk = new(_client, _options, _time);
            (string Id, string Hash)[] written = await bulk.WriteAsync(alias, facilities, cancellationToken);
            await AddCopiesAsync(index, cancellationToken);
            await CheckAsync(index, written, cancellationToken);
        }
        catch
        {
            // Whoever breaks an import off wants its index gone, too, but does not wait for it for long.
            using CancellationTokenSource limit = new(TimeForDeleting, _time);
            await TryAsync(() => DeleteBuildAsync(index, alias, limit.Token));
            throw;
        }
    }

    private async Task CreateAsync(string index, string alias, ElasticsearchMeta meta, CancellationToken cancellationToken)
    {
        JsonObject mapping = JsonNode.Parse(ElasticsearchDocument.Mapping)!.AsObject();
        mapping["_meta"] = meta.ToJson();
        using ElasticsearchResponse response = await _client.CreateIndexAsync(
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
            throw new ElasticsearchException($"The index {index} was just made by another import. Nothing was published.");
        }

        // Elasticsearch makes an index on a full disk, but gives it no shard. A server that was only busy gives it one later.
        if (!acknowledged && !await HasShardsAsync(index, cancellationToken))
        {
            await TryAsync(() => DeleteBuildAsync(index, alias, cancellationToken));
            throw new ElasticsearchException(ElasticsearchError.DiskFull);
        }
    }

    private async Task<bool> HasAliasAsync(string index, string alias, CancellationToken cancellationToken) =>
        (await CatalogAsync(null, cancellationToken)).Indexes.Any(candidate => candidate.Name == index && candidate.Aliases.Contains(alias));

    private async Task<bool> HasShardsAsync(string index, CancellationToken cancellationToken)
    {
        using ElasticsearchResponse health = await _client.WaitForHealthAsync(index, "yellow", WaitForShards, cancellationToken);
        return HasShards(index, health);
    }

    private static bool HasShards(string index, ElasticsearchResponse health)
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
        ["index.number_of_shards"] = _options.Shards,
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
        using ElasticsearchResponse settings = await _client.ChangeSettingsAsync(
            index,
            new JsonObject { ["index.auto_expand_replicas"] = string.Create(CultureInfo.InvariantCulture, $"0-{_options.Replicas}") },
            cancellationToken);
        settings.ThrowUnlessSuccess($"the settings of the index {index}");
        using ElasticsearchResponse health = await _client.WaitForHealthAsync(index, "green", WaitForCopies, cancellationToken);
        if (!HasShards(index, health))
        {
            throw new ElasticsearchException($"A shard of the index {index} is lost. Nothing was published.");
        }
    }

    /// <summary>Compares count, ids and hashes with what was to be written.</summary>
    private async Task CheckAsync(string index, (string Id, string Hash)[] expected, CancellationToken cancellationToken)
    {
        using (ElasticsearchResponse refresh = await _client.RefreshAsync(index, cancellationToken))
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
                ["_source"] = false,
                ["docvalue_fields"] = new JsonArray(ElasticsearchDocument.Id, ElasticsearchDocument.Hash),
                ["query"] = new JsonObject { ["match_all"] = new JsonObject() },
                ["sort"] = new JsonArray(new JsonObject { [ElasticsearchDocument.Id] = "asc" }),
            };
            if (after is not null)
            {
                body["search_after"] = after;
            }

            using ElasticsearchResponse response = await _client.CheckAsync(index, body, cancellationToken);
            response.ThrowUnlessSuccess($"the check of the index {index}");
            JsonElement shards = response.Body.GetProperty("_shards");
            if (response.Body.GetProperty("timed_out").GetBoolean()
                || shards.GetProperty("successful").GetInt32() != shards.GetProperty("total").GetInt32())
            {
                throw new ElasticsearchException($"A shard of the index {index} did not answer. Nothing was published.");
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

        if (missing.Count > 0 || different > 0 || total != expected.Length)
        {
            throw new ElasticsearchException(string.Create(
                CultureInfo.InvariantCulture,
                $"The index {index} holds {total} documents instead of {expected.Length}; {missing.Count} are missing, {different} are not what was sent. Nothing was published."));
        }
    }

    /// <summary>Compare and swap: refused as a whole where the alias is no longer on the index read at the start.</summary>
    private JsonArray Actions(Build build)
    {
        JsonArray actions = [];
        if (build.Before is { } before)
        {
            actions.Add(Action("remove", before, _options.Alias));
        }

        actions.Add(Action("add", build.Index, _options.Alias));
        if (build.Alias is { } alias)
        {
            actions.Add(Action("remove", build.Index, alias));
        }

        return actions;
    }

    private static JsonObject Action(string what, string index, string alias)
    {
        JsonObject names = new() { ["index"] = index, ["alias"] = alias };
        if (what == "remove")
        {
            // Without it, removing an alias that is not there passes silently.
            names["must_exist"] = true;
        }

        return new JsonObject { [what] = names };
    }

    private static string KeptIndexOf(string version, ElasticsearchCatalog catalog) =>
        catalog.Searchable.TryGetValue(version, out ElasticsearchIndexState? index)
            ? index.Name
            : throw new ElasticsearchException($"Elasticsearch does not hold the version {version} (any more): publish it first.");

    /// <summary>
    /// Deletes complete versions but the current one, the one before it and the newest others, those of other releases included:
    /// instances search the one before until the store has moved on and they have loaded what follows, and older instances theirs.
    /// </summary>
    private async Task RetireAsync(ElasticsearchCatalog catalog, Build build, CancellationToken cancellationToken)
    {
        IEnumerable<ElasticsearchIndexState> others = catalog.Indexes
            .Where(index => index.Meta is not null && !index.IsBuilding && index.Name != build.Index && !index.Aliases.Contains(_options.Alias))
            .OrderByDescending(index => VersionId.Parse(index.Meta!.Version))
            .ThenByDescending(index => index.Created);
        foreach (ElasticsearchIndexState index in others.Skip(_options.KeepVersions).Where(index => index.Name != build.Before))
        {
            await TryAsync(() => DeleteAsync(index.Name, cancellationToken));
        }
    }

    /// <summary>
    /// Deletes an index under construction, unless another import has made it anew or it has just become current: its private
    /// alias is exchanged first, so that a change of the alias that is still on its way to the cluster comes to nothing.
    /// </summary>
    private async Task DeleteBuildAsync(string index, string alias, CancellationToken cancellationToken)
    {
        JsonArray exchange =
        [
            Action("remove", index, alias),
            Action("add", index, ElasticsearchIndexState.NewBuildingAlias(index)),
        ];
        using ElasticsearchResponse response = await _client.ChangeAliasesAsync(exchange, cancellationToken);
        if (response.Status == HttpStatusCode.NotFound)
        {
            return;
        }

        // On a full disk nothing but deleting is allowed.
        if (!response.IsDiskFull)
        {
            response.ThrowUnlessSuccess($"to delete the index {index}");
        }

        await DeleteAsync(index, cancellationToken);
    }

    private async Task DeleteAsync(string index, CancellationToken cancellationToken)
    {
        using ElasticsearchResponse response = await _client.DeleteIndexAsync(index, cancellationToken);
        if (response.ErrorType != "index_not_found_exception")
        {
            response.ThrowUnlessSuccess($"to delete the index {index}");
        }
    }

    /// <summary>What cannot be deleted now is deleted by the next import.</summary>
    private static async Task TryAsync(Func<Task> delete)
    {
        try
        {
            await delete();
        }
        catch (Exception failure) when (failure is ElasticsearchException or SearchUnavailableException or OperationCanceledException)
        {
            // Left over: it does no harm, nothing points at it.
        }
    }
}
