using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Locator.Geo;
using Locator.Places;
using Xunit;

namespace Locator.Tests.Places;

public sealed class GazetteerTests
{
    private static readonly Gazetteer Table = Gazetteer.Bundled;

    [Fact]
    public void Every_ZIP_of_the_three_public_tables_is_there_in_ascending_order()
    {
        Assert.Equal(42_745, Table.Zips.Count);
        Assert.Equal(Table.Zips.Select(place => place.Zip).Order(StringComparer.Ordinal), Table.Zips.Select(place => place.Zip));
        Assert.All(Table.Zips, place => Assert.Matches("^[0-9]{5}$", place.Zip));
        Assert.All(Table.Zips, place => Assert.False(string.IsNullOrWhiteSpace(place.City)));
    }

    [Theory]
    [InlineData("10001", ZipKind.Standard, "New York", "NY", "36061", 40.75, -74.00, PlacePrecision.Zip)]
    [InlineData("30301", ZipKind.PoBoxOrUnique, "Atlanta", "GA", "13121", 33.76, -84.39, PlacePrecision.City)]
    [InlineData("20252", ZipKind.Unique, "Washington", "DC", "11001", 38.96, -77.05, PlacePrecision.City)]
    [InlineData("20510", ZipKind.Unique, "Washington", "DC", "11001", 38.89, -77.01, PlacePrecision.Zip)]
    [InlineData("00501", ZipKind.Unique, "Holtsville", "NY", "36103", 40.82, -73.05, PlacePrecision.City)]
    [InlineData("00601", ZipKind.Standard, "Adjuntas", "PR", "72001", 18.14, -66.70, PlacePrecision.Zip)]
    [InlineData("96910", ZipKind.Standard, "Hagatna", "GU", null, 13.45, 144.75, PlacePrecision.Zip)]
    [InlineData("96799", ZipKind.Standard, "Pago Pago", "AS", null, -14.32, -170.75, PlacePrecision.Zip)]
    [InlineData("96960", ZipKind.PoBoxOrUnique, "Majuro", "MH", null, 7.11, 171.24, PlacePrecision.City)]
    public void A_ZIP_has_kind_city_state_county_and_point(
        string zip, ZipKind kind, string city, string state, string? county, double latitude, double longitude, PlacePrecision precision)
    {
        ZipPlace place = Find(zip);
        Assert.Equal((kind, city, state, county, precision), (place.Kind, place.City, place.State, place.CountyFips, place.Precision));
        Assert.InRange(MilesTo(place, latitude, longitude), 0, 1);
    }

    // 99503: the middle of its area is 278 miles away. 99505, the air force base: so is the estimate of GeoNames.
    [Theory]
    [InlineData("99501")]
    [InlineData("99503")]
    [InlineData("99505")]
    [InlineData("99506")]
    [InlineData("99519")]
    [InlineData("99695")]
    public void A_search_from_Anchorage_starts_in_Anchorage(string zip) => Assert.InRange(MilesTo(Find(zip), 61.21, -149.87), 0, 20);

    // Towns whose points the sources dispute: the Census's middle of a wilderness, or an estimate of GeoNames elsewhere.
    [Theory]
    [InlineData("89049", 38.067, -117.230)] // Tonopah, Nevada
    [InlineData("82414", 44.526, -109.057)] // Cody, Wyoming
    [InlineData("83648", 43.050, -115.866)] // Mountain Home Air Force Base, Idaho
    [InlineData("86544", 36.600, -109.050)] // Red Valley, Arizona
    [InlineData("99686", 61.131, -146.348)] // Valdez, Alaska
    [InlineData("99660", 57.122, -170.275)] // Saint Paul Island, Alaska
    [InlineData("30333", 33.799, -84.325)] // Atlanta, the Centers for Disease Control
    [InlineData("88510", 31.770, -106.430)] // El Paso, post office boxes
    [InlineData("96796", 21.957, -159.669)] // Waimea on Kauai, not the one on Hawaii
    [InlineData("10200", 40.712, -74.006)] // New York
    public void Of_two_points_far_apart_the_one_near_the_town_is_taken(string zip, double latitude, double longitude) =>
        Assert.InRange(MilesTo(Find(zip), latitude, longitude), 0, 10);

