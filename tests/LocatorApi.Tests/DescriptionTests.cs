using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocatorApi.Http;

namespace LocatorApi.Tests;

/// <summary>The machine-readable description says what the API does, in words and names that generated clients can use.</summary>
public sealed partial class DescriptionTests : IAsyncLifetime
{
    private readonly ApiHost _api = new();
    private JsonNode _description = null!;

    public async ValueTask InitializeAsync() => _description = JsonNode.Parse((await _api.GetAsync("/openapi/v1.json")).GetRawText())!;

    public async ValueTask DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public void It_says_whose_it_is_where_it_is_served_and_under_which_license()
    {
        Assert.NotNull(_description["info"]!["contact"]!["name"]);
        Assert.Equal("MIT", _description["info"]!["license"]!["identifier"]!.GetValue<string>());
        Assert.Equal("/", _description["servers"]![0]!["url"]!.GetValue<string>());
        Assert.NotNull(_description["externalDocs"]!["url"]);
        Assert.Contains("(/docs/api.md)", _description["info"]!["description"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pages_that_it_points_to_are_there()
    {
        using HttpClient client = _api.CreateClient();
        foreach (string page in (string[])["/docs/api.md", "/docs/filters.md", "/docs/data.md", "/docs/openapi.json"])
        {
            using HttpResponseMessage response = await client.GetAsync(page);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.NotEqual("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.NotEmpty(await response.Content.ReadAsStringAsync());
        }

        _ = await _api.GetAsync("/docs/nothing.md", HttpStatusCode.NotFound);
    }

    [Fact]
    public void Every_group_of_operations_says_what_it_is_for() =>
        Assert.All(_description["tags"]!.AsArray(), tag => Assert.NotNull(tag!["description"]));

    [Fact]
    public void Every_operation_has_an_id_of_its_own_a_summary_and_a_group()
    {
        JsonNode[] operations = [.. Operations().Select(operation => operation.Described)];
        Assert.All(operations, operation => Assert.NotEmpty(operation["summary"]!.GetValue<string>()));
        Assert.All(operations, operation => Assert.Single(operation["tags"]!.AsArray()));
        Assert.Distinct(operations.Select(operation => operation["operationId"]!.GetValue<string>()));
    }

    /// <summary>Names of the program's types and members (Type.Member, Namespace.Type) say nothing to callers.</summary>
    [Fact]
    public void No_text_names_a_type_of_the_program()
    {
        string[] names =
        [
            .. Texts(_description).SelectMany(text => ProgramName().Matches(text).Select(match => match.Value))
                .Where(name => name is not "FindTreatment.gov").Distinct(),
        ];
        Assert.Empty(names);
        Assert.DoesNotContain(Texts(_description), text => text.Contains("cref", StringComparison.Ordinal) || text.Contains("<see", StringComparison.Ordinal));
    }

    /// <summary>Two or more values in code style in a description are a closed set: clients get it by name.</summary>
    [Fact]
    public void A_text_of_an_answer_that_is_one_of_a_few_is_a_named_set()
    {
        List<string> bare = [];
        foreach ((string type, JsonNode? schema) in _description["components"]!["schemas"]!.AsObject())
        {
            foreach ((string name, JsonNode? member) in schema!["properties"]?.AsObject() ?? [])
            {
                JsonNode value = member!["items"] ?? member["additionalProperties"] ?? member;
                bool isText = value["type"] is { } kind && kind.ToJsonString().Contains("string", StringComparison.Ordinal);
                string description = (member["description"] ?? value["description"])?.GetValue<string>() ?? "";
                if (isText && Values().Count(description) > 1)
                {
                    bare.Add($"{type}.{name}: {description}");
                }
            }
        }

        Assert.Empty(bare);
    }

    [Fact]
    public void A_named_set_is_described_once_and_used()
    {
        string whole = _description.ToJsonString();
        string[] sets = [.. _description["components"]!["schemas"]!.AsObject().Where(schema => schema.Value!["enum"] is not null).Select(schema => schema.Key)];
        Assert.Contains("ZipKind", sets);
        Assert.Contains("Match", sets);
        Assert.Contains("ProgramTypeName", sets);
        Assert.Contains("NoticeKind", sets);
        Assert.All(sets, set => Assert.Contains($"#/components/schemas/{set}\"", whole, StringComparison.Ordinal));
        Assert.All(
            Operations().SelectMany(operation => operation.Described["parameters"]?.AsArray() ?? []),
            parameter => Assert.True((parameter!["schema"]!["items"] ?? parameter["schema"])! is var value && (value["enum"] is null || value["type"]!.ToString() == "boolean")));
    }

    [Fact]
    public void Every_operation_names_every_error_that_it_can_give()
    {
        string[] everywhere = ["405", "414", "500"];
        foreach ((string path, string method, JsonNode operation) in Operations())
        {
            JsonObject responses = operation["responses"]!.AsObject();
            string[] expected = path.StartsWith("/v1/", StringComparison.Ordinal) ? [.. everywhere, "400", "429", "503", "504"] : everywhere;
            Assert.True(expected.All(responses.ContainsKey), $"{method} {path}: {string.Join(' ', responses.Select(r => r.Key))}");
            Assert.True(operation["requestBody"] is null || (responses.ContainsKey("408") && responses.ContainsKey("413") && responses.ContainsKey("415")), $"{method} {path}");
            Assert.True(!path.Contains('{', StringComparison.Ordinal) || responses.ContainsKey("404"), $"{method} {path}");
        }

        JsonObject described = _description["components"]!["responses"]!.AsObject();
        Assert.All(described, response => Assert.NotNull(response.Value!["content"]!["application/problem+json"]));
        Assert.NotNull(described["ServiceUnavailable"]!["headers"]!["Retry-After"]);
        Assert.NotNull(described["TooManyRequests"]!["headers"]!["Retry-After"]);
        Assert.NotNull(described["TooManyRequests"]!["headers"]!["RateLimit"]);
        foreach (ProblemType type in ProblemType.All.Where(type => type.Status is 400 or 404 or 410 or 503))
        {
            Assert.Contains(described, response => response.Value!["description"]!.GetValue<string>().Contains($"`{type.Slug}`", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_can_be_asked_for_again_names_its_tag()
    {
        foreach ((string path, string method, JsonNode operation) in Operations().Where(operation => operation.Described["responses"]!["304"] is not null))
        {
            Assert.True(operation["responses"]!["200"]!["headers"]?["ETag"] is not null, $"{method} {path}");
        }
    }

    /// <summary>"Try it out, Execute" sends every parameter that has an example or a default.</summary>
    [Fact]
    public async Task What_the_page_of_the_description_is_prefilled_with_finds_something()
    {
        JsonNode search = _description["paths"]!["/v1/search"]!["get"]!;
        string[] prefilled =
        [
            .. from parameter in search["parameters"]!.AsArray()
               let value = parameter["example"] ?? parameter["schema"]!["default"]
               where value is not null
               from one in value as JsonArray ?? new JsonArray(value.DeepClone())
               select $"{parameter["name"]}={one}",
        ];
        Assert.Single(search["parameters"]!.AsArray(), parameter => parameter!["example"] is not null);
        JsonElement answer = await _api.GetAsync("/v1/search?" + string.Join('&', prefilled));
        Assert.True(answer.GetProperty("total").GetInt32() > 0);
    }

    [Theory]
    [InlineData("zip", "30309", true)]
    [InlineData("zip", "30309-1234", true)]
    [InlineData("zip", "303091234", true)]
    [InlineData("zip", "3030", false)]
    [InlineData("zip", "30309-", false)]
    [InlineData("zip", "x30309", false)]
    [InlineData("bbox", "-84.6,33.6,-84.2,34.0", true)]
    [InlineData("bbox", "-84.6, 33.6, -84.2, 34", true)]
    [InlineData("bbox", "-84.6,33.6,-84.2", false)]
    [InlineData("bbox", "-84.6,33.6,-84.2,north", false)]
    public async Task The_form_that_is_described_is_the_one_that_is_taken(string parameter, string value, bool isTaken)
    {
        JsonNode schema = ParameterOfSearch(parameter)["schema"]!;
        Assert.Equal(isTaken, Regex.IsMatch(value, schema["pattern"]!.GetValue<string>(), RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)));
        _ = await _api.GetAsync($"/v1/search?{parameter}={Uri.EscapeDataString(value)}", isTaken ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_text_may_be_as_long_as_is_described_and_no_longer()
    {
        int most = ParameterOfSearch("q")["schema"]!["maxLength"]!.GetValue<int>();
        _ = await _api.GetAsync($"/v1/search?zip=30309&q={new string('a', most)}");
        _ = await _api.GetAsync($"/v1/search?zip=30309&q={new string('a', most + 1)}", HttpStatusCode.BadRequest);
    }

    private JsonNode ParameterOfSearch(string name) =>
        _description["paths"]!["/v1/search"]!["get"]!["parameters"]!.AsArray().First(parameter => parameter!["name"]!.GetValue<string>() == name)!;

    private IEnumerable<(string Path, string Method, JsonNode Described)> Operations() =>
        from path in _description["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Value is JsonObject
        select (path.Key, operation.Key, operation.Value!);

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.Where(member => member.Key is not ("example" or "examples")).SelectMany(
            member => member is { Key: "description" or "summary" or "title", Value: JsonValue text } ? [text.ToString()] : Texts(member.Value)),
        JsonArray items => items.SelectMany(Texts),
        _ => [],
    };

    [GeneratedRegex(@"\b[A-Z][A-Za-z]+(\.[A-Za-z][A-Za-z]+)+|``[0-9]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProgramName();

    [GeneratedRegex("`[a-z][a-z0-9-]*`", RegexOptions.None, 1000)]
    private static partial Regex Values();
}
