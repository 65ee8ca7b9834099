using Locator.Places;
using LocatorApi.Places;
using LocatorApi.Search.Parameters;

namespace LocatorApi.Search.Page;

/// <summary>Where a search starts from.</summary>
/// <param name="Type"><c>zip</c>, <c>place</c> (a city) or <c>point</c>.</param>
/// <param name="Zip">The five digits; null for a city or a point.</param>
/// <param name="ZipKind"><c>standard</c>, <c>po-box</c>, <c>unique</c> (one organization), <c>po-box-or-unique</c> (the tables cannot tell which) or <c>military</c> (overseas mail); null for a city or a point.</param>
/// <param name="City">The city, or the city of the ZIP Code's post office; null for a point.</param>
/// <param name="State">Two-letter USPS code, AA, AE and AP for military mail included; null for a point.</param>
/// <param name="County">The county, of a city the one that most of it lies in; null for a point, or where no table names one.</param>
/// <param name="Lat">Degrees north; null where the ZIP has no place on the map.</param>
/// <param name="Lon">Degrees east; null where the ZIP has no place on the map.</param>
/// <param name="Precision">What the point is the point of: <c>exact</c> (given as a point), <c>zip</c>, <c>city</c> or <c>none</c>.</param>
public sealed record SearchOrigin(
    string Type, string? Zip, string? ZipKind, string? City, string? State, string? County, double? Lat, double? Lon, string Precision)
{
    /// <summary>Where that search starts from; null where it has an area only.</summary>
    internal static SearchOrigin? Of(SearchRequest request) => request switch
    {
        { Zip: { } zip } => new SearchOrigin(
            "zip", zip.Zip, zip.Kind.Slug(), zip.City, zip.State, zip.County,
            request.Query.Origin?.Latitude, request.Query.Origin?.Longitude,
            request.Query.Origin is null ? PlacePrecision.None.Slug() : zip.Precision.Slug()),
        { Place: { } city } => new SearchOrigin(
            "place", null, null, city.Name, city.State, city.Counties.Count == 0 ? null : city.Counties[0].Name,
            city.Point.Latitude, city.Point.Longitude, PlacePrecision.City.Slug()),
        { Query.Origin: { } point } => new SearchOrigin("point", null, null, null, null, null, point.Latitude, point.Longitude, "exact"),
        _ => null,
    };
}
