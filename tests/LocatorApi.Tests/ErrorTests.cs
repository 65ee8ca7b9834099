using System.Net;
using System.Text.Json;

namespace LocatorApi.Tests;

public sealed class ErrorTests(ErrorTests.Host host) : IClassFixture<ErrorTests.Host>
{
    public sealed class Host : IAsyncDisposable
    {
        public ApiHost Api { get; } = new();

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }

    [Theory]
    [InlineData("", "zip", "needs a place")]
    [InlineData("zip=", "zip", "without a value")]
    [InlineData("zip=3030", "zip", "five digits")]
    [InlineData("zip=abcde", "zip", "five digits")]
    [InlineData("zip=%D9%A3%D9%A0%D9%A3%D9%A0%D9%A9", "zip", "five digits")]
    [InlineData("zip=30309-%EF%BC%91234", "zip", "five digits")]
    [InlineData("lat=%D9%A3%D9%A3&lon=-84", "lat", "must be a number")]
    [InlineData("zip=30309&limit=%EF%BC%92%EF%BC%90", "limit", "must be a whole number")]
    [InlineData("county=%EF%BC%91%EF%BC%93121", "county", "needs state")]
    [InlineData("zip=30309&zip=30310", "zip", "more than once")]
    [InlineData("ZIP=30309", "ZIP", "Did you mean \"zip\"?")]
    [InlineData("zip=30309&levl=outpatient", "levl", "Did you mean \"level\"?")]
    [InlineData("zip=30309&level=outpatent", "level", "Did you mean \"outpatient\"")]
    [InlineData("zip=30309&level=iop", "level", "Did you mean \"intensive-outpatient\"?")]
    [InlineData("zip=30309&level=", "level", "without a value")]
    [InlineData("zip=30309&level=outpatient,", "level", "without a value")]
    [InlineData("zip=30309&levelMatch=most", "levelMatch", "not a value")]
    [InlineData("zip=30309&lat=33.7&lon=-84", "zip", "not zip together with lat and lon")]
    [InlineData("zip=30309&lat=33.7&lon=-84", "lat", "not zip together with lat and lon")]
    [InlineData("lat=33.7", "lat", "lon is missing")]
    [InlineData("lon=33.7", "lon", "lat is missing")]
    [InlineData("lat=abc&lon=-84", "lat", "must be a number")]
    [InlineData("lat=NaN&lon=-84", "lat", "must be a number")]
    [InlineData("lat=1e1&lon=-84", "lat", "must be a number")]
    [InlineData("lat=95&lon=-84", "lat", "between -90 and 90")]
    [InlineData("lat=33,7&lon=-84", "lat", "must be a number")]
    [InlineData("zip=30309&radius=0", "radius", "between 0.1 and 500")]
    [InlineData("zip=30309&radius=501", "radius", "between 0.1 and 500")]
    [InlineData("state=GA&radius=5", "radius", "needs an origin")]
    [InlineData("bbox=1,2,3", "bbox", "four numbers")]
    [InlineData("bbox=-84,34,-83,33", "bbox", "minLat")]
    [InlineData("bbox=-190,33,-83,34", "bbox", "between -180 and 180")]
    [InlineData("state=Georgia", "state", "Did you mean \"GA\"?")]
    [InlineData("county=Fulton", "county", "needs state")]
    [InlineData("state=GA&county=Fultn", "county", "Did you mean \"Fulton\"")]
    [InlineData("state=AL&county=13121", "county", "lies in GA")]
    [InlineData("zip=30309&q=!!!", "q", "at least one letter")]
    [InlineData("zip=30309&service=oit", "service", "Did you mean \"OIT\"")]
    [InlineData("zip=30309&unknown=include&unknown=level", "unknown", "cannot stand beside")]
    [InlineData("zip=30309&unknown=service", "unknown", "not a value")]
    [InlineData("zip=30309&facets=none,level", "facets", "cannot stand beside")]
    [InlineData("zip=30309&limit=0", "limit", "between 1 and 100")]
    [InlineData("zip=30309&limit=2.5", "limit", "whole number")]
    [InlineData("zip=30309&city=Atlanta", "city", "no such parameter")]
    [InlineData("cursor=nonsense", "cursor", "not a cursor")]
    [InlineData("zip=30309&levelMatch=foo", "levelMatch", "It takes any or all.")]
    [InlineData("zip=30309&unknown=true", "unknown", "Did you mean \"include\"? It takes exclude, include, or names of filter groups")]
    [InlineData("zip=30309&facets=price", "facets", "Did you mean \"payment\"?")]
    [InlineData("zip=30309&facets=everything", "facets", "It takes none, service, or names of filter groups (GET /v1/filters")]
    [InlineData("state=GA,AL", "state", "one state by its two-letter code")]
    [InlineData("state=QQ9", "state", "such as GA")]
    [InlineData("zip=30309&service=ZZZQ", "service", "GET /v1/codes lists the values")]
    [InlineData("zip=30309&population=martians", "population", "GET /v1/filters lists the values")]
    [InlineData("zip=30309&level=xyzzy-plugh", "level", "It takes outpatient, ")]
    [InlineData("zip=30309&telehealth=false", "telehealth", "takes true only")]
    [InlineData("zip=30309&telehealth=true&telehealth=true", "telehealth", "more than once")]
    [InlineData("zip=30309&telehealthMatch=all", "telehealthMatch", "telehealth has one value, true")]
    [InlineData("zip=30309&age=15", "age", "children-and-teens (0–17)")]
    [InlineData("zip=30309&age=15", "age", "Did you mean \"children-and-teens\"?")]
    [InlineData("zip=30309&age=18", "age", "Did you mean \"young-adults\"?")]
    [InlineData("zip=30309&age=64", "age", "Did you mean \"adults\"?")]
    [InlineData("zip=30309&age=65", "age", "Did you mean \"seniors\"?")]
    [InlineData("zip=30309&gender=woman", "gender", "Did you mean \"female\"?")]
    [InlineData("zip=30309&insurance=medicaid", "insurance", "Did you mean \"payment\"?")]
    [InlineData("zip=30309&schedule=evening", "schedule", "not in this directory")]
    [InlineData("zip=30309&sort=name", "sort", "ordered by distance")]
    [InlineData("zip=30309&lang=es", "lang", "Accept-Language")]
    [InlineData("zip=30309&level=detoxification", "level", "Did you mean \"detox\"?")]
    [InlineData("zip=30309&substance=heroin", "substance", "Did you mean \"opioids\"?")]
    [InlineData("zip=30309&medication=narcan", "medication", "Did you mean support=naloxone?")]
    [InlineData("zip=30309&price=free", "price", "Did you mean \"payment\"?")]
    [InlineData("zip=30309&format=csv", "format", "header Accept")]
    [InlineData("zip=30309&operatedFor=veterans", "operatedFor", "no source says that others are refused")]
    [InlineData("zip=30309&eligibility=veterans", "eligibility", "operatedFor")]
    [InlineData("zip=30309&restrictedTo=dui", "restrictedTo", "openTo")]
    [InlineData("state=DC&county=Fulton", "county", "in the District of Columbia")]
    [InlineData("zip=30309&radius=10mi", "radius", "between 0.1 and 500 miles")]
    [InlineData("zip=30309&radius=501", "radius", "between 0.1 and 500 miles")]
    [InlineData("lat=95&lon=-84", "lat", "degrees")]
    [InlineData("zip=30309&=x", "", "without the name of its parameter")]
    [InlineData("zip=30309&q=%ff%fe", "q", "no UTF-8")]
    [InlineData("zip=30309&polygon=x", "polygon", "by POST")]
    public async Task A_parameter_that_cannot_be_used_is_named_with_what_to_do(string query, string parameter, string message)
    {
        JsonElement problem = await host.Api.GetAsync("/v1/search?" + query, HttpStatusCode.BadRequest);
        Assert.Equal("/problems/invalid-parameters", problem.GetProperty("type").GetString());
        Assert.Contains(message, problem.GetProperty("errors").GetProperty(parameter)[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("988", problem.GetProperty("notices")[0].GetProperty("phone").GetString());
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
    }

    [Theory]
    [InlineData("/v1/filters?lang=es", "lang", "Accept-Language")]
    [InlineData("/v1/filters?language=es", "language", "Accept-Language")]
    [InlineData("/v1/export?format=csv", "format", "header Accept")]
    [InlineData("/v1/places?q=iop&locale=es", "locale", "Accept-Language")]
    [InlineData("/v1/clusters?bbox=-85,33,-84,34&zoom=8&lang=es", "lang", "Accept-Language")]
    [InlineData("/v1/directory?=x", "", "without the name of its parameter")]
    public async Task What_a_header_chooses_is_said_on_every_endpoint(string path, string parameter, string message)
    {
        JsonElement problem = await host.Api.GetAsync(path, HttpStatusCode.BadRequest);
        Assert.Contains(message, problem.GetProperty("errors").GetProperty(parameter)[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        JsonElement problem = await host.Api.GetAsync(
            "/v1/search?zip=123&radius=900&levl=x&level=iop&payment=aetna&limit=0", HttpStatusCode.BadRequest);
        string[] named = [.. problem.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(["level", "levl", "limit", "payment", "radius", "zip"], named);
    }

    [Theory]
    [InlineData("00000")]
    [InlineData("00000-1234")]
    public async Task An_unknown_zip_is_an_error_of_its_own_and_never_an_empty_list(string zip)
    {
        JsonElement problem = await host.Api.GetAsync("/v1/search?zip=" + zip, HttpStatusCode.BadRequest);
        Assert.Equal("/problems/unknown-zip", problem.GetProperty("type").GetString());
        Assert.Contains("Did you mean", problem.GetProperty("errors").GetProperty("zip")[0].GetString(), StringComparison.Ordinal);
        JsonElement unknown = await host.Api.GetAsync("/v1/zips/" + zip, HttpStatusCode.NotFound);
        Assert.Equal("/problems/unknown-zip", unknown.GetProperty("type").GetString());
        Assert.Equal(404, unknown.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("aetna")]
    [InlineData("Blue-Cross")]
    [InlineData("bcbs")]
    [InlineData("united-healthcare")]
    [InlineData("cigna")]
    [InlineData("humana")]
    [InlineData("kaiser")]
    [InlineData("anthem")]
    public async Task An_insurer_is_answered_with_what_the_directory_does_know(string insurer)
    {
        JsonElement problem = await host.Api.GetAsync("/v1/search?zip=30309&payment=" + insurer, HttpStatusCode.BadRequest);
        Assert.Equal("/problems/insurer-not-in-directory", problem.GetProperty("type").GetString());
        Assert.Contains("call", problem.GetProperty("errors").GetProperty("payment")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nope", HttpStatusCode.NotFound, "not-found")]
    [InlineData("/v1/nope", HttpStatusCode.NotFound, "not-found")]
    [InlineData("/v1/facilities/nope", HttpStatusCode.NotFound, "facility-not-found")]
    [InlineData("/v1/zips/abc", HttpStatusCode.BadRequest, "invalid-parameters")]
    [InlineData("/problems/nope", HttpStatusCode.NotFound, "not-found")]
    public async Task Whatever_goes_wrong_has_the_same_shape_whatever_the_caller_accepts(string path, HttpStatusCode status, string type)
    {
        using HttpClient client = host.Api.CreateClient();
        // What a browser asks for outside of the API is answered with a page.
        string[] browsers = path == "/nope" ? [] : ["text/html"];
        foreach (string accept in (string[])["application/json", "text/csv", .. browsers])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.Add("Accept", accept);
            using HttpResponseMessage response = await client.SendAsync(request);
            Assert.Equal(status, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            JsonElement problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            Assert.Equal("/problems/" + type, problem.GetProperty("type").GetString());
            JsonElement explanation = await host.Api.GetAsync("/problems/" + type);
            Assert.NotEmpty(explanation.GetProperty("explanation").GetString()!);
        }
    }

    [Fact]
    public async Task Another_method_is_refused_with_the_same_shape()
    {
        using HttpClient client = host.Api.CreateClient();
        using HttpResponseMessage response = await client.PutAsync("/v1/filters", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["GET", "HEAD", "OPTIONS"], response.Content.Headers.Allow.Order(StringComparer.Ordinal));
    }
}
