using System.Globalization;
using Locator.Geo;
using Locator.Places;
using LocatorApi.Http;

namespace LocatorApi.Search.Parameters;

/// <summary>Where a search looks: radius, box, drawn area, state and county.</summary>
internal sealed class AreaRules
{
    /// <summary>Areas that need no origin, as sentences name them.</summary>
    public const string Areas = "bbox, state or county";

    private readonly Gazetteer _gazetteer;

    public AreaRules(Gazetteer gazetteer)
    {
        _gazetteer = gazetteer;
        Parameters =
        [
            NumberParameter.Of("radius", 0.1, 500, "miles", "25",
                "Area: miles around the origin, edge inside, along the great circle. Without any area: the smallest of 5, 10, 15, 25, 50, 75 and 100 miles that holds at least 10 matches.",
                (input, value) => input.Radius = Distance.FromMiles(value)),
            new()
            {
                Name = "bbox", Example = "-84.6,33.6,-84.2,34.0",
                Description = "Area: a box as minLon,minLat,maxLon,maxLat in degrees, edges inside. minLon greater than maxLon crosses the 180° meridian.",
                Read = ReadBox,
            },
            new()
            {
                Name = "state", Example = "GA",
                Description = "Area: facilities with an address in this state, district or territory, by its two-letter USPS code.",
                // People write states in either case; slugs and codes are what GET /v1/filters says.
                Choices = [.. State.All.Select(state => (state.Code, state.Name))], IgnoreCase = true,
                Read = (value, input) => { input.State = State.Find(value); return null; },
            },
            new()
            {
                Name = "county", Example = "Fulton",
                Description = "Area: a county or its equivalent, by name (with state) or by FIPS: five digits, or three with state.",
                Read = (value, input) => { input.County = value; return null; },
            },
            new()
            {
                Name = SearchParameters.Polygon, InBodyOnly = true,
                Example = """{"type":"Polygon","coordinates":[[[-84.6,33.6],[-84.2,33.6],[-84.2,34],[-84.6,33.6]]]}""",
                Description = "Area, by POST only: a GeoJSON Polygon or MultiPolygon with at most 1,000 vertices, edges inside, straight lines in longitude and latitude. Where two vertices are more than 180 degrees of longitude apart, the edge between them crosses the 180° meridian.",
                Read = ReadPolygon,
            },
        ];
    }

    /// <summary>Its rows of the table.</summary>
    public IReadOnlyList<SearchParameter> Parameters { get; }

    /// <summary>Those of them that stand without an origin.</summary>
    public IReadOnlyList<string> Names { get; } = ["bbox", "state", "county", SearchParameters.Polygon];

    /// <summary>The county that is meant; null where none is, and with an error.</summary>
    public County? CountyOf(SearchInput input, ParameterErrors errors)
    {
        if (input.County is not { } text || errors.Has("state"))
        {
            return null;
        }

        bool isFips = text.Length == 5 && text.All(char.IsAsciiDigit);
        if (input.State is null && !isFips)
        {
            errors.Add("county", "A county's name needs state beside it; a five-digit FIPS code stands alone.");
            return null;
        }

        County? county = isFips ? _gazetteer.FindCounty(text) : _gazetteer.FindCounty(input.State!.Code, text);
        if (county is null)
        {
            string hint = isFips || input.State is null ? "" : errors.Hint(text,
                _gazetteer.Counties.Where(c => c.State == input.State.Code).Select(c => (c.Name, Label: c.FullName)));
            errors.Add("county", $"There is no such county{(input.State is null ? "" : " in " + input.State.InSentence)}.{hint}");
        }
        else if (input.State is not null && county.State != input.State.Code)
        {
            errors.Add("county", $"It lies in {county.State}, not in {input.State.Code}.");
        }

        return county;
    }

    private static ParameterError? ReadBox(string value, SearchInput input)
    {
        string[] parts = value.Split(',', StringSplitOptions.TrimEntries);
        double[] edges = new double[4];
        if (parts.Length != 4
            || !parts.Select((part, i) => double.TryParse(part, NumberParameter.Style, CultureInfo.InvariantCulture, out edges[i])).All(read => read))
        {
            return new ParameterError("It must be four numbers of degrees: minLon,minLat,maxLon,maxLat.");
        }

        (double west, double south, double east, double north) = (edges[0], edges[1], edges[2], edges[3]);
        if (!new GeoPoint(south, west).IsValid || !new GeoPoint(north, east).IsValid)
        {
            return new ParameterError("Longitudes (first and third) lie between -180 and 180, latitudes (second and fourth) between -90 and 90.");
        }

        if (south > north)
        {
            return new ParameterError("minLat (the second number) must not be greater than maxLat (the fourth).");
        }

        input.Box = new BoundingBox(west, south, east, north);
        return null;
    }

    private static ParameterError? ReadPolygon(string value, SearchInput input)
    {
        if (!AreaPolygon.TryRead(value, out AreaPolygon? area, out string problem))
        {
            return new ParameterError(problem);
        }

        input.Polygon = area;
        return null;
    }
}
