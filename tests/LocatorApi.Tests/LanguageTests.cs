using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Locator.Search;

namespace LocatorApi.Tests;

/// <summary>Answers speak English or Spanish to people, and say the same to programs in both.</summary>
public sealed class LanguageTests
{
    private static readonly string[] ForPeople = ["label", "description", "details", "suits", "ask", "text", "traceId"];

    [Theory]
    [InlineData(null, "en")]
    [InlineData("es", "es")]
    [InlineData("ES-mx", "es")]
    [InlineData("es-419,es;q=0.9,en;q=0.8", "es")]
    [InlineData("en-US,en;q=0.9,es;q=0.8", "en")]
    [InlineData("en;q=0.4, es;q=0.5", "es")]
    [InlineData("fr-CA, es;q=0.1", "es")]
    [InlineData("es;q=0", "en")]
    [InlineData("es;q=0, *", "en")]
    [InlineData("en;q=0, *;q=0.5", "es")]
    [InlineData("*, es;q=0.1", "es")]
    [InlineData("*", "en")]
    [InlineData("fr, de", "en")]
    [InlineData("est, en-x-es", "en")]
    [InlineData("es;q=banana", "en")]
    [InlineData(";;;,,==,\u00e9", "en")]
    public async Task The_language_is_the_one_that_a_caller_likes_best(string? wanted, string expected)
    {
        await using ApiHost api = new();
        using HttpResponseMessage response = await SendAsync(api, "/v1/zips/30309", wanted);
        Assert.Equal([expected], response.Content.Headers.ContentLanguage);
        Assert.Contains("Accept-Language", response.Headers.Vary);
        string crisis = (await JsonOf(response)).GetProperty("notices")[0].GetProperty("text").GetString()!;
        Assert.StartsWith(expected == "es" ? "¿Está en crisis" : "In a crisis", crisis, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suggestions_call_filters_by_their_names_in_the_language_of_the_answer()
    {
        await using ApiHost api = new();
        foreach ((string language, string text, string detail) in ((string, string, string)[])
            [("en", "Intensive outpatient (IOP)", "Level of care"), ("es", "Ambulatorio intensivo (IOP)", "Nivel de atención")])
        {
            using HttpResponseMessage response = await SendAsync(api, "/v1/places?q=iop", language);
            JsonElement filter = (await JsonOf(response)).GetProperty("suggestions").EnumerateArray().First(one => one.GetProperty("kind").GetString() == "filter");
            Assert.Equal((text, detail), (filter.GetProperty("text").GetString(), filter.GetProperty("detail").GetString()));
        }
    }

    [Theory]
    [InlineData("/v1/search?zip=30309&payment=medicaid&facets=level,payment,language,service")]
    [InlineData("/v1/search?zip=30309&level=intensive-outpatient&care=mental-health")]
    [InlineData("/v1/search?zip=09012")]
    [InlineData("/v1/filters")]
    [InlineData("/v1/directory")]
    [InlineData("/v1/zips/30309")]
    [InlineData("/v1/facilities/f01")]
    [InlineData("/v1/facilities/nobody")]
    [InlineData("/v1/search?zip=3030")]
    [InlineData("/v1/filters?lang=es")]
    [InlineData("/v1/nothing")]
    public async Task Values_ids_and_counts_are_the_same_in_both_languages(string path)
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(12));
        using HttpResponseMessage english = await SendAsync(api, path, "en"), spanish = await SendAsync(api, path, "es");
        JsonElement inEnglish = await JsonOf(english), inSpanish = await JsonOf(spanish);
        Assert.Equal(english.StatusCode, spanish.StatusCode);
        Assert.Equal(ForPrograms(inEnglish), ForPrograms(inSpanish));
        Assert.All(
            inEnglish.GetProperty("notices").EnumerateArray().Zip(inSpanish.GetProperty("notices").EnumerateArray()),
            notices => Assert.NotEqual(notices.First.GetProperty("text").GetString(), notices.Second.GetProperty("text").GetString()));
        Assert.Equal(english.IsSuccessStatusCode ? ["es"] : ["es", "en"], spanish.Content.Headers.ContentLanguage);
        Assert.Equal(["en"], english.Content.Headers.ContentLanguage);
    }

