using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Indexes;
using Locator.Geo;
using Locator.Search;

namespace Locator.Elasticsearch.Search;

/// <summary>Reads answers to the bodies of <see cref="ElasticsearchQuery"/>.</summary>
internal static class ElasticsearchAnswer
{
    /// <summary>Results fetched besides those of a later page: it begins a little too early, and facilities of one ZIP share a point.</summary>
    public const int Spare = 8;

    /// <summary>The smallest circle that holds enough facilities, else the largest.</summary>
    public static Distance RadiusOf(ServerAnswer answer)
    {
        int count = 0, rung = 0;
        foreach (JsonElement ring in answer.Aggregations.GetProperty(ElasticsearchQuery.Rings).GetProperty("buckets").EnumerateArray())
        {
            count += ring.GetProperty("doc_count").GetInt32();
            if (count >= AutomaticRadius.AtLeast)
            {
                return Distance.FromMiles(AutomaticRadius.Miles[rung]);
            }

            rung++;
        }

        return Distance.FromMiles(AutomaticRadius.Miles[^1]);
    }

    /// <summary>Total, hidden ones and facets, without results.</summary>
    public static SearchAnswer CountsOf(ServerAnswer answer, SearchQuery query, ElasticsearchQuery bodies)
    {
        int total = answer.Total ?? throw new InvalidOperationException(ElasticsearchError.OtherForm);
        JsonElement counts = answer.Aggregations;
        return new SearchAnswer
        {
            Total = total,
            UnknownHidden = counts.ValueKind == JsonValueKind.Object && counts.TryGetProperty(ElasticsearchQuery.Possible, out JsonElement possible)
                ? possible.GetProperty("doc_count").GetInt32() - total
                : 0,
            Hits = [],
            HasMore = false,
            Facets = FacetsOf(counts, query, bodies),
        };
    }

    /// <summary>What stands behind the position asked for, in our order.</summary>
    public static FoundFacility[] Behind(List<FoundFacility> found, SearchQuery query) => query.Origin is null
        ? [.. found]
        :
        [
            .. found.Where(facility => IsBehind(facility, query.After))
                .OrderBy(MetresOf)
                .ThenBy(facility => facility.Hit.Id, StringComparer.Ordinal),
        ];

    /// <summary>
    /// Whether the results wanted, and one more, are there in our order, although the server has more. Its distances and ours
    /// round differently: of two points within a hair of the same distance, the one that the server takes for the farther may
    /// be the nearer. So results at the end of what was fetched are sure only if all there stand at one point, where
    /// the server orders by id, as we do.
    /// </summary>
    public static bool HasEnough(List<FoundFacility> found, SearchQuery query)
    {
        FoundFacility[] behind = Behind(found, query);
        if (behind.Length <= query.Limit)
        {
            return false;
        }

        double sure = ElasticsearchQuery.SurelyNearer(MetresOf(found[^1]));
        return query.Origin is null
            || double.IsPositiveInfinity(sure)
            || behind.Take(query.Limit).All(facility => MetresOf(facility) < sure)
            || found.Where(facility => MetresOf(facility) >= sure).Select(facility => facility.Point).Distinct().Count() == 1;
    }

    private static double MetresOf(FoundFacility facility) => facility.Hit.Distance?.Metres ?? double.PositiveInfinity;

    private static bool IsBehind(FoundFacility facility, ResultPosition? position)
    {
        if (position is null)
        {
            return true;
        }

        int order = MetresOf(facility).CompareTo(position.Metres ?? double.PositiveInfinity);
        return order > 0 || (order == 0 && string.CompareOrdinal(facility.Hit.Id, position.Id) > 0);
    }

    private static FacetCounts[] FacetsOf(JsonElement counts, SearchQuery query, ElasticsearchQuery bodies)
    {
        Dictionary<string, Dictionary<string, int>> byGroup = [];
        foreach ((int number, FacetSet set) in bodies.FacetSets.Index())
        {
            Dictionary<string, int> facilities = new(StringComparer.Ordinal);
            string name = number.ToString(CultureInfo.InvariantCulture);
            foreach (string field in set.Facets.SelectMany(facet => bodies.InIndex(facet).Fields).Select(field => field.Field).Distinct(StringComparer.Ordinal))
            {
                AddCounts(counts.GetProperty(ElasticsearchQuery.Single).GetProperty(name).GetProperty(field), bucket => bucket, facilities);
                AddCounts(
                    counts.GetProperty(ElasticsearchQuery.Several).GetProperty(name).GetProperty(field),
                    bucket => bucket.GetProperty(ElasticsearchQuery.FacilitiesOfToken), facilities);
            }

            foreach (FacetRequest facet in set.Facets)
            {
                byGroup[facet.Group] = facilities;
            }
        }

        return
        [
            .. query.Facets.Select(facet => new FacetCounts(
                facet.Group,
                [
                    .. facet.Tokens.Zip(bodies.InIndex(facet).Texts, (token, texts) => new FacetCount(
                        token,
                        byGroup[facet.Group].GetValueOrDefault(texts.Stated),
                        byGroup[facet.Group].GetValueOrDefault(texts.Unknown))),
                ])),
        ];
    }

    /// <summary>Adds what one aggregation counts, by the text of each token.</summary>
    private static void AddCounts(JsonElement counted, Func<JsonElement, JsonElement> facilitiesOf, Dictionary<string, int> facilities)
    {
        foreach (JsonElement bucket in counted.GetProperty("buckets").EnumerateArray())
        {
            CollectionsMarshal.GetValueRefOrAddDefault(facilities, bucket.GetProperty("key").GetString()!, out _) +=
                facilitiesOf(bucket).GetProperty("doc_count").GetInt32();
        }
    }
}