    [Fact]
    public void Military_mail_has_a_military_state_and_no_point()
    {
        ZipPlace ramstein = Find("09012");
        Assert.Equal((ZipKind.Military, "APO", "AE", PlacePrecision.None), (ramstein.Kind, ramstein.City, ramstein.State, ramstein.Precision));
        Assert.All(
            Table.Zips.Where(place => place.Kind == ZipKind.Military || place.State is "AA" or "AE" or "AP"),
            place =>
            {
                Assert.Null(place.Point);
                Assert.Null(place.CountyFips);
                Assert.Contains(place.City, new[] { "APO", "FPO", "DPO" });
                Assert.Contains(place.State, new[] { "AA", "AE", "AP" });
                Assert.Equal(ZipKind.Military, place.Kind);
            });
    }

    [Fact]
    public void Every_ZIP_but_those_of_military_mail_has_a_point() =>
        Assert.DoesNotContain(Table.Zips, place => place.Kind != ZipKind.Military && place.Point is null);

    [Fact]
    public void Most_points_are_where_people_live_and_every_point_says_whence_it_comes()
    {
        Assert.Equal(
            new Dictionary<PointSource, int>
            {
                [PointSource.None] = 816, [PointSource.Hud] = 35_198, [PointSource.Zcta] = 2_040, [PointSource.Geonames] = 3_755, [PointSource.Place] = 936,
            },
            Table.Zips.CountBy(place => place.PointSource).ToDictionary());
        Assert.All(Table.Zips, place => Assert.Equal(place.Point is null, place.PointSource == PointSource.None));
        Assert.True(Find("10001").IsPopulated);
        Assert.False(Find("30301").IsPopulated);
    }

    [Theory]
    [InlineData(33.79, -84.39, true)] // Atlanta
    [InlineData(64.0, -153.5, true)] // The interior of Alaska
    [InlineData(52.94, 172.9, true)] // Attu, beyond the 180° meridian
    [InlineData(13.47, 144.75, true)] // Guam
    [InlineData(-14.28, -170.7, true)] // American Samoa
    [InlineData(32.5, -117.0, true)] // Tijuana: programs across the border are near
    [InlineData(0, 0, false)]
    [InlineData(51.5, -0.12, false)] // London
    [InlineData(33.8, 84.4, false)] // Atlanta without its sign: Tibet
    [InlineData(64.7, 177.5, false)] // Anadyr, Siberia
    [InlineData(19.43, -99.13, false)] // Mexico City
    [InlineData(91, -84.39, false)]
    public void The_country_reaches_as_far_as_its_ZIPs_and_a_little_beyond(double latitude, double longitude, bool isCovered) =>
        Assert.Equal(isCovered, Table.Covers(new GeoPoint(latitude, longitude)));

    [Fact]
    public void Every_point_lies_in_the_United_States_or_a_territory_and_none_at_zero_zero()
    {
        Assert.All(Table.Zips.Where(place => place.Point is not null), place =>
        {
            GeoPoint point = place.Point!.Value;
            Assert.False(point.IsNullIsland);
            Assert.True(BoxOf(place.State).Contains(point) || place.Zip == "96898", $"{place.Zip} {place.State} at {point}");
        });
        Assert.All(Table.Zips, place => Assert.Equal(place.Point is null, place.Precision == PlacePrecision.None));
    }

