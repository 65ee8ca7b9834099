using System.Buffers;
using Locator.Search;
using LocatorApi.Facilities;
using LocatorApi.Http;
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
        Matched = new MatchedPrograms(hit.Matched),
        Bytes = hit.Document,
    };

    internal override void WriteHead(IBufferWriter<byte> output)
    {
        output.Write("\"id\":"u8);
        output.WriteText(Id);
        output.Write(",\"distanceMiles\":"u8);
        output.WriteNumber(DistanceMiles);
        output.Write(",\"distanceApproximate\":"u8);
        output.WriteFlag(DistanceApproximate);
        output.Write(",\"matched\":{"u8);
        bool isFirst = true;
        foreach ((string program, string match) in Matched)
        {
            output.Write(isFirst ? default : ","u8);
            isFirst = false;
            output.WriteText(program);
            output.Write(":"u8);
            output.WriteText(match);
        }

        output.Write("}"u8);
    }
}
