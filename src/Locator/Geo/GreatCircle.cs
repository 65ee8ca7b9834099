namespace Locator.Geo;

/// <summary>
/// Great-circle distances on a sphere of the Earth's mean radius. One model for all engines: sphere and spheroid are up to
/// 0.5 % apart and would disagree about who stands inside a circle.
/// </summary>
public static class GreatCircle
{
    /// <summary>
    /// Mean Earth radius R₁ of the GRS 80 ellipsoid in metres (Moritz, Geodetic Reference System 1980), which Elasticsearch
    /// and Lucene use for "arc" distances as well.
    /// </summary>
    public const double EarthRadiusMetres = 6_371_008.7714;

    /// <summary>
    /// What every engine adds to a radius, so that a facility at exactly the radius is inside whatever the rounding: 1 mm.
    /// </summary>
    public const double EdgeMetres = 0.001;

    /// <summary>The distance between two points, 0 to half the circumference (about 20,015 km).</summary>
    public static Distance Between(GeoPoint from, GeoPoint to) => UnitVector.Of(from).DistanceTo(UnitVector.Of(to));
}
