using System.Net;
using System.Text;
using System.Text.Json;
using Locator.Facilities;
using Locator.Search;

namespace LocatorApi.Tests.Pages;

/// <summary>What the map of the pages asks for as it is moved, over HTTP.</summary>
public sealed class MapTests : IAsyncLifetime
{
    private const string Box = "-85.6,30.3,-80.8,35.1";
    private const string Window = $"bbox={Box}&zoom=7";

    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.ServingAsync(
    [
        .. TestFacilities.InAtlanta(25),
        TestFacilities.At(32.08, -81.09, 90, "SA", "OP", "PI", "ADLT"),
        TestFacilities.At(32.08, -81.09, 91, "SA", "OP", "MD", "ADLT") with { Location = null },
        TestFacilities.At(40, -100, 92, "SA", "OP", "MD", "ADLT"),
    ]);

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData("level=outpatient&payment=private-insurance")]
    [InlineData("level=detox")]
    [InlineData("accreditation=carf")]
    [InlineData("accreditation=carf&unknown=include")]
    [InlineData("openTo=everyone&q=clinic+1")]
    [InlineData("state=GA&county=fulton")]
    public async Task Pins_are_what_a_search_of_the_window_finds(string filters)
    {
        JsonElement matches = await MatchesAsync($"{Window}&{filters}");
        JsonElement search = await _api.GetAsync($"/v1/search?bbox={Box}&limit=100&facets=none&{filters}");
        JsonElement clusters = await _api.GetAsync($"/v1/clusters?{Window}&{filters}");
        Assert.Equal(search.GetProperty("results").EnumerateArray().Select(IdOf), matches.GetProperty("pins").EnumerateArray().Select(IdOf));
        Assert.Equal(search.GetProperty("total").GetInt32(), matches.GetProperty("total").GetInt32());
        Assert.Equal(clusters.GetProperty("total").GetInt32(), matches.GetProperty("total").GetInt32());
        Assert.Equal(clusters.GetProperty("withoutPoint").GetInt32(), matches.GetProperty("withoutPoint").GetInt32());
        Assert.Empty(matches.GetProperty("clusters").EnumerateArray());
    }

    [Fact]
    public async Task Where_the_list_starts_and_ends_does_not_matter_to_the_map()
    {
        JsonElement plain = await MatchesAsync($"{Window}&payment=medicaid");
        JsonElement ofList = await MatchesAsync(
            $"{Window}&payment=medicaid&where=30309&lat=47.6&lon=-122.3&radius=1&limit=1&cursor=abc&facets=age&stateTelehealth=true&pick=f01&more=1&without=level&level=detox");
        Assert.Equal(25, plain.GetProperty("pins").GetArrayLength());
        Assert.Equal(plain.GetRawText(), ofList.GetRawText());
    }

    [Fact]
    public async Task A_pin_says_what_it_takes_to_call()
    {
        Facility clinic = TestFacilities.At(32.08, -81.09, 7, "SA", "OP");
        await using ApiHost api = await ApiHost.ServingAsync(
        [
            clinic with { Phones = [new Phone("main", "+14045550100", "12", "404-555-0100 ext. 12", ["f07-su1"]), new Phone("intake", "+14045550111", null, "404-555-0111", ["f07-su1"])] },
            TestFacilities.At(32.09, -81.09, 8, "SA", "OP") with { Phones = [], Location = clinic.Location! with { Precision = LocationPrecision.Zip } },
        ]);
        JsonElement[] pins = [.. (await MatchesAsync(Window, api)).GetProperty("pins").EnumerateArray()];
        Assert.Equal("Peachtree Clinic 7", pins[0].GetProperty("name").GetString());
        Assert.Equal("tel:+14045550100;ext=12", pins[0].GetProperty("phone").GetProperty("href").GetString());
        Assert.Equal("404-555-0100 ext. 12", pins[0].GetProperty("phone").GetProperty("text").GetString());
        Assert.Equal((32.08, -81.09), (Math.Round(pins[0].GetProperty("lat").GetDouble(), 4), Math.Round(pins[0].GetProperty("lon").GetDouble(), 4)));
        Assert.False(pins[0].GetProperty("approximate").GetBoolean());
        Assert.True(pins[1].GetProperty("approximate").GetBoolean());
        Assert.Equal(JsonValueKind.Null, pins[1].GetProperty("phone").ValueKind);
    }

    [Fact]
    public async Task More_than_a_hundred_are_clusters_that_stand_where_most_of_their_facilities_are()
    {
        // Seventy at one point, thirty a little north of it, two far away: the first hundred are one cluster that leans to the seventy.
        await using ApiHost api = await ApiHost.ServingAsync(
        [
            .. Enumerable.Range(0, 70).Select(i => TestFacilities.At(33.5, -84.4, i, "SA", "OP")),
            .. Enumerable.Range(70, 30).Select(i => TestFacilities.At(33.9, -84.4, i, "SA", "OP")),
            TestFacilities.At(30.5, -81, 100, "SA", "OP"), TestFacilities.At(30.5, -81, 101, "SA", "OP"),
        ]);
        JsonElement matches = await MatchesAsync(Window, api);
        JsonElement[] clusters = [.. matches.GetProperty("clusters").EnumerateArray()];
        Assert.Equal(102, matches.GetProperty("total").GetInt32());
        Assert.Equal([100, 2], clusters.Select(cluster => cluster.GetProperty("count").GetInt32()));
        Assert.Empty(matches.GetProperty("pins").EnumerateArray());

        double[] box = [.. clusters[0].GetProperty("bbox").EnumerateArray().Select(edge => edge.GetDouble())];
        double latitude = clusters[0].GetProperty("lat").GetDouble();
        Assert.InRange(latitude, box[1], box[3]);
        Assert.True(latitude - box[1] < box[3] - latitude, "It stands nearer to the seventy.");

        // Nearer, they come apart, until what is in the window are pins.
        Assert.Equal(30, (await MatchesAsync("bbox=-84.6,33.8,-84.2,34&zoom=10", api)).GetProperty("pins").GetArrayLength());
    }

    [Fact]
    public async Task A_window_of_more_tiles_than_are_counted_is_counted_by_larger_ones()
    {
        int many = TileQuery.MostTiles + 1;
        await using ApiHost api = await ApiHost.ServingAsync(
            [.. Enumerable.Range(0, many).Select(i => TestFacilities.At(31 + (0.05 * (i / 50)), -85 + (0.05 * (i % 50)), i, "SA", "OP"))]);
        JsonElement matches = await MatchesAsync($"bbox={Box}&zoom=14", api);
        Assert.Equal(many, matches.GetProperty("total").GetInt32());
        Assert.Equal(many, matches.GetProperty("clusters").EnumerateArray().Sum(cluster => cluster.GetProperty("count").GetInt32()));
    }

    [Theory]
    [InlineData("zoom=7", "bbox")]
    [InlineData("bbox=1,2,3&zoom=7", "bbox")]
    [InlineData($"bbox={Box}", "zoom")]
    [InlineData($"bbox={Box}&zoom=15", "zoom")]
    [InlineData($"{Window}&level=detx", "level")]
    [InlineData($"{Window}&levl=detox", "levl")]
    public async Task What_cannot_be_shown_is_a_problem_that_names_it(string form, string named)
    {
        using HttpResponseMessage response = await PostAsync(_api, "/map/matches", form);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        JsonElement problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal([named], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Nothing_of_them_is_kept_by_caches_and_an_engine_that_is_away_is_503()
    {
        using HttpResponseMessage found = await PostAsync(_api, "/map/matches", Window);
        Assert.Equal("no-store", found.Headers.CacheControl?.ToString());
        await using ApiHost away = await ApiHost.ServingAsync(
            TestFacilities.InAtlanta(1), StubEngine.Failing(() => new SearchUnavailableException("away")));
        using HttpResponseMessage response = await PostAsync(away, "/map/matches", Window);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_window_is_taken_from_forms_only()
    {
        using HttpClient client = _api.CreateClient();
        using HttpResponseMessage json = await client.PostAsync("/map/matches", new StringContent("{}", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
        using HttpResponseMessage address = await client.GetAsync($"/map/matches?{Window}");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, address.StatusCode);
    }

    internal static async Task<HttpResponseMessage> PostAsync(ApiHost api, string path, string form)
    {
        using HttpClient client = api.CreateClient();
        return await client.PostAsync(path, new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"));
    }

    private static string? IdOf(JsonElement facility) => facility.GetProperty("id").GetString();

    private async Task<JsonElement> MatchesAsync(string form, ApiHost? api = null)
    {
        using HttpResponseMessage response = await PostAsync(api ?? _api, "/map/matches", form);
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement;
    }
}
