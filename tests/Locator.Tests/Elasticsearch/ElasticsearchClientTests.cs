using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Locator.Elasticsearch;
using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Publishing;
using Locator.Elasticsearch.Search;
using Locator.Elasticsearch.Settings;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Publishing;
using Locator.Search;
using Locator.Testing;
using Locator.Versions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Locator.Tests.Elasticsearch;

/// <summary>What the client makes of servers that are slow, busy, broken or something else altogether.</summary>
public sealed class ElasticsearchClientTests
{
    private const string Id = "2026-01-02.1";
    private const string Index = "locator-" + Id;
    private const string Marker = "zmarkerz";
    private const string Partial = """{"responses":[{"status":200,"timed_out":false,"_shards":{"total":2,"successful":1,"skipped":0,"failed":1},"hits":{"total":{"value":0,"relation":"eq"},"hits":[]}}]}""";
    private const string Found = """{"responses":[{"status":200,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":0,"relation":"eq"},"hits":[]}}]}""";

    private static readonly VersionStamp Version = PublishedDirectories.Stamp(Id);

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
        [Index] = new JsonObject
        {
            ["aliases"] = new JsonObject { ["locator"] = new JsonObject() },
            ["mappings"] = new JsonObject { ["_meta"] = PublishedDirectories.MetaOf(Version, facilities: 0).ToJson() },
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

    private static ServiceProvider Services(Action<ElasticsearchOptions> configure, TimeProvider? time = null)
    {
        ElasticsearchOptions options = new();
        configure(options);
        return new ServiceCollection().AddSingleton(time ?? TimeProvider.System).AddElasticsearch(options).BuildServiceProvider();
    }

    private static ServiceProvider Services(params StubServer[] nodes) =>
        Services(options => options.Nodes = string.Join(", ", nodes.Select(node => node.Address)));

    private static Task<IReadOnlyList<SearchAnswer>> SearchAsync(ServiceProvider services) =>
        services.GetRequiredService<ElasticsearchEngine>().SearchAsync(
            Version,
            [new SearchQuery { Origin = new GeoPoint(12.3456789, 98.7654321), State = Marker, Words = [Marker], Filters = [new(Marker, [Marker])] }],
            Token);

    private static Task<IReadOnlyList<VersionStamp>> VersionsAsync(ServiceProvider services) =>
        services.GetRequiredService<ElasticsearchEngine>().VersionsAsync(Token);

    private static Task<IReadOnlyList<FacilityRecord>> LookUpAsync(ServiceProvider services, params string[] ids) =>
        services.GetRequiredService<ElasticsearchEngine>().FacilitiesAsync(Version, ids, Token);

    private static int SearchesOf(StubServer node) => node.Requests.Count(request => request == "POST /_msearch");

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
        SearchUnavailableException refused = await Assert.ThrowsAsync<SearchUnavailableException>(() => VersionsAsync(services));
        Assert.Equal((sentence, true), (refused.Message, refused.IsFault));
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
        Assert.True(refused.IsFault);
    }

