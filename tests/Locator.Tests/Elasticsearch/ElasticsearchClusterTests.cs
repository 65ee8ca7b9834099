using Locator.Elasticsearch.Search;
using Locator.Facilities;
using Locator.Search;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static Locator.Tests.Elasticsearch.StubCluster;

namespace Locator.Tests.Elasticsearch;

/// <summary>What becomes of a search where the server is of another kind or version, busy, or answers something else altogether.</summary>
public sealed class ElasticsearchClusterTests
{
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
            "hits":[{"_source":{"id":"f1","sortName":"a","exact":true,"programs":[{"id":"p1","tokens":{},"other":["a","{{token}}","zz"]}],"document":"{\u007fname\u007f:\u007fCaf\u00e9 é \\\u007f\u007f}"},"sort":["Infinity","f1"]}]
            """,
            StringComparison.Ordinal);
        await using StubServer server = await AnsweringAsync(context => JsonAsync(context, found));
        await using ServiceProvider services = Services(server);
        SearchHit hit = Assert.Single(Assert.Single(await SearchAsync(services)).Hits);
        Assert.Equal(expected, Assert.Single(hit.Matched).Match);
        Assert.Equal("""{"name":"Café é \""}""", System.Text.Encoding.UTF8.GetString(hit.Document.ToBytes()));
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
        Assert.Equal([Published], await VersionsAsync(services));
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
            context, context.Request.Path.Value switch { "/" => Server("9.0.0"), "/_cluster/health/" + IndexName => body, _ => Indexes() }));
        await using ServiceProvider services = Services(server);
        ElasticsearchEngine engine = services.GetRequiredService<ElasticsearchEngine>();
        await Assert.ThrowsAsync<SearchUnavailableException>(() => engine.ConcernAsync(Token));
        Assert.False((await ((ISearchEngine)engine).StatusAsync(Published, Token)).Answering.Answers);
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
        VersionStamp other = Published with { ContentSha256 = "other" };
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
            "hits":[{"_source":{"id":"f1","sortName":"a","programs":[{"id":"p1","tokens":{},"other":["level:iop","service:CBT","\u0073ervice:OIT"]},{"tokens":{},"id":"p2"}],"document":"{\u007fname\u007f:\u007fCaf\u00e9 é \\\u007f\u007f}"} }]
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
        Assert.Equal("""{"name":"Café é \""}""", System.Text.Encoding.UTF8.GetString(record.Document.ToBytes()));
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
        Assert.Equal($$"""{"index":"{{IndexName}}","preference":"_local","allow_partial_search_results":false}""", sent.Split('\n')[0]);
        // The whole address: what was asked stands in the body only.
        Assert.Contains("POST /_msearch", server.Requests);
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
            "/_cluster/health/" + IndexName => JsonAsync(context, $$"""{"status":"{{health}}"}"""),
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
}
