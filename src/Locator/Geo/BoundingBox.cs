namespace Locator.Geo;

/// <summary>A box of latitudes and longitudes in degrees, edges inside.</summary>
/// <param name="West">Western edge, −180 to 180. Greater than <paramref name="East"/>: the box crosses the 180° meridian.</param>
/// <param name="South">Southern edge, −90 to 90, not above <paramref name="North"/>.</param>
/// <param name="East">Eastern edge, −180 to 180.</param>
/// <param name="North">Northern edge, −90 to 90.</param>
public readonly record struct BoundingBox(double West, double South, double East, double North)
{
    /// <summary>Whether the box runs over the 180° meridian.</summary>
    public bool CrossesDateLine => West > East;

    /// <summary>Whether the point is in the box or on its edge.</summary>
    public bool Contains(GeoPoint point) =>
        point.Latitude >= South && point.Latitude <= North
        && (CrossesDateLine
            ? point.Longitude >= West || point.Longitude <= East
            : point.Longitude >= West && point.Longitude <= East);

    /// <summary>
    /// The smallest box around a circle: what an index has to look at. Over a pole it takes all longitudes.
    /// </summary>
    public static BoundingBox Around(GeoPoint centre, Distance radius)
    {
        double angle = radius.Metres / GreatCircle.EarthRadiusMetres;
        double degrees = double.RadiansToDegrees(angle);
        double south = centre.Latitude - degrees, north = centre.Latitude + degrees;
        if (south <= -90 || north >= 90 || angle >= Math.PI / 2)
        {
            return new BoundingBox(-180, Math.Max(-90, south), 180, Math.Min(90, north));
        }

        // The widest parallel of the circle is not the centre's: sin Δλ = sin r / cos φ (Bronshtein et al., Handbook of Mathematics, spherical trigonometry).
        double halfWidth = double.RadiansToDegrees(Math.Asin(Math.Min(1,
            Math.Sin(angle) / Math.Cos(double.DegreesToRadians(centre.Latitude)))));
        double west = centre.Longitude - halfWidth, east = centre.Longitude + halfWidth;
        return new BoundingBox(west < -180 ? west + 360 : west, south, east > 180 ? east - 360 : east, north);
    }
}
