using System.Globalization;
using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Indexes;
using Locator.Elasticsearch.Search;
using Locator.Elasticsearch.Settings;
using Locator.Indexing;
using Locator.Publishing;
using Locator.Versions;

namespace Locator.Elasticsearch.Publishing;

/// <summary>
/// Publishes directory versions to a cluster: one index a version, built beside what is searched, checked document by document,
/// then made current by one change of the alias.
/// </summary>
/// <remarks>
/// <code>
/// create   alias-2026-11-20.1, with a private alias …-building-…, no copies, no refresh   (IndexBuild)
/// bulk     to the private alias, which must exist                                         (BulkWriter)
/// copies   as many as there are nodes for, at most Elasticsearch:Replicas                 (IndexBuild)
/// check    refresh, count, compare every id and hash                                      (IndexCheck)
/// switch   remove the alias from the index read at the start, add it to the new one,
///          remove the private one: at once or not at all                                  (AliasSwitch)
/// retire   delete the indexes of versions that are not kept                               (IndexRetirement)
/// </code>
/// An index that still has its private alias was never current: it is not searched, whatever stands in it. Whatever fails leaves
/// the alias where it was.
/// </remarks>
internal sealed class ElasticsearchVersionIndex(ElasticsearchCluster cluster, ElasticsearchOptions options, TimeProvider time) : IVersionIndex
{
    /// <inheritdoc />
    public string Name => ElasticsearchEngine.EngineName;

    /// <inheritdoc />
    public Task<IReadyIndex> PrepareAsync(DirectoryManifest manifest, IndexedFacilities facilities, CancellationToken cancellationToken) =>
        PrepareAsync(
            new ElasticsearchMeta(
                ElasticsearchDocument.Format, manifest.Version, manifest.ContentSha256, facilities.VocabularyHash, facilities.Count),
            facilities.Blocks(cancellationToken),
            cancellationToken);

    /// <summary>The same of facilities that are indexed already. They are read once.</summary>
    internal async Task<IReadyIndex> PrepareAsync(
        ElasticsearchMeta meta, IEnumerable<IReadOnlyList<IndexedFacility>> blocks, CancellationToken cancellationToken)
    {
        try
        {
            return await TryPrepareAsync(meta, blocks, cancellationToken);
        }
        catch (Exception failure) when (failure is NoAnswerException or ElasticsearchException)
        {
            throw new IndexFailedException($"{failure.Message} Nothing was published.", failure);
        }
        catch (Exception failure) when (ElasticsearchError.IsOtherForm(failure))
        {
            // JSON that neither server writes, or none: something between answered in their place.
            throw new IndexFailedException($"{ElasticsearchError.OtherForm} Nothing was published.", failure);
        }
    }

    private async Task<IReadyIndex> TryPrepareAsync(
        ElasticsearchMeta meta, IEnumerable<IReadOnlyList<IndexedFacility>> blocks, CancellationToken cancellationToken)
    {
        _ = await cluster.ServerAsync(publishing: true, cancellationToken);
        ElasticsearchCatalog catalog = await ElasticsearchCatalog.ForPublishingAsync(cluster, options.Alias, cancellationToken);
        IndexRetirement retirement = new(cluster, options.Alias, time);
        string name = NameFor(meta, catalog, out bool isThere);
        await retirement.LeftoversAsync(catalog, name, cancellationToken);
        PreparedIndex index = new(catalog.Current?.Name, name, isThere ? null : ElasticsearchIndexState.NewBuildingAlias(name));
        ReadyIndex ready = new(index, new AliasSwitch(cluster, options.Alias), retirement);
        try
        {
            // Published before, perhaps rolled back since: it must still be what it was.
            IReadOnlyCollection<(string, string)> expected = index.BuildingAlias is null
                ? [.. blocks.SelectMany(block => block).Select(facility => (facility.Id, ElasticsearchDocument.Write(facility).Hash))]
                : await new IndexBuild(cluster, options, time).RunAsync(name, index.BuildingAlias, meta, blocks, cancellationToken);
            await new IndexCheck(cluster).RunAsync(name, expected, cancellationToken);
            return ready;
        }
        catch
        {
            // Whoever breaks an import off wants its index gone, too.
            await ready.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// The name of the version's index. A version that was published by another release stays where it is, since older
    /// instances may still search it: its new index gets a number.
    /// </summary>
    private string NameFor(ElasticsearchMeta meta, ElasticsearchCatalog catalog, out bool isThere)
    {
        for (int number = 1; ; number++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{options.Alias}-{meta.Version}{(number == 1 ? "" : $"-{number}")}");
            ElasticsearchIndexState? taken = catalog.Indexes.FirstOrDefault(index => index.Name == name);
            isThere = taken is { IsBuilding: false } && taken.Meta == meta;
            if (taken is null || taken.IsBuilding && taken.Meta is not null || isThere)
            {
                return name;
            }

            if (taken.Meta is not { } other || other.Version != meta.Version)
            {
                throw new ElasticsearchException($"The name {name} is taken by an index that this program did not make.");
            }

            if (other.ContentSha256 != meta.ContentSha256)
            {
                throw new ElasticsearchException(
                    $"The index {name} holds another directory under the id {meta.Version}: does another store publish to the alias {options.Alias}?");
            }
        }
    }
}