    [Fact]
    public void Every_state_has_ZIPs_and_every_civil_ZIP_a_state()
    {
        Assert.Equal(59, State.All.Count);
        Assert.Equal(
            State.All.Select(state => state.Code),
            Table.Zips.Where(place => place.Kind != ZipKind.Military).Select(place => place.State).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Counties_of_ZIPs_are_counties_of_their_state()
    {
        Assert.Equal(3_220, Table.Counties.Count);
        Assert.All(Table.Zips.Where(place => place.CountyFips is not null), place =>
        {
            County county = Assert.IsType<County>(Table.FindCounty(place.CountyFips!));
            Assert.Equal((place.State, place.County), (county.State, county.Name));
        });
        Assert.All(Table.Zips.Where(place => place.CountyFips is null), place => Assert.Null(place.County));
    }

    [Theory]
    [InlineData("06119", "Hartford")]
    [InlineData("06084", "Tolland")]
    [InlineData("06226", "Windham")] // Willimantic, in the Southeastern planning region
    [InlineData("06010", "Hartford")] // Bristol, in the Naugatuck Valley planning region
    public void Connecticut_has_its_eight_counties_not_planning_regions(string zip, string county) =>
        Assert.Equal(county, Find(zip).County);

    [Theory]
    [InlineData("123")]
    [InlineData("1000")]
    [InlineData("00000")]
    [InlineData("10001-2345")]
    [InlineData("１０００１")]
    [InlineData("")]
    public void What_is_not_in_the_table_is_no_ZIP(string text) => Assert.Null(Table.FindZip(text));

    [Fact]
    public void A_lost_leading_zero_is_the_nearest_spelling() => Assert.Equal("02139", Table.NearSpellings("2139", 5)[0].Zip);

    [Fact]
    public void Swapped_digits_come_before_a_wrong_digit() =>
        Assert.Equal(["03053", "30035", "30503", "20053", "30003"], Table.NearSpellings("30053", 5).Select(place => place.Zip));

    [Theory]
    [InlineData("100011", "10001")]
    [InlineData("00000", "00501")]
    public void An_unknown_number_has_near_spellings(string text, string expected) =>
        Assert.Contains(expected, Table.NearSpellings(text, 10).Select(place => place.Zip));

    [Theory]
    [InlineData("")]
    [InlineData("abcde")]
    [InlineData("123")]
    [InlineData("1000１")]
    [InlineData("1234567")]
    public void Text_that_is_no_number_of_that_length_has_no_near_spellings(string text) => Assert.Empty(Table.NearSpellings(text, 5));

    [Property]
    public Property Near_spellings_exist_are_few_and_repeat_nothing() => Prop.ForAll(
        Gen.Choose(0, 99_999).ToArbitrary(), Gen.Choose(0, 12).ToArbitrary(), (number, limit) =>
        {
            string text = number.ToString("D5", System.Globalization.CultureInfo.InvariantCulture);
            List<string> near = [.. Table.NearSpellings(text, limit).Select(place => place.Zip)];
            return near.Count <= limit && near.Distinct().Count() == near.Count && !near.Contains(text)
                && near.TrueForAll(zip => Table.FindZip(zip) is not null)
                && near.SequenceEqual(Table.NearSpellings(text, limit).Select(place => place.Zip));
        });

    private static ZipPlace Find(string zip) => Assert.IsType<ZipPlace>(Table.FindZip(zip));

    private static double MilesTo(ZipPlace place, double latitude, double longitude) =>
        GreatCircle.Between(place.Point!.Value, new GeoPoint(latitude, longitude)).Miles;

    private static BoundingBox BoxOf(string state) => state switch
    {
        "AK" => new(172, 51, -129.9, 71.5),
        "HI" => new(-160.6, 18.8, -154.7, 22.3),
        "PR" => new(-68, 17.6, -65.2, 18.6),
        "VI" => new(-65.1, 17.6, -64.5, 18.5),
        "GU" => new(144.6, 13.2, 145, 13.7),
        "MP" => new(145, 14, 146, 20.6),
        "AS" => new(-171.2, -14.6, -168, -11),
        "FM" => new(137, 0.9, 163.1, 10.1),
        "PW" => new(131, 2.8, 134.8, 8.2),
        "MH" => new(160.7, 4.5, 172.2, 14.8),
        _ => new(-124.8, 24.5, -66.9, 49.4),
    };
}
