using Locator.Facilities;
using Locator.Geo;
using Locator.Places;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Versions;

public sealed class DirectoryCountsTests
{
    [Fact]
    public void Facilities_that_stand_at_their_ZIP_are_counted_by_where_its_point_comes_from()
    {
        GeoPoint midtown = Gazetteer.Bundled.FindZip("30309")!.Point!.Value, newYork = Gazetteer.Bundled.FindZip("10200")!.Point!.Value;
        DirectoryCounts counts = DirectoryCounts.Of(
        [
            At("30309", new Location(midtown.OnGrid(), LocationPrecision.Zip)),
            At("30309", new Location(midtown.OnGrid(), LocationPrecision.Zip)),
            At("10200", new Location(newYork.OnGrid(), LocationPrecision.Zip)),

            // Its own coordinates; the point of an earlier table; no point.
            At("30309", new Location(midtown.OnGrid(), LocationPrecision.Address)),
            At("30309", new Location(new GeoPoint(33.8, -84.4).OnGrid(), LocationPrecision.Zip)),
            At("30309", null),
        ]);
        Assert.Equal(new Dictionary<string, int> { ["hud"] = 2, ["place"] = 1 }, counts.FacilitiesByPointSource);
        Assert.Equal(new Dictionary<string, int> { ["address"] = 1, ["none"] = 1, ["zip"] = 4 }, counts.FacilitiesByPrecision);
    }

    private static Facility At(string zip, Location? location) => new()
    {
        Id = "f1",
        Name = "Sample Recovery",
        Address = new Address("1 Example Street", null, "Atlanta", "GA", zip, null, null),
        Location = location,
        Programs = [],
    };
}
