using System.Text.Json.Nodes;
using Locator.Geo;

namespace Locator.Elasticsearch.Search;

/// <summary>The building blocks of conditions, as the servers' query language has them.</summary>
internal static class Clause
{
    /// <summary>How distances are computed: on the sphere that <see cref="GreatCircle"/> has.</summary>
    public const string DistanceType = "arc";

    /// <summary>All of them; without any, everything.</summary>
    public static JsonObject All(JsonNode[] clauses) =>
        new() { ["bool"] = new JsonObject { ["filter"] = new JsonArray(clauses) } };

    /// <summary>What has the field.</summary>
    public static JsonObject Exists(string field) => new() { ["exists"] = new JsonObject { ["field"] = field } };

    /// <summary>What has that value in the field.</summary>
    public static JsonObject Term(string field, string value) => new() { ["term"] = new JsonObject { [field] = value } };

    /// <summary>At least one of them.</summary>
    public static JsonObject Either(params JsonNode[] clauses) =>
        new() { ["bool"] = new JsonObject { ["should"] = new JsonArray(clauses), ["minimum_should_match"] = 1 } };

    /// <summary>What has one of those values in the field.</summary>
    public static JsonObject AnyOf(string field, IEnumerable<string> values) =>
        new() { ["terms"] = new JsonObject { [field] = Strings(values) } };

    /// <summary>Texts as JSON.</summary>
    public static JsonArray Strings(IEnumerable<string> values) => [.. values.Select(value => (JsonNode)value)];

    /// <summary>A point as servers read it.</summary>
    public static JsonObject PointOf(GeoPoint point) => new() { ["lat"] = point.Latitude, ["lon"] = point.Longitude };

    /// <summary>The metres of a circle with its edge.</summary>
    public static double Edge(Distance radius) => radius.Metres + GreatCircle.EdgeMetres;
}
