using Importer.Sources;
using Importer.Tests.Sources;
using Locator.Geo;
using Locator.Places;
using Locator.Testing;
using Xunit;

namespace Importer.Tests.Places;

/// <summary>How far the points of ZIPs lie from where facilities really are: people search from the one and go to the other.</summary>
public sealed class ZipPointAccuracyTests
{
    [Fact]
    public void Points_of_ZIPs_lie_where_the_facilities_of_the_national_directory_are()
    {
        double[] miles =
        [
            .. SourceFiles.Rows(SourceFiles.Open(SharedData.PathOf("directory/directory2024_with_coordinates.csv.gz")))
                .Where(row => row.Latitude is not null && row.Longitude is not null)
                .Select(MilesFromZip).Order(),
        ];
        Assert.Equal(14_122, miles.Length);
        Assert.InRange(Quantile(miles, 0.5), 0, 1.15);
        Assert.InRange(Quantile(miles, 0.9), 0, 2.8);
        Assert.InRange(Quantile(miles, 0.99), 0, 6);
    }

    private static double MilesFromZip(SourceRow row)
    {
        ZipPlace place = Assert.IsType<ZipPlace>(Gazetteer.Bundled.FindZip(row.Zip!));
        GeoPoint own = Assert.NotNull(place.Point);
        GeoPoint stated = new(
            double.Parse(row.Latitude!, System.Globalization.CultureInfo.InvariantCulture),
            double.Parse(row.Longitude!, System.Globalization.CultureInfo.InvariantCulture));
        return GreatCircle.Between(own, stated).Miles;
    }

    private static double Quantile(double[] ascending, double share) => ascending[(int)Math.Ceiling(share * ascending.Length) - 1];
}
