using System.Text.Json;
using Locator.Facilities;
using Locator.Search;
using LocatorApi.Facilities;
using LocatorApi.Search.Parameters;

namespace LocatorApi.Search.Page;

/// <summary>One facility found.</summary>
public sealed record SearchResult : FacilityFacts
{
    /// <summary>The facility's id, stable across directory versions.</summary>
    public required string Id { get; init; }

    /// <summary>Great-circle miles from the origin, to two decimals; null without an origin, or where the facility has no point.</summary>
    public required double? DistanceMiles { get; init; }

    /// <summary>True unless origin and facility both stand at an exact point: show whole miles then. Null without a distance.</summary>
    public required bool? DistanceApproximate { get; init; }

    /// <summary>How each program fits, by its id: <c>stated</c>; <c>unknown</c> (nothing asked is denied, something is not known); <c>none</c>.</summary>
    public required IReadOnlyDictionary<string, string> Matched { get; init; }

    /// <summary>What that search says of a facility found.</summary>
    internal static SearchResult Of(SearchHit hit, SearchRequest request) => new()
    {
        Id = hit.Id,
        DistanceMiles = hit.Distance is { } distance ? Math.Round(distance.Miles, 2, MidpointRounding.AwayFromZero) : null,
        DistanceApproximate = hit.Distance is null ? null : !(request.OriginIsExact && hit.LocationIsExact),
        Matched = hit.Matched.ToDictionary(match => match.ProgramId, match => match.Match switch
        {
            Knowledge.Yes => "stated",
            Knowledge.Unknown => "unknown",
            _ => "none",
        }),
        Bytes = hit.Document,
    };

    internal override void WriteHead(Utf8JsonWriter json, JsonSerializerOptions options)
    {
        json.WriteString("id", Id);
        json.WritePropertyName("distanceMiles");
        JsonSerializer.Serialize(json, DistanceMiles, options);
        json.WritePropertyName("distanceApproximate");
        JsonSerializer.Serialize(json, DistanceApproximate, options);
        json.WriteStartObject("matched");
        foreach ((string program, string match) in Matched)
        {
            json.WriteString(program, match);
        }

        json.WriteEndObject();
    }
}
