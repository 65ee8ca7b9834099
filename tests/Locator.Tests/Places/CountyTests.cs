using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Locator.Places;
using Locator.Testing;
using Xunit;

namespace Locator.Tests.Places;

public sealed class CountyTests
{
    [Theory]
    [InlineData("GA", "Fulton", "13121")]
    [InlineData("ga", " fulton county ", "13121")]
    [InlineData("GA", "121", "13121")]
    [InlineData("GA", "13121", "13121")]
    [InlineData("LA", "Orleans", "22071")]
    [InlineData("LA", "Orleans Parish", "22071")]
    [InlineData("LA", "La Salle", "22059")]
    [InlineData("AK", "Juneau", "02110")]
    [InlineData("AK", "Yukon Koyukuk Census Area", "02290")]
    [InlineData("AK", "Anchorage", "02020")]
    [InlineData("PR", "Mayaguez", "72097")]
    [InlineData("PR", "Mayagüez Municipio", "72097")]
    [InlineData("PR", "Peñuelas", "72111")]
    [InlineData("NM", "Dona Ana", "35013")]
    [InlineData("MD", "Prince Georges", "24033")]
    [InlineData("MD", "PRINCE GEORGE'S COUNTY", "24033")]
    [InlineData("MO", "Saint Charles", "29183")]
    [InlineData("MO", "St. Charles County", "29183")]
    [InlineData("MO", "Ste. Genevieve", "29186")]
    [InlineData("DC", "District of Columbia", "11001")]
    [InlineData("NV", "Carson City", "32510")]
    [InlineData("VA", "Charles City", "51036")]
    [InlineData("VA", "Alexandria", "51510")]
    public void A_county_is_found_by_any_of_its_spellings(string state, string text, string fips) =>
        Assert.Equal(fips, Gazetteer.Bundled.FindCounty(state, text)?.Fips);

    [Theory]
    [InlineData("MD", "Baltimore", "24005", "24510")]
    [InlineData("MO", "St. Louis", "29189", "29510")]
    [InlineData("VA", "Fairfax", "51059", "51600")]
    [InlineData("VA", "Franklin", "51067", "51620")]
    [InlineData("VA", "Richmond", "51159", "51760")]
    [InlineData("VA", "Roanoke", "51161", "51770")]
    public void Where_a_city_and_a_county_share_a_name_the_bare_name_is_the_county(string state, string name, string county, string city)
    {
        Assert.Equal(county, Gazetteer.Bundled.FindCounty(state, name)?.Fips);
        Assert.Equal(county, Gazetteer.Bundled.FindCounty(state, name + " County")?.Fips);
        Assert.Equal(city, Gazetteer.Bundled.FindCounty(state, name + " city")?.Fips);
    }

    [Theory]
    [InlineData("GA", "Fultn")]
    [InlineData("GA", "36061")]
    [InlineData("GA", "999")]
    [InlineData("GA", "")]
    [InlineData("XX", "Fulton")]
    [InlineData("XX", "121")]
    [InlineData("CA", "Los Angeles city")]
    public void What_a_state_does_not_have_is_not_found(string state, string text) =>
        Assert.Null(Gazetteer.Bundled.FindCounty(state, text));

    [Property]
    public Property Any_text_may_be_asked_for_as_a_county() => Prop.ForAll(AnyText.OfUtf16, text =>
        Gazetteer.Bundled.FindCounty("GA", text) is null && Gazetteer.Bundled.FindCounty("GA", "Nowhere\ufffe" + text) is null);

    [Fact]
    public void A_five_digit_FIPS_needs_no_state()
    {
        County fulton = Assert.IsType<County>(Gazetteer.Bundled.FindCounty("13121"));
        Assert.Equal(("GA", "Fulton", "Fulton County"), (fulton.State, fulton.Name, fulton.FullName));
        Assert.Null(Gazetteer.Bundled.FindCounty("99999"));
    }

    [Fact]
    public void Every_county_is_found_by_its_whole_name_and_every_name_shown_finds_its_county() =>
        Assert.All(Gazetteer.Bundled.Counties, county =>
        {
            Assert.Equal(county, Gazetteer.Bundled.FindCounty(county.State, county.FullName));
            Assert.Equal(county, Gazetteer.Bundled.FindCounty(county.State, county.Name));
        });

    [Fact]
    public void Every_county_carries_the_FIPS_of_its_state() =>
        Assert.All(Gazetteer.Bundled.Counties, county => Assert.Equal(State.Find(county.State)?.Fips, county.Fips[..2]));

    [Theory]
    [InlineData("MA", "Massachusetts")]
    [InlineData("ma", "Massachusetts")]
    [InlineData("PR", "Puerto Rico")]
    [InlineData("DC", "District of Columbia")]
    public void A_state_is_found_by_its_code(string code, string name) => Assert.Equal(name, State.Find(code)?.Name);

    [Theory]
    [InlineData("AE")]
    [InlineData("XX")]
    [InlineData("")]
    [InlineData("Massachusetts")]
    public void Military_codes_and_other_texts_are_no_state(string code) => Assert.Null(State.Find(code));
}
