using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace LocatorApi.Tests;

/// <summary>The search by POST: the same search, of which nothing stands in an address.</summary>
public sealed class PostSearchTests : IAsyncLifetime
{
    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(25));

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private async Task<JsonElement> PostAsync(string body, HttpStatusCode status = HttpStatusCode.OK, string type = "application/json")
    {
        using HttpClient client = _api.CreateClient();
        using StringContent content = new(body, Encoding.UTF8, MediaTypeHeaderValue.Parse(type));
        using HttpResponseMessage answer = await client.PostAsync("/v1/search", content);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{body} answered {(int)answer.StatusCode}: {text}");
        Assert.True(answer.Headers.CacheControl?.NoStore);
        return JsonDocument.Parse(text).RootElement;
    }

    [Theory]
    [InlineData("""{"zip":"30309","payment":"medicaid","limit":3}""", "zip=30309&payment=medicaid&limit=3")]
    [InlineData("""{"zip":30309,"level":["outpatient","intensive-outpatient"],"levelMatch":"any","limit":"3"}""", "zip=30309&level=outpatient,intensive-outpatient&limit=3")]
    [InlineData("""{"lat":33.79,"lon":-84.39,"radius":2.5,"unknown":["include"],"facets":"none"}""", "lat=33.79&lon=-84.39&radius=2.5&unknown=include&facets=none")]
    [InlineData("""{"state":"ga","county":"Fulton","q":"peachtree","age":["adults"],"limit":100}""", "state=ga&county=Fulton&q=peachtree&age=adults&limit=100")]
    [InlineData("""{"zip":"30309","telehealth":true}""", "zip=30309&telehealth=true")]
    [InlineData("""{"zip":"30309","stateTelehealth":true,"openTo":["everyone"]}""", "zip=30309&stateTelehealth=true&openTo=everyone")]
    public async Task A_body_asks_what_the_address_asks(string body, string query)
    {
        JsonElement byPost = await PostAsync(body), byGet = await _api.GetAsync("/v1/search?" + query);
        foreach (string member in (string[])["origin", "area", "total", "unknownHidden", "results", "facets"])
        {
            Assert.Equal(byGet.GetProperty(member).GetRawText(), byPost.GetProperty(member).GetRawText());
        }
    }

    [Theory]
    [InlineData("""{"zip":"30309","zip":"30310"}""", "zip", "twice")]
    [InlineData("""{"zip":null}""", "zip", "null")]
    [InlineData("""{"zip":{"code":"30309"}}""", "zip", "must be a string")]
    [InlineData("""{"zip":"30309","level":[["outpatient"]]}""", "level", "must be a string")]
    [InlineData("""{"zip":"30309","telehealth":false}""", "telehealth", "takes true only")]
    [InlineData("""{"zip":"30309","telehealthMatch":"all"}""", "telehealthMatch", "telehealth has one value")]
    [InlineData("""{"zip":"30309","levl":"outpatient"}""", "levl", "Did you mean \"level\"?")]
    [InlineData("""{"zip":"30309","radius":"10mi"}""", "radius", "between 0.1 and 500 miles")]
    [InlineData("""{"state":"GA","polygon":"a box"}""", "polygon", "must be an object")]
    [InlineData("""{"state":"GA","polygon":{"type":"Polygon","coordinates":[]}}""", "polygon", "outer ring")]
    [InlineData("""{"state":"GA","polygon":{"type":"\ud800","coordinates":[]}}""", "polygon", "must be a GeoJSON Polygon")]
    [InlineData("""{"state":"GA","polygon":{"type":"Polygon","coordinates":[[[-85,33],[-84,34],[-84,33],[-85,34],[-85,33]]]}}""", "polygon", "cross or touch")]
    public async Task What_is_wrong_is_named(string body, string name, string sentence)
    {
        JsonElement problem = await PostAsync(body, HttpStatusCode.BadRequest);
        Assert.Contains(sentence, problem.GetProperty("errors").GetProperty(name)[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_search_is_refused_by_its_own_type()
    {
        Assert.Equal("/problems/bad-request", (await PostAsync("[]", HttpStatusCode.BadRequest)).GetProperty("type").GetString());
        Assert.Equal("/problems/bad-request", (await PostAsync("{\"zip\":", HttpStatusCode.BadRequest)).GetProperty("type").GetString());
        Assert.Equal("/problems/unsupported-media-type", (await PostAsync("zip=30309", HttpStatusCode.UnsupportedMediaType, "application/x-www-form-urlencoded")).GetProperty("type").GetString());
        string large = $$"""{"zip":"30309","q":"{{new string('a', 70_000)}}"}""";
        Assert.Equal("/problems/body-too-large", (await PostAsync(large, HttpStatusCode.RequestEntityTooLarge)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task An_area_that_is_drawn_is_searched_by_post_only_and_paged_through()
    {
        // The southern ten of the 25 that stand in a row to the north.
        const string area = """{"type":"Polygon","coordinates":[[[-84.4,33.78],[-84.38,33.78],[-84.38,33.804],[-84.4,33.804],[-84.4,33.78]]]}""";
        JsonElement page = await PostAsync($$"""{"polygon":{{area}},"limit":4}""");
        Assert.Equal(10, page.GetProperty("total").GetInt32());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("origin").ValueKind);
        Assert.True(page.GetProperty("area").GetProperty("polygon").GetBoolean());
        List<string?> ids = [.. Ids(page)];
        while (page.GetProperty("next").GetString() is { } next)
        {
            page = await PostAsync(JsonSerializer.Serialize(new { cursor = next }));
            ids.AddRange(Ids(page));
        }

        Assert.Equal(10, ids.Distinct().Count());
        JsonElement sorted = await PostAsync($$"""{"polygon":{{area}},"zip":"30309","limit":2}""");
        Assert.Equal(10, sorted.GetProperty("total").GetInt32());
        Assert.Equal("given", sorted.GetProperty("area").GetProperty("reason").GetString());
        JsonElement problem = await _api.GetAsync("/v1/search?polygon=" + Uri.EscapeDataString(area), HttpStatusCode.BadRequest);
        Assert.Contains("by POST", problem.GetProperty("errors").GetProperty("polygon")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_began_by_post_goes_on_by_post_only()
    {
        string next = (await PostAsync("""{"zip":"30309","limit":5}""")).GetProperty("next").GetString()!;
        JsonElement problem = await _api.GetAsync("/v1/search?cursor=" + next, HttpStatusCode.BadRequest);
        Assert.Contains("by POST", problem.GetProperty("errors").GetProperty("cursor")[0].GetString(), StringComparison.Ordinal);
        JsonElement second = await PostAsync(JsonSerializer.Serialize(new { cursor = next }));
        Assert.Equal(5, second.GetProperty("results").GetArrayLength());

        // One that began in an address can be taken out of it.
        string byGet = (await _api.GetAsync("/v1/search?zip=30309&limit=5")).GetProperty("next").GetString()!;
        JsonElement moved = await PostAsync(JsonSerializer.Serialize(new { cursor = byGet }));
        await _api.GetAsync("/v1/search?cursor=" + moved.GetProperty("next").GetString(), HttpStatusCode.BadRequest);
    }

    private static IEnumerable<string?> Ids(JsonElement page) =>
        page.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("id").GetString());
}
