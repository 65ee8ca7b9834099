using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Locator.Facilities;
using Locator.Search;

namespace LocatorApi.Tests;

/// <summary>Suggestions while somebody types.</summary>
public sealed class PlacesTests(PlacesTests.Host host) : IClassFixture<PlacesTests.Host>
{
    public sealed class Host : IAsyncLifetime
    {
        public ApiHost Api { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Api = await ApiHost.ServingAsync(
        [
            Named(1, "Peachtree Clinic"), Named(2, "Peachtree Clinic North"), Named(3, "Hope House of Atlanta"), Named(4, "Zebra Center"),
        ]);

        public ValueTask DisposeAsync() => Api.DisposeAsync();

        /// <summary>Each a mile and more farther north than the one before.</summary>
        private static Facility Named(int number, string name) =>
            TestFacilities.At(33.79 + (number * 0.02), -84.39, number, "SA", "OP") with { Name = name };
    }

    [Theory]
    [InlineData("iop", "filter", "Intensive outpatient (IOP)", "level=intensive-outpatient")]
    [InlineData("desintoxicación", "filter", null, "level=detox")]
    [InlineData("suboxone clinic", "filter", null, "medication=buprenorphine")]
    [InlineData("30309", "zip", "30309", "zip=30309")]
    [InlineData("30309-1234", "zip", "30309", "zip=30309")]
    [InlineData("303", "zip", "30303", "zip=30303")]
    [InlineData("washington, in", "city", "Washington, IN", "place=Washington, IN")]
    [InlineData("washington in", "city", "Washington, IN", "place=Washington, IN")]
    [InlineData("Washington, Ind", "city", "Washington, IN", "place=Washington, IN")]
    [InlineData("springfield, gre", "city", "Springfield, MO", "place=Springfield, MO")]
    [InlineData("springfield, greene, mo", "city", "Springfield, MO", "place=Springfield, MO")]
    [InlineData("st. lou", "city", "St. Louis, MO", "place=St. Louis, MO")]
    [InlineData("albuqu", "city", "Albuquerque, NM", "place=Albuquerque, NM")]
    [InlineData("albuqr", "city", "Albuquerque, NM", "place=Albuquerque, NM")]
    [InlineData("Fulton County, GA", "county", "Fulton County, GA", "state=GA&county=Fulton County")]
    [InlineData("baltimore city", "county", "Baltimore city, MD", "state=MD&county=Baltimore city")]
    public async Task What_is_typed_finds_what_is_meant_first_and_what_to_send_for_it(string typed, string kind, string? text, string search)
    {
        JsonElement first = (await SuggestAsync(typed))[0];
        Assert.Equal((kind, search), (first.GetProperty("kind").GetString(), SearchOf(first)));
        Assert.Equal(text ?? first.GetProperty("text").GetString(), first.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("hope")]
    [InlineData("wash")]
    [InlineData("franklin")]
    [InlineData("30")]
    [InlineData("rehab")]
    [InlineData("mid")]
    public async Task Whatever_is_suggested_can_be_sent_as_it_is(string typed)
    {
        IReadOnlyList<JsonElement> suggestions = await SuggestAsync(typed + "&limit=20");
        Assert.InRange(suggestions.Count, 5, 20);
        foreach (JsonElement suggestion in suggestions)
        {
            if (suggestion.GetProperty("kind").GetString() == "facility")
            {
                JsonElement facility = await host.Api.GetAsync("/v1/facilities/" + suggestion.GetProperty("facilityId").GetString());
                Assert.Equal(suggestion.GetProperty("text").GetString(), facility.GetProperty("name").GetString());
                continue;
            }

            string area = suggestion.GetProperty("kind").GetString() == "filter" ? "&zip=30309" : "";
            JsonElement page = await host.Api.GetAsync("/v1/search?facets=none&" + Escaped(SearchOf(suggestion)!) + area);
            if (suggestion.GetProperty("kind").GetString() == "city")
            {
                string city = suggestion.GetProperty("text").GetString()!.Split(',')[0];
                Assert.Equal(city, page.GetProperty("origin").GetProperty("city").GetString());
            }
        }
    }

    [Theory]
    [InlineData("peachtree clinic", "f01 f02")]
    [InlineData("peachtree cli", "f01 f02")]
    [InlineData("clinic peach", "f01 f02")]
    [InlineData("peachtree north", "f02")]
    [InlineData("peechtree clinic", "f01 f02")]
    [InlineData("zebar", "f04")]
    [InlineData("zebra atlanta", "f04")]
    [InlineData("atlanta zebra", "")]
    [InlineData("hope house", "f03")]
    [InlineData("atlanta", "f03")] // All stand in Atlanta, one is called so.
    [InlineData("zxbxa", "")]
    public async Task Facilities_are_found_by_their_own_names_with_one_slip_forgiven(string typed, string ids)
    {
        string?[] found = [.. (await SuggestAsync(typed + "&limit=20")).Select(suggestion => suggestion.GetProperty("facilityId").GetString()).Where(id => id is not null)];
        Assert.Equal(ids, string.Join(' ', found));
    }

    [Fact]
    public async Task With_an_origin_the_nearest_come_first()
    {
        IReadOnlyList<JsonElement> near = await SuggestAsync("springfield&zip=62701");
        Assert.Equal("place=Springfield, IL", SearchOf(near.First(suggestion => suggestion.GetProperty("kind").GetString() == "city")));
        near = await SuggestAsync("springfield&lat=42.1&lon=-72.6");
        Assert.Equal("place=Springfield, MA", SearchOf(near.First(suggestion => suggestion.GetProperty("kind").GetString() == "city")));
        near = await SuggestAsync("springfield&place=St. Louis, MO");
        Assert.Equal("place=Springfield, IL", SearchOf(near.First(suggestion => suggestion.GetProperty("kind").GetString() == "city")));
        near = await SuggestAsync("washington county&zip=84770");
        Assert.Equal("state=UT&county=Washington County", SearchOf(near[0]));
        near = await SuggestAsync("peachtree&lat=33.9&lon=-84.39");
        Assert.Equal(["f02", "f01"], near.Select(suggestion => suggestion.GetProperty("facilityId").GetString()).Where(id => id is not null));
        near = await SuggestAsync("3031&zip=30309");
        Assert.Equal("zip=30313", SearchOf(near[0]));
    }

    [Fact]
    public async Task A_facility_says_where_it_is_because_several_have_one_name() =>
        Assert.Equal("1 Peachtree Street, Atlanta, GA 30309", (await SuggestAsync("zebra center"))[0].GetProperty("detail").GetString());

    [Fact]
    public async Task No_kind_hides_the_others()
    {
        string?[] kinds = [.. (await SuggestAsync("hope")).Select(suggestion => suggestion.GetProperty("kind").GetString())];
        Assert.Contains("facility", kinds);
        Assert.Contains("city", kinds);
    }

    [Theory]
    [InlineData("", "q", "missing")]
    [InlineData("q=", "q", "without a value")]
    [InlineData("q=!!!", "q", "at least one letter")]
    [InlineData("q=a&q=b", "q", "more than once")]
    [InlineData("q=a&limit=0", "limit", "from 1 to 20")]
    [InlineData("q=a&limit=21", "limit", "from 1 to 20")]
    [InlineData("q=a&limit=1.5", "limit", "from 1 to 20")]
    [InlineData("q=a&zip=3030", "zip", "five digits")]
    [InlineData("q=a&zip=30309&lat=33&lon=-84", "lat", "not zip together with lat and lon")]
    [InlineData("q=a&zip=30309&lat=33&lon=-84", "zip", "not zip together with lat and lon")]
    [InlineData("q=a&lat=33.79&lon=84.39", "lon", "lose its minus sign")]
    [InlineData("q=a&lat=-84.39&lon=33.79", "lat", "swapped")]
    [InlineData("q=a&place=Springfield", "place", "Springfield, ")]
    [InlineData("q=a&lat=33", "lat", "lon is missing")]
    [InlineData("q=a&lat=91&lon=-84", "lat", "between -90 and 90")]
    [InlineData("q=a&lat=NaN&lon=-84", "lat", "between -90 and 90")]
    [InlineData("q=a&lat=33&lon=84", "lon", "this point is elsewhere")]
    [InlineData("q=a&query=b", "query", "no such parameter")]
    [InlineData("q=%00", "q", "no text has")]
    public async Task What_cannot_be_used_is_named(string query, string parameter, string message)
    {
        JsonElement problem = await host.Api.GetAsync("/v1/places?" + query, HttpStatusCode.BadRequest);
        Assert.Contains(message, problem.GetProperty("errors").GetProperty(parameter)[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_longer_than_any_name_is_refused() =>
        await host.Api.GetAsync("/v1/places?q=" + new string('a', 101), HttpStatusCode.BadRequest);

    [Fact]
    public async Task In_a_body_it_is_the_same_answer_and_the_same_errors()
    {
        using HttpClient client = host.Api.CreateClient();
        using HttpResponseMessage response = await client.PostAsJsonAsync("/v1/places", new { q = "peachtree", zip = "30309", limit = 3 });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal((await host.Api.GetAsync("/v1/places?q=peachtree&zip=30309&limit=3")).GetRawText(), await response.Content.ReadAsStringAsync());

        using HttpResponseMessage wrong = await client.PostAsJsonAsync("/v1/places", new { q = (string?)null, lat = 33.7, near = 1 });
        JsonElement errors = JsonDocument.Parse(await wrong.Content.ReadAsStringAsync()).RootElement.GetProperty("errors");
        Assert.Equal(["q", "near", "lat"], errors.EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Places_are_suggested_while_no_engine_answers()
    {
        await using ApiHost api = await ApiHost.ServingAsync(
            [.. TestFacilities.InAtlanta(1)], StubEngine.Failing(() => new SearchUnavailableException("The engine is down.")));
        JsonElement answer = await api.GetAsync("/v1/places?q=peachtree");
        Assert.False(answer.GetProperty("facilitiesSearched").GetBoolean());
        Assert.Equal("city", answer.GetProperty("suggestions")[0].GetProperty("kind").GetString());
        Assert.Equal("988", answer.GetProperty("notices")[0].GetProperty("phone").GetString());
    }

    private async Task<IReadOnlyList<JsonElement>> SuggestAsync(string typed)
    {
        int rest = typed.IndexOf('&', StringComparison.Ordinal);
        string query = rest < 0 ? Uri.EscapeDataString(typed) : Uri.EscapeDataString(typed[..rest]) + typed[rest..];
        return [.. (await host.Api.GetAsync("/v1/places?q=" + query)).GetProperty("suggestions").EnumerateArray()];
    }

    private static string? SearchOf(JsonElement suggestion) => suggestion.GetProperty("search") is { ValueKind: JsonValueKind.Object } search
        ? string.Join('&', search.EnumerateObject().Select(parameter => $"{parameter.Name}={parameter.Value.GetString()}"))
        : null;

    private static string Escaped(string search) => string.Join('&', search.Split('&').Select(pair => pair.Split('=')).Select(pair => $"{pair[0]}={Uri.EscapeDataString(pair[1])}"));
}
