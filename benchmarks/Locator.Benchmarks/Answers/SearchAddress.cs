using System.Globalization;
using Locator.Facilities;
using Locator.Geo;
using Locator.Search;

namespace Locator.Benchmarks.Answers;

/// <summary>Writes searches as the API takes them.</summary>
internal static class SearchAddress
{
    /// <summary>A search with these parameters.</summary>
    public static string Of(params IEnumerable<(string Name, string Value)> parameters) =>
        "/v1/search?" + string.Join('&', parameters.Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value)}"));

    /// <summary>A search as engines see it; null where it names no place, which the API refuses.</summary>
    /// <remarks>An origin without any area is searched everywhere by engines, within an automatic radius by the API.</remarks>
    public static string? Of(SearchQuery query)
    {
        if (query is { Origin: null, Box: null, State: null, CountyFips: null })
        {
            return null;
        }

        List<(string, string)> parameters = [];
        if (query.Origin is { } origin)
        {
            parameters.Add(("lat", Text(origin.Latitude)));
            parameters.Add(("lon", Text(origin.Longitude)));
        }

        if (query.Radius is { } radius)
        {
            parameters.Add(("radius", Text(radius.Miles)));
        }

        if (query.Box is { } box)
        {
            parameters.Add(("bbox", Text(box)));
        }

        if (query.State is { } state)
        {
            parameters.Add(("state", state));
        }

        if (query.CountyFips is { } county)
        {
            parameters.Add(("county", county));
        }

        if (query.Words.Count > 0)
        {
            parameters.Add(("q", string.Join(' ', query.Words)));
        }

        foreach (TokenFilter filter in query.Filters)
        {
            parameters.AddRange(filter.Tokens.Select(token => (filter.Group, token[(filter.Group.Length + 1)..])));
            if (filter.All)
            {
                parameters.Add((filter.Group + "Match", "all"));
            }
        }

        string[] unknown = [.. query.Filters.Where(filter => filter.AllowUnknown).Select(filter => filter.Group)];
        if (unknown.Length > 0)
        {
            parameters.Add(("unknown", string.Join(',', unknown)));
        }

        parameters.Add(("facets", query.Facets.Count == 0 ? "none" : string.Join(',', query.Facets.Select(facet => facet.Group))));
        parameters.Add(("limit", query.Limit.ToString(CultureInfo.InvariantCulture)));
        return Of(parameters);
    }

    /// <summary>A box as the API takes it.</summary>
    public static string Text(BoundingBox box) => $"{Text(box.West)},{Text(box.South)},{Text(box.East)},{Text(box.North)}";

    /// <summary>A number as the API takes it: no exponent.</summary>
    public static string Text(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);
}
