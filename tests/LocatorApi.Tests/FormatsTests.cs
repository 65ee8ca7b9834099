using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CsvHelper;
using Locator.Facilities;

namespace LocatorApi.Tests;

/// <summary>GeoJSON and CSV, which are handed on.</summary>
public sealed class FormatsTests
{
    private const string Csv = "text/csv", GeoJson = "application/geo+json", NdJson = "application/x-ndjson", Json = "application/json";

    [Theory]
    [InlineData("/v1/search?zip=30309", null, Json)]
    [InlineData("/v1/search?zip=30309", "*/*", Json)]
    [InlineData("/v1/search?zip=30309", "text/html, application/xhtml+xml, */*;q=0.8", Json)]
    [InlineData("/v1/search?zip=30309", "text/csv", Csv)]
    [InlineData("/v1/search?zip=30309", "TEXT/CSV; header=present", Csv)]
    [InlineData("/v1/search?zip=30309", "application/geo+json;q=0.5, text/csv;q=0.4", GeoJson)]
    [InlineData("/v1/search?zip=30309", "application/json;q=0.1, text/*", Csv)]
    [InlineData("/v1/search?zip=30309", "*/*, application/json;q=0", GeoJson)]
    [InlineData("/v1/search?zip=30309", "nonsense", Json)]
    [InlineData("/v1/export", null, NdJson)]
    [InlineData("/v1/export", "text/*, */*;q=0.1", Csv)]
    [InlineData("/v1/export", "application/geo+json", GeoJson)]
    public async Task The_format_is_the_one_that_Accept_likes_best(string path, string? accept, string format)
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(2));
        using HttpResponseMessage response = await GetAsync(api, path, accept);
        Assert.Equal((HttpStatusCode.OK, format), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains("Accept", response.Headers.Vary);
        Assert.Equal(path.StartsWith("/v1/search", StringComparison.Ordinal) ? "no-store" : "public, max-age=300", response.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("/v1/search?zip=30309", "text/html")]
    [InlineData("/v1/search?zip=30309", "application/x-ndjson")]
    [InlineData("/v1/search?zip=30309", "*/*;q=0")]
    [InlineData("/v1/export", "application/json")]
    [InlineData("/v1/export", "image/*")]
    public async Task What_there_is_not_is_an_error_that_names_what_there_is(string path, string accept)
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(2));
        using HttpResponseMessage response = await GetAsync(api, path, accept);
        JsonElement error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((HttpStatusCode.NotAcceptable, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal("/problems/not-acceptable", error.GetProperty("type").GetString());
        Assert.Contains(Csv, error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("Accept", response.Headers.Vary);
    }

    [Theory]
    [InlineData(Csv)]
    [InlineData(GeoJson)]
    public async Task Errors_are_problems_whatever_is_accepted(string format)
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(2));
        using HttpResponseMessage response = await GetAsync(api, "/v1/search?zip=x", format);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData(Csv)]
    [InlineData(GeoJson)]
    public async Task A_list_that_is_handed_on_does_not_tell_where_somebody_looked_for_help(string format)
    {
        // Nearest is the one that comes last by name.
        Facility[] facilities =
        [
            TestFacilities.At(33.7931, -84.3877, 1, "SA", "OP") with { Name = "Zebra House" },
            TestFacilities.At(33.85, -84.3877, 2, "SA", "OP") with { Name = "Élan House" },
            TestFacilities.At(33.95, -84.3877, 3, "SA", "OP") with { Name = "Fox House" },
        ];
        await using ApiHost api = await ApiHost.ServingAsync(facilities);
        string plain = await TextAsync(api, "/v1/search?zip=30318&radius=20&limit=2", format);
        Assert.True(plain.IndexOf("lan House", StringComparison.Ordinal) < plain.IndexOf("Zebra House", StringComparison.Ordinal), plain);
        foreach (string word in (string[])["30318", "distance", "\"origin\"", "\"next\"", "radius"])
        {
            Assert.DoesNotContain(word, plain, StringComparison.Ordinal);
        }

        string asked = await TextAsync(api, "/v1/search?zip=30318&radius=20&limit=2&distance=true", format);
        Assert.True(asked.IndexOf("Zebra House", StringComparison.Ordinal) < asked.IndexOf("lan House", StringComparison.Ordinal), asked);
        Assert.Contains("distanceMiles", asked, StringComparison.Ordinal);
        await api.GetAsync("/v1/search?zip=30318&distance=yes", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task GeoJSON_is_a_collection_of_points_with_longitude_first()
    {
        Facility[] facilities =
        [
            TestFacilities.At(33.79, -84.39, 1, "SA", "OP"),
            TestFacilities.At(33.79, -84.39, 2, "SA", "OP") with { Location = null },
        ];
        await using ApiHost api = await ApiHost.ServingAsync(facilities);
        foreach (string path in (string[])["/v1/search?state=GA", "/v1/export"])
        {
            JsonElement collection = JsonDocument.Parse(await TextAsync(api, path, GeoJson)).RootElement;
            Assert.Equal("FeatureCollection", collection.GetProperty("type").GetString());
            Assert.Equal("public", collection.GetProperty("directory").GetProperty("kind").GetString());
            Assert.Equal("crisis", collection.GetProperty("notices")[0].GetProperty("kind").GetString());
            JsonElement first = collection.GetProperty("features")[0], second = collection.GetProperty("features")[1];
            Assert.Equal(("Feature", "f01"), (first.GetProperty("type").GetString(), first.GetProperty("id").GetString()));
            Assert.Equal("Point", first.GetProperty("geometry").GetProperty("type").GetString());
            Assert.Equal([-84.39, 33.79], first.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().Select(number => Math.Round(number.GetDouble(), 5)));
            Assert.Equal("Peachtree Clinic 1", first.GetProperty("properties").GetProperty("name").GetString());
            Assert.Equal(JsonValueKind.Null, second.GetProperty("geometry").ValueKind);
        }
    }

    [Fact]
    public async Task A_table_has_a_row_for_every_program_and_keeps_phones_and_ZIP_Codes()
    {
        Facility facility = TestFacilities.At(42.35, -71.06, 7, "SA", "OP", "OIT", "MD", "MC") with
        {
            Address = new Address("1 Beacon Street", "Suite 3", "Boston", "MA", "02139", "Suffolk", "25025"),
            Phones =
            [
                new Phone("main", "+16175550100", "12", "617-555-0100 ext. 12", ["f07-su1"]),
                new Phone("intake", "+16175550101", null, "617-555-0101", ["f07-su1", "f07-mh1"]),
            ],
            Programs =
            [
                TestFacilities.Program("f07-su1", ProgramType.SubstanceUse, "SA", "OP", "OIT", "MD", "MC"),
                TestFacilities.Program("f07-mh1", ProgramType.MentalHealth, "MH", "OP"),
            ],
        };
        await using ApiHost api = await ApiHost.ServingAsync([facility]);
        foreach (string path in (string[])["/v1/search?state=MA&payment=medicaid", "/v1/export"])
        {
            using HttpResponseMessage response = await GetAsync(api, path, Csv);
            Assert.Equal("utf-8", response.Content.Headers.ContentType?.CharSet);
            Assert.EndsWith(".csv", response.Content.Headers.ContentDisposition?.FileName, StringComparison.Ordinal);
            byte[] bytes = await response.Content.ReadAsByteArrayAsync();
            Assert.Equal(Encoding.UTF8.Preamble, bytes.AsSpan(0, 3));
            string text = Encoding.UTF8.GetString(bytes);
            Assert.Equal(text.Count(c => c == '\n'), text.Split("\r\n").Length - 1);

            IDictionary<string, object>[] rows = Rows(text);
            Assert.Equal(["f07-su1", "f07-mh1"], rows.Select(row => row["programId"]));
            Assert.Equal(("617-555-0100 ext. 12", "617-555-0101"), (rows[0]["phone"], rows[0]["intakePhone"]));
            Assert.Equal(("", "617-555-0101"), (rows[1]["phone"], rows[1]["intakePhone"]));
            Assert.Equal(("02139", "MA 02139"), (rows[0]["zip"], rows[0]["stateZip"]));
            Assert.Equal("medicaid; medicare", rows[0]["payment"]);
            Assert.Contains("intensive-outpatient", (string)rows[0]["level"], StringComparison.Ordinal);
            Assert.StartsWith("-71.06", (string)rows[0]["lon"], StringComparison.Ordinal);
            Assert.Equal(path == "/v1/export", rows[0].TryGetValue("serviceCodes", out object? codes) && (string)codes == "MC; MD; OIT; OP; SA");
            Assert.Equal(path != "/v1/export", rows[0].TryGetValue("matched", out object? matched) && (string)matched == "stated");
        }
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://example.org\",\"Call\")")]
    [InlineData("+1 clinic")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    public async Task Text_that_a_spreadsheet_would_run_gets_an_apostrophe(string name)
    {
        await using ApiHost api = await ApiHost.ServingAsync([TestFacilities.At(33.79, -84.39, 1, "SA", "OP") with { Name = name }]);
        foreach (string path in (string[])["/v1/search?state=GA", "/v1/export"])
        {
            Assert.Equal("'" + name, Rows(await TextAsync(api, path, Csv))[0]["name"]);
        }
    }

    [Fact]
    public async Task Quotes_commas_and_accents_survive_a_table()
    {
        const string Name = "Élan, \"The Niño\" House";
        await using ApiHost api = await ApiHost.ServingAsync([TestFacilities.At(33.79, -84.39, 1, "SA", "OP") with { Name = Name }]);
        Assert.Equal(Name, Rows(await TextAsync(api, "/v1/search?state=GA", Csv))[0]["name"]);
    }

    [Theory]
    [InlineData("/v1/search?state=GA", "application/json")]
    [InlineData("/v1/search?state=GA", "application/geo+json")]
    [InlineData("/v1/facilities/f01", "application/json")]
    [InlineData("/v1/facilities?id=f01", "application/json")]
    [InlineData("/v1/export", "application/x-ndjson")]
    public async Task JSON_is_plain_text(string path, string accept)
    {
        Facility facility = TestFacilities.At(33.79, -84.39, 1, "SA", "OP") with
        {
            Name = "Smith & Sons' Niño <Clinic>",
            Phones = [new Phone("main", "+16175550100", null, "617-555-0100", ["f01-su1"])],
        };
        await using ApiHost api = await ApiHost.ServingAsync([facility]);
        string text = await TextAsync(api, path, accept);
        Assert.Contains("Smith & Sons' Niño <Clinic>", text, StringComparison.Ordinal);
        Assert.Contains("\"number\":\"+16175550100\"", text, StringComparison.Ordinal);
    }

    private static IDictionary<string, object>[] Rows(string csv)
    {
        using CsvReader reader = new(new StringReader(csv.TrimStart('\uFEFF')), CultureInfo.InvariantCulture);
        return [.. reader.GetRecords<dynamic>().Select(row => (IDictionary<string, object>)row)];
    }

    private static async Task<string> TextAsync(ApiHost api, string path, string accept)
    {
        using HttpResponseMessage response = await GetAsync(api, path, accept);
        string text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return text;
    }

    private static async Task<HttpResponseMessage> GetAsync(ApiHost api, string path, string? accept)
    {
        using HttpClient client = api.CreateClient();
        if (accept is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        }

        return await client.GetAsync(path);
    }
}
