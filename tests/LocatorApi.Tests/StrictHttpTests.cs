using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LocatorApi.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LocatorApi.Tests;

/// <summary>How the API keeps to HTTP, over Kestrel: what it refuses, and how every answer looks.</summary>
public sealed class StrictHttpTests(StrictHttpTests.Host host) : IClassFixture<StrictHttpTests.Host>
{
    public sealed class Host : IAsyncDisposable
    {
        public Host()
        {
            Api.UseKestrel(0);
            using HttpClient client = Api.CreateClient();
            Http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = client.BaseAddress };
        }

        public ApiHost Api { get; } = new();

        public HttpClient Http { get; }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await Api.DisposeAsync();
        }
    }

    [Fact]
    public async Task Every_status_of_an_error_has_a_type_whose_page_explains_it()
    {
        Assert.Equal(ProblemType.All.Count, ProblemType.All.Select(type => type.Slug).Distinct().Count());
        Assert.All(Enumerable.Range(400, 200), status => Assert.Contains(ProblemType.OfStatus(status), ProblemType.All));
        foreach (ProblemType type in ProblemType.All)
        {
            JsonElement page = await host.Api.GetAsync(type.Uri);
            Assert.Equal((type.Uri, type.Status), (page.GetProperty("type").GetString(), page.GetProperty("status").GetInt32()));
            Assert.NotEmpty(page.GetProperty("explanation").GetString()!);
        }
    }

    [Fact]
    public async Task A_query_that_no_search_needs_is_refused_before_it_is_read()
    {
        using HttpResponseMessage longest = await host.Http.GetAsync("/v1/zips/30309?q=" + new string('a', 2_048 - 3));
        await IsProblemAsync(longest, HttpStatusCode.BadRequest, "invalid-parameters");
        foreach (string path in (string[])["/v1/search", "/v1/nothing", "/openapi/v1.json", "/healthz/live"])
        {
            using HttpResponseMessage longer = await host.Http.GetAsync(path + "?q=" + new string('a', 2_048 - 2));
            await IsProblemAsync(longer, HttpStatusCode.RequestUriTooLong, "uri-too-long");
        }

        // A cursor carries a whole search.
        using HttpResponseMessage cursor = await host.Http.GetAsync($"/v1/search?limit=5&cursor={new string('a', 6_000)}");
        await IsProblemAsync(cursor, HttpStatusCode.BadRequest, "invalid-parameters");
    }

    [Fact]
    public async Task An_error_has_the_trace_id_of_the_caller_or_one_of_its_own()
    {
        JsonElement own = await host.Api.GetAsync("/v1/nothing", HttpStatusCode.NotFound);
        Assert.Matches("^[0-9a-f]{32}$", own.GetProperty("traceId").GetString());
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/nothing");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using HttpClient http = new(new SocketsHttpHandler { ActivityHeadersPropagator = null });
        request.RequestUri = new Uri(host.Http.BaseAddress!, request.RequestUri!);
        using HttpResponseMessage answer = await http.SendAsync(request);
        Assert.Contains("0af7651916cd43dd8448eb211c80319c", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(408, "body-too-slow")]
    [InlineData(413, "body-too-large")]
    [InlineData(400, "bad-request")]
    public async Task What_the_server_finds_while_a_body_is_read_has_its_own_type(int status, string type)
    {
        await using ApiHost api = new(StubEngine.Failing(() => new BadHttpRequestException("quoted", status)));
        JsonElement problem = await api.GetAsync("/v1/search?zip=30309", (HttpStatusCode)status);
        Assert.Equal("/problems/" + type, problem.GetProperty("type").GetString());
        Assert.DoesNotContain("quoted", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_has_an_end_whether_its_length_is_told_or_not()
    {
        foreach (bool isTold in (bool[])[true, false])
        {
            using HttpRequestMessage request = new(HttpMethod.Post, "/v1/zips")
            {
                Content = new StringContent("{\"zip\":\"" + new string('3', 60_000) + "\"}", Encoding.UTF8, "application/json"),
            };
            request.Headers.TransferEncodingChunked = !isTold;
            using HttpResponseMessage answer = await host.Http.SendAsync(request);
            await IsProblemAsync(answer, HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        }

        using HttpResponseMessage form = await host.Http.PostAsync("/v1/zips", new FormUrlEncodedContent([KeyValuePair.Create("zip", "30309")]));
        await IsProblemAsync(form, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
    }

    [Theory]
    [InlineData("application/json;;")]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    public async Task A_body_of_another_type_is_refused_on_every_endpoint_that_takes_one(string type)
    {
        foreach (ApiEndpoint endpoint in EveryEndpoint.Of(host.Api).Where(endpoint => endpoint.Methods.Contains("POST") && TakesJson(endpoint)))
        {
            using HttpRequestMessage request = new(HttpMethod.Post, endpoint.Route) { Content = new ByteArrayContent("{}"u8.ToArray()) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            request.Headers.Accept.ParseAdd("application/json, text/event-stream");
            using HttpResponseMessage answer = await host.Http.SendAsync(request);
            await IsProblemAsync(answer, HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        }
    }

    /// <summary>Pages and their map take forms.</summary>
    private static bool TakesJson(ApiEndpoint endpoint) => endpoint.Route.StartsWith("/v1/", StringComparison.Ordinal) || endpoint.Route.StartsWith("/mcp", StringComparison.Ordinal);

    [Fact]
    public async Task A_page_that_takes_a_form_refuses_other_bodies_with_a_page()
    {
        foreach (ApiEndpoint endpoint in EveryEndpoint.Of(host.Api).Where(endpoint => endpoint.Methods.Contains("POST") && !TakesJson(endpoint)))
        {
            using StringContent body = new("{}", Encoding.UTF8, "application/json");
            using HttpResponseMessage answer = await host.Http.PostAsync(endpoint.PathWith("f00"), body);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
            Assert.Equal(
                endpoint.Route.StartsWith("/map/", StringComparison.Ordinal) ? "application/problem+json" : "text/html", answer.Content.Headers.ContentType?.MediaType);
        }
    }

    [Fact]
    public async Task A_body_that_hardly_arrives_is_given_up()
    {
        // The server waits for its grace of five seconds.
        RawAnswer answer = await RawHttp.SendAsync(host.Http.BaseAddress!,
            "POST /v1/zips HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"zip\":");
        Assert.Equal(408, answer.Status);
        Assert.Contains("/problems/body-too-slow", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_given_up()
    {
        await using ApiHost api = new(services =>
        {
            services.Replace(ServiceDescriptor.Singleton<Locator.Search.ISearchEngine>(new StubEngine(async (_, _, cancelled) =>
            {
                await Task.Delay(Timeout.Infinite, cancelled);
                return [];
            })));
            services.PostConfigure<RequestTimeoutOptions>(options => options.DefaultPolicy = new()
            {
                Timeout = TimeSpan.FromMilliseconds(50), TimeoutStatusCode = options.DefaultPolicy!.TimeoutStatusCode,
            });
        });
        using HttpClient http = api.CreateClient();
        using HttpResponseMessage answer = await http.GetAsync("/v1/search?zip=30309");
        await IsProblemAsync(answer, HttpStatusCode.GatewayTimeout, "timed-out");
        Assert.Equal(TimeSpan.FromSeconds(5), answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_whole_directory_may_take_as_long_as_its_reader_does()
    {
        await using ApiHost api = new(services => services.PostConfigure<RequestTimeoutOptions>(
            options => options.DefaultPolicy = new() { Timeout = TimeSpan.FromTicks(1) }));
        using HttpClient http = api.CreateClient();
        string[] lines = (await http.GetStringAsync("/v1/export")).TrimEnd().Split('\n');
        Assert.Contains("61", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_names_the_methods_of_every_endpoint_and_head_is_taken_wherever_get_is()
    {
        IReadOnlyList<ApiEndpoint> endpoints = EveryEndpoint.Of(host.Api);
        Assert.Contains(endpoints, endpoint => endpoint.Route == "/v1/search");
        foreach (IGrouping<string, ApiEndpoint> route in endpoints.GroupBy(endpoint => endpoint.Route))
        {
            string path = route.First().PathWith("x");
            string[] methods = [.. route.SelectMany(endpoint => endpoint.Methods).Append("OPTIONS").Distinct().Order(StringComparer.Ordinal)];
            Assert.True(!methods.Contains("GET") || methods.Contains("HEAD"), route.Key);
            using HttpResponseMessage options = await host.Http.SendAsync(new(HttpMethod.Options, path));
            Assert.Equal((route.Key, HttpStatusCode.NoContent), (route.Key, options.StatusCode));
            Assert.Equal(methods, options.Content.Headers.Allow.Order(StringComparer.Ordinal));
            using HttpResponseMessage other = await host.Http.SendAsync(new(HttpMethod.Patch, path));
            await IsProblemAsync(other, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
            Assert.Equal(methods, other.Content.Headers.Allow.Order(StringComparer.Ordinal));
        }

        using HttpResponseMessage nowhere = await host.Http.SendAsync(new(HttpMethod.Options, "/v1/nothing"));
        await IsProblemAsync(nowhere, HttpStatusCode.NotFound, "not-found");
        RawAnswer everywhere = await RawHttp.SendAsync(host.Http.BaseAddress!, "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.Equal(204, everywhere.Status);
        Assert.Contains("Allow: GET, HEAD, POST, OPTIONS", everywhere.Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/filters")]
    [InlineData("/v1/zips/30309")]
    [InlineData("/v1/search?state=GA")]
    [InlineData("/v1/nothing")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/swagger/index.html")]
    [InlineData("/healthz/ready")]
    public async Task Head_answers_as_get_does_without_a_body(string path)
    {
        using HttpResponseMessage get = await host.Http.GetAsync(path);
        using HttpResponseMessage head = await host.Http.SendAsync(new(HttpMethod.Head, path));
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(get.Headers.CacheControl?.ToString(), head.Headers.CacheControl?.ToString());
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Pages_of_any_origin_may_ask_and_see_what_they_need()
    {
        foreach (string method in (string[])["GET", "HEAD", "POST"])
        {
            using HttpRequestMessage preflight = new(HttpMethod.Options, "/v1/search");
            preflight.Headers.Add("Origin", "https://example.org");
            preflight.Headers.Add("Access-Control-Request-Method", method);
            preflight.Headers.Add("Access-Control-Request-Headers", "content-type, accept-language, if-none-match");
            using HttpResponseMessage allowed = await host.Http.SendAsync(preflight);
            Assert.Equal("*", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")));
            Assert.Contains(method, string.Join(',', allowed.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);
            Assert.Contains("content-type", string.Join(',', allowed.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.Ordinal);
            Assert.Equal("7200", Assert.Single(allowed.Headers.GetValues("Access-Control-Max-Age")));
            Assert.False(allowed.Headers.Contains("Access-Control-Allow-Credentials"));
        }

        foreach (string path in (string[])["/v1/filters", "/v1/search?zip=0", "/v1/nothing", "/openapi/v1.json"])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.Add("Origin", "https://example.org");
            using HttpResponseMessage answer = await host.Http.SendAsync(request);
            Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
            string exposed = string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers"));
            Assert.All(
                (string[])["ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "Content-Disposition", "Allow"],
                header => Assert.Contains(header, exposed.Split(',', StringSplitOptions.TrimEntries)));
        }
    }

    [Fact]
    public async Task Every_answer_tells_browsers_to_be_careful_and_nothing_of_the_server()
    {
        await using ApiHost broken = new(StubEngine.Failing(() => new InvalidOperationException()));
        broken.UseKestrel(0);
        using HttpClient brokenHttp = broken.CreateClient();
        foreach ((HttpClient http, string path) in ((HttpClient, string)[])
        [
            (host.Http, "/v1/filters"), (host.Http, "/v1/search?zip=30309"), (host.Http, "/v1/search?zip=0"), (host.Http, "/v1/nothing"), (host.Http, "/"),
            (host.Http, "/swagger/index.html"), (host.Http, "/swagger/nothing.js"), (host.Http, "/openapi/v1.json"), (host.Http, "/healthz/live"),
            (brokenHttp, "/v1/search?zip=30309"),
        ])
        {
            using HttpResponseMessage answer = await http.GetAsync(path);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
            Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
            Assert.Equal("cross-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
            Assert.Contains(path == "/" ? "geolocation=(self)" : "geolocation=()", Assert.Single(answer.Headers.GetValues("Permissions-Policy")), StringComparison.Ordinal);
            string policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("script-src 'unsafe", policy, StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Server") || answer.Headers.Contains("X-Powered-By") || answer.Headers.Contains("Set-Cookie"), path);
            Assert.True((int)answer.StatusCode < 400 || answer.Headers.CacheControl is { NoStore: true }, path);
            Assert.True(answer.Headers.CacheControl is { NoStore: true } || !path.StartsWith("/v1/search", StringComparison.Ordinal), path);
        }
    }

    /// <summary>Its policy lets no script run that stands in the page.</summary>
    [Fact]
    public async Task The_page_of_the_documentation_keeps_to_its_policy()
    {
        string page = await host.Http.GetStringAsync("/swagger/index.html");
        Assert.All(page.Split("<script")[1..], script => Assert.Contains("src=", script.Split('>')[0], StringComparison.Ordinal));
        Assert.DoesNotContain("://", page.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Answers_are_compressed_for_whom_can_read_it(string encoding)
    {
        foreach (string path in (string[])["/v1/filters", "/v1/search?state=GA", "/openapi/v1.json"])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
            using HttpResponseMessage answer = await host.Http.SendAsync(request);
            Assert.Equal([encoding], answer.Content.Headers.ContentEncoding);
            Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        }
    }

    [Fact]
    public async Task Nothing_in_an_answer_comes_from_the_host_that_was_asked()
    {
        foreach (string path in (string[])["/", "/swagger", "/swagger/index.html", "/swagger/index.js", "/openapi/v1.json", "/v1/search?state=GA", "/v1/directory", "/nothing", "/problems/unknown-zip"])
        {
            RawAnswer answer = await RawHttp.SendAsync(host.Http.BaseAddress!,
                $"GET {path} HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Prefix: /evil.example\r\nConnection: close\r\n\r\n");
            Assert.NotEqual(0, answer.Status);
            Assert.DoesNotContain("evil", answer.Head + answer.Body, StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>What no part of this program sees, as docs/api.md says.</summary>
    [Theory]
    [InlineData("GET /v1/facilities/a%00b HTTP/1.1\r\nHost: x", 400)]
    [InlineData("GET /v1/facilities/a\u00FFb HTTP/1.1\r\nHost: x", 400)]
    [InlineData("GET /v1/filters HTTP/1.1\r\nAccept: */*", 400)]
    [InlineData("GET /v1/filters HTTP/1.1\r\nHost: x\r\nHost: y", 400)]
    [InlineData("nonsense", 400)]
    [InlineData("GET /v1/filters HTTP/7.0\r\nHost: x", 505)]
    public async Task What_is_no_HTTP_is_answered_by_the_server_with_a_status_alone(string request, int status)
    {
        RawAnswer answer = await RawHttp.SendAsync(host.Http.BaseAddress!, request + "\r\nConnection: close\r\n\r\n");
        Assert.Equal((status, ""), (answer.Status, answer.Body));
    }

    [Fact]
    public async Task A_request_line_or_headers_without_end_are_answered_by_the_server_with_a_status_alone()
    {
        RawAnswer line = await RawHttp.SendAsync(host.Http.BaseAddress!, $"GET /v1/search?q={new string('a', 9_000)} HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal((414, ""), (line.Status, line.Body));
        RawAnswer headers = await RawHttp.SendAsync(host.Http.BaseAddress!, $"GET /v1/filters HTTP/1.1\r\nHost: x\r\nX-Long: {new string('a', 17_000)}\r\n\r\n");
        Assert.Equal((431, ""), (headers.Status, headers.Body));
        string many = string.Concat(Enumerable.Range(0, 70).Select(i => $"X-{i}: a\r\n"));
        RawAnswer count = await RawHttp.SendAsync(host.Http.BaseAddress!, $"GET /v1/filters HTTP/1.1\r\nHost: x\r\n{many}\r\n");
        Assert.Equal((431, ""), (count.Status, count.Body));
    }

    [Theory]
    [InlineData("/v1/facilities/a%ffb")]
    [InlineData("/v1/zips/%ff%fe")]
    [InlineData("/v1/nothing/%ff")]
    [InlineData("/problems/%ff")]
    [InlineData("/%ff")]
    [InlineData("/v1/../../etc/passwd")]
    [InlineData("//v1//search")]
    public async Task What_reaches_this_program_is_answered_as_a_problem(string path)
    {
        RawAnswer answer = await RawHttp.SendAsync(host.Http.BaseAddress!, $"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.InRange(answer.Status, 400, 404);
        Assert.Contains("Content-Type: application/problem+json", answer.Head, StringComparison.Ordinal);
    }

    private static async Task IsProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string type)
    {
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{answer.RequestMessage!.Method} {answer.RequestMessage.RequestUri} answered {(int)answer.StatusCode}: {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("/problems/" + type, JsonDocument.Parse(body).RootElement.GetProperty("type").GetString());
    }
}
