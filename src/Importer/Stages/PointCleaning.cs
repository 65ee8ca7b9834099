using System.Globalization;
using Locator.Geo;
using Locator.Places;

namespace Importer.Stages;

/// <summary>Reads coordinates and holds them against the row's ZIP.</summary>
internal sealed class PointCleaning(Gazetteer gazetteer)
{
    /// <summary>Farther than this from the point of its ZIP, a facility's point is a suspect.</summary>
    /// <remarks>
    /// A suspect is taken for wrong when it stands in another town: the ZIP nearest to it is of another city and less than
    /// half as far away as its own. Distance alone also drops good points in huge rural ZIPs (Troy, MT) and in towns whose
    /// ZIP has its middle far out in the country (Prescott, AZ). docs/data.md lists what was measured.
    /// </remarks>
    private static readonly Distance Suspect = Distance.FromMiles(25);

    /// <summary>Farther than this it is wrong wherever it stands; no ZIP reaches so far from its post office.</summary>
    private static readonly Distance Hopeless = Distance.FromMiles(100);

    private readonly Lazy<(ZipPlace Place, UnitVector Vector)[]> _zips = new(() =>
        [.. gazetteer.Zips.Where(zip => zip.Point is not null).Select(zip => (zip, UnitVector.Of(zip.Point!.Value)))]);

    /// <summary>The point of two cells.</summary>
    /// <param name="latitude">Degrees, as written.</param>
    /// <param name="longitude">Degrees, as written.</param>
    /// <param name="place">The row's ZIP; null when it is unknown.</param>
    public PointReading Clean(string latitude, string longitude, ZipPlace? place)
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

        if (IsPlausible(stated, place))
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
            if (IsPlausible(mended, place))
            {
                return new(mended, slip, null);
            }
        }

        return !stated.IsValid ? new(null, "The coordinates are out of range", null)
            : place?.Point is { } centre ? new(null, "The coordinates are far from their ZIP, in another town", GreatCircle.Between(stated, centre))
            : new(null, "The coordinates are outside the United States", null);
    }

    private static bool TryParse(string text, out double degrees) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out degrees) && double.IsFinite(degrees);

    private bool IsPlausible(GeoPoint point, ZipPlace? place)
    {
        if (!point.IsValid || place?.Point is not { } centre)
        {
            return point.IsValid && IsInTheUnitedStates(point);
        }

        Distance own = GreatCircle.Between(point, centre);
        return own <= Suspect || (own <= Hopeless && !IsInAnotherTown(point, own, place));
    }

    private bool IsInAnotherTown(GeoPoint point, Distance own, ZipPlace place)
    {
        UnitVector vector = UnitVector.Of(point);
        (ZipPlace nearest, UnitVector there) = _zips.Value.MinBy(zip => zip.Vector.SquaredChordTo(vector));
        return (nearest.State, nearest.City) != (place.State, place.City) && vector.DistanceTo(there).Metres < own.Metres / 2;
    }

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
