using System.Globalization;
using Locator.Geo;
using Locator.Places;

namespace Importer.Stages;

/// <summary>Reads coordinates and holds them against the row's ZIP, county and state.</summary>
internal sealed class PointCleaning(Gazetteer gazetteer)
{
    /// <summary>Up to here a point is where its ZIP is; what the row says of county and state is not looked at.</summary>
    private static readonly Distance Near = Distance.FromMiles(5);

    /// <summary>Farther than this from the point of its ZIP, a point is wrong where the nearest ZIP is in the same city too.</summary>
    private static readonly Distance Far = Distance.FromMiles(10);

    /// <summary>How much farther than the fifth-nearest ZIP point is from the ZIP's own a point in it may lie.</summary>
    private const double Reach = 2;

    /// <summary>How many neighbors tell how densely ZIPs lie about a ZIP's point.</summary>
    private const int Density = 5;

    /// <summary>How many ZIP points that are nearer than its own speak against a point; among so many one is of its county and state.</summary>
    private const int Nearer = 10;

    /// <summary>Farther than this from the point of a ZIP without inhabitants, a facility's point is a suspect.</summary>
    /// <remarks>
    /// A suspect is taken for wrong when it stands in another town: the ZIP nearest to it is of another city and less than
    /// half as far away as its own.
    /// </remarks>
    private static readonly Distance Suspect = Distance.FromMiles(25);

    /// <summary>Farther than this it is wrong wherever it stands; no ZIP reaches so far from its post office.</summary>
    private static readonly Distance Hopeless = Distance.FromMiles(100);

    private readonly Lazy<ZipSurroundings> _zips = new(() => new ZipSurroundings(gazetteer.Zips));

    /// <summary>HUD's points only. The others are mostly post office boxes, which crowd in towns and do not say how far a ZIP reaches.</summary>
    private readonly Lazy<ZipSurroundings> _hud = new(() =>
        new ZipSurroundings(gazetteer.Zips.Where(zip => zip.PointSource == PointSource.Hud)));

    private readonly Lazy<HashSet<string>> _countiesWithZips = new(() => [.. gazetteer.Zips.Select(zip => zip.CountyFips).OfType<string>()]);

    /// <summary>The point of two cells.</summary>
    /// <param name="latitude">Degrees, as written.</param>
    /// <param name="longitude">Degrees, as written.</param>
    /// <param name="place">The row's ZIP; null when it is unknown.</param>
    /// <param name="state">The state that the row names.</param>
    /// <param name="county">The county that the row names; null when it names none, or one that no table knows.</param>
    public PointReading Clean(string latitude, string longitude, ZipPlace? place, string state, County? county)
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

        if (ProblemOf(stated, place, state, county) is not { } problem)
        {
            return new(stated, null, null);
        }

        // The slips that real files have, each repaired only when it lands where the ZIP is.
        foreach ((GeoPoint mended, string slip) in new[]
        {
            (new GeoPoint(x, y), "Latitude and longitude were swapped"),
            (new GeoPoint(y, -x), "The longitude had lost its minus sign"),
            (new GeoPoint(x, -y), "Latitude and longitude were swapped, and the longitude had lost its minus sign"),
        })
        {
            if (ProblemOf(mended, place, state, county) is null)
            {
                return new(mended, slip, null);
            }
        }

        return new(null, problem, stated.IsValid && place?.Point is { } own ? GreatCircle.Between(stated, own) : null);
    }

    private static bool TryParse(string text, out double degrees) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out degrees) && double.IsFinite(degrees);

    /// <summary>What speaks against the point, or null.</summary>
    private string? ProblemOf(GeoPoint point, ZipPlace? place, string state, County? county)
    {
        if (!point.IsValid)
        {
            return "The coordinates are out of range";
        }

        if (place?.Point is { } own)
        {
            Distance away = GreatCircle.Between(point, own);
            if (away <= Near)
            {
                return null;
            }

            if (away > Hopeless || (place.IsPopulated && place.PointSource == PointSource.Hud ? IsDoubtful(point, away, place) : away > Suspect && IsInAnotherTown(point, away, place)))
            {
                return "The coordinates are far from their ZIP, in another town";
            }
        }
        else if (!IsInTheUnitedStates(point))
        {
            return "The coordinates are outside the United States";
        }

        // The ZIP itself is a witness too: the nearest ones of Littlefield, Arizona, are all in Nevada and Utah.
        List<ZipPlace> around = [.. _zips.Value.Around(point, Nearer)];
        if (place?.Point is not null)
        {
            around.Add(place);
        }

        return !around.Exists(zip => zip.State == state) ? "The coordinates are not in the state that the row names"
            : county is not null && _countiesWithZips.Value.Contains(county.Fips) && !around.Exists(zip => zip.CountyFips == county.Fips)
                ? "The coordinates are not in the county that the row names"
            : null;
    }

    /// <summary>
    /// Whether a point lies beyond what its ZIP can reach: how far that is, the ZIPs around say. ZIPs lie densely in towns and
    /// wide apart in the country, where a facility may well be 20 miles from where the people of its ZIP live.
    /// </summary>
    private bool IsDoubtful(GeoPoint point, Distance away, ZipPlace place)
    {
        ZipSurroundings zips = _hud.Value;
        if (away.Metres <= Reach * zips.DistanceToOther(place.Point!.Value, Density).Metres
            || zips.DistanceTo(point, Nearer) >= away)
        {
            return false;
        }

        return away > Far || !zips.Nearest(point).Any(zip => IsSameTown(zip, place));
    }

    private bool IsInAnotherTown(GeoPoint point, Distance away, ZipPlace place) =>
        _zips.Value.DistanceTo(point, 1).Metres < away.Metres / 2
        && !_zips.Value.Nearest(point).Any(zip => IsSameTown(zip, place));

    private static bool IsSameTown(ZipPlace one, ZipPlace other) => (one.State, one.City) == (other.State, other.City);

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
