using Locator.Geo;
using Locator.Places;
using PlacesBuilder;
using Xunit;

namespace Importer.Tests.Places;

/// <summary>The table of cities out of the Census's places and the mail's names.</summary>
public sealed class CityBuilderTests
{
    private static readonly GeoPoint Somewhere = new(40, -90);

    private static readonly CountyArea[] Counties =
    [
        new(County.Of("17001", "IL", "Adams County"), new GeoPoint(40, -91.2), 2.2e9),
        new(County.Of("17009", "IL", "Brown County"), new GeoPoint(40, -90.75), 0.8e9),
        new(County.Of("29510", "MO", "St. Louis city"), new GeoPoint(38.63, -90.25), 1.6e8),
        new(County.Of("29189", "MO", "St. Louis County"), new GeoPoint(38.64, -90.44), 1.3e9),
    ];

    [Theory]
    [InlineData("Washington city", "Washington", null, CityKind.City)]
    [InlineData("Kansas City city", "Kansas City", null, CityKind.City)]
    [InlineData("Woods Hole CDP", "Woods Hole", null, CityKind.CensusDesignated)]
    [InlineData("Ranson corporation", "Ranson", null, CityKind.City)]
    [InlineData("Milford city (balance)", "Milford", null, CityKind.City)]
    [InlineData("Athens-Clarke County unified government (balance)", "Athens", null, CityKind.City)]
    [InlineData("Louisville/Jefferson County metro government (balance)", "Louisville", null, CityKind.City)]
    [InlineData("Lynchburg, Moore County metropolitan government", "Lynchburg", null, CityKind.City)]
    [InlineData("Lexington-Fayette urban county", "Lexington", null, CityKind.City)]
    [InlineData("Anaconda-Deer Lodge County", "Anaconda", null, CityKind.City)]
    [InlineData("Butte-Silver Bow (balance)", "Butte", null, CityKind.City)]
    [InlineData("Carson City", "Carson City", null, CityKind.City)]
    [InlineData("Urban Honolulu CDP", "Honolulu", null, CityKind.CensusDesignated)]
    [InlineData("El Paso de Robles (Paso Robles) city", "El Paso de Robles", "Paso Robles", CityKind.City)]
    [InlineData("Islamorada, Village of Islands village", "Islamorada", null, CityKind.Village)]
    [InlineData("Winston-Salem city", "Winston-Salem", null, CityKind.City)]
    public void A_place_is_known_by_the_name_that_people_use(string fullName, string name, string? other, CityKind kind)
    {
        CensusPlace place = CensusPlace.Of("XX", fullName, Somewhere, default);
        Assert.Equal((name, other, kind), (place.Name, place.OtherName, place.Kind));
    }

    [Fact]
    public void Its_counties_are_those_of_its_ZIPs_the_one_with_most_first()
    {
        CityPlace city = Assert.Single(Build(
            [Place("IL", "Quincy city", 40, -91)],
            Zip("62301", "Quincy", "IL", "17009", 40, -91), Zip("62302", "Quincy", "IL", "17001", 40, -91), Zip("62303", "Quincy", "IL", "17001", 40, -91)));
        Assert.Equal(["17001", "17009"], city.Counties.Select(county => county.Fips));
        Assert.Equal((3, new GeoPoint(40, -91)), (city.Zips, city.Point));
    }

    [Fact]
    public void Without_ZIPs_of_its_own_it_lies_in_the_county_around_it()
    {
        CityPlace city = Build(
            [Place("IL", "Hamlet village", 40, -91)],
            Zip("62301", "Other", "IL", "17001", 40, -91.1), Zip("62302", "Another", "IL", "17009", 40, -90.98)).First(city => city.Name == "Hamlet");
        Assert.Equal("17001", Assert.Single(city.Counties).Fips);
        Assert.Equal(0, city.Zips);
    }

    [Fact]
    public void An_independent_city_is_its_own_county_first()
    {
        CityPlace city = Assert.Single(Build([Place("MO", "St. Louis city", 38.63, -90.25)], Zip("63101", "Saint Louis", "MO", "29189", 38.63, -90.2)));
        Assert.Equal(["29510", "29189"], city.Counties.Select(county => county.Fips));
        Assert.Equal("St. Louis", city.Name);
    }

    [Fact]
    public void A_post_office_that_the_Census_does_not_know_stands_in_the_middle_of_its_ZIPs()
    {
        CityPlace city = Assert.Single(Build(
            [], Zip("1", "Brook", "IL", "17001", 40, -91), Zip("2", "Brook", "IL", "17001", 40.1, -91), Zip("3", "Brook", "IL", "17001", 40.5, -91)));
        Assert.Equal((CityKind.PostOffice, new GeoPoint(40.1, -91), 3), (city.Kind, city.Point, city.Zips));
    }

    [Fact]
    public void A_name_of_the_mail_that_is_no_places_is_left_out() =>
        Assert.Empty(CityBuilder.Build([], [Zip("1", "Lottery", "IL", "17001", 40, -91)], Counties, _ => false));

    [Fact]
    public void A_place_of_the_same_name_far_away_is_another_one()
    {
        IReadOnlyList<CityPlace> cities = Build([Place("IL", "Brook village", 42, -88)], Zip("62301", "Brook", "IL", "17001", 40, -91));
        Assert.Equal([(CityKind.PostOffice, 1), (CityKind.Village, 0)], cities.Select(city => (city.Kind, city.Zips)));
    }

    [Fact]
    public void What_the_mail_calls_it_is_its_name_and_the_Censuss_an_alias()
    {
        CityPlace boise = Assert.Single(Build([Place("IL", "Boise City city", 40, -91)], Zip("1", "Boise", "IL", "17001", 40, -91)));
        Assert.Equal(("Boise", "Boise City"), (boise.Name, Assert.Single(boise.Aliases)));
        CityPlace robles = Assert.Single(Build([Place("IL", "El Paso de Robles (Paso Robles) city", 40, -91)], Zip("1", "Paso Robles", "IL", "17001", 40, -91)));
        Assert.Equal(("Paso Robles", "El Paso de Robles"), (robles.Name, Assert.Single(robles.Aliases)));
    }

    [Fact]
    public void A_place_as_wide_as_a_county_stands_where_its_people_get_their_mail()
    {
        CensusPlace wide = Place("IL", "Anchor municipality", 40.2, -91) with { Radius = Distance.FromMiles(23) };
        CityPlace city = Assert.Single(Build([wide], Zip("1", "Anchor", "IL", "17001", 40, -91.1)));
        Assert.Equal(new GeoPoint(40, -91.1), city.Point);
    }

    private static IReadOnlyList<CityPlace> Build(CensusPlace[] census, params ZipPlace[] zips) => CityBuilder.Build(census, zips, Counties, _ => true);

    private static CensusPlace Place(string state, string fullName, double latitude, double longitude) =>
        CensusPlace.Of(state, fullName, new GeoPoint(latitude, longitude), Distance.FromMiles(3));

    private static ZipPlace Zip(string zip, string city, string state, string fips, double latitude, double longitude) =>
        new(zip, ZipKind.Standard, city, state, null, fips, new GeoPoint(latitude, longitude), PlacePrecision.Zip) { IsPopulated = true };
}
