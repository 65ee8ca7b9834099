using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Locator.Facilities;

namespace LocatorApi.Tests;

public sealed class CodesTests
{
    [Fact]
    public async Task Every_code_of_the_vocabulary_is_listed_with_what_it_is_asked_of_and_states()
    {
        await using ApiHost api = new();
        JsonElement answer = await api.GetAsync("/v1/codes");
        JsonElement[] codes = [.. answer.GetProperty("codes").EnumerateArray()];
        Assert.Equal(Vocabulary.Current.Codes.Select(code => code.Code), codes.Select(code => code.GetProperty("code").GetString()));
        string[] categories = [.. answer.GetProperty("categories").EnumerateArray().Select(category => category.GetProperty("code").GetString()!)];
        Assert.All(codes, code => Assert.Contains(code.GetProperty("category").GetString(), categories));

        JsonElement intensive = codes.Single(code => code.GetProperty("code").GetString() == "OIT");
        Assert.Equal(["level:intensive-outpatient"], Strings(intensive, "states").Where(value => value.StartsWith("level:", StringComparison.Ordinal)));
        Assert.Equal(["substance-use"], Strings(intensive, "askedOf"));
        Assert.False(intensive.GetProperty("retired").GetBoolean());
        Assert.Contains("Substance abuse treatment", Strings(codes.Single(code => code.GetProperty("code").GetString() == "SA"), "otherNames"));
        Assert.Contains("CT", Strings(codes.Single(code => code.GetProperty("code").GetString() == "TELE"), "olderCodes"));
        Assert.Equal("crisis", answer.GetProperty("notices")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Its_names_are_in_the_language_of_the_answer_and_who_knows_them_is_told_so()
    {
        await using ApiHost api = new();
        using HttpClient client = api.CreateClient();
        client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("es"));
        using HttpResponseMessage spanish = await client.GetAsync("/v1/codes");
        Assert.NotEqual(
            (await api.GetAsync("/v1/codes")).GetProperty("codes")[0].GetProperty("name").GetString(),
            JsonDocument.Parse(await spanish.Content.ReadAsStringAsync()).RootElement.GetProperty("codes")[0].GetProperty("name").GetString());

        client.DefaultRequestHeaders.IfNoneMatch.Add(spanish.Headers.ETag!);
        using HttpResponseMessage known = await client.GetAsync("/v1/codes");
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
    }

    private static string[] Strings(JsonElement code, string name) => [.. code.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];
}
