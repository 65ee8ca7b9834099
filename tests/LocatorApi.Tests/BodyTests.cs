using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace LocatorApi.Tests;

/// <summary>Parameters in a body are read as strictly as those in an address.</summary>
public sealed class BodyTests(ErrorTests.Host host) : IClassFixture<ErrorTests.Host>
{
    [Theory]
    [InlineData("""{"zip":"30301"}""")]
    [InlineData("\uFEFF { \"zip\" : [ \" 30301 \" ] } ")]
    [InlineData("""{"zip":30301}""")]
    public async Task A_ZIP_in_a_body_resolves_as_in_an_address(string body)
    {
        using HttpResponseMessage response = await PostAsync("/v1/zips", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.Equal((await host.Api.GetAsync("/v1/zips/30301")).GetRawText(), await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("{}", "zip", "missing")]
    [InlineData("""{"zip":null}""", "zip", "null")]
    [InlineData("""{"zip":[]}""", "zip", "empty list")]
    [InlineData("""{"zip":""}""", "zip", "without a value")]
    [InlineData("""{"zip":"  "}""", "zip", "without a value")]
    [InlineData("""{"zip":{"a":[1,{}]}}""", "zip", "a string, a number, true or false")]
    [InlineData("""{"zip":["30301",["30302"],{"b":2},"30303"]}""", "zip", "a string, a number, true or false")]
    [InlineData("""{"zip":["30301",null]}""", "zip", "null")]
    [InlineData("""{"zip":["30301","30302"]}""", "zip", "more than once")]
    [InlineData("""{"zip":"30301","zip":"30302"}""", "zip", "stands twice")]
    [InlineData("""{"zip":"30301","\u007aip":"30301"}""", "zip", "stands twice")]
    [InlineData("""{"zip":"30301","zap":1}""", "zap", "Did you mean \"zip\"?")]
    [InlineData("""{"zip":true}""", "zip", "five digits")]
    [InlineData("""{"zip":3.0301e4}""", "zip", "five digits")]
    [InlineData("""{"zip":"3030\u0000"}""", "zip", "no text has")]
    [InlineData("""{"zip":"\ud800"}""", "zip", "no text has")]
    public async Task A_member_that_cannot_be_used_is_named_with_what_to_do(string body, string parameter, string message)
    {
        JsonElement problem = await ProblemAsync(body, HttpStatusCode.BadRequest, "invalid-parameters");
        Assert.Contains(message, problem.GetProperty("errors").GetProperty(parameter)[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"30301\"")]
    [InlineData("null")]
    [InlineData("zip=30301")]
    [InlineData("""{"zip":"30301"} {}""")]
    [InlineData("""{"zip":"30301",}""")]
    [InlineData("""{"zip":"30301" """)]
    [InlineData("""{"zip":"303""")]
    [InlineData("""{zip:"30301"}""")]
    [InlineData("""{"\ud800":"30301"}""")]
    [InlineData("/* */ {}")]
    public async Task What_is_no_JSON_object_is_refused_without_repeating_it(string body)
    {
        JsonElement problem = await ProblemAsync(body, HttpStatusCode.BadRequest, "bad-request");
        Assert.DoesNotContain("303", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_nested_deeper_than_any_reader_goes_are_refused() =>
        await ProblemAsync($$"""{"zip":{{new string('[', 5_000)}}{{new string(']', 5_000)}}}""", HttpStatusCode.BadRequest, "bad-request");

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_refused()
    {
        using ByteArrayContent content = new([.. "{\"zip\":\""u8, 0xFF, 0xFE, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpClient client = host.Api.CreateClient();
        using HttpResponseMessage response = await client.PostAsync("/v1/zips", content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task Only_JSON_in_UTF8_is_taken(string? type)
    {
        JsonElement problem = await ProblemAsync("""{"zip":"30301"}""", HttpStatusCode.UnsupportedMediaType, "unsupported-media-type", type);
        Assert.Contains("application/json", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_with_what_it_may_have()
    {
        string body = $$"""{"zip":"30301"{{new string(' ', 16 * 1024)}}}""";
        JsonElement problem = await ProblemAsync(body, HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        Assert.Contains("16384", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_beside_the_body_are_refused()
    {
        using HttpResponseMessage response = await PostAsync("/v1/zips?zip=30301", """{"zip":"30301"}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        JsonElement problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Contains("members of the JSON body", problem.GetProperty("errors").GetProperty("zip")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_body_is_a_type_that_is_not_taken()
    {
        using HttpClient client = host.Api.CreateClient();
        using ByteArrayContent content = new([0x1F, 0x8B]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage response = await client.PostAsync("/v1/search", content);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("Content-Encoding", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_ZIP_is_the_same_error_as_in_an_address()
    {
        JsonElement problem = await ProblemAsync("""{"zip":"00000"}""", HttpStatusCode.NotFound, "unknown-zip");
        Assert.Contains("Did you mean", problem.GetProperty("errors").GetProperty("zip")[0].GetString(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> ProblemAsync(string body, HttpStatusCode status, string type, string? contentType = "application/json")
    {
        using HttpResponseMessage response = await PostAsync("/v1/zips", body, contentType);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{body} was answered {(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal("/problems/" + type, problem.GetProperty("type").GetString());
        return problem;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string? contentType = "application/json")
    {
        using HttpClient client = host.Api.CreateClient();
        using ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return await client.PostAsync(path, content);
    }
}
