using System.Globalization;
using Locator.Geo;
using Locator.Places;
using LocatorApi.Http;

namespace LocatorApi.Places.Suggestions;

/// <summary>A request for suggestions that was understood.</summary>
/// <param name="Typed">What was typed.</param>
/// <param name="Origin">Near where; null for anywhere.</param>
/// <param name="Limit">The most suggestions.</param>
internal sealed record AskedSuggestions(TypedText Typed, GeoPoint? Origin, int Limit)
{
    public const int DefaultLimit = 10;
    public const int MostLimit = 20;

    /// <summary>Longest text, in characters: no name that is looked for is longer.</summary>
    public const int LongestText = 100;

    private static readonly string[] Names = ["q", "zip", "lat", "lon", "limit"];

    /// <summary>Reads the parameters; null with errors.</summary>
    public static AskedSuggestions? Read(RawParameters raw, Gazetteer gazetteer, ParameterErrors errors)
    {
        Dictionary<string, string> values = SingleValues.Of(raw, Names, errors);
        TypedText? typed = ReadText(values, errors);
        int limit = SingleValues.WholeNumber(values, "limit", DefaultLimit, 1, MostLimit, errors);
        GeoPoint? origin = ReadOrigin(values, gazetteer, errors);
        return errors.Any ? null : new AskedSuggestions(typed!, origin, limit);
    }

    private static TypedText? ReadText(Dictionary<string, string> values, ParameterErrors errors)
    {
        if (!values.TryGetValue("q", out string? text))
        {
            if (!errors.Has("q"))
            {
                errors.Add("q", "It is missing: what somebody has typed so far.");
            }

            return null;
        }

        if (text.Length > LongestText)
        {
            errors.Add("q", $"It has more than {LongestText} characters.");
            return null;
        }

        TypedText typed = TypedText.Of(text);
        if (typed.Words.Count == 0)
        {
            errors.Add("q", "It needs at least one letter or digit.");
        }

        return typed;
    }

    private static GeoPoint? ReadOrigin(Dictionary<string, string> values, Gazetteer gazetteer, ParameterErrors errors)
    {
        bool hasLat = values.ContainsKey("lat"), hasLon = values.ContainsKey("lon");
        if (values.TryGetValue("zip", out string? zip))
        {
            foreach (string name in hasLat || hasLon ? Names.Where(name => name is "zip" or "lat" or "lon" && values.ContainsKey(name)) : [])
            {
                errors.Add(name, "Suggestions are near one place: give zip, or lat and lon, not both.");
            }

            ZipReading reading = ZipReading.Of(zip, gazetteer);
            if (reading.Error is { } error)
            {
                errors.Add("zip", error.Message, error.Type);
            }

            return reading.Place?.Point;
        }

        double? latitude = ReadDegrees("lat", 90, values, errors), longitude = ReadDegrees("lon", 180, values, errors);
        if (hasLat != hasLon && !errors.Has("lat") && !errors.Has("lon"))
        {
            errors.Add(hasLat ? "lat" : "lon", $"A point needs lat and lon; {(hasLat ? "lon" : "lat")} is missing.");
        }

        if (latitude is not { } north || longitude is not { } east)
        {
            return null;
        }

        GeoPoint point = new(north, east);
        if (!gazetteer.Covers(point))
        {
            string message = "The directory lists programs in the United States and its territories only, and this point is elsewhere.";
            errors.Add("lat", message, ProblemType.OutsideDirectory);
            errors.Add("lon", message, ProblemType.OutsideDirectory);
        }

        return point;
    }

    private static double? ReadDegrees(string name, double most, Dictionary<string, string> values, ParameterErrors errors)
    {
        if (!values.TryGetValue(name, out string? text))
        {
            return null;
        }

        if (!double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double degrees)
            || !(Math.Abs(degrees) <= most))
        {
            errors.Add(name, string.Create(CultureInfo.InvariantCulture, $"It must be a number with a decimal point between -{most} and {most}."));
            return null;
        }

        return degrees;
    }
}
