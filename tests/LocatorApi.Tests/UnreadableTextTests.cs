using System.Net;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Locator.Facilities;
using Locator.Places;
using Locator.Testing;
using LocatorApi.Http;
using LocatorApi.Search.Parameters;
using Microsoft.AspNetCore.Http;

namespace LocatorApi.Tests;

/// <summary>Characters that no text has: whoever sends them hears which parameter holds them, and nothing fails.</summary>
public sealed class UnreadableTextTests(UnreadableTextTests.Host host) : IClassFixture<UnreadableTextTests.Host>
{
    public sealed class Host : IAsyncDisposable
    {
        /// <summary>Over Kestrel, which has rules of its own for what an address may hold.</summary>
        public Host() => Api.UseKestrel(0);

        public ApiHost Api { get; } = new();

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }

    /// <summary>U+FFFE, U+FFFF, U+FDD0, U+1FFFE, NUL, escape, delete.</summary>
    private static readonly string[] Unreadable = ["%EF%BF%BE", "%EF%BF%BF", "%EF%B7%90", "%F0%9F%BF%BE", "%00", "%1B", "%7F"];

    private static readonly SearchParameters Parameters = new(Vocabulary.Current, Gazetteer.Bundled);

    [Fact]
    public async Task A_parameter_whose_value_no_text_can_have_is_named()
    {
        foreach (string character in Unreadable)
        {
            foreach (string name in Parameters.All.Select(parameter => parameter.Name))
            {
                JsonElement problem = await host.Api.GetAsync($"/v1/search?state=GA&zip=30309&{name}=a{character}b", HttpStatusCode.BadRequest);
                Assert.Equal("/problems/invalid-parameters", problem.GetProperty("type").GetString());
                Assert.Contains("no text has", problem.GetProperty("errors").GetProperty(name)[0].GetString(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_name_that_no_text_can_have_is_refused_under_that_name()
    {
        foreach (string character in Unreadable)
        {
            JsonElement problem = await host.Api.GetAsync($"/v1/search?zip=30309&le{character}vel=outpatient", HttpStatusCode.BadRequest);
            JsonProperty error = Assert.Single(problem.GetProperty("errors").EnumerateObject());
            Assert.Equal("le" + Uri.UnescapeDataString(character) + "vel", error.Name);
            Assert.Contains("no text has", error.Value[0].GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/v1/facilities/", "id")]
    [InlineData("/v1/zips/", "zip")]
    public async Task A_path_that_no_text_can_have_names_its_part(string path, string part)
    {
        // Kestrel itself refuses NUL in a path.
        foreach (string character in Unreadable.Where(character => character != "%00"))
        {
            JsonElement problem = await host.Api.GetAsync(path + "a" + character, HttpStatusCode.BadRequest);
            Assert.Equal("/problems/invalid-parameters", problem.GetProperty("type").GetString());
            Assert.Contains("no text has", problem.GetProperty("errors").GetProperty(part)[0].GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("q=peachtree%09clinic")]
    [InlineData("q=peachtree%0D%0Aclinic")]
    [InlineData("q=peachtree%E2%80%8Bclinic")]
    [InlineData("q=%EF%BB%BFpeachtree")]
    [InlineData("q=peach%EF%BF%BDtree")]
    [InlineData("county=fulton%0A")]
    [InlineData("q=%F0%9F%8F%A5%20clinic")]
    public async Task White_space_marks_and_pictures_are_folded_away(string parameter) =>
        await host.Api.GetAsync("/v1/search?state=GA&" + parameter);

    [Theory]
    [InlineData("%ff%fe")]
    [InlineData("%C3")]
    [InlineData("%ED%A0%80")]
    [InlineData("%C0%80")]
    public async Task What_cannot_be_decoded_is_refused_wherever_it_stands(string encoded)
    {
        foreach ((string address, string at) in ((string, string)[])
        [
            ("/v1/search?state=GA&q=", "q"), ("/v1/places?q=", "q"), ("/v1/clusters?bbox=-85,33,-84,34&zoom=", "zoom"), ("/v1/facilities?id=", "id"),
            ("/v1/changes?since=", "since"), ("/v1/export?version=", "version"),
        ])
        {
            JsonElement problem = await host.Api.GetAsync(address + encoded, HttpStatusCode.BadRequest);
            Assert.Contains("no UTF-8", problem.GetProperty("errors").GetProperty(at)[0].GetString(), StringComparison.Ordinal);
        }

        JsonElement name = await host.Api.GetAsync($"/v1/search?state=GA&{encoded}=1", HttpStatusCode.BadRequest);
        Assert.Equal(encoded, Assert.Single(name.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("%zz")]
    [InlineData("%")]
    [InlineData("a%4")]
    [InlineData("%4g")]
    [InlineData("%FF")]
    public void A_broken_escape_is_no_text(string encoded)
    {
        // Clients mend these before they send them.
        RawParameters parameters = RawParameters.FromQuery(new QueryString($"?q={encoded}&state=GA&name=a%20b+c%C3%A9é"));
        Assert.False(ReadableText.Is(Assert.Single(parameters.Of("q"))));
        Assert.Equal(["GA"], parameters.Of("state"));
        Assert.Equal(["a b céé"], parameters.Of("name"));
    }

    [Fact]
    public void Half_a_character_is_no_text_either()
    {
        // They cannot come by a query string, but by JSON.
        Assert.All((string[])["\ud800", "a\udc00b", "\udc00\ud800", "a\ud83c"], text => Assert.False(ReadableText.Is(text)));
        Assert.True(ReadableText.Is("\ud83c\udfe5"));
    }

    [Fact]
    public async Task Whatever_is_sent_is_answered_or_refused_and_never_fails()
    {
        Gen<string> name = Gen.Frequency<string>(
            (6, Gen.Elements(Parameters.All.Select(parameter => parameter.Name))),
            (1, Text(8)));
        Gen<string> value = Gen.Frequency<string>(
            (3, Gen.Elements("30309", "99723", "09012", "00000", "GA", "Fulton", "13121", "33.79", "-84.39", "0.1", "500", "-180", "90", "1", "100",
                "-84.6,33.6,-84.2,34.0", "179,50,-179,60", "include", "none", "any", "all", "peachtree", "Washington, IN", "St.", "outpatient", "medicaid,medicare", "OIT")),
            (2, Gen.Elements(Parameters.All.SelectMany(parameter => parameter.Choices).Select(choice => choice.Name))),
            (3, Text(12)));
        Gen<string> query = Gen.Zip(name, value).Select(pair => pair.Item1 + "=" + pair.Item2).ListOf().Select(pairs => string.Join('&', pairs.Take(12)));
        Gen<string> path = Gen.Frequency<string>(
            (8, query.Select(q => "/v1/search?" + q)),
            (2, query.Select(q => "/v1/search?lat=33.79&lon=-84.39&" + q)),
            (1, Text(12).Select(id => "/v1/facilities/" + id)),
            (1, Text(7).Select(zip => "/v1/zips/" + zip)),
            (1, Text(12).Select(typed => "/v1/places?zip=30309&q=" + typed)),
            (1, query.Select(q => "/v1/places?q=hope&" + q)),
            (1, Text(12).Select(type => "/problems/" + type)));
        using HttpClient client = host.Api.CreateClient();
        await Task.Run(() => Prop.ForAll(path.ToArbitrary(), sent =>
        {
            using HttpResponseMessage answer = client.GetAsync(sent).GetAwaiter().GetResult();
            // Without a last part the address is that of the twin which takes a body.
            return (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed)
                .Label($"{sent} answered {(int)answer.StatusCode}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(TestCounts.Of(2_000, 50_000))));
    }

    /// <summary>Text as it stands in an address: much of it is none.</summary>
    private static Gen<string> Text(int longest) => Gen.Frequency<string>(
            (6, Gen.Elements("a", "e", "0", "1", "9", "-", ".", ",", "+", "%20", "%2C", "%26", "%3D", "%25", "'")),
            (3, Gen.Elements("%C3%A9", "%C3%9F", "%D9%A3", "%E2%80%8B", "%EF%BB%BF", "%F0%9F%8F%A5", "%CC%81", "%C5%BF", "%E1%BA%9E", "%EF%BC%99")),
            (3, Gen.Elements(Unreadable)),
            (1, Gen.Choose(0, 255).Select(value => $"%{value:X2}")),
            (1, Gen.Choose(0, 0x10FFFF).Where(value => value is < 0xD800 or > 0xDFFF)
                .Select(value => Uri.EscapeDataString(char.ConvertFromUtf32(value)))),
            (1, Gen.Elements("%ED%A0%80", "%ED%BF%BF", "%FF", "%C0%80", "%", "%zz", "%F4%90%80%80")))
        .ListOf().Select(parts => string.Concat(parts.Take(longest)));
}