    [Fact]
    public async Task Filters_and_facets_are_labeled_in_the_language_of_the_answer()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(3));
        using HttpResponseMessage filters = await SendAsync(api, "/v1/filters", "es-US");
        JsonElement level = (await JsonOf(filters)).GetProperty("groups").EnumerateArray().First(group => group.GetProperty("name").GetString() == "level");
        Assert.Equal("Nivel de atención", level.GetProperty("label").GetString());
        JsonElement iop = level.GetProperty("values").EnumerateArray().First(value => value.GetProperty("value").GetString() == "intensive-outpatient");
        Assert.Equal("Ambulatorio intensivo (IOP)", iop.GetProperty("label").GetString());
        Assert.Contains("de 8 a 12 semanas", iop.GetProperty("details").GetString(), StringComparison.Ordinal);
        Assert.Contains(iop.GetProperty("ask").EnumerateArray(), question => question.GetString()!.Contains("por la noche", StringComparison.Ordinal));

        using HttpResponseMessage search = await SendAsync(api, "/v1/search?zip=30309&facets=payment", "es-US");
        Assert.Contains(
            "Seguro médico privado",
            (await JsonOf(search)).GetProperty("facets").GetProperty("payment").GetProperty("values").EnumerateArray().Select(value => value.GetProperty("label").GetString()));
    }

    [Fact]
    public async Task Codes_are_named_in_the_language_of_the_answer()
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(2));
        using HttpResponseMessage facility = await SendAsync(api, "/v1/facilities/f01", "es");
        JsonElement code = (await JsonOf(facility)).GetProperty("serviceCodes").GetProperty("f01-su1").EnumerateArray().First(code => code.GetProperty("code").GetString() == "OIT");
        Assert.Equal(("Tratamiento ambulatorio intensivo", "Entorno del servicio"), (code.GetProperty("name").GetString(), code.GetProperty("categoryName").GetString()));
        using HttpResponseMessage search = await SendAsync(api, "/v1/search?zip=30309&service=OIT&facets=service", "es");
        JsonElement facet = (await JsonOf(search)).GetProperty("facets").GetProperty("service").GetProperty("values").EnumerateArray().First(value => value.GetProperty("value").GetString() == "OIT");
        Assert.Equal("Tratamiento ambulatorio intensivo", facet.GetProperty("label").GetString());
    }

    /// <summary>A cache that kept the English answer must not give it to somebody who reads Spanish.</summary>
    [Theory]
    [InlineData("/v1/filters")]
    [InlineData("/v1/directory")]
    [InlineData("/v1/facilities/f01")]
    public async Task What_was_kept_in_one_language_is_not_fresh_in_the_other(string path)
    {
        await using ApiHost api = await ApiHost.ServingAsync(TestFacilities.InAtlanta(3));
        using HttpResponseMessage english = await SendAsync(api, path, "en"), spanish = await SendAsync(api, path, "es");
        Assert.NotEqual(english.Headers.ETag, spanish.Headers.ETag);
        foreach ((string language, HttpResponseMessage known, HttpStatusCode status) in new[]
        {
            ("es-PR", spanish, HttpStatusCode.NotModified), ("es-PR", english, HttpStatusCode.OK), ("en-GB", english, HttpStatusCode.NotModified),
        })
        {
            using HttpResponseMessage again = await SendAsync(api, path, language, known.Headers.ETag);
            Assert.Equal(status, again.StatusCode);
            Assert.Contains("Accept-Language", again.Headers.Vary);
        }
    }

    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/problems/unknown-zip")]
    [InlineData("/openapi/v1.json")]
    public async Task What_is_for_developers_and_operators_is_English_whatever_was_asked(string path)
    {
        await using ApiHost api = new();
        using HttpResponseMessage english = await SendAsync(api, path, "en"), spanish = await SendAsync(api, path, "es");
        Assert.Equal(await english.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), await spanish.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.DoesNotContain("Accept-Language", spanish.Headers.Vary);
        Assert.Empty(spanish.Content.Headers.ContentLanguage);
    }

    /// <summary>The crisis line is most needed where nothing else can be said.</summary>
    [Theory]
    [InlineData(true, HttpStatusCode.ServiceUnavailable)]
    [InlineData(false, HttpStatusCode.InternalServerError)]
    public async Task Failures_speak_the_language_as_well(bool isDown, HttpStatusCode status)
    {
        await using ApiHost api = new(StubEngine.Failing(() => isDown ? new SearchUnavailableException("down") : new InvalidOperationException()));
        using HttpResponseMessage response = await SendAsync(api, "/v1/search?zip=30309", "es");
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(["es", "en"], response.Content.Headers.ContentLanguage);
        Assert.StartsWith("¿Está en crisis", (await JsonOf(response)).GetProperty("notices")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_at_the_same_time_each_have_their_own_language()
    {
        await using ApiHost api = new();
        string?[] wanted = [.. Enumerable.Range(0, 60).Select(i => (i % 3) switch { 0 => "es", 1 => "en", _ => null })];
        HttpResponseMessage[] responses = await Task.WhenAll(wanted.Select(language => SendAsync(api, "/v1/filters", language)));
        foreach ((string? language, HttpResponseMessage response) in wanted.Zip(responses))
        {
            Assert.Equal(
                language == "es" ? "Nivel de atención" : "Level of care",
                (await JsonOf(response)).GetProperty("groups")[1].GetProperty("label").GetString());
            response.Dispose();
        }
    }

    [Fact]
    public async Task Every_operation_that_speaks_to_people_describes_the_header()
    {
        await using ApiHost api = new();
        JsonNode openApi = JsonNode.Parse((await api.GetAsync("/openapi/v1.json")).GetRawText())!;
        foreach ((string path, JsonNode? operations) in openApi["paths"]!.AsObject())
        {
            Assert.All(operations!.AsObject(), operation => Assert.Equal(
                path.StartsWith("/v1/", StringComparison.Ordinal),
                operation.Value!["parameters"]?.AsArray().Any(parameter => parameter!["name"]!.GetValue<string>() == "Accept-Language") == true));
        }
    }

    /// <summary>The answer with empty strings where texts for people stand.</summary>
    private static string ForPrograms(JsonElement answer)
    {
        JsonNode node = JsonNode.Parse(answer.GetRawText())!;
        Blank(node);
        return node.ToJsonString();

        static void Blank(JsonNode? node)
        {
            if (node is JsonArray array)
            {
                foreach (JsonNode? item in array)
                {
                    Blank(item);
                }
            }
            else if (node is JsonObject members)
            {
                foreach (string name in members.Select(member => member.Key).ToArray())
                {
                    if (ForPeople.Contains(name) || (name is "name" or "categoryName" && members.ContainsKey("categoryName")))
                    {
                        members[name] = members[name] is JsonArray texts ? texts.Count.ToString(CultureInfo.InvariantCulture) : "";
                    }
                    else
                    {
                        Blank(members[name]);
                    }
                }
            }
        }
    }

    private static async Task<JsonElement> JsonOf(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

    private static async Task<HttpResponseMessage> SendAsync(ApiHost api, string path, string? language, EntityTagHeaderValue? known = null)
    {
        using HttpClient client = api.CreateClient();
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (language is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Language", language);
        }

        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
