using System.Text.Json;
using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Indexes;
using Locator.Elasticsearch.Nodes;
using Locator.Elasticsearch.Settings;
using Locator.Search;
using Locator.Versions;

namespace Locator.Elasticsearch.Search;

/// <summary>The engine on a cluster of Elasticsearch or OpenSearch.</summary>
/// <remarks>
/// Searches name the version's index, never the alias: an alias that moves between two pages would mix versions. An index is
/// searched only where what stands in it names the same content.
/// <see cref="VersionsAsync"/> reads the cluster's indexes each time that it is called, every few seconds by the API; searches
/// use what it read, and read again when their version is not in it.
/// </remarks>
public sealed class ElasticsearchEngine : ISearchEngine
{
    /// <summary>The engine's name in settings and answers, and the key that it is registered under.</summary>
    public const string EngineName = "elasticsearch";

    private readonly ElasticsearchCluster _cluster;
    private readonly ElasticsearchOptions _options;
    private readonly WholeAnswers _answers;
    private ElasticsearchCatalog? _catalog;

    internal ElasticsearchEngine(ElasticsearchCluster cluster, ElasticsearchOptions options, AttemptBudget budget)
    {
        (_cluster, _options) = (cluster, options);
        _answers = new WholeAnswers(cluster, budget, options.NodeAddresses.Count);
    }

    /// <inheritdoc />
    public string Name => EngineName;

    /// <inheritdoc />
    /// <remarks>In the order of versions. Empty where nothing was ever published.</remarks>
    /// <exception cref="SearchUnavailableException">Nothing answers, or not as it should: the message is a sentence.</exception>
    public async Task<IReadOnlyList<VersionStamp>> VersionsAsync(CancellationToken cancellationToken) =>
        [.. (await CatalogAsync(cancellationToken)).Searchable.Keys];

    /// <summary>The version that the alias points at; null where nothing was ever published.</summary>
    /// <exception cref="SearchUnavailableException">Nothing answers, or not as it should: the message is a sentence.</exception>
    public async Task<VersionStamp?> CurrentAsync(CancellationToken cancellationToken) =>
        (await CatalogAsync(cancellationToken)).Current?.Meta?.Stamp;

    /// <summary>
    /// Health of the current index: <c>green</c> with all its copies, <c>yellow</c> where the loss of one more node would lose
    /// searches, <c>red</c> where some of it is lost; null where nothing was ever published.
    /// </summary>
    /// <exception cref="SearchUnavailableException">Nothing answers, or not as it should: the message is a sentence.</exception>
    public async Task<string?> HealthAsync(CancellationToken cancellationToken)
    {
        if ((await CatalogAsync(cancellationToken)).Current is not { } current)
        {
            return null;
        }

        using ClusterAnswer response = await OrUnavailableAsync(() => _cluster.HealthAsync(current.Name, cancellationToken));
        return response is { IsSuccess: true, Body.ValueKind: JsonValueKind.Object }
            && response.Body.TryGetProperty("status", out JsonElement status) && status.ValueKind == JsonValueKind.String
            ? status.GetString()
            : throw new SearchUnavailableException($"Elasticsearch answered {(int)response.Status} {response.ErrorType}.");
    }

    /// <inheritdoc />
    public async Task<string?> ConcernAsync(CancellationToken cancellationToken) => await HealthAsync(cancellationToken) switch
    {
        "yellow" => "Elasticsearch has not all copies of the current index: the loss of one more node could lose searches.",
        // Answers would lack that part, so there are none.
        "red" => throw new SearchUnavailableException(
            "Elasticsearch has lost a part of the current index: bring its nodes back, or delete that index and run \"importer publish elasticsearch\"."),
        _ => null,
    };

    /// <inheritdoc />
    public async Task<IReadOnlyList<SearchAnswer>> SearchAsync(
        VersionStamp version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken)
    {
        SearchRounds[] searches = await AskAsync<SearchRounds>(
            version, () => [.. queries.Select(query => new SearchRounds(query, _options.ServerTimeout))], cancellationToken);
        return [.. searches.Select(search => search.Answer())];
    }

    /// <inheritdoc />
    public async Task<TileAnswer> CountTilesAsync(VersionStamp version, TileQuery query, CancellationToken cancellationToken)
    {
        Question[] questions = await AskAsync<Question>(
            version,
            () => [new SearchRounds(query.Search, _options.ServerTimeout), new TileCounts(query, _options.ServerTimeout, IndexTokens.Current)],
            cancellationToken);
        return ((TileCounts)questions[1]).Answer(((SearchRounds)questions[0]).Answer());
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">More than 100 ids.</exception>
    public async Task<IReadOnlyList<FacilityRecord>> FacilitiesAsync(
        VersionStamp version, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count > FacilityLookup.MostIds)
        {
            throw new ArgumentException($"At most {FacilityLookup.MostIds} ids are looked up at once.", nameof(ids));
        }

        FacilityLookup[] lookups = await AskAsync<FacilityLookup>(
            version, () => [new FacilityLookup(ids, _options.ServerTimeout)], cancellationToken);
        return lookups[0].Found;
    }

    /// <summary>Has questions answered from the version's index, within the time of one search.</summary>
    /// <param name="version">The version.</param>
    /// <param name="questions">Makes the questions, of which nothing was asked yet.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    private async Task<T[]> AskAsync<T>(VersionStamp version, Func<T[]> questions, CancellationToken cancellationToken)
        where T : Question
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.SearchTimeout);
        try
        {
            ElasticsearchCatalog? known = _catalog;
            ElasticsearchCatalog catalog =
                known is not null && known.Searchable.ContainsKey(version) ? known : await CatalogAsync(limit.Token);
            try
            {
                return await AskAsync(catalog.IndexOf(version), questions(), limit.Token);
            }
            catch (IndexGoneException) when (ReferenceEquals(catalog, known))
            {
                // It was there when the indexes were read: an import may have made another one of that version.
                return await AskAsync((await CatalogAsync(limit.Token)).IndexOf(version), questions(), limit.Token);
            }
        }
        catch (IndexGoneException)
        {
            throw new VersionGoneException(version.Id);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SearchUnavailableException("Elasticsearch did not answer in time.");
        }
    }

    private async Task<T[]> AskAsync<T>(string index, T[] questions, CancellationToken cancellationToken)
        where T : Question =>
        await OrUnavailableAsync(async () =>
        {
            await _answers.AskAsync(index, questions, cancellationToken);
            return questions;
        });

    private async Task<ElasticsearchCatalog> CatalogAsync(CancellationToken cancellationToken)
    {
        ElasticsearchCatalog catalog = await OrUnavailableAsync(async () =>
        {
            _ = await _cluster.ServerAsync(publishing: false, cancellationToken);
            return await ElasticsearchCatalog.ReadAsync(_cluster, _options.Alias, publishing: false, cancellationToken);
        });
        return catalog.Problem() is { } problem ? throw new SearchUnavailableException(problem) { IsFault = true } : _catalog = catalog;
    }

    /// <summary>Tells a failure as engines do. Without the exception, whose text is the same.</summary>
    private static async Task<T> OrUnavailableAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (NoAnswerException failure)
        {
            throw new SearchUnavailableException(failure.Message);
        }
        catch (ElasticsearchException failure)
        {
            throw new SearchUnavailableException(failure.Message) { IsFault = true };
        }
    }
}
