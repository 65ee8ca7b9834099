using System.Globalization;
using System.Net;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LocatorApi.Http.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LocatorApi.Tests;

/// <summary>How much one client may ask, and who is one.</summary>
[Collection(PrivacyWitness.Alone)]
public sealed class RateLimitTests
{
    [Fact]
    public void Tokens_that_were_taken_come_back_one_by_one_and_never_more_than_there_were()
    {
        FakeTimeProvider time = new();
        ClientTokens clients = new(burst: 3, perMinute: 60, time);
        Assert.Equal([2, 1, 0], Enumerable.Range(0, 3).Select(_ => clients.Take(7, 1).Left));
        TokenGrant refused = clients.Take(7, 1);
        Assert.False(refused.Granted);
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)), (refused.UntilEnough, refused.UntilFull));

        // Another client has its own.
        Assert.True(clients.Take(8, 1).Granted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(clients.Take(7, 1).Granted);
        Assert.False(clients.Take(7, 1).Granted);
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal([2, 1, 0, 0], Enumerable.Range(0, 4).Select(_ => clients.Take(7, 1).Left));
    }

    [Fact]
    public void What_costs_more_takes_more_and_at_most_all()
    {
        FakeTimeProvider time = new();
        ClientTokens clients = new(burst: 10, perMinute: 60, time);
        Assert.Equal(3, clients.Take(1, 7).Left);
        TokenGrant refused = clients.Take(1, 50);
        Assert.Equal((false, 3, TimeSpan.FromSeconds(7)), (refused.Granted, refused.Left, refused.UntilEnough));
        time.Advance(refused.UntilEnough);
        Assert.Equal((true, 0), (clients.Take(1, 50).Granted, clients.Take(1, 50).Left));
    }

    /// <summary>Against buckets that are counted in plain numbers.</summary>
    [Fact]
    public void A_client_is_given_what_a_bucket_of_tokens_would_give() => Prop.ForAll(
        Gen.Zip(Gen.Zip(Gen.Choose(1, 20), Gen.Choose(1, 600)), Gen.Zip(Gen.Choose(1, 5), Gen.Choose(0, 3_000)).ListOf()).ToArbitrary(),
        drawn =>
        {
            ((int burst, int perMinute), IReadOnlyList<(int Tokens, int PauseMs)> requests) = (drawn.Item1, [.. drawn.Item2]);
            FakeTimeProvider time = new();
            ClientTokens clients = new(burst, perMinute, time);
            long ticksOfOne = TimeSpan.TicksPerMinute / perMinute, bucket = burst * ticksOfOne;
            foreach ((int tokens, int pauseMs) in requests)
            {
                time.Advance(TimeSpan.FromMilliseconds(pauseMs));
                bucket = Math.Min(burst * ticksOfOne, bucket + (pauseMs * TimeSpan.TicksPerMillisecond));
                long cost = Math.Min(tokens, burst) * ticksOfOne;
                bool expected = cost <= bucket;
                bucket -= expected ? cost : 0;
                TokenGrant grant = clients.Take(3, tokens);
                if (grant.Granted != expected || grant.Left != bucket / ticksOfOne || grant.UntilEnough.Ticks != (expected ? 0 : cost - bucket))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Of_many_requests_at_once_no_more_pass_than_there_are_tokens()
    {
        ClientTokens clients = new(burst: 1_000, perMinute: 1, new FakeTimeProvider());
        bool[][] granted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => Enumerable.Range(0, 500).Select(_ => clients.Take(1, 1).Granted).ToArray())));
        Assert.Equal(1_000, granted.SelectMany(one => one).Count(one => one));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", true)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("2001:db8:1:2::1", "203.0.113.7", false)]
    public void A_client_is_an_IPv4_address_or_the_first_half_of_an_IPv6_address(string one, string other, bool same) =>
        Assert.Equal(same, ClientAddress.HashOf(IPAddress.Parse(one)) == ClientAddress.HashOf(IPAddress.Parse(other)));

    [Fact]
    public async Task Who_asks_too_much_is_told_when_to_ask_again_and_others_are_answered()
    {
        await using ApiHost api = Limited().With("ForwardedHeaders:Proxies", "127.0.0.0/8, ::1");
        using HttpClient http = api.CreateClient();
        foreach (string left in (string[])["2", "1", "0"])
        {
            using HttpResponseMessage answer = await AskAsync(http, "/v1/zips/30309", "203.0.113.7");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("\"client\";q=3;w=180", HeaderOf(answer, "RateLimit-Policy"));
            Assert.StartsWith($"\"client\";r={left};t=", HeaderOf(answer, "RateLimit"), StringComparison.Ordinal);
        }

        // Errors and the API's description cost a token, too.
        foreach (string path in (string[])["/v1/zips/30309", "/v1/nothing", "/openapi/v1.json", "/problems/unknown-zip"])
        {
            using HttpResponseMessage refused = await AskAsync(http, path, "::ffff:203.0.113.7");
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.InRange(int.Parse(HeaderOf(refused, "Retry-After")!, CultureInfo.InvariantCulture), 1, 60);
            Assert.Equal("no-store", HeaderOf(refused, "Cache-Control"));
            Assert.Equal("*", HeaderOf(refused, "Access-Control-Allow-Origin"));
            JsonElement problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement;
            Assert.Equal("/problems/too-many-requests", problem.GetProperty("type").GetString());
            Assert.Equal("988", problem.GetProperty("notices")[0].GetProperty("phone").GetString());
        }

        using HttpResponseMessage watched = await AskAsync(http, "/healthz/live", "203.0.113.7");
        Assert.Equal(HttpStatusCode.OK, watched.StatusCode);
        using HttpResponseMessage other = await AskAsync(http, "/v1/zips/30309", "203.0.113.8");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task The_whole_directory_costs_as_much_as_fifty_requests()
    {
        await using ApiHost api = Limited().With("RateLimit:Burst", "60");
        using HttpClient http = api.CreateClient();
        using HttpResponseMessage whole = await http.GetAsync("/v1/export");
        Assert.StartsWith("\"client\";r=10;", HeaderOf(whole, "RateLimit"), StringComparison.Ordinal);
        using HttpResponseMessage again = await http.GetAsync("/v1/export");
        Assert.Equal(HttpStatusCode.TooManyRequests, again.StatusCode);
        using HttpResponseMessage search = await http.GetAsync("/v1/search?state=GA");
        Assert.Equal(HttpStatusCode.OK, search.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("203.0.113.0/24")]
    public async Task Whom_somebody_claims_to_speak_for_is_believed_of_known_proxies_only(string proxies)
    {
        await using ApiHost api = Limited().With("ForwardedHeaders:Proxies", proxies);
        using HttpClient http = api.CreateClient();
        List<HttpStatusCode> statuses = [];
        for (int i = 0; i < 4; i++)
        {
            using HttpResponseMessage answer = await AskAsync(http, "/v1/zips/30309", $"203.0.113.{i}");
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("127.0.0.1,::1", 0)]
    public async Task The_log_says_once_that_a_proxy_is_not_known_and_not_whom_it_spoke_for(string proxies, int warnings)
    {
        using PrivacyWitness witness = new();
        await using ApiHost api = new ApiHost(witness.Watch).With("RateLimit:Enabled", "true").With("ForwardedHeaders:Proxies", proxies);
        api.UseKestrel(0);
        using HttpClient http = api.CreateClient();
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage answer = await AskAsync(http, "/v1/directory", "203.0.113.77");
        }

        Assert.Equal(warnings, witness.Seen.Count(text => text.Contains("ForwardedHeaders:Proxies", StringComparison.Ordinal)));
        Assert.Empty(witness.Leaks(["203.0.113.77"]));
    }

    [Fact]
    public async Task Of_proxies_in_a_row_the_last_one_that_is_known_is_believed()
    {
        // The first address of the header is what the client itself wrote.
        await using ApiHost api = Limited().With("ForwardedHeaders:Proxies", "127.0.0.1,::1");
        using HttpClient http = api.CreateClient();
        HttpStatusCode last = HttpStatusCode.OK;
        for (int i = 0; i < 4; i++)
        {
            using HttpResponseMessage answer = await AskAsync(http, "/v1/zips/30309", $"198.51.100.{i}, 203.0.113.7");
            last = answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    [Fact]
    public void Limits_are_on_unless_somebody_switches_them_off()
    {
        RateLimitOptions options = new();
        Assert.Equal((true, 600, 100), (options.Enabled, options.PerMinute, options.Burst));
        ProxyOptions proxies = new();
        Assert.Equal(("", 1), (proxies.Proxies, proxies.Hops));
    }

    [Theory]
    [InlineData("RateLimit:Burst", "0", "RateLimit:Burst")]
    [InlineData("RateLimit:PerMinute", "-1", "RateLimit:PerMinute")]
    [InlineData("RateLimit:PerSecond", "1", "PerSecond")]
    [InlineData("RateLimit:Enabled", "maybe", "RateLimit:Enabled")]
    [InlineData("ForwardedHeaders:Proxies", "10.0.0.0/33", "ForwardedHeaders:Proxies")]
    [InlineData("ForwardedHeaders:Proxies", "everybody", "ForwardedHeaders:Proxies")]
    [InlineData("ForwardedHeaders:Hops", "0", "ForwardedHeaders:Hops")]
    [InlineData("ForwardedHeaders:KnownProxies", "10.0.0.1", "KnownProxies")]
    public void A_setting_that_cannot_be_used_is_named_at_start(string key, string value, string named)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Configuration[key] = value;
        builder.AddLimits();
        using ServiceProvider services = builder.Services.BuildServiceProvider();
        Exception problem = Assert.ThrowsAny<Exception>(() => services.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
    }

    /// <summary>Three tokens, of which one comes back each minute. Over Kestrel: other requests have no address.</summary>
    private static ApiHost Limited()
    {
        ApiHost api = new ApiHost().With("RateLimit:Enabled", "true").With("RateLimit:Burst", "3").With("RateLimit:PerMinute", "1");
        api.UseKestrel(0);
        return api;
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, string path, string speaksFor)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-For", speaksFor);
        request.Headers.Add("Origin", "https://example.org");
        return await http.SendAsync(request);
    }

    private static string? HeaderOf(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(',', values) : null;
}