    /// <summary>A program that starts meanwhile goes on trying; only a fault ends it.</summary>
    [Theory]
    [InlineData(503, """{"error":{"type":"cluster_block_exception","reason":"state not recovered"},"status":503}""")]
    [InlineData(429, """{"error":{"type":"circuit_breaking_exception","reason":"x"},"status":429}""")]
    [InlineData(502, "<html>Bad gateway</html>")]
    public async Task A_cluster_that_has_only_just_started_or_is_too_busy_is_an_outage_and_not_a_wrong_setting(int status, string body)
    {
        await using StubServer server = await StubServer.StartAsync(context =>
            context.Request.Path == "/" ? JsonAsync(context, Server("8.13.4")) : JsonAsync(context, body, status));
        await using ServiceProvider services = Services(server);
        SearchUnavailableException failure = await Assert.ThrowsAsync<SearchUnavailableException>(() => VersionsAsync(services));
        Assert.False(failure.IsFault);
        Assert.StartsWith($"Elasticsearch answered {status}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>Welcome</html>")]
    [InlineData("""{"status":1}""")]
    [InlineData("{}")]
    public async Task A_health_that_neither_server_writes_is_no_answer(string body)
    {
        await using StubServer server = await StubServer.StartAsync(context => JsonAsync(
            context, context.Request.Path.Value switch { "/" => Server("9.0.0"), "/_cluster/health/" + Index => body, _ => Indexes() }));
        await using ServiceProvider services = Services(server);
        ElasticsearchEngine engine = services.GetRequiredService<ElasticsearchEngine>();
        await Assert.ThrowsAsync<SearchUnavailableException>(() => engine.ConcernAsync(Token));
        Assert.False((await ((ISearchEngine)engine).StatusAsync(Version, Token)).Answering.Answers);
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
            Assert.True(refused.IsFault);
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
    [InlineData(200, """{"responses":[{"status":200,"timed_out":false,"_shards":{"total":1,"successful":1}}]}""")]
    [InlineData(200, """{"responses":[{"status":200,"timed_out":false,"_shards":{"total":1,"successful":1},"hits":{"total":{"value":1},"hits":[{"_source":{"zmarkerz":1}}]}}]}""")]
    [InlineData(200, """{"responses":[{"status":200,"timed_out":false,"_shards":{"total":1,"successful":1},"hits":{"total":{"value":1},"hits":[{"zmarkerz":1}]}}]}""")]
    [InlineData(200, """{"zmarkerz":1}""")]
    [InlineData(200, "zmarkerz")]
    [InlineData(200, """{"responses":[{"status":200,"zmarker""")]
    [InlineData(400, """{"error":{"type":"illegal_argument_exception","reason":"zmarkerz"},"status":400}""")]
    [InlineData(400, """{"error":{"type":["zmarkerz"]},"status":400}""")]
    [InlineData(429, """{"error":{"type":"circuit_breaking_exception","reason":"zmarkerz"},"status":429}""")]
    [InlineData(500, "<html>zmarkerz</html>")]
    public async Task Anything_but_a_whole_answer_is_unavailable_without_a_word_of_the_search(int status, string body)
    {
        await using StubServer server = await AnsweringAsync(context => JsonAsync(context, body, status));
        await using ServiceProvider services = Services(server);
        SearchUnavailableException failure = await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
        Assert.DoesNotContain(Marker, failure.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("12.34", failure.ToString(), StringComparison.Ordinal);
        SearchUnavailableException lookup = await Assert.ThrowsAsync<SearchUnavailableException>(() => LookUpAsync(services, Marker));
        Assert.DoesNotContain(Marker, lookup.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_index_that_is_gone_is_looked_for_once_more_and_then_the_version_is_gone()
    {
        await using StubServer server = await AnsweringAsync(context => JsonAsync(
            context, """{"responses":[{"status":404,"error":{"type":"index_not_found_exception","reason":"x"}}]}"""));
        await using ServiceProvider services = Services(server);
        _ = await VersionsAsync(services);
        await Assert.ThrowsAsync<VersionGoneException>(() => SearchAsync(services));
        Assert.Equal(2, SearchesOf(server));
        await Assert.ThrowsAsync<VersionGoneException>(() => LookUpAsync(services, "a"));
        Assert.Equal(4, SearchesOf(server));
    }

    [Fact]
    public async Task An_index_of_the_same_id_with_other_content_is_never_asked()
    {
        await using StubServer server = await AnsweringAsync(context => JsonAsync(context, Found));
        await using ServiceProvider services = Services(server);
        ElasticsearchEngine engine = services.GetRequiredService<ElasticsearchEngine>();
        VersionStamp other = Version with { ContentSha256 = "other" };
        await Assert.ThrowsAsync<VersionGoneException>(() => engine.SearchAsync(other, [new SearchQuery()], Token));
        await Assert.ThrowsAsync<VersionGoneException>(() => engine.FacilitiesAsync(other, ["a"], Token));
        Assert.Equal(0, SearchesOf(server));
    }

    [Fact]
    public async Task A_lookup_sends_what_can_be_an_id_once_and_reads_documents_however_a_server_escapes_them()
    {
        string sent = "";
        string found = Found.Replace(
            "\"hits\":[]",
            """
            "hits":[{"_source":{"id":"f1","programs":[{"id":"p1","tokens":["?service:X","level:iop","service:CBT","\u0073ervice:OIT"]},{"id":"p2","tokens":[]}],"document":"{\"name\":\"Caf\u00e9 é \\\"\"}"} }]
            """,
            StringComparison.Ordinal);
        await using StubServer server = await AnsweringAsync(async context =>
        {
            using StreamReader reader = new(context.Request.Body);
            sent = await reader.ReadToEndAsync(context.RequestAborted);
            await JsonAsync(context, found);
        });
        await using ServiceProvider services = Services(server);
        FacilityRecord record = Assert.Single(await LookUpAsync(services, "f1", "f1", new string('x', 600)));
        Assert.Equal("""{"name":"Café é \""}""", System.Text.Encoding.UTF8.GetString(record.Document.Span));
        Assert.Equal([("p1", "CBT OIT"), ("p2", "")], record.Programs.Select(program => (program.ProgramId, string.Join(' ', program.Codes))));
        Assert.Contains("""{"terms":{"id":["f1"]}}""", sent, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => LookUpAsync(services, [.. Enumerable.Range(0, 101).Select(i => $"f{i}")]));
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
        Assert.Equal($$"""{"index":"{{Index}}","preference":"_local","allow_partial_search_results":false}""", sent.Split('\n')[0]);
        // The whole address: what was asked stands in the body only.
        Assert.Contains("POST /_msearch", server.Requests);
    }

    [Theory]
    [InlineData("""{"responses":[{"status":200,"timed_out":true,"_shards":{"total":1,"successful":1},"hits":{"total":{"value":0},"hits":[]}}]}""")]
    [InlineData("""{"responses":[{"status":503,"error":{"type":"search_phase_execution_exception","reason":"x"}}]}""")]
    [InlineData(Partial)]
    public async Task An_answer_that_lacks_a_shard_is_asked_of_another_node(string lacking)
    {
        await using StubServer bad = await AnsweringAsync(context => JsonAsync(context, lacking)), good = await AnsweringAsync(context => JsonAsync(context, Found));
        await using ServiceProvider services = Services(bad, good);
        _ = await VersionsAsync(services);
        const int searches = 8;
        for (int i = 0; i < searches; i++)
        {
            if (i % 2 == 0)
            {
                Assert.Equal(0, Assert.Single(await SearchAsync(services)).Total);
            }
            else
            {
                Assert.Empty(await LookUpAsync(services, "a"));
            }
        }

        // So every search reached the good node, and those that the bad one had first were not sent there again.
        Assert.Equal(searches, SearchesOf(good));
        Assert.InRange(SearchesOf(bad), 0, searches);
    }

    [Fact]
    public async Task An_answer_that_lacks_a_shard_is_asked_once_more_at_most_and_never_of_the_same_node()
    {
        await using StubServer one = await AnsweringAsync(context => JsonAsync(context, Partial)),
            two = await AnsweringAsync(context => JsonAsync(context, Partial)),
            three = await AnsweringAsync(context => JsonAsync(context, Partial));
        await using ServiceProvider cluster = Services(one, two, three);
        _ = await VersionsAsync(cluster);
        await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(cluster));
        Assert.Equal([0, 1, 1], new[] { one, two, three }.Select(SearchesOf).Order());

        await using StubServer alone = await AnsweringAsync(context => JsonAsync(context, Partial));
        await using ServiceProvider single = Services(alone);
        _ = await VersionsAsync(single);
        SearchUnavailableException failure = await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(single));
        Assert.Equal("A shard of Elasticsearch's index did not answer.", failure.Message);
        Assert.Equal(1, SearchesOf(alone));
    }

    [Fact]
    public async Task Two_nodes_of_three_that_are_gone_cost_no_search()
    {
        await using StubServer good = await AnsweringAsync(context => JsonAsync(context, Found));
        StubServer[] gone = [await AnsweringAsync(context => JsonAsync(context, Found)), await AnsweringAsync(context => JsonAsync(context, Found))];
        await using ServiceProvider services = Services([good, .. gone]);
        _ = await VersionsAsync(services);
        foreach (StubServer server in gone)
        {
            await server.DisposeAsync();
        }

        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(0, Assert.Single(await SearchAsync(services)).Total);
        }
    }

    /// <summary>A short trouble of all nodes at once opens every breaker; they stay open for seconds, but no search waits for that.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Searches_are_answered_as_soon_as_a_node_is_back_even_if_every_breaker_is_open(int count)
    {
        bool broken = true;
        StubServer[] nodes = new StubServer[count];
        for (int i = 0; i < count; i++)
        {
            nodes[i] = await AnsweringAsync(context => Volatile.Read(ref broken) ? JsonAsync(context, "{}", 503) : JsonAsync(context, Found));
        }

        await using ServiceProvider services = Services(nodes);
        _ = await VersionsAsync(services);
        for (int i = 0; i < 40; i++)
        {
            int before = nodes.Sum(SearchesOf);
            await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
            Assert.True(nodes.Sum(SearchesOf) > before, $"search {i} was sent to a node");
        }

        Volatile.Write(ref broken, false);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(0, Assert.Single(await SearchAsync(services)).Total);
        }

        foreach (StubServer node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    /// <summary>As when the master of three dies: the other two say 503 until they have elected another.</summary>
    [Fact]
    public async Task Searches_are_answered_as_soon_as_two_nodes_are_back_although_the_third_is_gone()
    {
        bool broken = true;
        RequestDelegate answer = context => Volatile.Read(ref broken) ? JsonAsync(context, "{}", 503) : JsonAsync(context, Found);
        StubServer gone = await AnsweringAsync(answer);
        await using StubServer one = await AnsweringAsync(answer), other = await AnsweringAsync(answer);
        await using ServiceProvider services = Services(gone, one, other);
        _ = await VersionsAsync(services);
        await gone.DisposeAsync();
        for (int i = 0; i < 40; i++)
        {
            await Assert.ThrowsAsync<SearchUnavailableException>(() => SearchAsync(services));
        }

        // Each was sent once; hardly any twice.
        Assert.InRange(SearchesOf(one) + SearchesOf(other), 40, 60);
        Volatile.Write(ref broken, false);
        for (int i = 0; i < 60; i++)
        {
            Assert.Equal(0, Assert.Single(await SearchAsync(services)).Total);
        }
    }

    [Theory]
    [InlineData("green", "")]
    [InlineData("yellow", "not all copies")]
    [InlineData("red", "lost a part")]
    public async Task An_index_that_lacks_a_copy_or_a_part_is_said(string health, string said)
    {
        await using StubServer server = await StubServer.StartAsync(context => context.Request.Path.Value switch
        {
            "/" => JsonAsync(context, Server("9.0.0")),
            "/_cluster/health/" + Index => JsonAsync(context, $$"""{"status":"{{health}}"}"""),
            _ => JsonAsync(context, Indexes()),
        });
        await using ServiceProvider services = Services(server);
        ElasticsearchEngine engine = services.GetRequiredService<ElasticsearchEngine>();
        if (health == "red")
        {
            SearchUnavailableException lost = await Assert.ThrowsAsync<SearchUnavailableException>(() => engine.ConcernAsync(Token));
            Assert.Contains(said, lost.Message, StringComparison.Ordinal);
            return;
        }

        string? concern = await engine.ConcernAsync(Token);
        Assert.Equal(said.Length == 0, concern is null);
        Assert.Contains(said, concern ?? "", StringComparison.Ordinal);
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
        Assert.InRange(SearchesOf(bad), 1, 12);
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
        Assert.Equal(2, SearchesOf(one) + SearchesOf(other));
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

        Assert.InRange(SearchesOf(one) + SearchesOf(other), 2, 120);
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
        Assert.All(server.Requests, request => Assert.Equal("POST /locator-building/_bulk?require_alias=true&timeout=20s", request));
    }

    [Fact]
    public async Task A_document_that_is_never_taken_or_refused_is_named()
    {
        await using StubServer server = await StubServer.StartAsync(async context =>
            await JsonAsync(context, Items(await IdsAsync(context), id => id == "bad" ? 400 : id == "never" ? 429 : 201)));
        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => BulkAsync(server, "a", "bad", "never", "b"));
        Assert.Equal(
            "Elasticsearch refused 1 documents: bad (400 made_up_exception). Elasticsearch did not take 1 documents, beginning with never, "
                + "although they were sent 11 times. Its last answer was 429 made_up_exception.",
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

    [Theory]
    [InlineData(429)]
    [InlineData(403)]
    public async Task A_full_disk_has_a_sentence(int status)
    {
        await using StubServer server = await BlockedAsync(status);
        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => BulkAsync(server, "a"));
        Assert.StartsWith("The disk of Elasticsearch is full", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_has_only_just_started_or_lost_its_master_is_not_taken_for_one_with_a_full_disk()
    {
        await using StubServer server = await BlockedAsync(503);
        ElasticsearchException failure = await Assert.ThrowsAsync<ElasticsearchException>(() => BulkAsync(server, "a"));
        Assert.DoesNotContain("disk", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("503 cluster_block_exception", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_takes_documents_and_never_answers_is_left_for_another()
    {
        await using StubServer frozen = await StubServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted)),
            good = await StubServer.StartAsync(async context => await JsonAsync(context, Items(await IdsAsync(context), _ => 201)));
        await using ServiceProvider services = Services(options => options.Nodes = $"{frozen.Address},{good.Address}", new FasterTime(20));
        await BulkAsync(services, "a", "b");
        Assert.Equal((1, 1), (frozen.Requests.Count, good.Requests.Count));
    }

    [Fact]
    public async Task An_import_gives_up_after_two_minutes_without_an_answer_and_says_why()
    {
        await using StubServer frozen = await StubServer.StartAsync(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        ElasticsearchException documents = await Assert.ThrowsAsync<ElasticsearchException>(() => BulkAsync(frozen, "a"));
        Assert.Matches(
            @"^Elasticsearch did not take 1 documents, beginning with a, although they were sent [2-9] times\. Elasticsearch does not answer \(time-out\)\.$",
            documents.Message);

        await using StubServer cuts = await StubServer.StartAsync(context => context.Request.Path == "/" ? JsonAsync(context, Server("8.13.4")) : CutAsync(context));
        await using ServiceProvider services = Services(options => options.Nodes = cuts.Address, new FasterTime(100));
        IndexFailedException cut = await Assert.ThrowsAsync<IndexFailedException>(() => services.GetRequiredService<IVersionIndex>()
            .PrepareAsync(PublishedDirectories.ManifestOf(Version, []), new IndexedFacilities([]), Token));
        Assert.Equal("Elasticsearch does not answer (the connection broke off). Nothing was published.", cut.Message);
    }

    [Fact]
    public void Settings_have_the_documented_defaults_and_wrong_ones_are_named()
    {
        ElasticsearchOptions options = new();
        Assert.Null(options.Problem());
        Assert.Equal(
            ("http://localhost:9200", "locator", 1, 1, 5_000_000, 1_000, TimeSpan.FromSeconds(2)),
            (options.Nodes, options.Alias, options.Shards, options.Replicas, options.BulkBytes, options.BulkDocuments, options.SearchTimeout));
        foreach ((string key, Action<ElasticsearchOptions> set) in new (string, Action<ElasticsearchOptions>)[]
        {
            ("Nodes", o => o.Nodes = ""), ("Nodes", o => o.Nodes = "localhost:9200"), ("Nodes", o => o.Nodes = "http://user:secret@host:9200"),
            ("Nodes", o => o.Nodes = "http://host:9200/prefix"), ("Nodes", o => o.Nodes = "http://host:9200,http://HOST:9200"),
            ("Alias", o => o.Alias = "Locator"), ("Alias", o => o.Alias = "a*"), ("Alias", o => o.Alias = "a,b"), ("Alias", o => o.Alias = ""),
            ("Password", o => o.Username = "u"), ("ApiKey", o => (o.Username, o.Password, o.ApiKey) = ("u", "secret", "secret")),
            ("CaFile", o => o.CaFile = "/no/such/file"), ("Shards", o => o.Shards = 0), ("Replicas", o => o.Replicas = -1),
            ("BulkBytes", o => o.BulkBytes = 1), ("BulkDocuments", o => o.BulkDocuments = 0),
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

    private static Task<StubServer> BlockedAsync(int status) => StubServer.StartAsync(async context => await JsonAsync(
        context, Items(await IdsAsync(context), _ => status).Replace("made_up_exception", "cluster_block_exception", StringComparison.Ordinal)));

    private static async Task BulkAsync(StubServer server, params string[] ids)
    {
        await using ServiceProvider services = Services(options => options.Nodes = server.Address, new FasterTime(100));
        await BulkAsync(services, ids);
    }

    private static Task<List<(string Id, string Hash)>> BulkAsync(ServiceProvider services, params string[] ids) =>
        new BulkWriter(services.GetRequiredService<ElasticsearchClient>(), new ElasticsearchOptions(), services.GetRequiredService<TimeProvider>())
            .WriteAsync("locator-building", [[.. ids.Select(id => AFacility.With(id, ["x:y"]))]], Token);

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
}
