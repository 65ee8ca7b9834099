using System.Net;
using System.Text;
using System.Text.Json;
using Locator.Facilities;
using Locator.Places;
using Locator.Search;
using LocatorApi.Search.Parameters;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace LocatorApi.Tests.Assistants;

/// <summary>What an assistant finds at /mcp, through the protocol's official client, whose own traces a witness of privacy would see.</summary>
[Collection(PrivacyWitness.Alone)]
public sealed class AssistantTests
{
    private static readonly string[] Tools = ["get_facility", "list_filters", "resolve_place", "search_programs"];

    [Fact]
    public async Task There_are_four_tools_and_all_of_them_only_read()
    {
        await using ApiHost api = new();
        await using AssistantHost assistant = await AssistantHost.ConnectAsync(api);
        IList<McpClientTool> tools = await assistant.Client.ListToolsAsync();
        Assert.Equal(Tools, tools.Select(tool => tool.Name).Order(StringComparer.Ordinal));
        Assert.All(tools, tool =>
        {
            Assert.True(tool.ProtocolTool.Annotations!.ReadOnlyHint);
            Assert.Contains("Never send names, birth dates or street addresses", tool.Description, StringComparison.Ordinal);
        });
        Assert.Contains("988", assistant.Client.ServerInstructions, StringComparison.Ordinal);
        McpClientTool search = tools.Single(tool => tool.Name == "search_programs");
        Assert.Contains("about", search.Description, StringComparison.Ordinal);
        string[] taken = [.. search.JsonSchema.GetProperty("properties").EnumerateObject().Select(property => property.Name)];
        string[] known = [.. new SearchParameters(Vocabulary.Current, Gazetteer.Bundled).All.Select(parameter => parameter.Name)];
        Assert.Equal(["bbox", "facets", "lat", "lon", "polygon"], known.Except(taken).Order(StringComparer.Ordinal));
        Assert.Empty(taken.Except(known));
        Assert.DoesNotContain("lat and lon", search.JsonSchema.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(10, search.JsonSchema.GetProperty("properties").GetProperty("limit").GetProperty("maximum").GetInt32());
    }

    [Fact]
    public async Task A_search_finds_what_the_API_finds_page_by_page()
    {
        await using ApiHost api = new();
        await using AssistantHost assistant = await AssistantHost.ConnectAsync(api);
        JsonElement expected = await api.GetAsync("/v1/search?zip=30309&care=substance-use&limit=3&facets=none");
        JsonElement page = await assistant.CallAsync("search_programs", new { zip = "30309", care = new[] { "substance-use" }, limit = 3, state = (string?)null });
        Assert.Equal(Ids(expected), Ids(page));
        Assert.Equal(expected.GetProperty("total").GetInt32(), page.GetProperty("total").GetInt32());
        JsonElement next = await assistant.CallAsync("search_programs", new { cursor = page.GetProperty("next").GetString() });
        Assert.NotEmpty(Ids(next));
        Assert.Empty(Ids(next).Intersect(Ids(page)));
        Assert.Equal(5, Ids(await assistant.CallAsync("search_programs", new { zip = "30309" })).Length);
    }

    [Fact]
    public async Task A_facility_a_place_and_the_filters_are_what_the_API_says()
    {
        await using ApiHost api = new();
        await using AssistantHost assistant = await AssistantHost.ConnectAsync(api);
        string id = Ids(await assistant.CallAsync("search_programs", new { zip = "30309", limit = 1 }))[0];
        JsonElement facility = await assistant.CallAsync("get_facility", new { id });
        Assert.Equal((await api.GetAsync("/v1/facilities/" + id)).GetProperty("name").GetString(), facility.GetProperty("name").GetString());
        Assert.Contains("30309", (await assistant.CallAsync("resolve_place", new { q = "30309" })).GetRawText(), StringComparison.Ordinal);

        JsonElement all = await assistant.CallAsync("list_filters", new { });
        Assert.Equal(Vocabulary.Current.Groups.Select(group => group.Name), all.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("name").GetString()));
        JsonElement level = Assert.Single((await assistant.CallAsync("list_filters", new { group = "level" })).GetProperty("groups").EnumerateArray());
        Assert.Contains(level.GetProperty("values").EnumerateArray(), value =>
            value.GetProperty("value").GetString() == "intensive-outpatient" && value.GetProperty("description").GetString()!.Length > 0);
    }

