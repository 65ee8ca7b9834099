using System.Net;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Locator.Places;
using LocatorApi.Places;

namespace LocatorApi.Tests;

/// <summary>Searches that start from a city.</summary>
public sealed class PlaceOriginTests(PlaceOriginTests.Host host) : IClassFixture<PlaceOriginTests.Host>
{
    public sealed class Host : IAsyncLifetime
    {
        public ApiHost Api { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Api = await ApiHost.ServingAsync([.. TestFacilities.InAtlanta(3)]);

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }

    [Theory]
    [InlineData("Washington, IN", "Washington", "IN", "Daviess")]
    [InlineData("Washington, Indiana", "Washington", "IN", "Daviess")]
    [InlineData("washington in", "Washington", "IN", "Daviess")]
    [InlineData("  WASHINGTON ,in, USA ", "Washington", "IN", "Daviess")]
    [InlineData("Washington, Daviess County, IN", "Washington", "IN", "Daviess")]
    [InlineData("Washington, D.C.", "Washington", "DC", "District of Columbia")]
    [InlineData("Saint Louis, MO", "St. Louis", "MO", "St. Louis city")]
    [InlineData("st louis missouri", "St. Louis", "MO", "St. Louis city")]
    [InlineData("Charleston West Virginia", "Charleston", "WV", "Kanawha")]
    [InlineData("Kansas City KS", "Kansas City", "KS", "Wyandotte")]
    [InlineData("New York City, NY", "New York", "NY", "New York")]
    [InlineData("City of Atlanta, Georgia", "Atlanta", "GA", "Fulton")]
    [InlineData("Brooklyn, NY", "Brooklyn", "NY", "Kings")]
    [InlineData("Burbank, CA", "Burbank", "CA", "Los Angeles")]
    [InlineData("Burbank, Santa Clara, CA", "Burbank", "CA", "Santa Clara")]
    [InlineData("Mayaguez, Puerto Rico", "Mayagüez", "PR", "Mayagüez")]
    [InlineData("Pago Pago, AS", "Pago Pago", "AS", null)]
    [InlineData("Albuquerque", "Albuquerque", "NM", "Bernalillo")]
    [InlineData("Boise City, ID", "Boise", "ID", "Ada")]
    public async Task A_city_is_found_however_it_is_written(string place, string city, string state, string? county)
    {
        JsonElement origin = (await SearchAsync(place)).GetProperty("origin");
        Assert.Equal(
            ("place", city, state, county, "city"),
            (origin.GetProperty("type").GetString(), origin.GetProperty("city").GetString(), origin.GetProperty("state").GetString(),
                origin.GetProperty("county").GetString(), origin.GetProperty("precision").GetString()));
        Assert.Equal(JsonValueKind.Null, origin.GetProperty("zip").ValueKind);
    }

    [Fact]
    public async Task Distances_from_a_city_are_approximate_and_pages_keep_it()
    {
        JsonElement page = await host.Api.GetAsync("/v1/search?limit=2&place=Atlanta,%20GA");
        Assert.Equal(3, page.GetProperty("total").GetInt32());
        Assert.All(page.GetProperty("results").EnumerateArray(), result => Assert.True(result.GetProperty("distanceApproximate").GetBoolean()));
        Assert.InRange(page.GetProperty("results")[0].GetProperty("distanceMiles").GetDouble(), 1, 4);
        JsonElement next = await host.Api.GetAsync("/v1/search?cursor=" + Uri.EscapeDataString(page.GetProperty("next").GetString()!));
        Assert.Equal(page.GetProperty("origin").GetRawText(), next.GetProperty("origin").GetRawText());
        Assert.Equal("f02", Assert.Single(next.GetProperty("results").EnumerateArray()).GetProperty("id").GetString());
    }

