using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LocatorApi.Http;
using LocatorApi.Search.Parameters;

namespace LocatorApi.Tests;

/// <summary>An address has room for hundreds of wrong names and values; saying so must cost no more than a search.</summary>
public sealed class ManyErrorsTests
{
    /// <summary>Distinct words of four letters, none of which is a name or value of ours.</summary>
    private static readonly string[] Words =
    [
        .. Enumerable.Range(0, 397).Select(i => string.Create(CultureInfo.InvariantCulture, $"q{(char)('a' + (i / 676))}{(char)('a' + (i / 26 % 26))}{(char)('a' + (i % 26))}")),
    ];

    [Fact]
    public async Task Of_hundreds_of_wrong_values_the_first_few_are_named_and_the_rest_is_counted()
    {
        await using ApiHost api = new();
        foreach (string name in (string[])["service", "population", "unknown", "facets"])
        {
            JsonElement problem = await PostAsync(api, new Dictionary<string, object> { ["zip"] = "30309", [name] = Words });
            string?[] messages = [.. problem.GetProperty("errors").GetProperty(name).EnumerateArray().Select(message => message.GetString())];
            Assert.Equal(ParameterErrors.MostOfOne + 1, messages.Length);
            Assert.All(messages[..^1], message => Assert.Contains("is not a value of " + name, message, StringComparison.Ordinal));
            Assert.StartsWith("And 392 more", messages[^1], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_hundreds_of_wrong_names_the_first_few_are_named_and_the_rest_is_counted()
    {
        await using ApiHost api = new();
        JsonElement problem = await PostAsync(api, Words[..390].Append("zip").ToDictionary(word => word, object (word) => word == "zip" ? "30309" : true));
        Assert.Equal(Words[..ParameterErrors.MostParameters], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        Assert.StartsWith("390 parameters cannot be used", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("the first 20.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_values_than_there_are_of_anything_are_refused_by_their_number()
    {
        await using ApiHost api = new();
        JsonElement problem = await PostAsync(api, new Dictionary<string, object> { ["zip"] = "30309", ["service"] = Enumerable.Repeat("OIT", SearchParameters.MostValues + 1) });
        Assert.Equal("It has more than 400 values.", problem.GetProperty("errors").GetProperty("service")[0].GetString());
    }

    private static async Task<JsonElement> PostAsync(ApiHost api, Dictionary<string, object> body)
    {
        using HttpClient client = api.CreateClient();
        using HttpResponseMessage answer = await client.PostAsJsonAsync("/v1/search", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>())!;
    }

    [Fact]
    public void Near_spellings_are_looked_for_a_few_times_however_much_is_wrong()
    {
        int looks = 0, sentences = 0;
        ParameterErrors errors = new();
        foreach (string word in Words)
        {
            errors.Add("q-list", () =>
            {
                sentences++;
                return new ParameterError(word + errors.Hint(word, Known()));
            });
            errors.Add(word, () => new ParameterError(errors.Hint(word, Known())));
        }

        Assert.Equal(ParameterErrors.MostHints, looks);
        Assert.Equal(ParameterErrors.MostOfOne, sentences);

        IEnumerable<(string, string)> Known()
        {
            looks++;
            yield return ("level", "Level of care");
        }
    }

    [Theory]
    [InlineData("levl", " Did you mean \"level\"?")]
    [InlineData("lveel", " Did you mean \"level\"?")]
    [InlineData("LEVEL", " Did you mean \"level\"?")]
    [InlineData("medicade", " Did you mean \"medicaid\"?")]
    [InlineData("cafr", " Did you mean \"carf\"?")]
    [InlineData("tfi", "")]
    [InlineData("IOP", " Did you mean \"intensive-outpatient\"?")]
    [InlineData("leevvl", " Did you mean \"level\"?")]
    [InlineData("lxvxx", "")]
    public void A_near_spelling_differs_by_one_slip_for_every_three_letters_and_a_swap_of_neighbours_is_one(string given, string hint) =>
        Assert.Equal(hint, NearSpelling.Hint(
            given, [("level", "Level of care"), ("medicaid", "Medicaid"), ("carf", ""), ("fit", ""), ("intensive-outpatient", "Intensive outpatient (IOP)")]));
}
