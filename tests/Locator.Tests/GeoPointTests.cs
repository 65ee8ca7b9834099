using Locator.Geo;
using Xunit;

namespace Locator.Tests;

public sealed class GeoPointTests
{
    [Fact]
    public void The_grid_is_idempotent_and_under_a_centimetre_wide()
    {
        GeoPoint point = new(33.7901, -84.3877);
        GeoPoint onGrid = point.OnGrid();
        Assert.Equal(onGrid, onGrid.OnGrid());
        Assert.True(GreatCircle.Between(point, onGrid).Metres < 0.01);
    }
}
