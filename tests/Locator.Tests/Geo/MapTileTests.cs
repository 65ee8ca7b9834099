using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Locator.Geo;
using Locator.Testing;
using Xunit;

namespace Locator.Tests.Geo;

public sealed class MapTileTests
{
    private static readonly Arbitrary<(GeoPoint Point, int Zoom)> AnyTile = (
        from latitude in Gen.Choose(-90_000_000, 90_000_000)
        from longitude in Gen.Choose(-180_000_000, 180_000_000)
        from zoom in Gen.Choose(0, MapTile.FinestZoom)
        select (new GeoPoint(latitude / 1e6, longitude / 1e6).OnGrid(), zoom)).ToArbitrary();

    private static MapTile TileOf(GeoPoint point, int zoom) => MapTile.OfKey(MapTile.KeyAt(MapTile.KeyOf(point), zoom), zoom);

    [Property(MaxTest = 1_000)]
    public Property A_key_shifted_to_a_zoom_is_the_tile_that_web_maps_have_there() => Prop.ForAll(
        AnyTile, any => TileOf(any.Point, any.Zoom) == ReferenceEngine.TileOf(any.Point, any.Zoom));

    [Property(MaxTest = 1_000)]
    public Property The_middle_of_a_tile_is_in_that_tile() => Prop.ForAll(AnyTile, any =>
    {
        MapTile tile = TileOf(any.Point, any.Zoom);
        return tile.Centre.IsValid && TileOf(tile.Centre, any.Zoom) == tile;
    });

    [Theory]
    [InlineData(33.7901, -84.3877, 10, 271, 409)]
    [InlineData(33.7901, -84.3877, 16, 17405, 26225)]
    [InlineData(61.2, -149.9, 16, 5479, 18586)]
    [InlineData(-14.3, -170.7, 12, 105, 2212)]
    public void Columns_count_eastward_and_rows_southward(double latitude, double longitude, int zoom, int x, int y) =>
        Assert.Equal(new MapTile(zoom, x, y), TileOf(new GeoPoint(latitude, longitude), zoom));

    [Theory]
    [InlineData(0, 0, 1, 1)]
    [InlineData(90, 180, 1, 0)]
    [InlineData(-90, -180, 0, 1)]
    [InlineData(85.06, -180, 0, 0)]
    public void Northern_and_western_edges_are_inside_and_the_map_ends_with_its_outermost_tiles(double latitude, double longitude, int x, int y) =>
        Assert.Equal(new MapTile(1, x, y), TileOf(new GeoPoint(latitude, longitude), 1));

    /// <summary>Half way up the map is not half way to the pole: 66.51326° is the inverse Gudermannian's value of π/2.</summary>
    [Fact]
    public void The_middle_of_a_tile_is_its_middle_on_the_map()
    {
        Assert.Equal(66.51326, new MapTile(1, 0, 0).Centre.Latitude, 5);
        Assert.Equal(-90, new MapTile(1, 0, 0).Centre.Longitude, 9);
        Assert.Equal(new GeoPoint(0, 0), new MapTile(0, 0, 0).Centre);
    }
}
