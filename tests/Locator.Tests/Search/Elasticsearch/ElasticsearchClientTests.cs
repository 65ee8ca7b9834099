using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Locator.Facilities;
using Locator.Geo;
using Locator.Search;
using Locator.Search.Elasticsearch;
using Locator.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Locator.Tests.Search.Elasticsearch;

/// <summary>What the client makes of servers that are slow, busy, broken or something else altogether.</summary>
public sealed class ElasticsearchClientTests
{
    private const string Version = "2026-01-02.1";
    private const string Marker = "zmarkerz";
    private const string Found = """{"responses":[{"status":200,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":0,"relation":"eq"},"hits":[]}}]}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Server(string number, string? distribution = null) => new JsonObject
    {
        ["version"] = distribution is null
            ? new JsonObject { ["number"] = number }
            : new JsonObject { ["number"] = number, ["distribution"] = distribution },
        ["tagline"] = distribution is null ? "You Know, for Search" : "The OpenSearch Project: https://opensearch.org/",
    }.ToJsonString();

    private static string Indexes() => new JsonObject
    {
        [$"locator-{Version}"] = new JsonObject
        {
            ["aliases"] = new JsonObject { ["locator"] = new JsonObject() },
            ["mappings"] = new JsonObject { ["_meta"] = new ElasticsearchMeta(ElasticsearchDocument.Format, Version, "", Vocabulary.Current.Hash, 0).ToJson() },
            ["settings"] = new JsonObject { ["index"] = new JsonObject { ["creation_date"] = "0" } },
        },
    }.ToJsonString();

    /// <summary>A server that holds one version and answers searches in this way.</summary>
    private static Task<StubServer> AnsweringAsync(RequestDelegate search) => StubServer.StartAsync(context => context.Request.Path.Value switch
    {
        "/" => JsonAsync(context, Server("9.0.0")),
        "/_msearch" => search(context),
        _ => JsonAsync(context, Indexes()),
    });

    private static Task JsonAsync(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    private static ServiceProvider Services(Action<ElasticsearchOptions> configure)
    {
        ElasticsearchOptions options = new();
        configure(options);
        return new ServiceCollection().AddElasticsearch(options).BuildServiceProvider();
    }

    private static ServiceProvider Services(params StubServer[] nodes) =>
        Services(options => options.Nodes = string.Join(", ", nodes.Select(node => node.Address)));

    private static Task<IReadOnlyList<SearchAnswer>> SearchAsync(ServiceProvider services) =>
        services.GetRequiredService<ElasticsearchEngine>().SearchAsync(
            Version,
            [new SearchQuery { Origin = new GeoPoint(12.3456789, 98.7654321), State = Marker, Words = [Marker], Filters = [new(Marker, [Marker])] }],
            Token);

    private static Task<IReadOnlyList<string>> VersionsAsync(ServiceProvider services) =>
        services.GetRequiredService<ElasticsearchEngine>().VersionsAsync(Token);

    [Theory]
    [InlineData(Marker, Knowledge.Yes)]
    [InlineData("\\u007a" + "markerz", Knowledge.Yes)]
    [InlineData("?" + Marker, Knowledge.Unknown)]
    [InlineData(Marker + "s", Knowledge.No)]
    public async Task Tokens_and_documents_are_read_however_a_server_escapes_them(string token, Knowledge expected)
    {
        string found = Found.Replace(
            "\"hits\":[]",
            $$"""
            "hits":[{"_source":{"id":"f1","sortName":"a","exact":true,"programs":[{"id":"p1","tokens":["a","{{token}}","zz"]}],"document":"{\"name\":\"Caf\u00e9 é \\\"\"}"},"sort":["Infinity","f1"]}]
            """,
            StringComparison.Ordinal);
        await using StubServer server = await AnsweringAsync(context => JsonAsync(context, found));
        await using ServiceProvider services = Services(server);
        SearchHit hit = Assert.Single(Assert.Single(await SearchAsync(services)).Hits);
        Assert.Equal(expected, Assert.Single(hit.Matched).Match);
        Assert.Equal("""{"name":"Café é \""}""", System.Text.Encoding.UTF8.GetString(hit.Document.Span));
    }

    [Theory]
    [InlineData("8.0.0", null)]
    [InlineData("9.1.3", null)]
    [InlineData("2.0.0", "opensearch")]
    [InlineData("3.1.0", "opensearch")]
    [InlineData("9.0.0-SNAPSHOT", null)]
    public async Task A_server_of_our_time_is_taken(string number, string? distribution)
    {
        await using StubServer server = await StubServer.StartAsync(context =>
            JsonAsync(context, context.Request.Path == "/" ? Server(number, distribution) : Indexes()));
        await using ServiceProvider services = Services(server);
        Assert.Equal([Version], await VersionsAsync(services));
    }

    [Theory]
    [InlineData("7.17.29", null, "Elasticsearch 7.17.29 is too old: Elasticsearch 8 or newer is needed.")]
    [InlineData("1.3.20", "opensearch", "OpenSearch 1.3.20 is too old: OpenSearch 2 or newer is needed.")]
    [InlineData("3.0.0", "other", "What answers at Elasticsearch:Nodes is neither Elasticsearch nor OpenSearch.")]
    public async Task A_server_that_is_too_old_or_another_one_is_refused_with_a_sentence(string number, string? distribution, string sentence)
    {
        await using StubServer server = await StubServer.StartAsync(context => JsonAsync(context, Server(number, distribution)));
        await using ServiceProvider services = Services(server);
        Assert.Equal(sentence, (await Assert.ThrowsAsync<SearchUnavailableException>(() => VersionsAsync(services))).Message);
    }

    [Theory]
    [InlineData("<html>Welcome</html>", 200)]
    [InlineData("[]", 200)]
    [InlineData("{}", 404)]
    [InlineData("", 302)]
    public async Task Something_else_that_answers_http_is_refused_with_a_sentence(string body, int status)
    {
        await using StubServer server = await StubServer.StartAsync(context => JsonAsync(context, body, status));
        await using ServiceProvider services = Services(server);
        SearchUnavailableException refused = await Assert.ThrowsAsync<SearchUnavailableException>(() => VersionsAsync(services));
        Assert.Equal("What answers at Elasticsearch:Nodes is neither Elasticsearch nor OpenSearch.", refused.Message);
    }

    [Fact]
    public async Task A_user_or_an_api_key_is_sent_and_its_refusal_has_a_sentence()
    {
        List<string> sent = [];
        await using StubServer server = await StubServer.StartAsync(context =>
        {
            sent.Add(context.Request.Headers.Authorization.ToString());
            return JsonAsync(context, "{}", 401);
        });
        await using ServiceProvider user = Services(options => (options.Nodes, options.Username, options.Password) = (server.Address, "us", "pässword"));
        await using ServiceProvider key = Services(options => (options.Nodes, options.ApiKey) = (server.Address, "bXlrZXk6c2VjcmV0"));
        foreach (ServiceProvider services in new[] { user, key })
        {
            SearchUnavailableException refused = await Assert.ThrowsAsync<SearchUnavailableException>(() => VersionsAsync(services));
            Assert.Equal("Elasticsearch refuses the user or API key of the settings.", refused.Message);
        }

        Assert.Equal(["Basic dXM6cMOkc3N3b3Jk", "ApiKey bXlrZXk6c2VjcmV0"], sent);
    }

    [Fact]
    public async Task Only_nodes_whose_certificate_the_given_authority_signed_are_trusted()
    {
        using X509Certificate2 certificate = NewCertificate(), stranger = NewCertificate();
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string ca = Path.Combine(folder, "ca.pem"), other = Path.Combine(folder, "other.pem");
            await File.WriteAllTextAsync(ca, certificate.ExportCertificatePem(), Token);
            await File.WriteAllTextAsync(other, stranger.ExportCertificatePem(), Token);
            await using StubServer server = await StubServer.StartAsync(
                context => JsonAsync(context, context.Request.Path == "/" ? Server("8.13.4") : Indexes()), certificate);
            string address = server.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

            await using ServiceProvider trusted = Services(options => (options.Nodes, options.CaFile) = (address, ca));
            Assert.Equal([Version], await VersionsAsync(trusted));
            foreach (string? file in new[] { other, null })
            {
                await using ServiceProvider untrusted = Services(options => (options.Nodes, options.CaFile) = (address, file));
                SearchUnavailableException refused = await Assert.ThrowsAsync<SearchUnavailableException>(() => VersionsAsync(untrusted));
                Assert.Contains("SecureConnectionError", refused.Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Everything but a whole answer is a failure, and none of them tells what was asked.</summary>
    [Theory]
    [InlineData(200, """{"responses":[{"status":200,"timed_out":true,"_shards":{"total":1,"successful":1},"hits":{"total":{"value":0},"hits":[]}}]}""")]
    [InlineData(200, """{"responses":[{"status":200,"timed_out":false,"_shards":{"total":2,"successful":1,"failed":1},"hits":{"total":{"value":0},"hits":[]}}]}""")]
    [InlineData(200, """{"responses":[{"status":200,"timed_out":false,"_shards":{"total":2,"successful":1,"failed":0},"hits":{"total":{"value":0},"hits":[]}}]}""")]
    [InlineData(200, """{"responses":[{"status":503,"error":{"type":"search_phase_execution_exception","reason":"zmarkerz"}}]}""")]
    [InlineData(200, """{"responses":[{"status":400,"error":{"type":"parsing_exception","reason":"zmarkerz"}}]}""")]
    [InlineData(200, """{"responses":[]}""")]
    [InlineData(200, """{"zmarkerz":1}""")]
    [InlineData(200, "zmarkerz")]
    [InlineData(200, """{"responses":[{"status":200,"zmarker""")]
    [InlineData(400, """{"error":{"type":"illegal_argument_exception","reason":"zmarkerz"},"status":400}""")]
    [InlineData(429, """{"error":{"type":"circuit_breaking_exception","reason":"zmarkerz"},"status":429}""")]
    [InlineData(500, "<html>zmarkerz</html>")]
    public async Task Anything_but_a_whole_answer_is_unavailable_without_a_word_of_the_search(int status, string body)
    {
        await using StubServer server = await AnsweringAsync(context => JsonAsync(context, body, status));
        await using ServiceProvider services = Services(server);
        SearchUnavailableException failure = await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
        Assert.DoesNotContain(Marker, failure.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("12.34", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_that_is_gone_is_looked_for_once_more_and_then_the_version_is_gone()
    {
        await using StubServer server = await AnsweringAsync(context => JsonAsync(
            context, """{"responses":[{"status":404,"error":{"type":"index_not_found_exception","reason":"x"}}]}"""));
        await using ServiceProvider services = Services(server);
        _ = await VersionsAsync(services);
        await Assert.ThrowsAsync<VersionGoneException>(() => SearchAsync(services));
        Assert.Equal(2, server.Requests.Count(request => request == "POST /_msearch"));
    }

    [Fact]
    public async Task Partial_answers_are_forbidden_in_every_header_line()
    {
        string sent = "";
        await using StubServer server = await AnsweringAsync(async context =>
        {
            using StreamReader reader = new(context.Request.Body);
            sent = await reader.ReadToEndAsync(context.RequestAborted);
            await JsonAsync(context, Found);
        });
        await using ServiceProvider services = Services(server);
        Assert.Equal(0, Assert.Single(await SearchAsync(services)).Total);
        Assert.Equal($$"""{"index":"locator-{{Version}}","allow_partial_search_results":false}""", sent.Split('\n')[0]);
        // The whole address: what was asked stands in the body only.
        Assert.Contains("POST /_msearch", server.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_one_node_is_frozen_or_cuts_its_answers_another_one_answers_in_time(bool cuts)
    {
        await using StubServer bad = await AnsweringAsync(context => cuts ? CutAsync(context) : Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using StubServer good = await AnsweringAsync(context => JsonAsync(context, Found));
        await using ServiceProvider services = Services(bad, good);
        _ = await VersionsAsync(services);
        Stopwatch all = Stopwatch.StartNew();
        for (int i = 0; i < 30; i++)
        {
            Stopwatch one = Stopwatch.StartNew();
            _ = await SearchAsync(services);
            Assert.True(one.Elapsed < TimeSpan.FromSeconds(2), $"search {i} took {one.Elapsed}");
        }

        // After a few of them its breaker keeps searches away from the bad node.
        Assert.InRange(bad.Requests.Count(request => request == "POST /_msearch"), 1, 12);
        Assert.True(all.Elapsed < TimeSpan.FromSeconds(12), $"30 searches took {all.Elapsed}");
    }

    [Fact]
    public async Task Where_all_nodes_are_frozen_a_search_ends_within_its_time()
    {
        static Task Freeze(HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using StubServer one = await AnsweringAsync(Freeze), other = await AnsweringAsync(Freeze);
        await using ServiceProvider services = Services(one, other);
        _ = await VersionsAsync(services);
        Stopwatch watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2.3), $"took {watch.Elapsed}");
        Assert.Equal(2, one.Requests.Concat(other.Requests).Count(request => request == "POST /_msearch"));
    }

    [Fact]
    public async Task Nodes_in_trouble_are_not_asked_twice_as_much()
    {
        await using StubServer one = await AnsweringAsync(context => JsonAsync(context, "{}", 500)),
            other = await AnsweringAsync(context => JsonAsync(context, "{}", 500));
        await using ServiceProvider services = Services(one, other);
        _ = await VersionsAsync(services);
        for (int i = 0; i < 100; i++)
        {
            await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
        }

        Assert.InRange(one.Requests.Concat(other.Requests).Count(request => request == "POST /_msearch"), 2, 120);
    }

    [Fact]
    public async Task The_callers_own_cancellation_is_not_a_failure_of_the_engine()
    {
        await using StubServer server = await AnsweringAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await using ServiceProvider services = Services(server);
        _ = await VersionsAsync(services);
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        source.CancelAfter(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => services.GetRequiredService<ElasticsearchEngine>()
            .SearchAsync(Version, [new SearchQuery()], source.Token));
    }

    [Fact]
    public async Task In_a_storm_of_429_and_503_every_document_arrives_and_only_those_that_failed_are_sent_again()
    {
        Dictionary<string, int> sent = [];
        int requests = 0;
        await using StubServer server = await StubServer.StartAsync(async context =>
        {
            string[] ids = await IdsAsync(context);
            foreach (string id in ids)
            {
                sent[id] = sent.GetValueOrDefault(id) + 1;
            }

            // The first request is refused as a whole; then every document twice, but "easy" at once.
            await (++requests switch
            {
                1 => JsonAsync(context, "{}", 429),
                2 => JsonAsync(context, "gateway", 502),
                _ => JsonAsync(context, Items(ids, id => id == "easy" || sent[id] > 4 ? 201 : sent[id] == 3 ? 429 : 503)),
            });
        });
        await BulkAsync(server, "easy", "b", "c");
        Assert.Equal([("b", 5), ("c", 5), ("easy", 3)], sent.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.All(server.Requests, request => Assert.Equal("POST /locator-building/_bulk?require_alias=true", request));
    }

    [Fact]
    public async Task A_document_that_is_never_taken_or_refused_is_named()
    {
        await using StubServer server = await StubServer.StartAsync(async context =>
            await JsonAsync(context, Items(await IdsAsync(context), id => id == "bad" ? 400 : id == "never" ? 429 : 201)));
        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => BulkAsync(server, "a", "bad", "never", "b"));
        Assert.Equal(
            "Elasticsearch refused 1 documents: bad (400 made_up_exception). Elasticsearch did not take 1 documents, beginning with never, "
                + "although they were sent 11 times. Its last answer was 429 made_up_exception. Nothing was published.",
            failure.Message);
    }

    [Fact]
    public async Task A_bulk_that_is_too_large_is_halved_until_it_is_taken()
    {
        List<string> taken = [];
        await using StubServer server = await StubServer.StartAsync(async context =>
        {
            string[] ids = await IdsAsync(context);
            if (ids.Length > 2)
            {
                await JsonAsync(context, "", 413);
                return;
            }

            taken.AddRange(ids);
            await JsonAsync(context, Items(ids, _ => 201));
        });
        await BulkAsync(server, "a", "b", "c", "d", "e");
        Assert.Equal(["a", "b", "c", "d", "e"], taken);
    }

    [Fact]
    public async Task A_bulk_whose_answer_is_lost_is_sent_again()
    {
        int requests = 0;
        await using StubServer server = await StubServer.StartAsync(async context =>
        {
            string[] ids = await IdsAsync(context);
            await (++requests == 1 ? CutAsync(context) : JsonAsync(context, Items(ids, _ => 201)));
        });
        await BulkAsync(server, "a");
        Assert.Equal(2, requests);
    }

    [Fact]
    public async Task Writing_goes_on_to_a_node_that_can_be_reached()
    {
        StubServer gone = await StubServer.StartAsync(_ => Task.CompletedTask);
        string address = gone.Address;
        await gone.DisposeAsync();
        await using StubServer server = await StubServer.StartAsync(async context => await JsonAsync(context, Items(await IdsAsync(context), _ => 201)));
        await using ServiceProvider services = Services(options => options.Nodes = $"{address},{server.Address}");
        await BulkAsync(services, "a", "b");
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_full_disk_has_a_sentence()
    {
        await using StubServer server = await StubServer.StartAsync(async context => await JsonAsync(
            context, Items(await IdsAsync(context), _ => 429).Replace("made_up_exception", "cluster_block_exception", StringComparison.Ordinal)));
        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => BulkAsync(server, "a"));
        Assert.StartsWith("The disk of Elasticsearch is full", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_have_the_documented_defaults_and_wrong_ones_are_named()
    {
        ElasticsearchOptions options = new();
        Assert.Null(options.Problem());
        Assert.Equal(
            ("http://localhost:9200", "locator", 1, 1, 5_000_000, 1_000, 2, TimeSpan.FromSeconds(2)),
            (options.Nodes, options.Alias, options.Shards, options.Replicas, options.BulkBytes, options.BulkDocuments, options.KeepVersions, options.SearchTimeout));
        foreach ((string key, Action<ElasticsearchOptions> set) in new (string, Action<ElasticsearchOptions>)[]
        {
            ("Nodes", o => o.Nodes = ""), ("Nodes", o => o.Nodes = "localhost:9200"), ("Nodes", o => o.Nodes = "http://user:secret@host:9200"),
            ("Nodes", o => o.Nodes = "http://host:9200/prefix"), ("Nodes", o => o.Nodes = "http://host:9200,http://HOST:9200"),
            ("Alias", o => o.Alias = "Locator"), ("Alias", o => o.Alias = "a*"), ("Alias", o => o.Alias = "a,b"), ("Alias", o => o.Alias = ""),
            ("Password", o => o.Username = "u"), ("ApiKey", o => (o.Username, o.Password, o.ApiKey) = ("u", "secret", "secret")),
            ("CaFile", o => o.CaFile = "/no/such/file"), ("Shards", o => o.Shards = 0), ("Replicas", o => o.Replicas = -1),
            ("BulkBytes", o => o.BulkBytes = 1), ("BulkDocuments", o => o.BulkDocuments = 0), ("KeepVersions", o => o.KeepVersions = -1),
            ("Timeout", o => o.SearchTimeout = TimeSpan.Zero),
        })
        {
            ElasticsearchOptions wrong = new();
            set(wrong);
            string problem = Assert.IsType<string>(wrong.Problem());
            Assert.Contains(key, problem, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
        }
    }

    private static async Task BulkAsync(StubServer server, params string[] ids)
    {
        await using ServiceProvider services = Services(server);
        await BulkAsync(services, ids);
    }

    private static Task<(string Id, string Hash)[]> BulkAsync(ServiceProvider services, params string[] ids) =>
        new ElasticsearchBulk(services.GetRequiredService<ElasticsearchClient>(), new ElasticsearchOptions(), new ImpatientTime())
            .WriteAsync("locator-building", [.. ids.Select(id => AFacility.With(id, ["x:y"]))], Token);

    private static async Task<string[]> IdsAsync(HttpContext context)
    {
        using StreamReader reader = new(context.Request.Body);
        string[] lines = (await reader.ReadToEndAsync(context.RequestAborted)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Where((_, i) => i % 2 == 0).Select(line => (string)JsonNode.Parse(line)!["index"]!["_id"]!)];
    }

    private static string Items(string[] ids, Func<string, int> status) => new JsonObject
    {
        ["errors"] = true,
        ["items"] = new JsonArray([.. ids.Select(id => new JsonObject
        {
            ["index"] = status(id) is < 300 and var good
                ? new JsonObject { ["_id"] = id, ["status"] = good }
                : new JsonObject { ["_id"] = id, ["status"] = status(id), ["error"] = new JsonObject { ["type"] = "made_up_exception" } },
        })]),
    }.ToJsonString();

    private static async Task CutAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = 1_000;
        await context.Response.WriteAsync("""{"responses":[{"status":200,""", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }

    private static X509Certificate2 NewCertificate()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>Time in which every pause is over at once.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.FromMilliseconds(1), period);
    }
}
