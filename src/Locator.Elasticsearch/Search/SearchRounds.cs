using System.Text.Json.Nodes;
using Locator.Elasticsearch.Indexes;
using Locator.Geo;
using Locator.Search;

namespace Locator.Elasticsearch.Search;

/// <summary>
/// One search. Where it names an area it is answered in one round; an automatic radius takes one before it, which only counts.
/// Measured on the national directory: two rounds 7 ms, one round with all counts in every ring 8.5 ms.
/// </summary>
internal sealed class SearchRounds : Question
{
    private readonly SearchQuery _query;
    private readonly ElasticsearchQuery _bodies;
    private readonly List<FoundFacility> _found = [];
    private Distance? _radius;
    private SearchAnswer? _counts;

    /// <summary>How many results to ask for: one more than wanted, which tells whether there are more.</summary>
    private int _size;

    public SearchRounds(SearchQuery query, TimeSpan serverTimeout)
    {
        _query = query;
        _bodies = new ElasticsearchQuery(query, serverTimeout, IndexTokens.Current);
        _radius = query.Radius;
        _size = query.Limit + 1 + (query.After is null ? 0 : ElasticsearchAnswer.Spare);
        Next = query.FindRadius ? _bodies.RingsBody() : _bodies.SearchBody(_radius, _size);
    }

    /// <inheritdoc />
    public override void Take(ServerAnswer answer)
    {
        if (_radius is null && _query.FindRadius)
        {
            _radius = ElasticsearchAnswer.RadiusOf(answer);
            Next = _bodies.SearchBody(_radius, _size);
            return;
        }

        _counts ??= ElasticsearchAnswer.CountsOf(answer, _query, _bodies);
        IReadOnlyList<AskedToken> asked = FoundFacility.AskedBy(_query);
        _found.AddRange(answer.Hits.Select(hit => FoundFacility.Of(hit.Facility, _query, asked)));
        bool mayHaveMore = answer.Hits.Count == _size;
        Next = null;
        if (mayHaveMore && !ElasticsearchAnswer.HasEnough(_found, _query))
        {
            JsonArray after = (JsonArray)JsonNode.Parse(answer.Hits[^1].Sort.Span)!;
            _size = Math.Min(2 * _size, ElasticsearchQuery.MostHits);
            Next = _bodies.NextBody(_radius, _size, after);
        }
    }

    /// <summary>The answer, when nothing is missing.</summary>
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
