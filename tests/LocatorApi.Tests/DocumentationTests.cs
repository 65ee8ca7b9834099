using System.Text.Json.Nodes;
using Locator.Facilities;
using Locator.Places;
using Locator.Testing;
using LocatorApi.Http;
using LocatorApi.Http.Limits;
using LocatorApi.Notices;
using LocatorApi.Pages.Map;
using LocatorApi.Search.Parameters;
using LocatorApi.Serving;

namespace LocatorApi.Tests;

public sealed class DocumentationTests
{
    private static string Docs(string file) => Path.Combine(SharedData.RepositoryRoot, "docs", file);

    [Fact]
    public async Task The_checked_in_description_is_the_one_that_is_served()
    {
        await using ApiHost api = new();
        using HttpClient client = api.CreateClient();
        string served = JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!.ToJsonString(
            new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })
            .ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable("LOCATOR_UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(Docs("openapi.json"), served);
        }

        string checkedIn = (await File.ReadAllTextAsync(Docs("openapi.json"))).ReplaceLineEndings("\n");
        Assert.True(served == checkedIn, "docs/openapi.json is not what the API serves; run this test with LOCATOR_UPDATE_DOCS=1 and look at the difference.");
        Assert.DoesNotContain("LocatorApi.", served, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_description_holds_every_parameter_with_its_values_and_ranges()
    {
        await using ApiHost api = new();
        JsonNode openApi = JsonNode.Parse((await api.GetAsync("/openapi/v1.json")).GetRawText())!;
        Assert.StartsWith("3.1", openApi["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        JsonArray described = openApi["paths"]!["/v1/search"]!["get"]!["parameters"]!.AsArray();
        Assert.Equal(Parameters.All.Where(p => !p.InBodyOnly).Select(p => p.Name), described.Where(p => p!["in"]!.GetValue<string>() == "query").Select(p => p!["name"]!.GetValue<string>()));
        JsonObject body = openApi["components"]!["schemas"]!["SearchBody"]!["properties"]!.AsObject();
        Assert.Equal(Parameters.All.Select(p => p.Name), body.Select(member => member.Key));
        Assert.Equal("boolean", body["telehealth"]!["type"]!.GetValue<string>());
        JsonNode radius = described.First(p => p!["name"]!.GetValue<string>() == "radius")!["schema"]!;
        Assert.Equal(0.1, radius["minimum"]!.GetValue<double>());
        Assert.Equal(500, radius["maximum"]!.GetValue<double>());
        JsonNode level = described.First(p => p!["name"]!.GetValue<string>() == "level")!["schema"]!;
        JsonNode values = openApi["components"]!["schemas"]![level["items"]!["$ref"]!.GetValue<string>().Split('/')[^1]]!;
        Assert.Contains("intensive-outpatient", values["enum"]!.AsArray().Select(v => v!.GetValue<string>()));
        string[] paths = [.. openApi["paths"]!.AsObject().Select(path => path.Key).Order(StringComparer.Ordinal)];
        Assert.Equal(["/healthz/live", "/healthz/ready", "/problems/{type}", "/v1/changes", "/v1/clusters", "/v1/codes", "/v1/directory", "/v1/export", "/v1/facilities", "/v1/facilities/{id}", "/v1/filters", "/v1/places", "/v1/search", "/v1/zips", "/v1/zips/{zip}"], paths);
    }

    [Fact]
    public async Task The_page_of_the_documentation_is_served()
    {
        await using ApiHost api = new();
        using HttpClient client = api.CreateClient();
        Assert.Contains("swagger-ui", await client.GetStringAsync("/swagger"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_parameter_setting_and_problem_stands_in_the_documentation()
    {
        string page = await File.ReadAllTextAsync(Docs("api.md"));
        string operations = await File.ReadAllTextAsync(Docs("operations.md"));
        string[] missing =
        [
            .. Parameters.All.Select(parameter => parameter.Name)
                .Where(name => !name.EndsWith("Match", StringComparison.Ordinal)).Select(name => $"`{name}`")
                .Concat(ProblemType.All.Select(type => $"`{type.Slug}`"))
                .Concat(NoticeKinds.All.Select(kind => $"`{kind}`"))
                .Append("`levelMatch`")
                .Where(text => !page.Contains(text, StringComparison.Ordinal)),
            .. typeof(SearchOptions).GetProperties().Select(property => $"`Search__{property.Name}`")
                .Concat(typeof(RateLimitOptions).GetProperties().Select(property => $"`RateLimit__{property.Name}`"))
                .Concat(typeof(ProxyOptions).GetProperties().Select(property => $"`ForwardedHeaders__{property.Name}`"))
                .Concat(typeof(MapOptions).GetProperties().Select(property => $"`Map__{property.Name}`"))
                .Concat(["`LOCATOR_DATA`", "`ASPNETCORE_URLS`", "`Notices__File`", "`Assistants__Origins`"])
                .Where(text => !operations.Contains(text, StringComparison.Ordinal)),
        ];
        Assert.Empty(missing);
    }

    private static SearchParameters Parameters => new(Vocabulary.Current, Gazetteer.Bundled);
}
