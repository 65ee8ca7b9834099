using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Locator.Text;
using Locator.Versions;
using LocatorApi.Notices;

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

    [Fact]
    public void How_old_a_list_is_stands_in_the_months_and_numbers_of_the_language()
    {
        OldEntries old = new(20_519, 1_020_534, new DateOnly(2022, 3, 31), new DateOnly(2024, 12, 31));
        const string All = "{asOf}: {old} / {all}";
        Assert.Equal("March 2022 to December 2024: 20,519 / 1,020,534", old.In(All, Language.English));
        Assert.Equal("marzo de 2022 a diciembre de 2024: 20,519 / 1,020,534", old.In(All, Language.Spanish));
    }

    /// <summary>988 has people who speak Spanish: press 2, or text AYUDA.</summary>
    [Fact]
    public void Every_notice_is_written_in_both_languages_and_names_the_same_phone()
    {
        using Stream stream = typeof(NoticeBoard).Assembly.GetManifestResourceStream("LocatorApi.Notices.notices.json")!;
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        NoticeFile file = NoticeFile.Read(copy.ToArray());
        Assert.Equal(NoticeKinds.All.Order(StringComparer.Ordinal), file.In(Language.English).Select(notice => notice.Kind).Distinct().Order(StringComparer.Ordinal));
        foreach ((Notice english, Notice spanish) in file.In(Language.English).Zip(file.In(Language.Spanish)))
        {
            Assert.Equal(english with { Text = "" }, spanish with { Text = "" });
            Assert.NotEqual(english.Text, spanish.Text);
            Assert.True(spanish.Text.IsNormalized(NormalizationForm.FormC));
            Assert.Equal(english.Text.Contains('{', StringComparison.Ordinal), spanish.Text.Contains('{', StringComparison.Ordinal));
            if (english.Phone == "988")
            {
                Assert.Contains("988 y oprima 2", spanish.Text, StringComparison.Ordinal);
                Assert.Contains("AYUDA al 988", spanish.Text, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Files of operators from before there was Spanish keep their meaning: their number is the one to show.</summary>
    [Fact]
    public async Task An_operators_notice_without_Spanish_is_shown_to_everybody_as_it_is()
    {
        await using ApiHost api = new();
        await File.WriteAllTextAsync(
            Path.Combine(api.Data, "notices.json"),
            """[{"kind":"crisis","text":"Call our nurse.","phone":"111"},{"kind":"sample-data","text":"Not real.","es":"No es de verdad.","phone":null}]""",
            TestContext.Current.CancellationToken);
        using HttpResponseMessage response = await SendAsync(api, "/v1/zips/09012", "es");
        Assert.Equal(
            ["Call our nurse.", "No es de verdad.", "El directorio no tiene"],
            (await JsonOf(response)).GetProperty("notices").EnumerateArray().Take(3).Select(notice => notice.GetProperty("text").GetString()!)
                .Select(text => text.StartsWith("El directorio", StringComparison.Ordinal) ? text[..22] : text));
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
