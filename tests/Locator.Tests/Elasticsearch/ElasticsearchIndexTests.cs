using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Locator.Search;
using Locator.Search.Elasticsearch;
using Locator.Testing;
using Locator.Versions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Locator.Tests.Search.Elasticsearch;

/// <summary>Publishing to a real Elasticsearch.</summary>
public sealed class ElasticsearchIndexTests(ElasticsearchTestServer server) : PublishingToSearchServer(server);

/// <summary>Publishing to a real OpenSearch.</summary>
public sealed class OpenSearchIndexTests(OpenSearchTestServer server) : PublishingToSearchServer(server);

/// <summary>A version is published whole or not at all, and nothing of anybody else's is touched.</summary>
public abstract class PublishingToSearchServer(SearchServer server) : IAsyncLifetime
{
    private const string First = "2026-01-02.1", Second = "2026-01-02.2", Third = "2026-01-02.10", Fourth = "2026-01-03.1";

    private readonly PublishedDirectories _directories = new(server);
    private readonly HttpClient _http = new();
    private string _alias = "";
    private ElasticsearchEngine _engine = null!;
    private ElasticsearchIndex _index = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _http.BaseAddress = new Uri(await server.AddressAsync());
        _alias = _directories.NewAlias();
        (_engine, _index) = await _directories.UnderAsync(_alias);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _http.Dispose();
        await _directories.DisposeAsync();
    }

    private static IndexedFacility[] Facilities(params string[] ids) => [.. ids.Select(id => AFacility.With(id, ["x:y"]))];

    private Task BuildAsync(string version, IReadOnlyList<IndexedFacility> facilities, string mark = "") =>
        _index.BuildAsync(PublishedDirectories.ManifestOf(version, facilities, mark), facilities, Token);

    private async Task PublishAsync(string version, params string[] ids)
    {
        await BuildAsync(version, Facilities(ids));
        await _index.SwitchAsync(version, Token);
    }

    private async Task<string> IdsOfAsync(string version) => string.Join(
        ' ', (await _engine.SearchAsync(version, [new SearchQuery()], Token))[0].Hits.Select(hit => hit.Id));

    private async Task SendAsync(HttpMethod method, string path, string? json = null)
    {
        using HttpRequestMessage request = new(method, path);
        request.Content = json is null ? null : new StringContent(json, null, "application/json");
        using HttpResponseMessage response = await _http.SendAsync(request, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    private async Task<string[]> IndexesAsync() =>
        [.. (await _http.GetFromJsonAsync<JsonObject>($"/{_alias}*", Token))!.Select(index => index.Key).Order(StringComparer.Ordinal)];

    private async Task<string[]> AliasesAsync(string index) =>
        [.. (await _http.GetFromJsonAsync<JsonObject>($"/{index}/_alias", Token))![index]!["aliases"]!.AsObject().Select(alias => alias.Key)];

    [Fact]
    public async Task An_empty_cluster_holds_no_version_and_an_empty_directory_can_be_published()
    {
        Assert.Empty(await _engine.VersionsAsync(Token));
        Assert.Null(await _engine.CurrentAsync(Token));
        Assert.Null(await _engine.HealthAsync(Token));
        await PublishAsync(First);
        Assert.Equal("green", await _engine.HealthAsync(Token));
        Assert.Equal([First], (await _engine.VersionsAsync(Token)).Select(held => held.Version));
        Assert.Equal("", await IdsOfAsync(First));
    }

    [Fact]
    public async Task A_version_is_searched_only_after_the_switch()
    {
        await PublishAsync(First, "a");
        await BuildAsync(Second, Facilities("b"));
        Assert.Equal([First], (await _engine.VersionsAsync(Token)).Select(held => held.Version));
        await Assert.ThrowsAsync<VersionGoneException>(() => IdsOfAsync(Second));

        await _index.SwitchAsync(Second, Token);
        Assert.Equal([First, Second], (await _engine.VersionsAsync(Token)).Select(held => held.Version));
        Assert.Equal(Second, await _engine.CurrentAsync(Token));
        Assert.Equal(("a", "b"), (await IdsOfAsync(First), await IdsOfAsync(Second)));
        Assert.Equal([_alias], await AliasesAsync($"{_alias}-{Second}"));
    }

    [Fact]
    public async Task Two_versions_before_the_current_one_are_kept()
    {
        foreach (string version in new[] { First, Second, Third, Fourth })
        {
            await PublishAsync(version, "a");
        }

        Assert.Equal([Second, Third, Fourth], (await _engine.VersionsAsync(Token)).Select(held => held.Version));
        Assert.Equal(3, (await IndexesAsync()).Length);
        await Assert.ThrowsAsync<VersionGoneException>(() => IdsOfAsync(First));
    }

    [Fact]
    public async Task The_version_before_is_kept_however_old_it_is()
    {
        foreach (string version in new[] { First, Second, Third })
        {
            await PublishAsync(version, "a");
        }

        await PublishAsync(First, "a");
        // Instances search the first until they have loaded the fourth.
        await PublishAsync(Fourth, "a");
        Assert.Equal([First, Second, Third, Fourth], (await _engine.VersionsAsync(Token)).Select(held => held.Version));
        Assert.Equal("a", await IdsOfAsync(First));
    }

    [Fact]
    public async Task An_older_version_becomes_current_again_without_being_built()
    {
        await PublishAsync(First, "a");
        await PublishAsync(Second, "b");
        await _index.SwitchAsync(First, Token);
        Assert.Equal(First, await _engine.CurrentAsync(Token));
        await PublishAsync(Second, "b");
        Assert.Equal(Second, await _engine.CurrentAsync(Token));
        Assert.Equal([$"{_alias}-{First}", $"{_alias}-{Second}"], await IndexesAsync());
        ElasticsearchException unknown = await Assert.ThrowsAsync<ElasticsearchException>(() => _index.SwitchAsync(Fourth, Token));
        Assert.Contains("publish it first", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_document_is_named_and_nothing_is_published()
    {
        await PublishAsync(First, "a");
        // Lucene takes no term of more than 32,766 bytes.
        IndexedFacility tooLong = AFacility.With("unlucky", ["x:y"]) with { SortName = new string('x', 40_000) };
        ElasticsearchException refused = await Assert.ThrowsAsync<ElasticsearchException>(
            () => BuildAsync(Second, [.. Facilities("b"), tooLong, .. Facilities("c")]));
        Assert.Contains("refused 1 documents: unlucky (400", refused.Message, StringComparison.Ordinal);
        Assert.Equal([First], (await _engine.VersionsAsync(Token)).Select(held => held.Version));
        Assert.Equal([$"{_alias}-{First}"], await IndexesAsync());
        Assert.Equal("a", await IdsOfAsync(First));
        await PublishAsync(Second, "b");
    }

    [Fact]
    public async Task An_import_that_is_broken_off_leaves_no_index()
    {
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        IndexedFacility[] facilities = Facilities("a", "b", "c");
        InterruptedList interrupted = new(facilities, at: 2, source.CancelAsync);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _index.BuildAsync(PublishedDirectories.ManifestOf(First, facilities), interrupted, source.Token));
        Assert.Empty(await IndexesAsync());
    }

    [Fact]
    public async Task A_facility_that_comes_twice_is_refused()
    {
        ArgumentException twice = await Assert.ThrowsAnyAsync<ArgumentException>(() => BuildAsync(First, Facilities("a", "a")));
        Assert.Contains("a", twice.Message, StringComparison.Ordinal);
        Assert.Empty(await IndexesAsync());
    }

    [Fact]
    public async Task An_index_deleted_while_it_is_filled_is_not_made_again_by_the_bulk()
    {
        await PublishAsync(First, "a");
        (_, ElasticsearchIndex index) = await _directories.UnderAsync(_alias, options => options.BulkDocuments = 1);
        IndexedFacility[] facilities = Facilities("b", "c", "d");
        InterruptedList interrupted = new(facilities, at: 2, () => SendAsync(HttpMethod.Delete, $"/{_alias}-{Second}"));
        await Assert.ThrowsAsync<ElasticsearchException>(
            () => index.BuildAsync(PublishedDirectories.ManifestOf(Second, facilities), interrupted, Token));
        Assert.Equal([$"{_alias}-{First}"], await IndexesAsync());
        Assert.Equal(First, await _engine.CurrentAsync(Token));
    }

    [Fact]
    public async Task A_document_changed_or_lost_while_the_index_is_filled_is_noticed()
    {
        (_, ElasticsearchIndex index) = await _directories.UnderAsync(_alias, options => options.BulkDocuments = 1);
        IndexedFacility[] facilities = Facilities("b", "c", "d");
        InterruptedList interrupted = new(facilities, at: 2, () => SendAsync(HttpMethod.Delete, $"/{_alias}-{First}/_doc/b"));
        ElasticsearchException lost = await Assert.ThrowsAsync<ElasticsearchException>(
            () => index.BuildAsync(PublishedDirectories.ManifestOf(First, facilities), interrupted, Token));
        Assert.Contains("holds 2 documents instead of 3; 1 are missing", lost.Message, StringComparison.Ordinal);
        InterruptedList changed = new(
            facilities, at: 2, () => SendAsync(HttpMethod.Put, $"/{_alias}-{First}/_doc/b", """{"id":"b","hash":"other"}"""));
        ElasticsearchException other = await Assert.ThrowsAsync<ElasticsearchException>(
            () => index.BuildAsync(PublishedDirectories.ManifestOf(First, facilities), changed, Token));
        Assert.Contains("0 are missing, 1 are not what was sent", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_index_deleted_after_it_was_built_does_not_become_current()
    {
        await PublishAsync(First, "a");
        await BuildAsync(Second, Facilities("b"));
        await SendAsync(HttpMethod.Delete, $"/{_alias}-{Second}");
        ElasticsearchException gone = await Assert.ThrowsAsync<ElasticsearchException>(() => _index.SwitchAsync(Second, Token));
        Assert.Contains("was deleted before it became current", gone.Message, StringComparison.Ordinal);
        Assert.Equal(First, await _engine.CurrentAsync(Token));
    }

    [Fact]
    public async Task An_index_that_another_import_made_anew_is_not_made_current_by_the_first()
    {
        IndexedFacility[] facilities = Facilities("a", "b");
        DirectoryManifest manifest = PublishedDirectories.ManifestOf(First, facilities);
        (_, ElasticsearchIndex other) = await _directories.UnderAsync(_alias);
        await BuildAsync(First, facilities);
        await other.BuildAsync(manifest, facilities, Token);
        ElasticsearchException anew = await Assert.ThrowsAsync<ElasticsearchException>(() => _index.SwitchAsync(First, Token));
        Assert.Contains("made anew by another import", anew.Message, StringComparison.Ordinal);
        Assert.Empty(await _engine.VersionsAsync(Token));
        await other.SwitchAsync(First, Token);
        Assert.Equal("a b", await IdsOfAsync(First));
    }

    [Fact]
    public async Task An_import_that_fails_leaves_alone_what_another_import_made_anew_and_published()
    {
        IndexedFacility[] facilities = Facilities("a", "b", "c");
        DirectoryManifest manifest = PublishedDirectories.ManifestOf(First, facilities);
        (_, ElasticsearchIndex other) = await _directories.UnderAsync(_alias);
        (_, ElasticsearchIndex index) = await _directories.UnderAsync(_alias, options => options.BulkDocuments = 1);
        InterruptedList interrupted = new(facilities, at: 2, async () =>
        {
            await other.BuildAsync(manifest, facilities, Token);
            await other.SwitchAsync(First, Token);
        });
        await Assert.ThrowsAsync<ElasticsearchException>(() => index.BuildAsync(manifest, interrupted, Token));
        Assert.Equal(First, await _engine.CurrentAsync(Token));
        Assert.Equal("a b c", await IdsOfAsync(First));
    }

    /// <summary>Every kind of request: made without its answer arriving, or not even made, and then sent again.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_import_whose_connection_breaks_off_at_every_step_is_published_whole(bool arrives)
    {
        await PublishAsync(First, "old");
        HashSet<string> broken = [];
        await using StubServer proxy = await StubServer.StartAsync(async context =>
        {
            string step = $"{context.Request.Method} {context.Request.Path}";
            bool breaks;
            lock (broken)
            {
                breaks = step != "GET /" && broken.Add(step);
            }

            if (arrives || !breaks)
            {
                await ForwardAsync(context, answer: !breaks);
            }

            if (breaks)
            {
                context.Abort();
            }
        });
        (_, ElasticsearchIndex index) = await _directories.UnderAsync(_alias, options => options.Nodes = proxy.Address, new FasterTime(10));
        IndexedFacility[] facilities = Facilities("a", "b", "c");
        await index.BuildAsync(PublishedDirectories.ManifestOf(Second, facilities), facilities, Token);
        await index.SwitchAsync(Second, Token);
        // The indexes, the new one, its documents, copies, health, refresh, check and the change of the alias.
        Assert.Equal(8, broken.Count);
        Assert.Equal(Second, await _engine.CurrentAsync(Token));
        Assert.Equal(("old", "a b c"), (await IdsOfAsync(First), await IdsOfAsync(Second)));
        Assert.Equal([_alias], await AliasesAsync($"{_alias}-{Second}"));
    }

    /// <summary>What somebody else does between the import's last look and its change of the alias: the server refuses the change whole.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_alias_moved_or_an_index_deleted_at_the_last_moment_is_not_published(bool moved)
    {
        await PublishAsync(First, "a");
        await PublishAsync(Second, "b");
        await using StubServer proxy = await StubServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/_aliases")
            {
                await (moved
                    ? SendAsync(HttpMethod.Post, "/_aliases",
                        $$"""{"actions":[{"remove":{"index":"{{_alias}}-{{Second}}","alias":"{{_alias}}"} },{"add":{"index":"{{_alias}}-{{First}}","alias":"{{_alias}}"} }]}""")
                    : SendAsync(HttpMethod.Delete, $"/{_alias}-{Third}"));
            }

            await ForwardAsync(context, answer: true);
        });
        (_, ElasticsearchIndex index) = await _directories.UnderAsync(_alias, options => options.Nodes = proxy.Address);
        IndexedFacility[] facilities = Facilities("c");
        await index.BuildAsync(PublishedDirectories.ManifestOf(Third, facilities), facilities, Token);
        ElasticsearchException refused = await Assert.ThrowsAsync<ElasticsearchException>(() => index.SwitchAsync(Third, Token));
        Assert.Contains("refused the change of the alias: 404", refused.Message, StringComparison.Ordinal);
        Assert.Equal([_alias], await AliasesAsync($"{_alias}-{(moved ? First : Second)}"));
        Assert.Equal([First, Second], (await _engine.VersionsAsync(Token)).Select(held => held.Version));
        Assert.Equal(("a", "b"), (await IdsOfAsync(First), await IdsOfAsync(Second)));
        await PublishAsync(Third, "c");
        Assert.Equal(Third, await _engine.CurrentAsync(Token));
    }

    /// <summary>A server that was frozen for half a minute says of a new index what one with a full disk says.</summary>
    [Fact]
    public async Task A_new_index_that_has_its_shard_late_is_not_taken_for_a_full_disk()
    {
        await using StubServer proxy = await StubServer.StartAsync(context => ForwardAsync(
            context, answer: true, text => text.Replace("\"shards_acknowledged\":true", "\"shards_acknowledged\":false", StringComparison.Ordinal)));
        (_, ElasticsearchIndex index) = await _directories.UnderAsync(_alias, options => options.Nodes = proxy.Address);
        IndexedFacility[] facilities = Facilities("a", "b");
        await index.BuildAsync(PublishedDirectories.ManifestOf(First, facilities), facilities, Token);
        await index.SwitchAsync(First, Token);
        Assert.Equal("a b", await IdsOfAsync(First));
    }

    [Fact]
    public async Task A_server_that_cannot_tell_the_health_of_a_new_index_ends_the_import_with_a_sentence()
    {
        await using StubServer proxy = await StubServer.StartAsync(async context =>
        {
            if (context.Request.Path.StartsWithSegments("/_cluster"))
            {
                context.Response.StatusCode = 500;
                await context.Response.WriteAsync("""{"error":{"type":"null_pointer_exception"},"status":500}""", Token);
                return;
            }

            await ForwardAsync(context, answer: true);
        });
        (_, ElasticsearchIndex index) = await _directories.UnderAsync(_alias, options => options.Nodes = proxy.Address);
        IndexedFacility[] facilities = Facilities("a");
        ElasticsearchException refused = await Assert.ThrowsAsync<ElasticsearchException>(
            () => index.BuildAsync(PublishedDirectories.ManifestOf(First, facilities), facilities, Token));
        Assert.Equal($"Elasticsearch refused to tell the health of the index {_alias}-{First}: 500 null_pointer_exception.", refused.Message);
        Assert.Empty(await IndexesAsync());
    }

    /// <summary>Passes a request on to the server, and its answer back.</summary>
    private async Task ForwardAsync(HttpContext context, bool answer, Func<string, string>? change = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), $"{context.Request.Path}{context.Request.QueryString}");
        if (context.Request.ContentType is { } type)
        {
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body, Token);
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        using HttpResponseMessage response = await _http.SendAsync(request, Token);
        if (answer)
        {
            context.Response.StatusCode = (int)response.StatusCode;
            context.Response.ContentType = "application/json";
            string text = await response.Content.ReadAsStringAsync(Token);
            await context.Response.WriteAsync(change is null ? text : change(text), Token);
        }
    }

    [Fact]
    public async Task An_alias_that_somebody_moved_during_a_build_stays_where_it_is()
    {
        await PublishAsync(First, "a");
        await PublishAsync(Second, "b");
        await BuildAsync(Third, Facilities("c"));
        await SendAsync(HttpMethod.Post, "/_aliases",
            $$"""{"actions":[{"remove":{"index":"{{_alias}}-{{Second}}","alias":"{{_alias}}"} },{"add":{"index":"{{_alias}}-{{First}}","alias":"{{_alias}}"} }]}""");
        ElasticsearchException moved = await Assert.ThrowsAsync<ElasticsearchException>(() => _index.SwitchAsync(Third, Token));
        Assert.Contains("was moved", moved.Message, StringComparison.Ordinal);
        Assert.Equal(First, await _engine.CurrentAsync(Token));
        await PublishAsync(Third, "c");
        Assert.Equal(Third, await _engine.CurrentAsync(Token));
    }

    [Fact]
    public async Task An_index_that_has_the_name_of_the_alias_is_left_alone()
    {
        await SendAsync(HttpMethod.Put, $"/{_alias}");
        ElasticsearchException taken = await Assert.ThrowsAsync<ElasticsearchException>(() => BuildAsync(First, Facilities("a")));
        Assert.Contains("is the name of an index", taken.Message, StringComparison.Ordinal);
        SearchUnavailableException unavailable = await Assert.ThrowsAsync<SearchUnavailableException>(() => _engine.VersionsAsync(Token));
        Assert.Equal(taken.Message, unavailable.Message);
        Assert.Equal([_alias], await IndexesAsync());
    }

    [Fact]
    public async Task An_index_of_somebody_else_that_has_the_name_of_a_version_is_left_alone()
    {
        await SendAsync(HttpMethod.Put, $"/{_alias}-{First}");
        ElasticsearchException taken = await Assert.ThrowsAsync<ElasticsearchException>(() => BuildAsync(First, Facilities("a")));
        Assert.Contains("is taken by an index that this program did not make", taken.Message, StringComparison.Ordinal);
        await PublishAsync(Second, "b");
        Assert.Equal([$"{_alias}-{First}", $"{_alias}-{Second}"], await IndexesAsync());
        Assert.Equal([Second], (await _engine.VersionsAsync(Token)).Select(held => held.Version));
    }

    [Fact]
    public async Task An_alias_on_an_index_of_somebody_else_or_on_two_is_refused()
    {
        await SendAsync(HttpMethod.Put, $"/{_alias}-logs", $$"""{"aliases":{"{{_alias}}":{} } }""");
        ElasticsearchException foreign = await Assert.ThrowsAsync<ElasticsearchException>(() => BuildAsync(First, Facilities("a")));
        Assert.Contains("which this program did not make", foreign.Message, StringComparison.Ordinal);
        await SendAsync(HttpMethod.Put, $"/{_alias}-more", $$"""{"aliases":{"{{_alias}}":{} } }""");
        ElasticsearchException two = await Assert.ThrowsAsync<ElasticsearchException>(() => BuildAsync(First, Facilities("a")));
        Assert.Contains("is on 2 indexes at once", two.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SearchUnavailableException>(() => _engine.VersionsAsync(Token));
    }

    [Fact]
    public async Task Another_directory_under_the_same_id_is_refused()
    {
        await PublishAsync(First, "a");
        ElasticsearchException other = await Assert.ThrowsAsync<ElasticsearchException>(
            () => BuildAsync(First, Facilities("a"), mark: "other"));
        Assert.Contains("holds another directory under the id", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_made_with_another_vocabulary_is_not_searched_until_it_is_published_again()
    {
        IndexedFacility[] facilities = Facilities("a");
        DirectoryManifest manifest = PublishedDirectories.ManifestOf(First, facilities);
        await _index.BuildAsync(manifest with { VocabularyHash = "another" }, facilities, Token);
        await _index.SwitchAsync(First, Token);
        SearchUnavailableException unavailable = await Assert.ThrowsAsync<SearchUnavailableException>(() => _engine.VersionsAsync(Token));
        Assert.Contains("publish the directory again", unavailable.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SearchUnavailableException>(() => IdsOfAsync(First));

        await PublishAsync(First, "a");
        Assert.Equal("a", await IdsOfAsync(First));
        Assert.Equal([$"{_alias}-{First}", $"{_alias}-{First}-2"], await IndexesAsync());
    }

    [Fact]
    public async Task An_older_release_goes_on_with_its_versions_when_a_newer_one_with_another_vocabulary_publishes()
    {
        await PublishAsync(First, "a");
        IndexedFacility[] facilities = Facilities("a", "b");
        await _index.BuildAsync(PublishedDirectories.ManifestOf(Second, facilities) with { VocabularyHash = "another" }, facilities, Token);
        await _index.SwitchAsync(Second, Token);
        Assert.Equal(First, Assert.Single(await _engine.VersionsAsync(Token)).Version);
        Assert.Equal("a", await IdsOfAsync(First));
        await Assert.ThrowsAsync<VersionGoneException>(() => IdsOfAsync(Second));
    }

    [Fact]
    public async Task Leftovers_of_failed_builds_are_cleaned_by_the_next_but_only_when_nobody_can_be_at_work_on_them()
    {
        await BuildAsync(First, Facilities("a"));
        await BuildAsync(Second, Facilities("b"));
        (_, ElasticsearchIndex other) = await _directories.UnderAsync(_alias);
        IndexedFacility[] facilities = Facilities("c");
        await other.BuildAsync(PublishedDirectories.ManifestOf(Second, facilities), facilities, Token);
        Assert.Equal([$"{_alias}-{First}", $"{_alias}-{Second}"], await IndexesAsync());

        (_, ElasticsearchIndex later) = await _directories.UnderAsync(_alias, time: new HoursLater(7));
        await later.BuildAsync(PublishedDirectories.ManifestOf(Third, facilities), facilities, Token);
        Assert.Equal([$"{_alias}-{Third}"], await IndexesAsync());
    }

    [Fact]
    public async Task A_cluster_that_is_configured_to_log_slow_searches_does_not_log_ours()
    {
        // Both forms of templates, each with a pattern of this test's alias only.
        await SendAsync(HttpMethod.Put, $"/_index_template/{_alias}",
            $$"""{"index_patterns":["{{_alias}}-*"],"priority":500,"template":{"settings":{"index.search.slowlog.threshold.query.trace":"0ms","index.search.slowlog.threshold.query.warn":"0ms","index.search.slowlog.threshold.fetch.info":"0ms","index.indexing.slowlog.threshold.index.warn":"0ms"} } }""");
        try
        {
            await PublishAsync(First, "a");
            JsonNode settings = (await _http.GetFromJsonAsync<JsonObject>($"/{_alias}-{First}/_settings?flat_settings=true", Token))![$"{_alias}-{First}"]!["settings"]!;
            string[] thresholds = [.. settings.AsObject().Where(setting => setting.Key.Contains("slowlog.threshold", StringComparison.Ordinal)).Select(setting => (string)setting.Value!)];
            Assert.Equal(Enumerable.Repeat("-1", 12), thresholds);
        }
        finally
        {
            await SendAsync(HttpMethod.Delete, $"/_index_template/{_alias}");
        }
    }

    private sealed class HoursLater(int hours) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(hours);
    }
}
