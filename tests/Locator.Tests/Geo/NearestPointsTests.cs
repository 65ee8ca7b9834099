using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Locator.Geo;
using Xunit;

namespace Locator.Tests.Geo;

public sealed class NearestPointsTests
{
    // Few different values, so that points coincide and lie on one line, over both poles and the 180° meridian.
    private static readonly Gen<GeoPoint> AnyPoint =
        from latitude in Gen.OneOf(Gen.Choose(-90, 90).Select(degrees => (double)degrees), Gen.Elements(33.7, 33.75, 33.8))
        from longitude in Gen.OneOf(Gen.Choose(-180, 180).Select(degrees => (double)degrees), Gen.Elements(-84.4, -84.39, 180, -180))
        select new GeoPoint(latitude, longitude);

    [Property(MaxTest = 300)]
    public Property The_nearest_are_those_that_measuring_every_point_finds() => Prop.ForAll(
        AnyPoint.NonEmptyListOf().ToArbitrary(), AnyPoint.ToArbitrary(), Gen.Choose(1, 12).ToArbitrary(), (points, from, count) =>
        {
            UnitVector there = UnitVector.Of(from);
            int[] expected =
            [
                .. points.Select((point, position) => (Chord: UnitVector.Of(point).SquaredChordTo(there), position))
                    .Order().Take(count).Select(near => near.position),
            ];
            return new NearestPoints([.. points]).Nearest(from, count).Select(near => near.Position).SequenceEqual(expected);
        });

    [Fact]
    public void A_distance_is_the_great_circles()
    {
        GeoPoint atlanta = new(33.749, -84.388), macon = new(32.8407, -83.6324);
        Neighbor near = Assert.Single(new NearestPoints([macon]).Nearest(atlanta, 3));
        Assert.Equal(0, near.Position);
        Assert.Equal(GreatCircle.Between(atlanta, macon).Metres, near.Distance.Metres, tolerance: 1);
    }

    [Fact]
    public void Where_there_are_no_points_none_is_near() => Assert.Empty(new NearestPoints([]).Nearest(new GeoPoint(33.7, -84.4), 1));
}
