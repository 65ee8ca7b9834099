using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Locator.Facilities;
using LocatorApi.Directories;
using LocatorApi.Facilities;
using LocatorApi.Filters;
using LocatorApi.Places;
using LocatorApi.Search.Page;

namespace LocatorApi.Tests;

public sealed class SearchTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiHost.ServingAsync(
    [
        .. TestFacilities.InAtlanta(25),
        TestFacilities.At(34.2, -84.39, 90, "SA", "OP", "PI") with
        {
            Programs =
            [
                TestFacilities.Program("f90-su1", ProgramType.SubstanceUse, "SA", "OP", "PI", "ADLT", "TELE", "SF", "FEM"),
                TestFacilities.Program("f90-mh1", ProgramType.MentalHealth, "MH", "OP", "MD", "ADLT", "TELE"),
            ],
        },
    ]);

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task A_zip_gives_the_nearest_facilities_and_says_what_it_searched()
    {
        JsonElement page = await _api.GetAsync("/v1/search?zip=30309&limit=3");
        Assert.Equal("zip", page.GetProperty("origin").GetProperty("type").GetString());
        Assert.Equal("Atlanta", page.GetProperty("origin").GetProperty("city").GetString());
        Assert.Equal(5, page.GetProperty("area").GetProperty("radiusMiles").GetDouble());
        Assert.Equal("auto", page.GetProperty("area").GetProperty("reason").GetString());
        Assert.Equal(25, page.GetProperty("total").GetInt32());
        Assert.Equal(3, page.GetProperty("results").GetArrayLength());
        double[] miles = [.. page.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("distanceMiles").GetDouble())];
        Assert.Equal(miles.Order(), miles);
        Assert.Equal("crisis", page.GetProperty("notices")[0].GetProperty("kind").GetString());
        Assert.Equal("988", page.GetProperty("notices")[0].GetProperty("phone").GetString());
    }

    [Fact]
    public async Task Distances_from_a_zip_are_approximate_and_from_a_point_to_an_address_are_not()
    {
        JsonElement fromZip = await _api.GetAsync("/v1/search?zip=30309&limit=1");
        JsonElement fromPoint = await _api.GetAsync("/v1/search?lat=33.79&lon=-84.39&limit=1");
        Assert.True(fromZip.GetProperty("results")[0].GetProperty("distanceApproximate").GetBoolean());
        Assert.False(fromPoint.GetProperty("results")[0].GetProperty("distanceApproximate").GetBoolean());
        Assert.Equal("exact", fromPoint.GetProperty("origin").GetProperty("precision").GetString());
    }

    [Fact]
    public async Task Without_an_origin_there_are_no_distances()
    {
        JsonElement page = await _api.GetAsync("/v1/search?state=ga&county=fulton&limit=1");
        Assert.Equal(JsonValueKind.Null, page.GetProperty("origin").ValueKind);
        Assert.Equal("GA", page.GetProperty("area").GetProperty("state").GetString());
        Assert.Equal("13121", page.GetProperty("area").GetProperty("county").GetProperty("fips").GetString());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("results")[0].GetProperty("distanceMiles").ValueKind);
        Assert.Equal(26, page.GetProperty("total").GetInt32());
        Assert.Equal(26, (await _api.GetAsync("/v1/search?county=13121")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Each_program_of_a_result_says_how_it_fits()
    {
        JsonElement page = await _api.GetAsync("/v1/search?zip=30309&radius=100&payment=private-insurance");
        JsonElement only = Assert.Single(page.GetProperty("results").EnumerateArray());
        Assert.Equal("stated", only.GetProperty("matched").GetProperty("f90-su1").GetString());
        Assert.Equal("none", only.GetProperty("matched").GetProperty("f90-mh1").GetString());
        Assert.Contains(page.GetProperty("notices").EnumerateArray(), n => n.GetProperty("kind").GetString() == "insurance-plans");
    }

    [Fact]
    public async Task Values_may_be_repeated_or_parted_by_commas()
    {
        JsonElement repeated = await _api.GetAsync("/v1/search?zip=30309&radius=100&payment=medicaid&payment=private-insurance&paymentMatch=any");
        JsonElement listed = await _api.GetAsync("/v1/search?zip=30309&radius=100&payment=private-insurance,medicaid");
        Assert.Equal(26, repeated.GetProperty("total").GetInt32());
        Assert.Equal(26, listed.GetProperty("total").GetInt32());
        JsonElement all = await _api.GetAsync("/v1/search?zip=30309&radius=100&payment=medicaid&payment=private-insurance&paymentMatch=all");
        Assert.Equal(0, all.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Facets_carry_labels_and_are_those_asked_for()
    {
        JsonElement facets = (await _api.GetAsync("/v1/search?zip=30309&facets=payment")).GetProperty("facets");
        JsonElement medicaid = facets.GetProperty("payment").GetProperty("values").EnumerateArray()
            .First(value => value.GetProperty("value").GetString() == "medicaid");
        Assert.Equal("Medicaid", medicaid.GetProperty("label").GetString());
        Assert.Equal(25, medicaid.GetProperty("count").GetInt32());
        Assert.Single(facets.EnumerateObject());
        Assert.Empty((await _api.GetAsync("/v1/search?zip=30309&facets=none")).GetProperty("facets").EnumerateObject());
        string[] usual = [.. (await _api.GetAsync("/v1/search?zip=30309")).GetProperty("facets").EnumerateObject().Select(f => f.Name)];
        Assert.Equal(["level", "payment", "assistance", "accreditation", "telehealth", "age", "care"], usual);
    }

    [Fact]
    public async Task Nothing_found_names_the_nearest_match_and_what_each_filter_costs()
    {
        JsonElement page = await _api.GetAsync("/v1/search?zip=30309&radius=10&payment=private-insurance&q=peachtree");
        Assert.Equal(0, page.GetProperty("total").GetInt32());
        JsonElement repair = page.GetProperty("repair");
        Assert.Equal("f90", repair.GetProperty("nearest").GetProperty("id").GetString());
        Assert.Equal(25, repair.GetProperty("without").GetProperty("payment").GetInt32());
        Assert.Equal(0, repair.GetProperty("without").GetProperty("q").GetInt32());
    }

    [Fact]
    public async Task A_combination_that_nobody_is_asked_is_said_to_be_so()
    {
        JsonElement never = await _api.GetAsync("/v1/search?zip=30309&care=mental-health&level=intensive-outpatient");
        Assert.Contains(never.GetProperty("notices").EnumerateArray(), n => n.GetProperty("kind").GetString() == "not-asked");
        foreach (string asked in (string[])["level=intensive-outpatient", "care=mental-health&accreditation=carf", "care=mental-health&level=intensive-outpatient,outpatient"])
        {
            JsonElement page = await _api.GetAsync("/v1/search?zip=30309&" + asked);
            Assert.DoesNotContain(page.GetProperty("notices").EnumerateArray(), n => n.GetProperty("kind").GetString() == "not-asked");
        }
    }

    [Theory]
    [InlineData("09012")]
    public async Task Overseas_mail_has_no_local_directory_and_says_whom_to_call(string zip)
    {
        JsonElement page = await _api.GetAsync("/v1/search?zip=" + zip);
        Assert.Equal(0, page.GetProperty("total").GetInt32());
        Assert.Equal("military", page.GetProperty("origin").GetProperty("zipKind").GetString());
        string?[] phones =
        [
            .. page.GetProperty("notices").EnumerateArray()
                .Where(n => n.GetProperty("kind").GetString() is "no-local-directory" or "overseas-military").Select(n => n.GetProperty("phone").GetString()),
        ];
        Assert.Equal(["1-800-662-4357", "800-342-9647", "988"], phones);
    }

    [Fact]
    public async Task A_zip_at_home_hears_nothing_of_the_military()
    {
        foreach (string path in (string[])["/v1/search?zip=10200", "/v1/zips/10200"])
        {
            JsonElement answer = await _api.GetAsync(path);
            Assert.DoesNotContain(answer.GetProperty("notices").EnumerateArray(), notice => notice.GetProperty("kind").GetString() == "overseas-military");
        }
    }

    [Fact]
    public async Task Answers_are_exactly_what_the_documentation_says()
    {
        using HttpClient client = _api.CreateClient();
        SearchPage page = await ReadStrictly<SearchPage>(client, "/v1/search?zip=30309&radius=100&limit=100");
        Assert.Equal(26, page.Results.Count);
        Assert.Equal(["medicaid"], page.Results[0].Programs[0].Payment);
        SearchPage repaired = await ReadStrictly<SearchPage>(client, "/v1/search?zip=30309&radius=1&payment=private-insurance&state=GA");
        Assert.NotNull(repaired.Repair?.Nearest);
        FacilityDetails details = await ReadStrictly<FacilityDetails>(client, "/v1/facilities/f90");
        Assert.Equal("Telemedicine/telehealth therapy", details.ServiceCodes["f90-mh1"].First(code => code.Code == "TELE").Name);
        FilterReference filters = await ReadStrictly<FilterReference>(client, "/v1/filters");
        Assert.Equal(Vocabulary.Current.Groups.Count, filters.Groups.Count);
        Assert.Equal(26, filters.Groups.First(g => g.Name == "care").Values.First(v => v.Value == "substance-use").Facilities);
        Assert.Equal("2.1", filters.Groups.First(g => g.Name == "level").Values.First(v => v.Value == "intensive-outpatient").AsamLevel);
        DirectoryAnswer directory = await ReadStrictly<DirectoryAnswer>(client, "/v1/directory");
        Assert.Equal(26, directory.Coverage.FacilitiesByState["GA"]);
        Assert.Equal(1, directory.Coverage.ProgramsByType["mental-health"]);
        Assert.Equal("Public domain", directory.Sources[0].License);
        ZipAnswer zip = await ReadStrictly<ZipAnswer>(client, "/v1/zips/30309-1234");
        Assert.Equal("30309", zip.Zip);
    }

    [Fact]
    public async Task Searches_are_never_stored_and_reference_data_has_entity_tags()
    {
        using HttpClient client = _api.CreateClient();
        foreach (string path in (string[])["/v1/search?zip=30309", "/v1/search?zip=x", "/v1/zips/30309", "/v1/zips/x"])
        {
            using HttpResponseMessage response = await client.GetAsync(path);
            Assert.True(response.Headers.CacheControl?.NoStore, path);
        }

        foreach (string path in (string[])["/v1/facilities/f00", "/v1/filters", "/v1/directory"])
        {
            using HttpResponseMessage first = await client.GetAsync(path);
            Assert.NotNull(first.Headers.ETag);
            using HttpRequestMessage again = new(HttpMethod.Get, path);
            again.Headers.IfNoneMatch.Add(first.Headers.ETag);
            using HttpResponseMessage second = await client.SendAsync(again);
            Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
            Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        }
    }

    [Fact]
    public async Task A_body_is_sent_in_one_piece_with_its_length_and_pages_of_any_origin_may_read_it()
    {
        using HttpClient client = _api.CreateClient();
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/search?zip=30309");
        request.Headers.Add("Origin", "https://example.org");
        using HttpResponseMessage response = await client.SendAsync(request);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(body.Length, response.Content.Headers.ContentLength);
        Assert.Equal("*", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("ETag", Assert.Single(response.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/search?zip=30309")]
    [InlineData("/v1/search?zip=nowhere")]
    [InlineData("/v1/facilities/f00")]
    [InlineData("/v1/facilities/nope")]
    [InlineData("/v1/zips/30309")]
    [InlineData("/v1/filters")]
    [InlineData("/v1/directory")]
    [InlineData("/problems/unknown-zip")]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    [InlineData("/nope")]
    public async Task HEAD_is_answered_as_GET_is_without_the_body(string path)
    {
        using HttpClient client = _api.CreateClient();
        using HttpResponseMessage get = await client.GetAsync(path);
        using HttpRequestMessage request = new(HttpMethod.Head, path);
        using HttpResponseMessage head = await client.SendAsync(request);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Equal(get.Headers.CacheControl, head.Headers.CacheControl);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
    }

    private static async Task<T> ReadStrictly<T>(HttpClient client, string path)
    {
        string body = await client.GetStringAsync(path);
        return JsonSerializer.Deserialize<T>(body, Strict)!;
    }
}
