using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocatorApi.Tests;

/// <summary>
/// Instances of two releases may share a key: a cursor of the other one is opened, but may hold anything. It is 410, so that the
/// caller starts again; never a failure, and never a complaint about parameters that the caller did not give.
/// </summary>
public sealed class CursorOfAnotherReleaseTests : IAsyncLifetime
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private ApiHost _api = null!;

    public async ValueTask InitializeAsync() =>
        _api = (await ApiHost.ServingAsync(TestFacilities.InAtlanta(25))).With("Search:CursorKey", Convert.ToBase64String(Key));

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("tomorrow", "yes")]
    [InlineData("level", "treatment-on-the-moon")]
    [InlineData("payment", "aetna")]
    [InlineData("county", "Nowhere")]
    [InlineData("q", "\uFFFE")]
    [InlineData("zip", "00000")]
    [InlineData("limit", "1000")]
    [InlineData("cursor", "x")]
    public async Task One_that_names_what_is_not_known_here_is_expired(string name, string value)
    {
        JsonNode cursor = await CursorAsync("state=GA");
        cursor["Parameters"]![name] = new JsonArray(value);
        await IsExpiredAsync(cursor);
    }

    [Fact]
    public async Task One_that_gives_twice_what_is_given_once_here_is_expired()
    {
        JsonNode cursor = await CursorAsync("zip=30309");
        cursor["Parameters"]!["zip"] = new JsonArray("30309", "30310");
        await IsExpiredAsync(cursor);
    }

    [Theory]
    [InlineData("zip=30309")]
    [InlineData("zip=30309&radius=20&level=outpatient&payment=medicaid,medicare")]
    [InlineData("lat=33.79&lon=-84.39&state=GA")]
    [InlineData("state=GA&q=peachtree")]
    public async Task One_of_another_shape_is_expired_or_goes_on(string search)
    {
        JsonNode cursor = await CursorAsync(search);
        await _api.GetAsync("/v1/search?cursor=" + Sealed(cursor));
        int expired = 0;
        using HttpClient client = _api.CreateClient();
        foreach (JsonNode changed in Changed(cursor))
        {
            using HttpResponseMessage answer = await client.GetAsync("/v1/search?cursor=" + Sealed(changed));
            Assert.True(
                answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Gone
                    // One that was made by POST is refused in an address.
                    || (answer.StatusCode == HttpStatusCode.BadRequest && changed["InBody"]?.ToJsonString() == "true"),
                $"{changed.ToJsonString()} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            expired += answer.StatusCode == HttpStatusCode.Gone ? 1 : 0;
        }

        Assert.InRange(expired, 30, int.MaxValue);
    }

    [Theory]
    [InlineData("Id")]
    [InlineData("SortName")]
    public async Task One_with_characters_that_no_text_has_is_expired(string member)
    {
        JsonNode cursor = await CursorAsync("state=GA");
        cursor["After"]![member] = "f01\0";
        await IsExpiredAsync(cursor);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("42")]
    [InlineData("{")]
    [InlineData("no JSON")]
    public async Task One_that_is_no_such_object_is_expired(string content) =>
        await IsExpiredAsync(Sealed(System.Text.Encoding.UTF8.GetBytes(content)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    public async Task One_in_another_format_is_expired(byte format) =>
        await IsExpiredAsync(Sealed(JsonSerializer.SerializeToUtf8Bytes(await CursorAsync("zip=30309")), format));

    /// <summary>Whatever it holds: nothing, a mark that is none, JSON that is said to be compressed and is not.</summary>
    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 1 })]
    [InlineData(new byte[] { 2, (byte)'{', (byte)'}' })]
    [InlineData(new byte[] { 1, (byte)'{', (byte)'}' })]
    public async Task One_that_cannot_be_unpacked_is_expired(byte[] plain) => await IsExpiredAsync(SealedPlain(plain));

    /// <summary>A long search is compressed in its cursor, a short one is not.</summary>
    [Fact]
    public async Task One_of_a_long_search_goes_on()
    {
        string values = string.Join(',', Locator.Facilities.Vocabulary.Current.Codes.Select(code => code.Code));
        JsonElement first = await _api.GetAsync($"/v1/search?zip=30309&limit=1&unknown=include&service={values}");
        string next = first.GetProperty("next").GetString()!;
        JsonElement second = await _api.GetAsync("/v1/search?cursor=" + next);
        Assert.NotEqual(
            first.GetProperty("results")[0].GetProperty("id").GetString(), second.GetProperty("results")[0].GetProperty("id").GetString());
    }

    private Task IsExpiredAsync(JsonNode cursor) => IsExpiredAsync(Sealed(cursor));

    private async Task IsExpiredAsync(string cursor)
    {
        JsonElement problem = await _api.GetAsync("/v1/search?cursor=" + cursor, HttpStatusCode.Gone);
        Assert.Equal("/problems/cursor-expired", problem.GetProperty("type").GetString());
        Assert.False(problem.TryGetProperty("errors", out _));
    }

    /// <summary>What the cursor of a search's first page holds.</summary>
    private async Task<JsonNode> CursorAsync(string search)
    {
        byte[] token = Base64Url.DecodeFromChars((await _api.GetAsync($"/v1/search?limit=10&{search}")).GetProperty("next").GetString());
        byte[] plain = new byte[token.Length - 29];
        using AesGcm aes = new(Key, 16);
        aes.Decrypt(token.AsSpan(1, 12), token.AsSpan(29), token.AsSpan(13, 16), plain, token.AsSpan(0, 1));
        Assert.Equal(0, plain[0]);
        return JsonNode.Parse(plain.AsSpan(1))!;
    }

    private static string Sealed(JsonNode cursor) => Sealed(JsonSerializer.SerializeToUtf8Bytes(cursor));

    private static string Sealed(byte[] json, byte format = 4) => SealedPlain([0, .. json], format);

    private static string SealedPlain(byte[] plain, byte format = 4)
    {
        byte[] token = new byte[29 + plain.Length];
        token[0] = format;
        RandomNumberGenerator.Fill(token.AsSpan(1, 12));
        using AesGcm aes = new(Key, 16);
        aes.Encrypt(token.AsSpan(1, 12), plain, token.AsSpan(29), token.AsSpan(13, 16), token.AsSpan(0, 1));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>The cursor with each of its members, at every depth, left out and replaced by something else; and with one more.</summary>
    private static IEnumerable<JsonNode> Changed(JsonNode cursor)
    {
        string[] others = ["null", "true", "-1", "1e308", "\"\"", "\"\\uFFFE\"", "[]", "[null]", "[[]]", "{}", "{\"a\":null}"];
        int nodes = Below(cursor).Count();
        for (int i = 0; i < nodes; i++)
        {
            JsonNode copy = cursor.DeepClone();
            Remove(Below(copy).ElementAt(i));
            yield return copy;
            foreach (string other in others)
            {
                copy = cursor.DeepClone();
                Below(copy).ElementAt(i).ReplaceWith(JsonNode.Parse(other));
                yield return copy;
            }
        }

        JsonNode more = cursor.DeepClone();
        more["More"] = 1;
        yield return more;
    }

    private static IEnumerable<JsonNode> Below(JsonNode node) => node switch
    {
        JsonObject members => members.Select(member => member.Value).OfType<JsonNode>().SelectMany(child => Below(child).Prepend(child)),
        JsonArray items => items.OfType<JsonNode>().SelectMany(child => Below(child).Prepend(child)),
        _ => [],
    };

    private static void Remove(JsonNode node)
    {
        if (node.Parent is JsonObject parent)
        {
            parent.Remove(node.GetPropertyName());
        }
        else
        {
            ((JsonArray)node.Parent!).Remove(node);
        }
    }
}
