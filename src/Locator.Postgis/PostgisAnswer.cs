using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Search;
using Npgsql;

namespace Locator.Postgis;

/// <summary>Reads the result of a <see cref="PostgisQuery"/>.</summary>
internal static class PostgisAnswer
{
    /// <summary>The columns are those that <see cref="PostgisQuery"/> selects.</summary>
    public static async Task<SearchAnswer> ReadAsync(
        NpgsqlDataReader reader, TokenBits bits, SearchQuery query, PostgisQuery command, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        int total = reader.GetInt32(1), possible = reader.GetInt32(2), found = reader.GetInt32(4);
        Distance? radius = query.FindRadius ? Distance.FromMiles(AutomaticRadius.Miles[reader.GetInt32(3) - 1]) : query.Radius;
        byte[]?[] sets = command.Sets == 0 ? [] : reader.GetFieldValue<byte[]?[]>(5);

        int[] asked = [.. Matching.TokensAskedBy(query)
            .Select(bits.PositionOf)
            .Where(position => position < bits.Tokens.Count)
            .Distinct().Order()];
        List<SearchHit> hits = new(Math.Min(found, query.Limit));
        while (await reader.ReadAsync(cancellationToken))
        {
            hits.Add(HitOf(reader, bits, asked, query));
        }

        return new SearchAnswer
        {
            Radius = radius,
            Total = total,
            UnknownHidden = possible - total,
            Hits = hits,
            HasMore = found > query.Limit,
            Facets = [.. query.Facets.Select((facet, i) => Count(facet, bits, sets[command.SetOf(i)]))],
        };
    }

    private static SearchHit HitOf(NpgsqlDataReader reader, TokenBits bits, int[] asked, SearchQuery query)
    {
        string[] ids = reader.GetFieldValue<string[]>(10);
        byte[] sent = reader.GetFieldValue<byte[]>(11);
        IndexedProgram[] programs =
        [
            .. ids.Select((id, i) => new IndexedProgram(id, bits.Among(sent.AsSpan(i * bits.SentSize, bits.SentSize), asked))),
        ];
        return new SearchHit(
            reader.GetString(6),
            reader.IsDBNull(7) || !double.IsFinite(reader.GetDouble(7)) ? null : Distance.FromMetres(reader.GetDouble(7)),
            reader.GetBoolean(8),
            reader.GetString(9),
            Matching.Of(programs, query),
            reader.GetFieldValue<byte[]>(12));
    }

    private static FacetCounts Count(FacetRequest facet, TokenBits bits, byte[]? sets) => new(
        facet.Group,
        [
            .. facet.Tokens.Select(token => new FacetCount(
                token,
                bits.Count(sets, bits.PositionOf(token)),
                bits.Count(sets, bits.PositionOf(FilterValue.UnknownTokenOf(token))))),
        ]);
}