    [Theory]
    [InlineData("search_programs", """{"zip":"00000"}""", "zip: There is no ZIP Code 00000.")]
    [InlineData("search_programs", """{"zip":"30309","levl":["detox"]}""", "levl: There is no such argument. Did you mean \"level\"")]
    [InlineData("search_programs", """{"zip":"30309","level":["iop"]}""", "\"intensive-outpatient\"")]
    [InlineData("search_programs", """{"zip":"30309","payment":["aetna"]}""", "is an insurer")]
    [InlineData("search_programs", """{"lat":33.79,"lon":-84.39}""", "lat: This tool does not take it. Search by zip or place.")]
    [InlineData("search_programs", """{"zip":"30309","limit":11}""", "limit: It must lie between 1 and 10.")]
    [InlineData("search_programs", """{"zip":{"is":"30309"}}""", "zip: It must be a text, a number")]
    [InlineData("search_programs", "{}", "A search needs a place: give zip or place, or an area by state or county.")]
    [InlineData("search_programs", """{"state":"GA","radius":5}""", "give zip or place.")]
    [InlineData("get_facility", """{"id":"nothing"}""", "no facility with that id")]
    [InlineData("get_facility", """{"id":"a\u0000b"}""", "a character that no text has")]
    [InlineData("get_facility", "{}", "id: Give the id")]
    [InlineData("resolve_place", "{}", "q: Give a ZIP Code")]
    [InlineData("list_filters", """{"group":"levle"}""", "Did you mean \"level\"")]
    [InlineData("list_filters", """{"group":"hours"}""", "There are care, level")]
    public async Task A_tool_that_refuses_says_why_after_the_crisis_text(string tool, string arguments, string sentence)
    {
        await using ApiHost api = new();
        await using AssistantHost assistant = await AssistantHost.ConnectAsync(api);
        string refusal = await assistant.RefusedAsync(tool, JsonDocument.Parse(arguments).RootElement);
        Assert.Contains(sentence, refusal, StringComparison.Ordinal);
        string[] lines = refusal.Split('\n');
        Assert.Equal(lines.Distinct(), lines);
    }

    [Fact]
    public async Task An_assistant_that_asks_for_Spanish_hears_it()
    {
        await using ApiHost api = new();
        await using AssistantHost assistant = await AssistantHost.ConnectAsync(api, language: "es");
        CallToolResult result = await assistant.Client.CallToolAsync("list_filters", new Dictionary<string, object?> { ["group"] = "level" });
        string[] texts = [.. result.Content.OfType<TextContentBlock>().Select(block => block.Text)];
        Assert.Contains("Llame", texts[0], StringComparison.OrdinalIgnoreCase);
        JsonElement spanish = JsonDocument.Parse(texts[^1]).RootElement.GetProperty("groups")[0];
        JsonElement english = (await api.GetAsync("/v1/filters")).GetProperty("groups").EnumerateArray().First(group => group.GetProperty("name").GetString() == "level");
        Assert.NotEqual(english.GetProperty("label").GetString(), spanish.GetProperty("label").GetString());
    }

    [Fact]
    public async Task A_tool_says_so_when_searching_is_not_possible()
    {
        await using ApiHost api = new(StubEngine.Failing(() => new SearchUnavailableException("The engine is down.")));
        await using AssistantHost assistant = await AssistantHost.ConnectAsync(api);
        Assert.Contains("Searching is not possible at the moment.", await assistant.RefusedAsync("search_programs", new { zip = "30309" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("http://localhost:6274", HttpStatusCode.OK)]
    [InlineData("https://assistant.example", HttpStatusCode.OK)]
    [InlineData("https://elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("https://localhost.elsewhere.example", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    public async Task Pages_of_other_origins_are_refused(string? origin, HttpStatusCode status)
    {
        await using ApiHost api = new ApiHost().With("Assistants:Origins", "https://other.example, https://assistant.example");
        using HttpClient client = api.CreateClient();
        using HttpRequestMessage request = new(HttpMethod.Post, "/mcp")
        {
            Content = new StringContent("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", "2025-11-25");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using HttpResponseMessage response = await client.SendAsync(request);
        string said = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, said);
        Assert.Contains(status == HttpStatusCode.OK ? "search_programs" : "/problems/origin-not-allowed", said, StringComparison.Ordinal);
        Assert.Contains("no-store", response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":"a","method":"resources/read","params":{"uri":"x"}}""", -32601)]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"qzmarker"}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":7,"method":"tools/call"}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":7}""", -32601)]
    [InlineData("[]", -32600)]
    [InlineData("{", -32700)]
    [InlineData("", -32700)]
    public async Task What_is_no_message_of_a_known_kind_is_refused_without_repeating_it(string body, int code)
    {
        await using ApiHost api = new();
        using HttpClient client = api.CreateClient();
        using HttpResponseMessage response = await client.PostAsync("/mcp", new StringContent(body, Encoding.UTF8, "application/json"));
        string said = await response.Content.ReadAsStringAsync();
        Assert.Equal(code, JsonDocument.Parse(said).RootElement.GetProperty("error").GetProperty("code").GetInt32());
        Assert.DoesNotContain("qzmarker", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_refused()
    {
        await using ApiHost api = new();
        using HttpClient client = api.CreateClient();
        using HttpResponseMessage response = await client.PostAsync("/mcp", new StringContent(new string(' ', 70_000), Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task There_are_no_sessions_to_open_or_end(string method)
    {
        await using ApiHost api = new();
        using HttpClient client = api.CreateClient();
        using HttpResponseMessage response = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/mcp"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private static string[] Ids(JsonElement page) => [.. page.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("id").GetString()!)];
}
