using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Locator.Testing;

namespace LocatorApi.Tests;

/// <summary>
/// The description's examples are what the sample answers. With LOCATOR_UPDATE_DOCS=1 the first test writes them anew; the program
/// is built again then, because it carries them.
/// </summary>
public sealed class TrueExampleTests
{
    /// <summary>Lists are shortened to so many: an example is read by people.</summary>
    private const int Kept = 2;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is asked for an example of each status; other errors cannot be had from a service that is well.</summary>
    private static readonly (string Status, HttpMethod Method, string Path)[] Errors =
    [
        ("400", HttpMethod.Get, "/v1/search?zip=30309&levl=detox&radius=900"), ("404", HttpMethod.Get, "/v1/facilities/f000"),
        ("405", HttpMethod.Delete, "/v1/directory"),
    ];

    [Fact]
    public async Task Every_example_is_what_the_sample_answers()
    {
        await using ApiHost api = new();
        JsonObject examples = new() { ["errors"] = new JsonObject() };
        foreach ((string id, HttpRequestMessage request) in RequestsOf(await DescriptionAsync(api)))
        {
            examples[id] = await AnswerAsync(api, request, "200");
        }

        foreach ((string status, HttpMethod method, string path) in Errors)
        {
            examples["errors"]![status] = await AnswerAsync(api, new HttpRequestMessage(method, path), status);
        }

        string given = examples.ToJsonString(Readable).ReplaceLineEndings("\n") + "\n";
        string file = Path.Combine(SharedData.RepositoryRoot, "src", "LocatorApi", "OpenApi", "examples.json");
        if (Environment.GetEnvironmentVariable("LOCATOR_UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(file, given);
        }

        Assert.True(
            given == (await File.ReadAllTextAsync(file)).ReplaceLineEndings("\n"),
            "src/LocatorApi/OpenApi/examples.json is not what the sample answers; run this test with LOCATOR_UPDATE_DOCS=1, look at the difference, and build again.");
    }

    [Fact]
    public async Task Every_operation_that_answers_JSON_shows_an_example_of_it()
    {
        await using ApiHost api = new();
        JsonNode description = await DescriptionAsync(api);
        string[] without =
        [
            .. from operation in Operations(description)
               let json = operation.Described["responses"]?["200"]?["content"]?["application/json"]
               where json is not null && json["example"] is null
               select $"{operation.Method} {operation.Path}",
        ];
        Assert.Empty(without);
    }

    private static async Task<JsonNode> DescriptionAsync(ApiHost api) => JsonNode.Parse((await api.GetAsync("/openapi/v1.json")).GetRawText())!;

    private static IEnumerable<(string Path, string Method, JsonNode Described)> Operations(JsonNode description) =>
        from path in description["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Value is JsonObject
        select (path.Key, operation.Key, operation.Value!);

    /// <summary>The requests that a page of the description makes of what it is prefilled with: every parameter that has an example.</summary>
    private static IEnumerable<(string Id, HttpRequestMessage Request)> RequestsOf(JsonNode description)
    {
        foreach ((string path, string method, JsonNode operation) in Operations(description))
        {
            if (operation["responses"]?["200"]?["content"]?["application/json"] is null)
            {
                continue;
            }

            StringBuilder url = new(path);
            foreach (JsonNode? parameter in operation["parameters"]?.AsArray() ?? [])
            {
                JsonNode? example = parameter!["example"];
                string name = parameter["name"]!.GetValue<string>();
                foreach (string value in (example as JsonArray ?? new JsonArray(example?.DeepClone())).OfType<JsonNode>().Select(node => node.ToString()))
                {
                    if (parameter["in"]!.GetValue<string>() == "path")
                    {
                        url.Replace("{" + name + "}", Uri.EscapeDataString(value));
                    }
                    else if (parameter["in"]!.GetValue<string>() == "query")
                    {
                        url.Append(url.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
                    }
                }
            }

            HttpRequestMessage request = new(new HttpMethod(method.ToUpperInvariant()), url.ToString());
            if (operation["requestBody"]?["content"]?["application/json"]?["example"] is { } body)
            {
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            }

            yield return (operation["operationId"]!.GetValue<string>(), request);
        }
    }

    private static async Task<JsonObject> AnswerAsync(ApiHost api, HttpRequestMessage request, string status)
    {
        string asked = $"{request.Method} {request.RequestUri}";
        using HttpClient client = api.CreateClient();
        using HttpResponseMessage response = await client.SendAsync(request);
        string body = await response.Content.ReadAsStringAsync();
                Assert.True(((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture) == status, $"{asked} answered {response.StatusCode}: {body}");
        return new JsonObject { ["request"] = asked, ["answer"] = Shortened(JsonNode.Parse(body)!) };
    }

    /// <summary>The answer with short lists, without what differs every time.</summary>
    private static JsonNode Shortened(JsonNode node)
    {
        switch (node)
        {
            case JsonArray array:
                return new JsonArray([.. array.Take(Kept).Select(item => item is null ? null : Shortened(item))]);
            case JsonObject value:
                JsonObject shortened = [];
                foreach ((string name, JsonNode? member) in value)
                {
                    shortened[name] = (name, member) switch
                    {
                        ("traceId", _) => "dc52c5483e4ff85ce82564521a5484db",
                        ("next", JsonValue) => "AbC…",
                        (_, null) => null,
                        _ => Shortened(member),
                    };
                }

                return shortened;
            default:
                return node.DeepClone();
        }
    }
}
