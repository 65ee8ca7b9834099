using System.Net;
using System.Text.Json;
using Locator.Facilities;
using Locator.Geo;

namespace LocatorApi.Tests;

/// <summary>What a search says to help: where nothing was found, of programs that take others only, and of telehealth across states.</summary>
public sealed class SearchHelpTests
{
    private static Facility In(string state, double latitude, double longitude, int number, params string[] codes)
    {
        Facility facility = TestFacilities.At(latitude, longitude, number, codes);
        return facility with { Address = facility.Address with { State = state } };
    }

    private static string?[] Ids(JsonElement results) => [.. results.EnumerateArray().Select(result => result.GetProperty("id").GetString())];

    [Fact]
    public async Task Open_to_hides_programs_that_take_others_only()
    {
        await using ApiHost api = await ApiHost.ServingAsync(
        [
            TestFacilities.At(33.79, -84.39, 1, "SA", "OP", "ADLT"),
            TestFacilities.At(33.80, -84.39, 2, "SA", "OP", "ADLT", "OUDO"),
            TestFacilities.At(33.81, -84.39, 3, "SA", "OP", "ADLT", "DUO"),
        ]);
        Assert.Equal(["f01", "f02", "f03"], Ids((await api.GetAsync("/v1/search?zip=30309")).GetProperty("results")));
        Assert.Equal(["f01", "f02"], Ids((await api.GetAsync("/v1/search?zip=30309&openTo=opioids")).GetProperty("results")));
        Assert.Equal(["f01"], Ids((await api.GetAsync("/v1/search?zip=30309&openTo=everyone")).GetProperty("results")));
        JsonElement both = await api.GetAsync("/v1/search?zip=30309&openTo=dui,opioids&unknown=include");
        Assert.Equal(["f01", "f02", "f03"], Ids(both.GetProperty("results")));
        Assert.Equal("opioids", both.GetProperty("results")[1].GetProperty("programs")[0].GetProperty("restrictedTo")[0].GetString());
        JsonElement none = await api.GetAsync("/v1/search?zip=30309&openTo=alcohol&radius=1&q=clinic");
        Assert.Equal(["f01"], Ids(none.GetProperty("results")));
        JsonElement problem = await api.GetAsync("/v1/search?zip=30309&openTo=everybody", HttpStatusCode.BadRequest);
        Assert.Contains("Did you mean \"everyone\"?", problem.GetProperty("errors").GetProperty("openTo")[0].GetString(), StringComparison.Ordinal);
        await api.GetAsync("/v1/search?zip=30309&openToMatch=all", HttpStatusCode.BadRequest);
        await api.GetAsync("/v1/search?zip=30309&facets=openTo", HttpStatusCode.BadRequest);
        await api.GetAsync("/v1/search?zip=30309&unknown=openTo", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Where_nothing_is_found_the_answer_says_what_there_would_be_without_each_condition()
    {
        await using ApiHost api = await ApiHost.ServingAsync(
        [
            TestFacilities.At(33.79, -84.39, 1, "SA", "OP", "ADLT", "MD"),
            TestFacilities.At(33.79, -84.39, 2, "SA", "OIT", "OP", "ADLT", "OUDO"),
            // Some 40 miles north.
            TestFacilities.At(34.4, -84.39, 3, "SA", "OIT", "OP", "ADLT", "MD"),
        ]);
        JsonElement repair = (await api.GetAsync(
            "/v1/search?zip=30309&radius=10&level=intensive-outpatient&payment=medicaid&openTo=alcohol&q=peachtree")).GetProperty("repair");
        Assert.Equal("f03", repair.GetProperty("nearest").GetProperty("id").GetString());
        Assert.Equal(
            """{"level":1,"payment":0,"q":0,"openTo":0,"area":1}""", repair.GetProperty("without").GetRawText());
        JsonElement reserved = (await api.GetAsync("/v1/search?zip=30309&radius=10&level=intensive-outpatient&openTo=alcohol")).GetProperty("repair");
        Assert.Equal(1, reserved.GetProperty("without").GetProperty("openTo").GetInt32());

        // Without an origin: the rest of the state.
        JsonElement county = (await api.GetAsync("/v1/search?state=GA&county=Cobb&level=intensive-outpatient")).GetProperty("repair");
        Assert.Equal(2, county.GetProperty("without").GetProperty("area").GetInt32());
        Assert.Equal(JsonValueKind.Null, county.GetProperty("nearest").ValueKind);
        JsonElement state = (await api.GetAsync("/v1/search?state=AL&level=intensive-outpatient")).GetProperty("repair");
        Assert.False(state.GetProperty("without").TryGetProperty("area", out _));
    }

    [Theory]
    [InlineData(38.9, 300)]
    [InlineData(47.6, 950)]
    public async Task The_nearest_match_is_found_however_far_it_is(double latitude, double miles)
    {
        await using ApiHost api = await ApiHost.ServingAsync(
        [
            TestFacilities.At(33.79, -84.39, 1, "SA", "OP", "ADLT"),
            In("OH", latitude, -84.39, 2, "SA", "OIT", "OP", "ADLT"),
            In("AK", 61.2, -149.9, 3, "SA", "OIT", "OP", "ADLT"),
        ]);
        foreach (string area in (string[])["", "&radius=20", "&state=GA"])
        {
            JsonElement repair = (await api.GetAsync("/v1/search?zip=30309&level=intensive-outpatient" + area)).GetProperty("repair");
            Assert.Equal("f02", repair.GetProperty("nearest").GetProperty("id").GetString());
            Assert.InRange(repair.GetProperty("nearest").GetProperty("distanceMiles").GetDouble(), miles, miles + 100);
            Assert.Equal(area.Length > 0, repair.GetProperty("without").TryGetProperty("area", out _));
        }
    }

    [Fact]
    public async Task Telehealth_across_the_state_shows_the_nearest_that_are_not_on_the_page()
    {
        // Columbus, Georgia, lies on the border of Alabama.
        Facility[] georgia = [.. Enumerable.Range(1, 8).Select(i => In("GA", 33.0 + (i * 0.2), -84.4, i, "SA", "OP", "TELE", "MD", "ADLT"))];
        Facility[] others =
        [
            In("AL", 33.5, -86.8, 20, "SA", "OP", "TELE", "MD", "ADLT"),
            In("AL", 32.47, -85.0, 21, "SA", "OP", "TELE", "ADLT"),
            In("GA", 32.46, -84.98, 22, "SA", "OP", "MD", "ADLT"),
            In("GA", 32.46, -84.98, 23, "SA", "OP", "MD"),
            In("FL", 30.4, -84.3, 24, "SA", "OP", "TELE", "MD", "ADLT"),
        ];
        await using ApiHost api = await ApiHost.ServingAsync([.. georgia, .. others]);
        JsonElement page = await api.GetAsync("/v1/search?zip=31901&radius=80&payment=medicaid&stateTelehealth=true&limit=3&unknown=telehealth");
        Assert.Equal(["f22", "f23", "f01"], Ids(page.GetProperty("results")));
        JsonElement[] states = [.. page.GetProperty("stateTelehealth").EnumerateArray()];
        Assert.Equal(["GA", "AL"], states.Select(state => state.GetProperty("state").GetString()));
        Assert.Equal(8, states[0].GetProperty("total").GetInt32());
        Assert.Equal(["f02", "f03", "f04", "f05", "f06"], Ids(states[0].GetProperty("results")));
        Assert.Equal(JsonValueKind.Null, states[0].GetProperty("ask").ValueKind);
        Assert.Equal(["f20"], Ids(states[1].GetProperty("results")));
        Assert.Equal("Ask whether they may treat you in Georgia.", states[1].GetProperty("ask").GetString());

        JsonElement next = await api.GetAsync("/v1/search?cursor=" + page.GetProperty("next").GetString());
        Assert.False(next.TryGetProperty("stateTelehealth", out _));
        Assert.False((await api.GetAsync("/v1/search?zip=31901")).TryGetProperty("stateTelehealth", out _));
        JsonElement fromPoint = await api.GetAsync("/v1/search?lat=32.46&lon=-84.98&radius=1&stateTelehealth=true&level=inpatient");
        Assert.Equal(0, fromPoint.GetProperty("total").GetInt32());
        Assert.Equal(["GA", "AL"], fromPoint.GetProperty("stateTelehealth").EnumerateArray().Select(state => state.GetProperty("state").GetString()));
        JsonElement problem = await api.GetAsync("/v1/search?state=GA&stateTelehealth=true", HttpStatusCode.BadRequest);
        Assert.Contains("needs an origin", problem.GetProperty("errors").GetProperty("stateTelehealth")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "in the District of Columbia.")]
    [InlineData("es", "en el Distrito de Columbia.")]
    public async Task What_to_ask_in_another_state_is_a_sentence(string language, string end)
    {
        await using ApiHost api = await ApiHost.ServingAsync([In("MD", 39.0, -77.0, 1, "SA", "OP", "TELE")]);
        using HttpClient client = api.CreateClient();
        client.DefaultRequestHeaders.Add("Accept-Language", language);
        JsonElement page = JsonDocument.Parse(await client.GetStringAsync("/v1/search?zip=20500&stateTelehealth=true")).RootElement;
        JsonElement maryland = page.GetProperty("stateTelehealth").EnumerateArray().Single(state => state.GetProperty("state").GetString() == "MD");
        Assert.EndsWith(end, maryland.GetProperty("ask").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Telehealth_is_a_flag_wherever_it_stands()
    {
        string[] codes = ["SA", "OP", "MD", "ADLT", "SS", "CBT", "FEM"];
        await using ApiHost api = await ApiHost.ServingAsync(
            [TestFacilities.At(33.79, -84.39, 1, [.. codes, "TELE"]), TestFacilities.At(33.80, -84.39, 2, codes), TestFacilities.At(33.81, -84.39, 3, "SA")]);
        JsonElement page = await api.GetAsync("/v1/search?zip=30309");
        Assert.Equal(
            ["true", "false", "null"],
            page.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("programs")[0].GetProperty("telehealth").GetRawText()));
        Assert.Contains(page.GetProperty("results")[2].GetProperty("programs")[0].GetProperty("unknown").EnumerateArray(), unknown => unknown.GetString() == "telehealth");
        JsonElement facet = page.GetProperty("facets").GetProperty("telehealth").GetProperty("values");
        Assert.Equal("true", Assert.Single(facet.EnumerateArray()).GetProperty("value").GetString());
        Assert.Equal(["f01"], Ids((await api.GetAsync("/v1/search?zip=30309&telehealth=true")).GetProperty("results")));
        JsonElement[] groups = [.. (await api.GetAsync("/v1/filters")).GetProperty("groups").EnumerateArray()];
        Assert.Equal(["telehealth"], groups.Where(group => group.GetProperty("kind").GetString() == "flag").Select(group => group.GetProperty("name").GetString()));
        Assert.All(groups.Where(group => group.GetProperty("name").GetString() != "telehealth"), group => Assert.Equal("choice", group.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task A_text_that_is_an_insurers_name_hears_that_the_directory_knows_no_insurers()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(3));
        JsonElement page = await api.GetAsync("/v1/search?zip=30309&q=aetna");
        Assert.Contains(page.GetProperty("notices").EnumerateArray(), notice => notice.GetProperty("kind").GetString() == "insurance-plans");
        page = await api.GetAsync("/v1/search?zip=30309&q=peachtree");
        Assert.DoesNotContain(page.GetProperty("notices").EnumerateArray(), notice => notice.GetProperty("kind").GetString() == "insurance-plans");
    }

    [Fact]
    public async Task What_the_interface_offers_stands_apart_from_what_people_read()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(3));
        JsonElement notice = (await api.GetAsync("/v1/search?zip=30309&care=mental-health&level=intensive-outpatient")).GetProperty("notices").EnumerateArray()
            .First(n => n.GetProperty("kind").GetString() == "not-asked");
        Assert.DoesNotContain("unknown", notice.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("unknown=include", notice.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }
}
