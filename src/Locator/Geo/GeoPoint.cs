namespace Locator.Geo;

/// <summary>A point on the Earth in degrees, WGS 84, always written (latitude, longitude).</summary>
/// <param name="Latitude">Degrees north, −90 to 90.</param>
/// <param name="Longitude">Degrees east, −180 to 180.</param>
/// <remarks>
/// GeoJSON and NetTopologySuite say (x = longitude, y = latitude); only the adapters to them use that order.
/// </remarks>
public readonly record struct GeoPoint(double Latitude, double Longitude)
{
    /// <summary>Whether both numbers are finite and within the ranges of degrees.</summary>
    public bool IsValid => Latitude is >= -90 and <= 90 && Longitude is >= -180 and <= 180;

    /// <summary>Exactly (0, 0): a placeholder for "no point" in real files, never a facility.</summary>
    public bool IsNullIsland => Latitude == 0 && Longitude == 0;

    /// <summary>
    /// The same point on the grid that Lucene's LatLonPoint keeps: multiples of 180/2³² degrees of latitude and
    /// 360/2³² degrees of longitude, rounded down (under 1 cm). Facilities are put on it at import, so that every engine
    /// holds the same point and sorts the same way.
    /// </summary>
    /// <remarks>Source: Apache Lucene, GeoEncodingUtils.encodeLatitude/encodeLongitude. Idempotent.</remarks>
    public GeoPoint OnGrid() => new(Snap(Latitude, 90), Snap(Longitude, 180));

    private static double Snap(double degrees, double limit)
    {
        // 2 × limit / 2³² is a power-of-two fraction of the limit, so decoding an encoded value is exact.
        double step = limit / 2147483648.0;
        double cell = Math.Min(Math.Floor(degrees / step), int.MaxValue);
        return cell * step;
    }
}
