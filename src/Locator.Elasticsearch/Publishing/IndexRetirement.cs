using System.Net;
using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Indexes;
using Locator.Versions;

namespace Locator.Elasticsearch.Publishing;

/// <summary>Deletes indexes: those of versions that are not kept, and those whose import failed. Never anybody else's.</summary>
internal sealed class IndexRetirement(ElasticsearchCluster cluster, string alias, TimeProvider time)
{
    /// <summary>A leftover is another import's until nobody can still be working on it.</summary>
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(2);

    /// <summary>How long an import that failed may take to delete what it built; the next one tries again.</summary>
    private static readonly TimeSpan TimeForDiscarding = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Deletes complete indexes of versions that are not kept, but neither the current one nor the one before it, which instances
    /// search until they have loaded what follows. Those that other releases made of a kept version stay, too. What cannot be
    /// deleted now is left to the next import.
    /// </summary>
    public async Task RetireAsync(PreparedIndex current, IReadOnlySet<VersionStamp> keep, CancellationToken cancellationToken)
    {
        ElasticsearchIndexState[] old = [];
        await TryAsync(async () =>
        {
            ElasticsearchCatalog catalog = await ElasticsearchCatalog.ForPublishingAsync(cluster, alias, cancellationToken);
            old =
            [
                .. catalog.Indexes.Where(index =>
                    index is { IsBuilding: false, Meta: { } meta } && !keep.Contains(meta.Stamp)
                    && index.Name != current.Name && index.Name != current.Before && !index.Aliases.Contains(alias)),
            ];
        });
        foreach (ElasticsearchIndexState index in old)
        {
            await TryAsync(() => DeleteAsync(index.Name, cancellationToken));
        }
    }

    /// <summary>
    /// Deletes what failed imports left: ours by name, by what stands in it and by its private alias; of other versions only
    /// after hours, because another import may be at work.
    /// </summary>
    /// <param name="catalog">The indexes.</param>
    /// <param name="name">The index that is to be made now.</param>
    /// <param name="cancellationToken">Stops between two indexes.</param>
    public async Task LeftoversAsync(ElasticsearchCatalog catalog, string name, CancellationToken cancellationToken)
    {
        DateTimeOffset old = time.GetUtcNow() - LeftoverAge;
        foreach (ElasticsearchIndexState leftover in catalog.Indexes)
        {
            if (leftover.Meta is not null && leftover.IsBuilding && !leftover.Aliases.Contains(alias)
                && (leftover.Name == name || leftover.Created < old))
            {
                await DeleteBuildAsync(leftover.Name, leftover.BuildingAlias!, cancellationToken);
            }
        }
    }

    /// <summary>Deletes what this import has built, as far as that can be done in ten seconds.</summary>
    public async Task DiscardAsync(string name, string buildingAlias)
    {
        using CancellationTokenSource limit = new(TimeForDiscarding, time);
        try
        {
            await TryAsync(() => DeleteBuildAsync(name, buildingAlias, limit.Token));
        }
        catch (OperationCanceledException)
        {
            // Left over.
        }
    }

    /// <summary>
    /// Deletes an index under construction, unless another import has made it anew or it has just become current: its private
    /// alias is exchanged first, so that a change of the alias that is still on its way to the cluster comes to nothing.
    /// </summary>
    private async Task DeleteBuildAsync(string name, string buildingAlias, CancellationToken cancellationToken)
    {
        using ClusterAnswer response = await cluster.ChangeAliasesAsync(
            [AliasActions.Remove(name, buildingAlias), AliasActions.Add(name, ElasticsearchIndexState.NewBuildingAlias(name))],
            cancellationToken);
        if (response.Status == HttpStatusCode.NotFound)
        {
            return;
        }

        if (response.IsDiskFull)
        {
            // Nothing but deleting is allowed, so nobody else can change whose it is either.
            ElasticsearchCatalog catalog = await ElasticsearchCatalog.ForPublishingAsync(cluster, alias, cancellationToken);
            if (!catalog.Has(name, buildingAlias))
            {
                return;
            }
        }
        else
        {
            response.ThrowUnlessSuccess($"to delete the index {name}");
        }

        await DeleteAsync(name, cancellationToken);
    }

    private async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        using ClusterAnswer response = await cluster.DeleteIndexAsync(name, cancellationToken);
        if (response.ErrorType != "index_not_found_exception")
        {
            response.ThrowUnlessSuccess($"to delete the index {name}");
        }
    }

    private static async Task TryAsync(Func<Task> delete)
    {
        try
        {
            await delete();
        }
        catch (Exception failure) when (failure is ElasticsearchException or NoAnswerException)
        {
            // Left over: it does no harm, nothing points at it.
        }
    }
}
