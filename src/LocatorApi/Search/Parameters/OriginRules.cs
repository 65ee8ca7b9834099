using System.Globalization;
using Locator.Geo;
using Locator.Places;
using LocatorApi.Http;
using LocatorApi.Places;

namespace LocatorApi.Search.Parameters;

/// <summary>Where a search starts from: zip, place, or lat and lon, and what of them goes together.</summary>
internal sealed class OriginRules
{
    private const string NoLatitude = "It must be a number between -90 and 90 degrees, with a decimal point where it has decimals.";
    private static readonly string[] Names = ["zip", "place", "lat", "lon"];

    /// <summary>The origins, as sentences name them.</summary>
    public const string Origins = "zip, place, or lat and lon";

    private readonly Gazetteer _gazetteer;

    public OriginRules(Gazetteer gazetteer)
    {
        _gazetteer = gazetteer;
        Parameters =
        [
            new()
            {
                Name = "zip", Example = "30309",
                Description = $"Origin: five digits, or ZIP+4. PO-box and single-organization ZIP Codes work too. Give one origin: {Origins}.",
                Read = ReadZip,
            },
            new()
            {
                Name = "place",
                Description = "Origin: a city with its state (City, ST), with its county between them where a state has several of that name (City, County, ST), or a city that is the only one of its name. Distances are from the Census's point of the city.",
                Read = ReadPlace,
            },
            NumberParameter.Of("lat", -90, 90, "degrees", "33.7901", "Origin: latitude in degrees north, with lon.", (_, _) => { }) with { Read = ReadLatitude },
            NumberParameter.Of("lon", -180, 180, "degrees", "-84.3877", "Origin: longitude in degrees east (in the United States mostly negative), with lat.",
                (input, value) => input.Longitude = value),
        ];
    }

    /// <summary>Its rows of the table.</summary>
    public IReadOnlyList<SearchParameter> Parameters { get; }

    /// <summary>Whether an origin is given; more than one, half a point and a point elsewhere are errors.</summary>
    /// <param name="input">What was read.</param>
    /// <param name="given">Whether a parameter is given, readable or not.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public bool Check(SearchInput input, Func<string, bool> given, ParameterErrors errors)
    {
        bool hasLat = given("lat"), hasLon = given("lon");
        string point = hasLat && hasLon ? "lat and lon" : hasLat ? "lat" : hasLon ? "lon" : "";
        string[] origins = [.. new[] { given("zip") ? "zip" : "", given("place") ? "place" : "", point }.Where(origin => origin.Length > 0)];
        if (origins.Length > 1)
        {
            string message = $"A search starts from one place: give {Origins}, not {string.Join(" together with ", origins)}.";
            foreach (string name in Names.Where(given))
            {
                errors.Add(name, message);
            }
        }
        else if (hasLat != hasLon)
        {
            errors.Add(hasLat ? "lat" : "lon", $"A point needs lat and lon; {(hasLat ? "lon" : "lat")} is missing.");
        }

        CheckPoint(input, errors);
        return origins.Length > 0;
    }

    private ParameterError? ReadZip(string value, SearchInput input)
    {
        ZipReading reading = ZipReading.Of(value, _gazetteer);
        input.Zip = reading.Place;
        return reading.Error;
    }

    private ParameterError? ReadPlace(string value, SearchInput input)
    {
        PlaceReading reading = PlaceReading.Of(value, Cities.Bundled, _gazetteer);
        input.Place = reading.City;
        return reading.Error;
    }

    /// <summary>As a number from -90 to 90, and on to 180: a longitude in its place is told apart when both are known.</summary>
    private static ParameterError? ReadLatitude(string value, SearchInput input)
    {
        if (!double.TryParse(value, NumberParameter.Style, CultureInfo.InvariantCulture, out double degrees) || !double.IsFinite(degrees)
            || Math.Abs(degrees) > 180)
        {
            return new ParameterError(NoLatitude);
        }

        input.Latitude = degrees;
        return null;
    }

    /// <summary>Refuses a point outside the country, with the slip that most likely put it there.</summary>
    private void CheckPoint(SearchInput input, ParameterErrors errors)
    {
        if (input.Latitude is not { } latitude)
        {
            return;
        }

        if (input.Longitude is not { } longitude || errors.Has("lon"))
        {
            if (Math.Abs(latitude) > 90)
            {
                errors.Add("lat", NoLatitude);
            }

            return;
        }

        if (_gazetteer.Covers(new GeoPoint(latitude, longitude)))
        {
            return;
        }

        bool isSwapped = _gazetteer.Covers(new GeoPoint(longitude, latitude));
        if (Math.Abs(latitude) > 90 && !isSwapped)
        {
            errors.Add("lat", NoLatitude);
            return;
        }

        string where = "The directory lists programs in the United States and its territories only, and this point is elsewhere.";
        string message =
            latitude == 0 && longitude == 0 ? "Both are 0, which programs send when they do not know where somebody is: give another point, or zip."
            : isSwapped ? where + " Are lat and lon swapped?"
            : _gazetteer.Covers(new GeoPoint(latitude, -longitude)) ? where + " Did lon lose its minus sign? West of Greenwich longitudes are negative."
            : _gazetteer.Covers(new GeoPoint(longitude, -latitude)) ? where + " Are lat and lon swapped, and did the longitude lose its minus sign?"
            : where;
        errors.Add("lat", message, ProblemType.OutsideDirectory);
        errors.Add("lon", message, ProblemType.OutsideDirectory);
    }
}
