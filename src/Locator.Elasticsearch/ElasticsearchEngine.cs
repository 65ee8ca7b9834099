using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Locator.Search;
using Locator.Versions;

namespace Locator.Elasticsearch;

/// <summary>The engine on a cluster of Elasticsearch or OpenSearch.</summary>
/// <remarks>
/// Searches name the version's index, never the alias: an alias that moves between two pages would mix versions.
/// <see cref="VersionsAsync"/> reads the cluster's indexes each time that it is called, every few seconds by the API; searches
/// use what it read, and read again when their version is not in it.
/// </remarks>
public sealed class ElasticsearchEngine : ISearchEngine
{
    private readonly ElasticsearchClient _client;
    private readonly ElasticsearchOptions _options;
    private readonly HedgingBudget _budget;
    private ElasticsearchCatalog? _catalog;

    internal ElasticsearchEngine(ElasticsearchClient client, ElasticsearchOptions options, HedgingBudget budget) =>
        (_client, _options, _budget) = (client, options, budget);

    /// <inheritdoc />
    public string Name => "elasticsearch";

    /// <inheritdoc />
    /// <remarks>In the order of versions. Empty where nothing was ever published.</remarks>
    /// <exception cref="SearchUnavailableException">Nothing answers, or not as it should: the message is a sentence.</exception>
    public async Task<IReadOnlyList<HeldVersion>> VersionsAsync(CancellationToken cancellationToken) =>
        [.. (await CatalogAsync(cancellationToken)).Searchable.Values.Select(index => new HeldVersion(index.Meta!.Version, index.Meta.ContentSha256))];

    /// <summary>The version that the alias points at; null where nothing was ever published.</summary>
    /// <exception cref="SearchUnavailableException">Nothing answers, or not as it should: the message is a sentence.</exception>
    public async Task<string?> CurrentAsync(CancellationToken cancellationToken) =>
        (await CatalogAsync(cancellationToken)).Current?.Meta?.Version;

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

