using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Locator.Geo;
using Locator.Testing;
using Xunit;

namespace Locator.Tests.Geo;

public sealed class GeoPointTests
{
    private static readonly Arbitrary<GeoPoint> AnyPoint = (
        from latitude in Gen.Choose(-90_000_000, 90_000_000)
        from longitude in Gen.Choose(-180_000_000, 180_000_000)
        select new GeoPoint(latitude / 1e6, longitude / 1e6)).ToArbitrary();

    [Property]
    public Property The_grid_is_idempotent_and_moves_a_point_by_less_than_two_centimetres() => Prop.ForAll(AnyPoint, point =>
    {
        GeoPoint onGrid = point.OnGrid();
        return onGrid.OnGrid() == onGrid && onGrid.IsValid && GreatCircle.Between(point, onGrid).Metres < 0.02;
    });

    [Theory]
    [InlineData(90, 180)]
    [InlineData(-90, -180)]
    [InlineData(0, 0)]
    public void The_corners_of_the_world_stay_on_it(double latitude, double longitude)
    {
        GeoPoint onGrid = new GeoPoint(latitude, longitude).OnGrid();
        Assert.True(onGrid.IsValid);
        Assert.Equal(latitude, onGrid.Latitude, 6);
        Assert.Equal(longitude, onGrid.Longitude, 6);
    }

    /// <summary>Lucene's GeoEncodingUtils: the cell's number is the floor of degrees / (180 or 360 / 2³²), its value the lower edge.</summary>
    [Fact]
    public void The_grid_has_lucenes_cells()
    {
        GeoPoint onGrid = new GeoPoint(40.7128, -74.0060).OnGrid();
        Assert.Equal(Math.Floor(40.7128 / (180 / 4294967296.0)) * (180 / 4294967296.0), onGrid.Latitude);
        Assert.Equal(Math.Floor(-74.0060 / (360 / 4294967296.0)) * (360 / 4294967296.0), onGrid.Longitude);
    }

    [Property]
    public Property Distances_agree_with_the_haversine_formula_to_a_millimetre() => Prop.ForAll(AnyPoint, AnyPoint, (a, b) =>
        Math.Abs(GreatCircle.Between(a, b).Metres - ReferenceEngine.Metres(a, b)) < 0.001
        // Near the antipode both formulas lose half of their digits.
        || GreatCircle.Between(a, b).Metres > 19_000_000);

    [Fact]
    public void A_degree_of_the_equator_is_111_195_metres() =>
        Assert.Equal(111_195.08, GreatCircle.Between(new GeoPoint(0, 0), new GeoPoint(0, 1)).Metres, 0.01);

    [Property]
    public Property The_box_around_a_circle_holds_every_point_of_it() => Prop.ForAll(
        AnyPoint, AnyPoint, Gen.Choose(1, 500).ToArbitrary(), (centre, point, miles) =>
        {
            Distance radius = Distance.FromMiles(miles);
            return GreatCircle.Between(centre, point) > radius || BoundingBox.Around(centre, radius).Contains(point);
        });

    [Property]
    public Property The_box_around_a_circle_holds_the_circles_edge() => Prop.ForAll(
        AnyPoint, Gen.Choose(1, 500).ToArbitrary(), Gen.Choose(0, 359).ToArbitrary(), (centre, miles, bearing) =>
        {
            GeoPoint edge = Destination(centre, Distance.FromMiles(miles), bearing);
            return BoundingBox.Around(centre, Distance.FromMetres(Distance.FromMiles(miles).Metres + 0.001)).Contains(edge);
        });

    [Fact]
    public void Miles_are_international_ones() => Assert.Equal(1609.344, Distance.FromMiles(1).Metres);

    /// <summary>The point at a bearing and distance (Williams, Aviation Formulary).</summary>
    private static GeoPoint Destination(GeoPoint start, Distance distance, double bearing)
    {
        double angle = distance.Metres / GreatCircle.EarthRadiusMetres;
        double latitude = double.DegreesToRadians(start.Latitude), course = double.DegreesToRadians(bearing);
        double sin = (Math.Sin(latitude) * Math.Cos(angle)) + (Math.Cos(latitude) * Math.Sin(angle) * Math.Cos(course));
        double east = Math.Atan2(
            Math.Sin(course) * Math.Sin(angle) * Math.Cos(latitude), Math.Cos(angle) - (Math.Sin(latitude) * sin));
        double longitude = start.Longitude + double.RadiansToDegrees(east);
        return new GeoPoint(
            double.RadiansToDegrees(Math.Asin(Math.Clamp(sin, -1, 1))),
            longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude);
    }
}