    [Theory]
    [InlineData("Springfield", "Springfield, Hampden, MA", "Springfield, Greene, MO")]
    [InlineData("washington", "Washington, District of Columbia, DC")]
    [InlineData("Franklin, CA", "Franklin, Sacramento, CA", "Franklin, Merced, CA")]
    public async Task Several_cities_of_a_name_are_listed_so_that_each_can_be_sent_again(string place, params string[] candidates)
    {
        JsonElement problem = await SearchAsync(place, HttpStatusCode.BadRequest);
        Assert.Equal("/problems/ambiguous-place", problem.GetProperty("type").GetString());
        string message = problem.GetProperty("errors").GetProperty("place")[0].GetString()!;
        string[] listed = [.. message[(message.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimEnd('.').Split(';', StringSplitOptions.TrimEntries)];
        Assert.Subset(listed.ToHashSet(), candidates.ToHashSet());
        Assert.InRange(listed.Length, 2, 11);
        foreach (string candidate in listed.Where(text => !text.EndsWith(" more", StringComparison.Ordinal)))
        {
            JsonElement origin = (await SearchAsync(candidate)).GetProperty("origin");
            Assert.EndsWith(origin.GetProperty("state").GetString()!, candidate, StringComparison.Ordinal);
            Assert.Contains($", {origin.GetProperty("county").GetString()},", candidate, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Sprungfield, IL", "Did you mean \"Springfield, IL\"?")]
    [InlineData("Albuqerque", "Did you mean \"Albuquerque, NM\"?")]
    [InlineData("Atlanta, Gorgia", "Did you mean \"Georgia\"?")]
    [InlineData("Atlanta, Fultn, GA", "Did you mean \"Fulton\"?")]
    [InlineData("Atlanta, Clayton, GA", "Did you mean: Atlanta, Fulton, GA?")]
    [InlineData("Georgia", "Georgia is a state")]
    [InlineData("Fulton County, GA", "search with state=GA and county=Fulton")]
    [InlineData("30309", "given as zip: zip=30309")]
    [InlineData("Atlanta, GA 30309-1234", "given as zip: zip=30309")]
    [InlineData("Albuquerque, TX", "Did you mean \"Albuquerque, NM\"?")]
    [InlineData("Paris, France", "is no state")]
    [InlineData("Midtown, Atlanta, Fulton, GA", "a city and its state")]
    [InlineData("Qxzw", "There is no city")]
    public async Task A_city_that_is_none_is_refused_with_what_may_have_been_meant(string place, string hint)
    {
        JsonElement problem = await SearchAsync(place, HttpStatusCode.BadRequest);
        Assert.Equal("/problems/unknown-place", problem.GetProperty("type").GetString());
        Assert.Contains(hint, problem.GetProperty("errors").GetProperty("place")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("place=", "without a value")]
    [InlineData("place=,%20,", "at least one letter")]
    [InlineData("place=Atlanta&place=Boston", "more than once")]
    [InlineData("place=Atlanta,%20GA&zip=30309", "not zip together with place")]
    [InlineData("place=Atlanta,%20GA&lat=33.7&lon=-84", "not place together with lat and lon")]
    [InlineData("place=Atlanta,%20GA&lat=33.7&lon=-84&zip=30309", "not zip together with place together with lat and lon")]
    public async Task It_is_one_origin_of_three(string search, string message)
    {
        JsonElement problem = await host.Api.GetAsync("/v1/search?" + search, HttpStatusCode.BadRequest);
        Assert.Equal("/problems/invalid-parameters", problem.GetProperty("type").GetString());
        Assert.Contains(message, problem.GetProperty("errors").GetProperty("place")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_longer_than_any_place_is_refused() =>
        Assert.Contains("more than 100", (await SearchAsync(new string('a', 101), HttpStatusCode.BadRequest)).GetProperty("detail").GetString(), StringComparison.Ordinal);

    /// <summary>But for the smaller of two that share name, state and county: nothing more could be given to tell them apart.</summary>
    [Fact]
    public void Every_city_can_be_named()
    {
        static string[] TextsOf(CityPlace city) =>
            [$"{city.Name}, {city.State}", .. city.Counties.Select(county => $"{city.Name}, {county.FullName}, {State.Find(city.State)!.Name}")];
        CityPlace[] unnamed =
        [
            .. Cities.Bundled.All.Where(city => TextsOf(city).All(text => PlaceReading.Of(text, Cities.Bundled, Gazetteer.Bundled).City != city)),
        ];
        Assert.InRange(unnamed.Length, 1, 60);
        Assert.All(unnamed, city => Assert.Contains(
            Cities.Bundled.Named(city.Name), other => other != city && other.State == city.State && other.Counties.Any(city.Counties.Contains)));
    }

    [Property(MaxTest = 500)]
    public Property Any_text_is_a_city_or_an_error_with_a_sentence() => Prop.ForAll(
        (from pieces in Gen.ListOf(Gen.Elements("St. ", "Saint", " louis", ",", "Springfield", " of", "city", "IL", "New York", " ", "é", "'", "-", "30309", "usa", "Greene"))
         select string.Concat(pieces)).ToArbitrary(),
        text =>
        {
            PlaceReading reading = PlaceReading.Of(text, Cities.Bundled, Gazetteer.Bundled);
            return reading.City is not null ? reading.Error is null : reading.Error!.Message.Length is > 10 and < 1_000;
        });

    private Task<JsonElement> SearchAsync(string place, HttpStatusCode status = HttpStatusCode.OK) =>
        host.Api.GetAsync("/v1/search?facets=none&place=" + Uri.EscapeDataString(place), status);
}
