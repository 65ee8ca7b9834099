using Locator.Geo;
using Locator.Places;
using Xunit;

namespace Locator.Tests.Places;

public sealed class CitiesTests
{
    private static readonly Cities Table = Cities.Bundled;

    [Theory]
    [InlineData("St. Louis", "saint louis")]
    [InlineData("Saint Louis", "ST LOUIS")]
    [InlineData("Wilkes-Barre", "wilkes barre")]
    [InlineData("Cañon City", "Canon City")]
    [InlineData("McLean", "Mc Lean")]
    [InlineData("Ft. Lauderdale", "Fort Lauderdale")]
    [InlineData("Mt. Pleasant", "Mount Pleasant")]
    [InlineData("N. Hollywood", "North Hollywood")]
    [InlineData("O'Fallon", "OFallon")]
    [InlineData("Sault Ste. Marie", "Sault Sainte Marie")]
    public void Spellings_of_one_name_find_the_same_cities(string one, string other)
    {
        Assert.NotEmpty(Table.Named(one));
        Assert.Equal(Table.Named(one), Table.Named(other));
    }

    [Theory]
    [InlineData("Washington", "IN", 38.66, -87.17, "18027")]
    [InlineData("Atlanta", "GA", 33.76, -84.42, "13121")]
    [InlineData("Brooklyn", "NY", 40.66, -73.95, "36047")]
    [InlineData("Edison", "NJ", 40.54, -74.34, "34023")]
    [InlineData("Anchorage", "AK", 61.16, -149.88, "02020")]
    [InlineData("Boise City", "ID", 43.60, -116.23, "16001")]
    [InlineData("San Juan", "PR", 18.41, -66.06, "72127")]
    [InlineData("Pago Pago", "AS", -14.32, -170.75, null)]
    [InlineData("Washington", "DC", 38.90, -77.02, "11001")]
    public void A_city_has_its_point_and_its_county(string name, string state, double latitude, double longitude, string? fips)
    {
        CityPlace city = Table.Named(name).First(city => city.State == state);
        Assert.InRange(GreatCircle.Between(city.Point, new GeoPoint(latitude, longitude)).Miles, 0, 2);
        Assert.Equal(fips, city.Counties.Count == 0 ? null : city.Counties[0].Fips);
    }

    [Fact]
    public void Every_city_lies_near_a_ZIP_and_has_a_county_but_in_territories()
    {
        Assert.InRange(Table.All.Count, 38_000, 39_000);
        Assert.All(Table.All, city => Assert.True(Gazetteer.Bundled.Covers(city.Point), city.Name));
        HashSet<string> listed = [.. Gazetteer.Bundled.Counties.Select(county => county.State)];
        Assert.All(Table.All.Where(city => listed.Contains(city.State) && city.Kind != CityKind.PostOffice), city => Assert.NotEmpty(city.Counties));
        Assert.All(Table.All, city => Assert.All(city.Counties, county => Assert.Equal(city.State, county.State)));
    }

    [Fact]
    public void Every_city_is_found_by_the_name_that_it_bears() =>
        Assert.All(Table.All, city => Assert.Contains(city, Table.Named(city.Name)));

    [Fact]
    public void A_beginning_finds_names_that_begin_so_and_with_a_slip_those_that_nearly_do()
    {
        Assert.Contains(Table.Beginning("albuq"), city => city.Name == "Albuquerque");
        Assert.DoesNotContain(Table.Beginning("albuqr"), city => city.Name == "Albuquerque");
        Assert.Contains(Table.Beginning("albuqr", slip: true), city => city.Name == "Albuquerque");
        Assert.Empty(Table.Beginning("alb", slip: true));
        Assert.Contains(Table.Beginning("st lou"), city => city is { Name: "St. Louis", State: "MO" });
        Assert.Contains(Table.Beginning("san buenav"), city => city.Name == "Ventura");
    }

    [Fact]
    public void Near_spellings_come_with_the_larger_ones_first()
    {
        Assert.Equal("Chicago", Table.NearSpellings("Chicagoo", null, 3)[0].Name);
        Assert.Equal([("Atlanta", "GA")], Table.NearSpellings("Atlenta", "GA", 3).Select(city => (city.Name, city.State)));
        Assert.Empty(Table.NearSpellings("xqzwv", null, 3));
    }
}
