using System.Net;
using System.Text.Json;
using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Nodes;
using Locator.Search;

namespace Locator.Elasticsearch.Search;

/// <summary>Asks an index questions, all of a round in one request, and takes nothing but whole answers.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="budget">Pays for asking another node.</param>
/// <param name="nodes">How many nodes there are to ask.</param>
internal sealed class WholeAnswers(ElasticsearchCluster cluster, AttemptBudget budget, int nodes)
{
    /// <summary>Sends rounds until nothing is missing.</summary>
    /// <exception cref="IndexGoneException">The index is not there (any more).</exception>
    /// <exception cref="NoAnswerException">No node answers.</exception>
    /// <exception cref="SearchUnavailableException">What is answered is not whole.</exception>
    public async Task AskAsync(string index, IReadOnlyList<Question> questions, CancellationToken cancellationToken)
    {
        while (questions.Where(question => question.Next is not null).ToArray() is { Length: > 0 } open)
        {
            budget.Add();
            using ClusterAnswer response = await WholeAsync(index, open, cancellationToken);
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
    }

    /// <summary>
    /// An answer, from another node where one says 200 but something of it is missing: that node's own copy of a shard may
    /// do. Once, within the same time, and paid for as any extra attempt is.
    /// </summary>
    private async Task<ClusterAnswer> WholeAsync(string index, Question[] open, CancellationToken cancellationToken)
    {
        ClusterAnswer response = await cluster.SearchAsync(index, open.Select(question => question.Next!), otherThan: null, cancellationToken);
        try
        {
            _ = AnswersOf(response, open.Length);
            return response;
        }
        catch (SearchUnavailableException) when (response.Status == HttpStatusCode.OK && nodes > 1 && budget.TryTake())
        {
            using (response)
            {
                return await cluster.SearchAsync(index, open.Select(question => question.Next!), response.Node, cancellationToken);
            }
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>The answers, every one of them whole; anything less is no answer.</summary>
    private static JsonElement[] AnswersOf(ClusterAnswer response, int expected)
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
}
