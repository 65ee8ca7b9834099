using System.Net;
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
            IReadOnlyList<ServerAnswer> answers = await WholeAsync(index, open, cancellationToken);
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
    private async Task<IReadOnlyList<ServerAnswer>> WholeAsync(string index, Question[] open, CancellationToken cancellationToken)
    {
        using ClusterAnswer response = await cluster.SearchAsync(index, open.Select(question => question.Next!), otherThan: null, cancellationToken);
        try
        {
            return AnswersOf(response, open.Length);
        }
        catch (SearchUnavailableException) when (response.Status == HttpStatusCode.OK && nodes > 1 && budget.TryTake())
        {
            using ClusterAnswer second = await cluster.SearchAsync(index, open.Select(question => question.Next!), response.Node, cancellationToken);
            return AnswersOf(second, open.Length);
        }
    }

    /// <summary>The answers, every one of them whole; anything less is no answer.</summary>
    private static IReadOnlyList<ServerAnswer> AnswersOf(ClusterAnswer response, int expected)
    {
        if (response.Status != HttpStatusCode.OK)
        {
            throw new SearchUnavailableException($"Elasticsearch answered {(int)response.Status} {response.ErrorType}.");
        }

        try
        {
            return ServerAnswer.AllOf(response.Bytes, expected);
        }
        catch (Exception failure) when (ElasticsearchError.IsOtherForm(failure))
        {
            throw new SearchUnavailableException(ElasticsearchError.OtherForm);
        }
    }
}
