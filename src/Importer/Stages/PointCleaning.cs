using System.Globalization;
using Locator.Geo;

namespace Importer.Stages;

/// <summary>Reads coordinates and holds them against the point of the row's ZIP.</summary>
internal static class PointCleaning
{
    /// <summary>
    /// Farther than this from the point of its ZIP, a facility's point is taken for a wrong one and the ZIP's is used.
    /// </summary>
    /// <remarks>docs/data.md says what was measured on the real files.</remarks>
    public static Distance FarOff { get; } = Distance.FromMiles(25);

    /// <summary>The point of two cells.</summary>
    /// <param name="latitude">Degrees, as written.</param>
    /// <param name="longitude">Degrees, as written.</param>
    /// <param name="zip">The point of the row's ZIP; null when there is none.</param>
    public static PointReading Clean(string latitude, string longitude, GeoPoint? zip)
    {
        if (!TryParse(latitude, out double y) || !TryParse(longitude, out double x))
        {
            return new(null, "The coordinates are not numbers", null);
        }

        GeoPoint stated = new(y, x);
        if (stated.IsNullIsland)
        {
            return new(null, "The coordinates are (0, 0), a placeholder", null);
        }

        if (IsPlausible(stated, zip))
        {
            return new(stated, null, null);
        }

        // The slips that real files have, each repaired only when it lands where the ZIP is.
        foreach ((GeoPoint mended, string slip) in new[]
        {
            (new GeoPoint(x, y), "Latitude and longitude were swapped"),
            (new GeoPoint(y, -x), "The longitude had lost its minus sign"),
        })
        {
            if (IsPlausible(mended, zip))
            {
                return new(mended, slip, null);
            }
        }

        return !stated.IsValid ? new(null, "The coordinates are out of range", null)
            : zip is { } centre ? new(null, $"The coordinates are more than {FarOff.Miles:0} miles from their ZIP", GreatCircle.Between(stated, centre))
            : new(null, "The coordinates are outside the United States", null);
    }

    private static bool TryParse(string text, out double degrees) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out degrees) && double.IsFinite(degrees);

    private static bool IsPlausible(GeoPoint point, GeoPoint? zip) =>
        point.IsValid && (zip is { } centre ? GreatCircle.Between(point, centre) <= FarOff : IsInTheUnitedStates(point));

    // A box around the states and the Caribbean territories, another around the Pacific ones (American Samoa to Palau).
    private static bool IsInTheUnitedStates(GeoPoint point) => point switch
    {
        { Latitude: >= 17 and <= 72, Longitude: >= -180 and <= -64 } => true,
        { Latitude: >= -15 and <= 21, Longitude: >= 130 or <= -168 } => true,
        _ => false,
    };
}

/// <summary>What two coordinate cells came to.</summary>
/// <param name="Point">The point, or null when it is not usable.</param>
/// <param name="Problem">A sentence when it was repaired or dropped, else null.</param>
/// <param name="FromZip">How far off it was, where that is the problem.</param>
internal readonly record struct PointReading(GeoPoint? Point, string? Problem, Distance? FromZip);
