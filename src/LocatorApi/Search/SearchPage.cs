using System.Text.Json;
using System.Text.Json.Serialization;
using LocatorApi.Facilities;
using LocatorApi.Notices;
using LocatorApi.Serving;

namespace LocatorApi.Search;

/// <summary>One page of the answer to a search.</summary>
public sealed record SearchPage
{
    /// <summary>The directory version that answers.</summary>
    public required DirectoryStamp Directory { get; init; }

    /// <summary>Where distances are measured from; null for a search by area alone.</summary>
    public required SearchOrigin? Origin { get; init; }

    /// <summary>Where was searched; null when a ZIP Code has no place on the map.</summary>
    public required SearchArea? Area { get; init; }

    /// <summary>Facilities that match, on all pages together.</summary>
    public required int Total { get; init; }

    /// <summary>How many more facilities unknown=include would show in the same area: nothing asked is denied, something is not known.</summary>
    public required int UnknownHidden { get; init; }

    /// <summary>The facilities, nearest first (by name where there is no origin), ties by id.</summary>
    public required IReadOnlyList<SearchResult> Results { get; init; }

    /// <summary>Counts by filter group. Left out on later pages.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, Facet>? Facets { get; init; }

    /// <summary>What could help; only where nothing was found.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SearchRepair? Repair { get; init; }

    /// <summary>The parameter <c>cursor</c> of the next page; null on the last one.</summary>
    public required string? Next { get; init; }

    /// <summary>True where another engine than usual answered, with the same directory: for operators. Left out otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Degraded { get; init; }

    /// <summary>What people should read with this answer, the crisis line first.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }
}

/// <summary>Where a search starts from.</summary>
/// <param name="Type"><c>zip</c> or <c>point</c>.</param>
/// <param name="Zip">The five digits; null for a point.</param>
/// <param name="ZipKind"><c>standard</c>, <c>po-box</c>, <c>unique</c> (one organization) or <c>military</c> (overseas mail); null for a point.</param>
/// <param name="City">City of its post office; null for a point.</param>
/// <param name="State">Two-letter USPS code, AA, AE and AP for military mail included; null for a point.</param>
/// <param name="Lat">Degrees north; null where the ZIP has no place on the map.</param>
/// <param name="Lon">Degrees east; null where the ZIP has no place on the map.</param>
/// <param name="Precision">What the point is the point of: <c>exact</c> (given as a point), <c>zip</c>, <c>city</c> or <c>none</c>.</param>
public sealed record SearchOrigin(
    string Type, string? Zip, string? ZipKind, string? City, string? State, double? Lat, double? Lon, string Precision);

/// <summary>Where was searched. All that is not null holds together.</summary>
public sealed record SearchArea
{
    /// <summary>Miles around the origin; null where there was no circle.</summary>
    public required double? RadiusMiles { get; init; }

    /// <summary><c>given</c> by the caller; <c>auto</c>: the smallest circle with at least <see cref="AtLeast"/> matches; <c>auto-limit</c>: the largest, which holds fewer.</summary>
    public required string Reason { get; init; }

    /// <summary>How many matches the automatic circle looks for; null where the area was given.</summary>
    public required int? AtLeast { get; init; }

    /// <summary>The box as minLon, minLat, maxLon, maxLat; null where none was given.</summary>
    public required IReadOnlyList<double>? Bbox { get; init; }

    /// <summary>Two-letter USPS code; null where none was given.</summary>
    public required string? State { get; init; }

    /// <summary>The county; null where none was given.</summary>
    public required AreaCounty? County { get; init; }
}

/// <summary>A county or its equivalent.</summary>
/// <param name="Fips">Five digits: state and county.</param>
/// <param name="Name">Its name without the word "County".</param>
/// <param name="State">Two-letter USPS code.</param>
public sealed record AreaCounty(string Fips, string Name, string State);

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

/// <summary>The counts of one filter group.</summary>
/// <param name="Values">Its values in the order of GET /v1/filters.</param>
public sealed record Facet(IReadOnlyList<FacetValue> Values);

/// <summary>What choosing a value would give: area, text and all other groups applied.</summary>
/// <param name="Value">The value.</param>
/// <param name="Label">Plain English.</param>
/// <param name="Count">Facilities with a fitting program that states it.</param>
/// <param name="Unknown">Facilities with a fitting program that was never asked.</param>
public sealed record FacetValue(string Value, string Label, int Count, int Unknown);

/// <summary>What could help where nothing was found.</summary>
/// <param name="Nearest">The nearest match beyond the area; null without an origin, or where nothing in the whole directory matches.</param>
/// <param name="Without">For each filter asked, how many facilities in the same area would match without it.</param>
public sealed record SearchRepair(SearchResult? Nearest, IReadOnlyDictionary<string, int> Without);