        using ElasticsearchResponse response = await _client.HealthAsync(current.Name, cancellationToken);
        return response.IsSuccess && response.Body.TryGetProperty("status", out JsonElement status)
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
        string version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken)
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
                return await AskAsync(catalog.IndexOf(version), queries, limit.Token);
            }
            catch (IndexGoneException) when (ReferenceEquals(catalog, known))
            {
                // It was there when the indexes were read: an import may have made another one of that version.
                return await AskAsync((await CatalogAsync(limit.Token)).IndexOf(version), queries, limit.Token);
            }
        }
        catch (IndexGoneException)
        {
            throw new VersionGoneException(version);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SearchUnavailableException("Elasticsearch did not answer in time.");
        }
    }

    private async Task<ElasticsearchCatalog> CatalogAsync(CancellationToken cancellationToken)
    {
        try
        {
            _ = await _client.ServerAsync(publishing: false, cancellationToken);
            ElasticsearchCatalog catalog = await ElasticsearchCatalog.ReadAsync(_client, _options.Alias, publishing: false, cancellationToken);
            if (catalog.Problem() is { } problem)
            {
                throw new SearchUnavailableException(problem);
            }

            return _catalog = catalog;
        }
        catch (ElasticsearchException failure)
        {
            throw new SearchUnavailableException(failure.Message, failure);
        }
    }

    private async Task<IReadOnlyList<SearchAnswer>> AskAsync(
        string index, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken)
    {
        OneSearch[] searches = [.. queries.Select(query => new OneSearch(query, _options.ServerTimeout))];
        // Searches that name an area are answered in one round; an automatic radius takes one before it, which only counts.
        // Measured on the national directory: two rounds 7 ms, one round with all counts in every ring 8.5 ms.
        while (Array.FindAll(searches, search => search.Next is not null) is { Length: > 0 } open)
        {
            _budget.Add();
            using ElasticsearchResponse response = await WholeAsync(index, open, cancellationToken);
            JsonElement[] answers = AnswersOf(response, open.Length);
            try
            {
                for (int i = 0; i < open.Length; i++)
                {
                    open[i].Take(answers[i]);
                }
            }
            catch (Exception failure) when (ElasticsearchError.IsOtherForm(failure))
            {
                throw new SearchUnavailableException(ElasticsearchError.OtherForm);
            }
        }

        return [.. searches.Select(search => search.Answer())];
    }

    /// <summary>
    /// An answer, from another node where one says 200 but something of it is missing: that node's own copy of a shard may
    /// do. Once, within the same time, and paid for as any extra attempt is.
    /// </summary>
    private async Task<ElasticsearchResponse> WholeAsync(string index, OneSearch[] open, CancellationToken cancellationToken)
    {
        ElasticsearchResponse response = await _client.SearchAsync(index, open.Select(search => search.Next!), otherThan: null, cancellationToken);
        try
        {
            _ = AnswersOf(response, open.Length);
            return response;
        }
        catch (SearchUnavailableException) when (response.Status == HttpStatusCode.OK && _options.NodeAddresses.Count > 1 && _budget.TryTake())
        {
            using (response)
            {
                return await _client.SearchAsync(index, open.Select(search => search.Next!), response.Node, cancellationToken);
            }
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>The answers, every one of them whole; anything less is no answer.</summary>
    private static JsonElement[] AnswersOf(ElasticsearchResponse response, int expected)
    {
        if (response.Status != HttpStatusCode.OK)
        {
            throw new SearchUnavailableException($"Elasticsearch answered {(int)response.Status} {response.ErrorType}.");
        }

        try
        {
            JsonElement[] answers = [.. response.Body.GetProperty("responses").EnumerateArray()];
            foreach (JsonElement answer in answers)
            {
                ThrowUnlessWhole(answer);
            }

            return answers.Length == expected
                ? answers
                : throw new SearchUnavailableException("Elasticsearch answered another number of searches than were asked.");
        }
        catch (Exception failure) when (ElasticsearchError.IsOtherForm(failure))
        {
            throw new SearchUnavailableException(ElasticsearchError.OtherForm);
        }
    }

    private static void ThrowUnlessWhole(JsonElement answer)
    {
        int status = answer.GetProperty("status").GetInt32();
        string error = ElasticsearchError.TypeOf(answer);
        if (status == 404 && error == "index_not_found_exception")
        {
            throw new IndexGoneException();
        }

        if (status != 200)
        {
            throw new SearchUnavailableException($"Elasticsearch answered a search with {status} {error}.");
        }

        if (answer.GetProperty("timed_out").GetBoolean())
        {
            throw new SearchUnavailableException("Elasticsearch broke a search off because it took too long.");
        }

        // OpenSearch says "failed: 0" of a shard that is lost: only the sum tells.
        JsonElement shards = answer.GetProperty("_shards");
        if (shards.GetProperty("successful").GetInt32() != shards.GetProperty("total").GetInt32())
        {
            throw new SearchUnavailableException("A shard of Elasticsearch's index did not answer.");
        }
    }

    private sealed class IndexGoneException : Exception;

    /// <summary>One search on its way through one or more rounds.</summary>
    private sealed class OneSearch
    {
        private readonly SearchQuery _query;
        private readonly ElasticsearchQuery _bodies;
        private readonly List<FoundFacility> _found = [];
        private Geo.Distance? _radius;
        private SearchAnswer? _counts;

        /// <summary>How many results to ask for: one more than wanted, which tells whether there are more.</summary>
        private int _size;

        public OneSearch(SearchQuery query, TimeSpan serverTimeout)
        {
            _query = query;
            _bodies = new ElasticsearchQuery(query, serverTimeout);
            _radius = query.Radius;
            _size = query.Limit + 1 + (query.After is null ? 0 : ElasticsearchAnswer.Spare);
            Next = query.FindRadius ? _bodies.RingsBody() : _bodies.SearchBody(_radius, _size);
        }

        /// <summary>What to ask next; null when nothing is missing.</summary>
        public JsonObject? Next { get; private set; }

        public void Take(JsonElement answer)
        {
            if (_radius is null && _query.FindRadius)
            {
                _radius = ElasticsearchAnswer.RadiusOf(answer);
                Next = _bodies.SearchBody(_radius, _size);
                return;
            }

            _counts ??= ElasticsearchAnswer.CountsOf(answer, _query, _bodies);
            IReadOnlyList<AskedToken> asked = ElasticsearchDocument.AskedBy(_query);
            JsonElement[] hits = [.. answer.GetProperty("hits").GetProperty("hits").EnumerateArray()];
            _found.AddRange(hits.Select(hit => ElasticsearchDocument.Read(hit.GetProperty("_source"), _query, asked)));
            bool mayHaveMore = hits.Length == _size;
            Next = null;
            if (mayHaveMore && !ElasticsearchAnswer.HasEnough(_found, _query))
            {
                JsonArray after = (JsonArray)JsonNode.Parse(hits[^1].GetProperty("sort").GetRawText())!;
                _size = Math.Min(2 * _size, ElasticsearchQuery.MostHits);
                Next = _bodies.NextBody(_radius, _size, after);
            }
        }

        public SearchAnswer Answer()
        {
            FoundFacility[] behind = ElasticsearchAnswer.Behind(_found, _query);
            return _counts! with
            {
                Radius = _radius,
                Hits = [.. behind.Take(_query.Limit).Select(facility => facility.Hit)],
                HasMore = behind.Length > _query.Limit,
            };
        }
    }
}
