using System.Net;
using System.Text.Json;

namespace LocatorApi.Tests;

/// <summary>Where a search may start from, and what is said of the place.</summary>
public sealed class OriginTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.ServingAsync([.. TestFacilities.InAtlanta(3)]);

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("lat=0&lon=0", "do not know where somebody is")]
    [InlineData("lat=33.8&lon=84.4", "lose its minus sign")]
    [InlineData("lat=-84.4&lon=33.8", "swapped")]
    [InlineData("lat=-122.4&lon=37.77", "swapped")]
    [InlineData("lat=84.4&lon=33.8", "swapped, and did the longitude lose its minus sign")]
    [InlineData("lat=51.5&lon=-0.12", "United States and its territories only")]
    [InlineData("lat=19.43&lon=-99.13", "United States and its territories only")]
    [InlineData("lat=-90&lon=180", "United States and its territories only")]
    public async Task An_origin_outside_the_country_is_refused_with_the_slip_that_fits(string origin, string hint)
    {
        JsonElement problem = await _api.GetAsync("/v1/search?" + origin, HttpStatusCode.BadRequest);
        Assert.Equal("/problems/outside-directory", problem.GetProperty("type").GetString());
        Assert.Contains(hint, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(["lat", "lon"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        Assert.Equal("988", problem.GetProperty("notices")[0].GetProperty("phone").GetString());
    }

    [Theory]
    [InlineData("lat=33.79&lon=-84.39")] // Atlanta
    [InlineData("lat=64.0&lon=-153.5")] // Alaska's interior
    [InlineData("lat=71.29&lon=-156.79")] // Utqiagvik
    [InlineData("lat=52.94&lon=172.9")] // Attu, beyond the 180° meridian
    [InlineData("lat=21.3&lon=-157.86")] // Honolulu
    [InlineData("lat=13.47&lon=144.75")] // Guam
    [InlineData("lat=-14.28&lon=-170.7")] // American Samoa
    [InlineData("lat=18.34&lon=-64.93")] // U.S. Virgin Islands
    [InlineData("lat=38.0&lon=-117.2")] // Tonopah, Nevada
    public async Task An_origin_anywhere_in_the_country_is_taken(string origin)
    {
        JsonElement page = await _api.GetAsync("/v1/search?facets=none&" + origin);
        Assert.Equal("exact", page.GetProperty("origin").GetProperty("precision").GetString());
    }

    [Theory]
    [InlineData("zip=96799")] // Pago Pago, American Samoa
    [InlineData("zip=99501")] // Anchorage
    [InlineData("lat=13.47&lon=144.75&q=nothing")]
    [InlineData("zip=31401&state=GA")] // Savannah: Georgia's facilities are all in Atlanta, 220 miles away
    [InlineData("zip=31401&radius=500")]
    public async Task Where_nothing_is_listed_within_a_hundred_miles_the_answer_says_so_and_calls_nothing_the_nearest(string search)
    {
        JsonElement page = await _api.GetAsync("/v1/search?" + search);
        Assert.Contains("no-local-directory", KindsOf(page));
        if (page.TryGetProperty("repair", out JsonElement repair))
        {
            Assert.Equal(JsonValueKind.Null, repair.GetProperty("nearest").ValueKind);
        }
    }

    [Theory]
    [InlineData("zip=30309")]
    [InlineData("zip=30309&payment=private-insurance")] // Nothing fits, but the directory has facilities there.
    [InlineData("zip=30309&radius=500")]
    [InlineData("zip=30601&state=GA")] // Athens, 60 miles away
    [InlineData("state=HI")]
    public async Task Where_something_is_near_nothing_is_said_of_it(string search) =>
        Assert.DoesNotContain("no-local-directory", KindsOf(await _api.GetAsync("/v1/search?" + search)));

    [Theory]
    [InlineData("30309", "standard", "hud", "zip")]
    [InlineData("30301", "po-box-or-unique", "hud", "city")]
    [InlineData("30333", "po-box-or-unique", "hud", "city")]
    [InlineData("20252", "unique", "geonames", "city")]
    [InlineData("96799", "standard", "zcta", "zip")]
    [InlineData("10200", "po-box-or-unique", "place", "city")]
    [InlineData("09012", "military", null, "none")]
    public async Task A_ZIP_says_what_it_is_and_where_its_point_comes_from(string zip, string kind, string? source, string precision)
    {
        JsonElement place = await _api.GetAsync("/v1/zips/" + zip);
        Assert.Equal(
            (kind, source, precision),
            (place.GetProperty("kind").GetString(), place.GetProperty("pointSource").GetString(), place.GetProperty("precision").GetString()));
        JsonElement origin = (await _api.GetAsync("/v1/search?zip=" + zip)).GetProperty("origin");
        Assert.Equal((kind, precision), (origin.GetProperty("zipKind").GetString(), origin.GetProperty("precision").GetString()));
    }

    private static IEnumerable<string?> KindsOf(JsonElement page) =>
        page.GetProperty("notices").EnumerateArray().Select(notice => notice.GetProperty("kind").GetString());
}
