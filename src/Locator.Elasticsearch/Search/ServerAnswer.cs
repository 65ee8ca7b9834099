using System.Text.Json;
using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Indexes;
using Locator.Search;

namespace Locator.Elasticsearch.Search;

/// <summary>
/// A server's answer to one search, whole. It is read in one pass: most of it are documents, of which a tree of JSON would have every
/// value.
/// </summary>
/// <param name="Total">Facilities that match; null where they were not counted.</param>
/// <param name="Hits">Those that were found.</param>
/// <param name="Aggregations">The counts; undefined where none were asked for.</param>
internal sealed record ServerAnswer(int? Total, IReadOnlyList<ServerHit> Hits, JsonElement Aggregations)
{
    /// <summary>Reads the answer of a multi-search.</summary>
    /// <param name="body">The whole body, which is kept.</param>
    /// <param name="expected">How many searches were asked.</param>
    /// <exception cref="IndexGoneException">The index is not there (any more).</exception>
    /// <exception cref="SearchUnavailableException">One of the answers is not whole, or there is another number of them.</exception>
    /// <exception cref="InvalidOperationException">It is of another form.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static IReadOnlyList<ServerAnswer> AllOf(ReadOnlyMemory<byte> body, int expected)
    {
        List<ServerAnswer> answers = new(expected);
        Utf8JsonReader json = new(body.Span);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidOperationException(ElasticsearchError.OtherForm);
        }

        while (JsonMembers.Next(ref json))
        {
            if (!JsonMembers.Is(ref json, "responses"u8))
            {
                JsonMembers.Pass(ref json);
                continue;
            }

            while (JsonMembers.NextObject(ref json))
            {
                answers.Add(Read(ref json, body));
            }
        }

        return answers.Count == expected
            ? answers
            : throw new SearchUnavailableException("Elasticsearch answered another number of searches than were asked.");
    }

    private static ServerAnswer Read(ref Utf8JsonReader json, ReadOnlyMemory<byte> body)
    {
        int? total = null, status = null;
        bool? timedOut = null;
        bool hasHits = false;
        (int Total, int Successful)? shards = null;
        JsonElement error = default, aggregations = default;
        List<ServerHit> hits = [];
        while (JsonMembers.Next(ref json))
        {
            if (JsonMembers.Is(ref json, "hits"u8))
            {
                total = ReadHits(ref json, body, hits);
                hasHits = true;
            }
            else if (JsonMembers.Is(ref json, "aggregations"u8))
            {
                aggregations = JsonElement.ParseValue(ref json);
            }
            else if (JsonMembers.Is(ref json, "status"u8))
            {
                status = json.GetInt32();
            }
            else if (JsonMembers.Is(ref json, "timed_out"u8))
            {
                timedOut = json.GetBoolean();
            }
            else if (JsonMembers.Is(ref json, "_shards"u8))
            {
                JsonElement counts = JsonElement.ParseValue(ref json);
                shards = (counts.GetProperty("total").GetInt32(), counts.GetProperty("successful").GetInt32());
            }
            else if (JsonMembers.Is(ref json, "error"u8))
            {
                error = JsonElement.ParseValue(ref json);
            }
            else
            {
                JsonMembers.Pass(ref json);
            }
        }

        ThrowUnlessWhole(status, ElasticsearchError.TypeOfError(error), timedOut, shards);
        return hasHits ? new ServerAnswer(total, hits, aggregations) : throw new InvalidOperationException(ElasticsearchError.OtherForm);
    }

    private static void ThrowUnlessWhole(int? status, string error, bool? timedOut, (int Total, int Successful)? shards)
    {
        if (status == 404 && error == "index_not_found_exception")
        {
            throw new IndexGoneException();
        }

        if (status is not null and not 200)
        {
            throw new SearchUnavailableException($"Elasticsearch answered a search with {status} {error}.");
        }

        if (status is null || timedOut is null || shards is null)
        {
            throw new InvalidOperationException(ElasticsearchError.OtherForm);
        }

        if (timedOut.Value)
        {
            throw new SearchUnavailableException("Elasticsearch broke a search off because it took too long.");
        }

        // OpenSearch says "failed: 0" of a shard that is lost: only the sum tells.
        if (shards.Value.Successful != shards.Value.Total)
        {
            throw new SearchUnavailableException("A shard of Elasticsearch's index did not answer.");
        }
    }

    /// <summary>Reads the hits; their total is given back.</summary>
    private static int? ReadHits(ref Utf8JsonReader json, ReadOnlyMemory<byte> body, List<ServerHit> hits)
    {
        int? total = null;
        while (JsonMembers.Next(ref json))
        {
            if (JsonMembers.Is(ref json, "hits"u8))
            {
                while (JsonMembers.NextObject(ref json))
                {
                    hits.Add(ReadHit(ref json, body));
                }
            }
            else if (JsonMembers.Is(ref json, "total"u8))
            {
                total = JsonElement.ParseValue(ref json).GetProperty("value").GetInt32();
            }
            else
            {
                JsonMembers.Pass(ref json);
            }
        }

        return total;
    }

    private static ServerHit ReadHit(ref Utf8JsonReader json, ReadOnlyMemory<byte> body)
    {
        StoredFacility? facility = null;
        ReadOnlyMemory<byte> sort = default;
        while (JsonMembers.Next(ref json))
        {
            if (JsonMembers.Is(ref json, "_source"u8))
            {
                facility = StoredFacility.Read(ref json, body);
            }
            else if (JsonMembers.Is(ref json, "sort"u8))
            {
                sort = JsonMembers.Raw(ref json, body);
            }
            else
            {
                JsonMembers.Pass(ref json);
            }
        }

        return facility is null ? throw new InvalidOperationException(ElasticsearchError.OtherForm) : new ServerHit(facility, sort);
    }
}
