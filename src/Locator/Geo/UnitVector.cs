namespace Locator.Geo;

/// <summary>A point of the unit sphere. Squared chords between them order as great-circle distances do, without trigonometry.</summary>
public readonly record struct UnitVector(double X, double Y, double Z)
{
    /// <summary>The unit vector of a point given in degrees.</summary>
    public static UnitVector Of(GeoPoint point)
    {
        (double sinLatitude, double cosLatitude) = Math.SinCos(double.DegreesToRadians(point.Latitude));
        (double sinLongitude, double cosLongitude) = Math.SinCos(double.DegreesToRadians(point.Longitude));
        return new UnitVector(cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
    }

    /// <summary>The squared straight-line distance through the sphere, 0 to 4.</summary>
    public double SquaredChordTo(UnitVector other)
    {
        double x = X - other.X, y = Y - other.Y, z = Z - other.Z;
        return (x * x) + (y * y) + (z * z);
    }

    /// <summary>The great-circle distance.</summary>
    public Distance DistanceTo(UnitVector other) => DistanceOfChord(SquaredChordTo(other));

    /// <summary>The great-circle distance that a squared chord (0 to 4) spans.</summary>
    public static Distance DistanceOfChord(double squaredChord) =>
        Distance.FromMetres(2 * GreatCircle.EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(squaredChord) / 2)));

    /// <summary>The squared chord that a great-circle distance spans; 4 from half the circumference on.</summary>
    public static double SquaredChordOf(Distance distance)
    {
        double halfAngle = Math.Min(distance.Metres / (2 * GreatCircle.EarthRadiusMetres), Math.PI / 2);
        double chord = 2 * Math.Sin(halfAngle);
        return chord * chord;
    }
}
