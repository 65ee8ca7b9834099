using System.Net;
using System.Text.Json;
using Locator.Places;
using LocatorApi.Pages.Map;
using Microsoft.Extensions.Options;

namespace LocatorApi.Tests.Pages;

/// <summary>What lies under the matches of the map: outlines, names of places, and streets where the operator has set who draws them.</summary>
public sealed class MapOutlinesTests : IAsyncLifetime
{
    /// <summary>The Census draws no outlines of the freely associated states.</summary>
    private static readonly string[] WithoutOutline = ["FM", "MH", "PW"];

    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(12));

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Every_state_has_its_outline_and_its_counties()
    {
        using HttpClient client = _api.CreateClient();
        using HttpResponseMessage answer = await client.GetAsync("/assets/states.json");
        SkipWithoutMap(answer.StatusCode != HttpStatusCode.NotFound);
        JsonElement states = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("objects").GetProperty("states");
        string[] drawn = [.. State.All.Select(state => state.Code).Except(WithoutOutline, StringComparer.Ordinal)];
        Assert.Equal(drawn, states.GetProperty("geometries").EnumerateArray().Select(state => state.GetProperty("id").GetString()));

        JsonElement near = await PlacesAsync(string.Join('&', State.All.Select(state => "state=" + state.Code)));
        Assert.Equal(
            drawn,
            near.EnumerateObject().Where(state => state.Value.GetProperty("counties").ValueKind == JsonValueKind.Object).Select(state => state.Name)
                .Order(StringComparer.Ordinal));
        Assert.All(
            new[] { "GA", "MT", "PR" },
            state => Assert.True(near.GetProperty(state).GetProperty("counties").GetProperty("arcs").GetArrayLength() > 50, state));
    }

    [Fact]
    public async Task Names_of_a_state_begin_with_its_largest_places_and_stay_in_no_cache()
    {
        JsonElement states = await PlacesAsync("state=ga&state=GA&state=HI&state=XX");
        Assert.Equal(["GA", "HI"], states.EnumerateObject().Select(state => state.Name));
        JsonElement[] georgia = [.. states.GetProperty("GA").GetProperty("places").EnumerateArray()];
        Assert.Equal(["Atlanta", "Savannah"], georgia.Take(2).Select(place => place[0].GetString()));
        Assert.Equal((33.763, -84.423, 39), (georgia[0][1].GetDouble(), georgia[0][2].GetDouble(), georgia[0][3].GetInt32()));
        Assert.InRange(georgia.Length, 300, 400);
        using HttpResponseMessage answer = await MapTests.PostAsync(_api, "/map/places", "state=GA");
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    /// <summary>A browser may keep these: they are the same for everybody.</summary>
    [Fact]
    public async Task The_country_has_its_large_cities_and_some_of_every_state()
    {
        using HttpClient client = _api.CreateClient();
        using HttpResponseMessage answer = await client.GetAsync("/map/places");
        Assert.Equal("public, max-age=86400", answer.Headers.CacheControl?.ToString());
        JsonElement[] places = [.. JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("places").EnumerateArray()];
        string?[] names = [.. places.Select(place => place[0].GetString())];
        Assert.All(["Houston", "New York", "Los Angeles", "Cheyenne", "Burlington", "San Juan"], name => Assert.Contains(name, names));
        Assert.InRange(places.Length, 200, 400);
    }

    [Fact]
    public async Task A_list_says_where_its_map_begins_and_loads_pictures_of_this_server_only()
    {
        using HttpResponseMessage answer = await MapTests.PostAsync(_api, "/en/search", "where=30309&radius=5");
        string page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("img-src 'self' data:;", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        SkipWithoutMap(page.Contains("id=\"show-map\"", StringComparison.Ordinal));
        Assert.Contains("data-radius=\"5\"", page, StringComparison.Ordinal);
        Assert.Contains("data-facility=\"/en/facilities/ID\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-tiles", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_of_tiles_is_the_only_other_one_that_pages_may_load_pictures_from()
    {
        await using ApiHost api = (await ApiHost.ServingAsync(TestFacilities.InAtlanta(1)))
            .With("Map:TileUrl", "https://tiles.example.org/{z}/{x}/{y}.png").With("Map:Attribution", "Somebody");
        using HttpResponseMessage answer = await MapTests.PostAsync(api, "/en/search", "where=30309");
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("img-src 'self' https://tiles.example.org data:;", policy, StringComparison.Ordinal);
        Assert.Equal(2, policy.Split("example.org").Length);
        string page = await answer.Content.ReadAsStringAsync();
        SkipWithoutMap(page.Contains("id=\"show-map\"", StringComparison.Ordinal));
        Assert.Contains("data-tiles=\"https://tiles.example.org/{z}/{x}/{y}.png\"", page, StringComparison.Ordinal);
        Assert.Contains("data-attribution=\"Somebody\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://tiles.example.org/{z}/{x}.png", "Somebody", "Map:TileUrl")]
    [InlineData("http://tiles.example.org/{z}/{x}/{y}.png", "Somebody", "Map:TileUrl")]
    [InlineData("https://{s}.example.org/{z}/{x}/{y}.png", "Somebody", "Map:TileUrl")]
    [InlineData("/tiles/{z}/{x}/{y}.png", "Somebody", "Map:TileUrl")]
    [InlineData("https://tiles.example.org/{z}/{x}/{y}.png; script-src *", "Somebody", "Map:TileUrl")]
    [InlineData("https://tiles.example.org/{z}/{x}/{y}.png", null, "Map:Attribution")]
    public void A_server_of_tiles_that_cannot_be_used_is_named_at_start(string address, string? attribution, string named)
    {
        ValidateOptionsResult result = new MapOptions.Validation().Validate(null, new MapOptions { TileUrl = address, Attribution = attribution });
        Assert.Contains(named, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    /// <summary>A build without npm has no map; continuous integration has npm, and its build fails without.</summary>
    private static void SkipWithoutMap(bool hasMap) => Assert.SkipUnless(hasMap, "This build has no map: npm was missing.");

    private async Task<JsonElement> PlacesAsync(string form)
    {
        using HttpResponseMessage answer = await MapTests.PostAsync(_api, "/map/places", form);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("states");
    }
}
