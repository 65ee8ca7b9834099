using System.Text.Json.Nodes;
using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Indexes;
using Locator.Publishing;

namespace Locator.Elasticsearch.Publishing;

/// <summary>Moves the alias: compare and swap.</summary>
internal sealed class AliasSwitch(ElasticsearchCluster cluster, string alias)
{
    /// <summary>Moves it from the index that it was on when the import began to the new one, at once or not at all.</summary>
    /// <exception cref="ElasticsearchException">It is where it was, or where somebody else moved it.</exception>
    /// <exception cref="NoAnswerException">The cluster does not answer; nothing was asked of it.</exception>
    /// <exception cref="IndexFailedException">Whether it was moved is not known.</exception>
    public async Task ToAsync(PreparedIndex index)
    {
        Check(index, await ElasticsearchCatalog.ForPublishingAsync(cluster, alias, CancellationToken.None));
        if (index.Before == index.Name)
        {
            return;
        }

        ElasticsearchException? refused = null;
        try
        {
            using ClusterAnswer response = await cluster.ChangeAliasesAsync(Actions(index), CancellationToken.None);
            refused = response.IsSuccess ? null : ElasticsearchError.Of(response.Status, response.Body, "the change of the alias");
        }
        catch (NoAnswerException failure)
        {
            // Whether it was done is not known: the alias tells.
            refused = new ElasticsearchException($"{failure.Message} The alias {alias} is where it was.");
        }

        // What was refused may have been done before: by the same change, sent once already and left without an answer.
        if (await CurrentAsync(index) != index.Name)
        {
            throw refused ?? new ElasticsearchException($"The alias {alias} could not be moved to the index {index.Name}.");
        }
    }

    /// <summary>Refuses what the change would be refused for, and what it could not know.</summary>
    private void Check(PreparedIndex index, ElasticsearchCatalog catalog)
    {
        ElasticsearchIndexState state = catalog.Indexes.FirstOrDefault(candidate => candidate.Name == index.Name)
            ?? throw new ElasticsearchException($"The index {index.Name} was deleted before it became current.");
        if (catalog.Current?.Name != index.Before)
        {
            throw new ElasticsearchException($"The alias {alias} was moved to {catalog.Current?.Name ?? "no index"} meanwhile.");
        }

        if (state.IsBuilding && (index.BuildingAlias is null || !state.Aliases.Contains(index.BuildingAlias)))
        {
            throw new ElasticsearchException($"The index {index.Name} was made anew by another import.");
        }
    }

    private async Task<string?> CurrentAsync(PreparedIndex index)
    {
        try
        {
            return (await ElasticsearchCatalog.ForPublishingAsync(cluster, alias, CancellationToken.None)).Current?.Name;
        }
        catch (NoAnswerException failure)
        {
            throw new IndexFailedException(
                $"{failure.Message} Whether the alias {alias} is on the index {index.Name} is not known: import again, which is safe in either case.", failure);
        }
    }

    /// <summary>Refused as a whole where the alias is no longer on the index read at the start.</summary>
    private JsonArray Actions(PreparedIndex index)
    {
        JsonArray actions = [];
        if (index.Before is { } before)
        {
            actions.Add(AliasActions.Remove(before, alias));
        }

        actions.Add(AliasActions.Add(index.Name, alias));
        if (index.BuildingAlias is { } building)
        {
            actions.Add(AliasActions.Remove(index.Name, building));
        }

        return actions;
    }
}
