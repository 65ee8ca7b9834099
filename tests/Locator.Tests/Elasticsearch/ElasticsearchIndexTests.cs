using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Locator.Elasticsearch.Indexes;
using Locator.Elasticsearch.Publishing;
using Locator.Elasticsearch.Search;
using Locator.Indexing;
using Locator.Publishing;
using Locator.Search;
using Locator.Testing;
using Locator.Versions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Locator.Tests.Elasticsearch;

/// <summary>Publishing to a real Elasticsearch.</summary>
public sealed class ElasticsearchIndexTests(ElasticsearchTestServer server) : PublishingToSearchServer(server);

/// <summary>Publishing to a real OpenSearch.</summary>
public sealed class OpenSearchIndexTests(OpenSearchTestServer server) : PublishingToSearchServer(server);

/// <summary>A version is published whole or not at all, and nothing of anybody else's is touched.</summary>
public abstract class PublishingToSearchServer(SearchServer server) : IAsyncLifetime
{
    private static readonly VersionStamp
        First = PublishedDirectories.Stamp("2026-01-02.1"), Second = PublishedDirectories.Stamp("2026-01-02.2"),
        Third = PublishedDirectories.Stamp("2026-01-02.10"), Fourth = PublishedDirectories.Stamp("2026-01-03.1");

    private readonly PublishedDirectories _directories = new(server);
    private readonly HttpClient _http = new();
    private string _alias = "";
    private ElasticsearchEngine _engine = null!;
    private ElasticsearchVersionIndex _index = null!;

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

    /// <summary>Builds a version; where the result is not disposed of, the import was killed there.</summary>
    private static Task<IReadyIndex> BuildAsync(ElasticsearchVersionIndex index, VersionStamp version, params string[] ids) =>
        index.PrepareAsync(PublishedDirectories.ManifestOf(version, Facilities(ids)), new IndexedFacilities(Facilities(ids)), Token);

    private Task<IReadyIndex> BuildAsync(VersionStamp version, params string[] ids) => BuildAsync(_index, version, ids);

    /// <summary>Builds a version of three facilities, before the last of which something happens.</summary>
    private static Task<IReadyIndex> InterruptedAsync(ElasticsearchVersionIndex index, VersionStamp version, Func<Task> happens, CancellationToken? token = null) =>
        index.PrepareAsync(
            PublishedDirectories.MetaOf(version, facilities: 3), InterruptedBlocks.Of(Facilities("a", "b", "c"), at: 2, happens), token ?? Token);

    private Task PublishAsync(VersionStamp version, params string[] ids) => PublishAsync(_index, version, ids);

    private static async Task PublishAsync(ElasticsearchVersionIndex index, VersionStamp version, params string[] ids)
    {
        await using IReadyIndex ready = await BuildAsync(index, version, ids);
        await ready.SwitchAsync();
    }

    private async Task<string> IdsOfAsync(VersionStamp version) => string.Join(
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
        Assert.Equal([First], await _engine.VersionsAsync(Token));
        Assert.Equal("", await IdsOfAsync(First));
    }

    [Fact]
    public async Task A_version_is_searched_only_after_the_switch()
    {
        await PublishAsync(First, "a");
        await using IReadyIndex ready = await BuildAsync(Second, "b");
        Assert.Equal([First], await _engine.VersionsAsync(Token));
        await Assert.ThrowsAsync<VersionGoneException>(() => IdsOfAsync(Second));

        await ready.SwitchAsync();
        Assert.Equal([First, Second], await _engine.VersionsAsync(Token));
        Assert.Equal(Second, await _engine.CurrentAsync(Token));
        Assert.Equal(("a", "b"), (await IdsOfAsync(First), await IdsOfAsync(Second)));
        Assert.Equal([_alias], await AliasesAsync($"{_alias}-{Second}"));
    }

    /// <summary>Where nothing was ever published there is no alias that could tell what is searched.</summary>
    [Fact]
    public async Task A_first_version_is_not_searched_before_the_switch_either()
    {
        IReadyIndex ready = await BuildAsync(First, "a");
        Assert.Empty(await _engine.VersionsAsync(Token));
        Assert.Null(await _engine.CurrentAsync(Token));
        await Assert.ThrowsAsync<VersionGoneException>(() => IdsOfAsync(First));
        await Assert.ThrowsAsync<VersionGoneException>(() => _engine.FacilitiesAsync(First, ["a"], Token));
        await ready.SwitchAsync();
        Assert.Equal("a", await IdsOfAsync(First));
    }

    [Fact]
    public async Task What_was_built_is_gone_unless_it_was_switched_to()
    {
        await (await BuildAsync(First, "a")).DisposeAsync();
        Assert.Empty(await IndexesAsync());

        await PublishAsync(First, "a");
        IReadyIndex ready = await BuildAsync(Second, "b");
        await ready.DisposeAsync();
        await ready.DisposeAsync();
        Assert.Equal([$"{_alias}-{First}"], await IndexesAsync());

        // What was there before is only checked, and stays.
        await PublishAsync(Second, "b");
        await (await BuildAsync(First, "a")).DisposeAsync();
        Assert.Equal([$"{_alias}-{First}", $"{_alias}-{Second}"], await IndexesAsync());
        Assert.Equal(("a", "b"), (await IdsOfAsync(First), await IdsOfAsync(Second)));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_does_not_hold_up_the_end_of_an_import()
    {
        bool silent = false;
        await using StubServer proxy = await StubServer.StartAsync(context =>
            Volatile.Read(ref silent) ? Task.Delay(Timeout.Infinite, context.RequestAborted) : ForwardAsync(context, answer: true));
        (_, ElasticsearchVersionIndex index) = await _directories.UnderAsync(_alias, options => options.Nodes = proxy.Address, new FasterTime(20));
        IReadyIndex ready = await BuildAsync(index, First, "a");
        int before = proxy.Requests.Count;
        Volatile.Write(ref silent, true);
        await ready.DisposeAsync();
        // Ten seconds: one attempt may take 45, and all of them two minutes.
        Assert.Equal(1, proxy.Requests.Count - before);
        await PublishAsync(Second, "b");
        Assert.Equal([Second], await _engine.VersionsAsync(Token));
    }

    [Fact]
    public async Task Versions_that_are_not_kept_are_retired_but_never_the_current_one_or_the_one_before()
    {
        foreach (VersionStamp version in new[] { First, Second, Third })
        {
            await PublishAsync(version, "a");
        }

        // Instances search the third until they have loaded the fourth.
        await using IReadyIndex ready = await BuildAsync(Fourth, "a");
        await ready.SwitchAsync();
        await ready.RetireAsync(new HashSet<VersionStamp> { First }, Token);
        Assert.Equal([First, Third, Fourth], await _engine.VersionsAsync(Token));
        Assert.Equal([$"{_alias}-{First}", $"{_alias}-{Third}", $"{_alias}-{Fourth}"], await IndexesAsync());
        await Assert.ThrowsAsync<VersionGoneException>(() => IdsOfAsync(Second));
    }

    [Fact]
    public async Task The_version_before_is_kept_however_old_it_is()
    {
        foreach (VersionStamp version in new[] { First, Second, Third, First })
        {
            await PublishAsync(version, "a");
        }

        await using IReadyIndex ready = await BuildAsync(Fourth, "a");
        await ready.SwitchAsync();
        await ready.RetireAsync(new HashSet<VersionStamp> { Fourth, Third }, Token);
        Assert.Equal([First, Third, Fourth], await _engine.VersionsAsync(Token));
        Assert.Equal("a", await IdsOfAsync(First));
    }

    [Fact]
    public async Task A_kept_version_of_another_release_stays_and_another_content_of_the_same_id_goes()
    {
        foreach ((VersionStamp version, string? vocabulary) in new[] { (First, "another"), (Second, "another"), (First, null), (Third, null) })
        {
            await using IReadyIndex made = await _index.PrepareAsync(PublishedDirectories.MetaOf(version, 1, vocabulary), [Facilities("a")], Token);
            await made.SwitchAsync();
        }

        await using IReadyIndex ready = await BuildAsync(Fourth, "a");
        await ready.SwitchAsync();
        await ready.RetireAsync(new HashSet<VersionStamp> { First, Second with { ContentSha256 = "other" } }, Token);
        Assert.Equal(
            [$"{_alias}-{First}", $"{_alias}-{First}-2", $"{_alias}-{Third}", $"{_alias}-{Fourth}"], await IndexesAsync());
    }

    [Fact]
    public async Task An_index_of_somebody_else_or_one_being_built_is_not_retired()
    {
        await SendAsync(HttpMethod.Put, $"/{_alias}-logs");
        await SendAsync(HttpMethod.Put, $"/{_alias}-{Second}");
        (_, ElasticsearchVersionIndex other) = await _directories.UnderAsync(_alias);
        _ = await BuildAsync(other, Third, "c");
        await using IReadyIndex ready = await BuildAsync(Fourth, "a");
        await ready.SwitchAsync();
        await ready.RetireAsync(new HashSet<VersionStamp>(), Token);
        Assert.Equal([$"{_alias}-{Third}", $"{_alias}-{Second}", $"{_alias}-{Fourth}", $"{_alias}-logs"], await IndexesAsync());
    }

    [Fact]
    public async Task A_server_that_refuses_to_delete_old_versions_does_not_fail_an_import()
    {
        await PublishAsync(First, "a");
        await PublishAsync(Second, "b");
        await using StubServer proxy = await StubServer.StartAsync(async context =>
        {
            if (context.Request.Method == HttpMethods.Delete)
            {
                context.Response.StatusCode = 403;
                await context.Response.WriteAsync("""{"error":{"type":"security_exception"},"status":403}""", Token);
                return;
            }

            await ForwardAsync(context, answer: true);
        });
        (_, ElasticsearchVersionIndex index) = await _directories.UnderAsync(_alias, options => options.Nodes = proxy.Address);
        await using IReadyIndex ready = await BuildAsync(index, Third, "c");
        await ready.SwitchAsync();
        await ready.RetireAsync(new HashSet<VersionStamp>(), Token);
        Assert.Contains(proxy.Requests, request => request.StartsWith("DELETE", StringComparison.Ordinal));
        Assert.Equal([First, Second, Third], await _engine.VersionsAsync(Token));
    }

    [Fact]
    public async Task An_older_version_becomes_current_again_without_being_built()
    {
        await PublishAsync(First, "a");
        await PublishAsync(Second, "b");
        await PublishAsync(First, "a");
        Assert.Equal(First, await _engine.CurrentAsync(Token));
        await PublishAsync(Second, "b");
        Assert.Equal(Second, await _engine.CurrentAsync(Token));
        Assert.Equal([$"{_alias}-{First}", $"{_alias}-{Second}"], await IndexesAsync());
    }

    [Fact]
    public async Task A_version_that_is_there_already_is_checked_before_it_becomes_current_again()
    {
        await PublishAsync(First, "a", "b");
        await PublishAsync(Second, "b");
        await SendAsync(HttpMethod.Delete, $"/{_alias}-{First}/_doc/b");
        IndexFailedException lost = await Assert.ThrowsAsync<IndexFailedException>(() => BuildAsync(First, "a", "b"));
        Assert.Contains("holds 1 documents instead of 2; 1 are missing", lost.Message, StringComparison.Ordinal);
        Assert.Equal(Second, await _engine.CurrentAsync(Token));
        Assert.Equal([$"{_alias}-{First}", $"{_alias}-{Second}"], await IndexesAsync());
    }

    [Fact]
    public async Task A_refused_document_is_named_and_nothing_is_published()
    {
        await PublishAsync(First, "a");
        // Lucene takes no term of more than 32,766 bytes.
        IndexedFacility tooLong = AFacility.With("unlucky", ["x:y"]) with { SortName = new string('x', 40_000) };
        IndexFailedException refused = await Assert.ThrowsAsync<IndexFailedException>(() => _index.PrepareAsync(
            PublishedDirectories.MetaOf(Second, 3), [[.. Facilities("b"), tooLong], Facilities("c")], Token));
        Assert.Contains("refused 1 documents: unlucky (400", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(". Nothing was published.", refused.Message, StringComparison.Ordinal);
        Assert.Equal([First], await _engine.VersionsAsync(Token));
        Assert.Equal([$"{_alias}-{First}"], await IndexesAsync());
        Assert.Equal("a", await IdsOfAsync(First));
        await PublishAsync(Second, "b");
    }

    [Fact]
    public async Task An_import_that_is_broken_off_leaves_no_index()
    {
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => InterruptedAsync(_index, First, source.CancelAsync, source.Token));
        Assert.Empty(await IndexesAsync());
    }

    [Fact]
    public async Task A_facility_that_comes_twice_is_refused()
    {
        ArgumentException twice = await Assert.ThrowsAnyAsync<ArgumentException>(() => BuildAsync(First, "a", "a"));
        Assert.Contains("a", twice.Message, StringComparison.Ordinal);
        Assert.Empty(await IndexesAsync());
    }

    [Fact]
    public async Task An_index_deleted_while_it_is_filled_is_not_made_again_by_the_bulk()
    {
        await PublishAsync(First, "a");
        (_, ElasticsearchVersionIndex index) = await _directories.UnderAsync(_alias, options => options.BulkDocuments = 1);
        await Assert.ThrowsAsync<IndexFailedException>(
            () => InterruptedAsync(index, Second, () => SendAsync(HttpMethod.Delete, $"/{_alias}-{Second}")));
        Assert.Equal([$"{_alias}-{First}"], await IndexesAsync());
        Assert.Equal(First, await _engine.CurrentAsync(Token));
    }

    [Fact]
    public async Task A_document_changed_or_lost_while_the_index_is_filled_is_noticed()
    {
        (_, ElasticsearchVersionIndex index) = await _directories.UnderAsync(_alias, options => options.BulkDocuments = 1);
        string document = $"/{_alias}-{First}/_doc/a";
        IndexFailedException lost = await Assert.ThrowsAsync<IndexFailedException>(
            () => InterruptedAsync(index, First, () => SendAsync(HttpMethod.Delete, document)));
        Assert.Contains("holds 2 documents instead of 3; 1 are missing", lost.Message, StringComparison.Ordinal);
        IndexFailedException other = await Assert.ThrowsAsync<IndexFailedException>(
            () => InterruptedAsync(index, First, () => SendAsync(HttpMethod.Put, document, """{"id":"a","hash":"other"}""")));
        Assert.Contains("0 are missing, 1 are not what was sent", other.Message, StringComparison.Ordinal);
        Assert.Empty(await IndexesAsync());
    }

    [Fact]
    public async Task An_index_deleted_after_it_was_built_does_not_become_current()
    {
        await PublishAsync(First, "a");
        await using IReadyIndex ready = await BuildAsync(Second, "b");
        await SendAsync(HttpMethod.Delete, $"/{_alias}-{Second}");
        IndexFailedException gone = await Assert.ThrowsAsync<IndexFailedException>(ready.SwitchAsync);
        Assert.Equal($"The index {_alias}-{Second} was deleted before it became current. Nothing was published.", gone.Message);
        Assert.Equal(First, await _engine.CurrentAsync(Token));
    }

    [Fact]
    public async Task An_index_that_another_import_made_anew_is_not_made_current_or_deleted_by_the_first()
    {
        (_, ElasticsearchVersionIndex other) = await _directories.UnderAsync(_alias);
        IReadyIndex first = await BuildAsync(First, "a", "b");
        IReadyIndex second = await BuildAsync(other, First, "a", "b");
        IndexFailedException anew = await Assert.ThrowsAsync<IndexFailedException>(first.SwitchAsync);
        Assert.Contains("made anew by another import", anew.Message, StringComparison.Ordinal);
        Assert.Empty(await _engine.VersionsAsync(Token));
        await first.DisposeAsync();
        await second.SwitchAsync();
        Assert.Equal("a b", await IdsOfAsync(First));
    }

    [Fact]
    public async Task An_import_that_fails_leaves_alone_what_another_import_made_anew_and_published()
    {
        (_, ElasticsearchVersionIndex other) = await _directories.UnderAsync(_alias);
        (_, ElasticsearchVersionIndex index) = await _directories.UnderAsync(_alias, options => options.BulkDocuments = 1);
        await Assert.ThrowsAsync<IndexFailedException>(() => InterruptedAsync(index, First, () => PublishAsync(other, First, "a", "b", "c")));
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
        (_, ElasticsearchVersionIndex index) = await _directories.UnderAsync(_alias, options => options.Nodes = proxy.Address, new FasterTime(10));
        await PublishAsync(index, Second, "a", "b", "c");
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
        (_, ElasticsearchVersionIndex index) = await _directories.UnderAsync(_alias, options => options.Nodes = proxy.Address);
        IndexFailedException refused = await Assert.ThrowsAsync<IndexFailedException>(() => PublishAsync(index, Third, "c"));
        Assert.Contains("refused the change of the alias: 404", refused.Message, StringComparison.Ordinal);
        Assert.Equal([_alias], await AliasesAsync($"{_alias}-{(moved ? First : Second)}"));
        Assert.Equal([First, Second], await _engine.VersionsAsync(Token));
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
        (_, ElasticsearchVersionIndex index) = await _directories.UnderAsync(_alias, options => options.Nodes = proxy.Address);
        await PublishAsync(index, First, "a", "b");
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
        (_, ElasticsearchVersionIndex index) = await _directories.UnderAsync(_alias, options => options.Nodes = proxy.Address);
        IndexFailedException refused = await Assert.ThrowsAsync<IndexFailedException>(() => BuildAsync(index, First, "a"));
        Assert.Equal(
            $"Elasticsearch refused to tell the health of the index {_alias}-{First}: 500 null_pointer_exception. Nothing was published.", refused.Message);
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
        await using IReadyIndex ready = await BuildAsync(Third, "c");
        await SendAsync(HttpMethod.Post, "/_aliases",
            $$"""{"actions":[{"remove":{"index":"{{_alias}}-{{Second}}","alias":"{{_alias}}"} },{"add":{"index":"{{_alias}}-{{First}}","alias":"{{_alias}}"} }]}""");
        IndexFailedException moved = await Assert.ThrowsAsync<IndexFailedException>(ready.SwitchAsync);
        Assert.Contains("was moved", moved.Message, StringComparison.Ordinal);
        Assert.Equal(First, await _engine.CurrentAsync(Token));
        await PublishAsync(Third, "c");
        Assert.Equal(Third, await _engine.CurrentAsync(Token));
    }

    [Fact]
    public async Task An_index_that_has_the_name_of_the_alias_is_left_alone()
    {
        await SendAsync(HttpMethod.Put, $"/{_alias}");
        IndexFailedException taken = await Assert.ThrowsAsync<IndexFailedException>(() => BuildAsync(First, "a"));
        Assert.Contains("is the name of an index", taken.Message, StringComparison.Ordinal);
        SearchUnavailableException unavailable = await Assert.ThrowsAsync<SearchUnavailableException>(() => _engine.VersionsAsync(Token));
        Assert.Equal(taken.Message, $"{unavailable.Message} Nothing was published.");
        Assert.True(unavailable.IsFault);
        Assert.Equal([_alias], await IndexesAsync());
    }

    [Fact]
    public async Task An_index_of_somebody_else_that_has_the_name_of_a_version_is_left_alone()
    {
        await SendAsync(HttpMethod.Put, $"/{_alias}-{First}");
        IndexFailedException taken = await Assert.ThrowsAsync<IndexFailedException>(() => BuildAsync(First, "a"));
        Assert.Contains("is taken by an index that this program did not make", taken.Message, StringComparison.Ordinal);
        await PublishAsync(Second, "b");
        Assert.Equal([$"{_alias}-{First}", $"{_alias}-{Second}"], await IndexesAsync());
        Assert.Equal([Second], await _engine.VersionsAsync(Token));
    }

    [Fact]
    public async Task An_alias_on_an_index_of_somebody_else_or_on_two_is_refused()
    {
        await SendAsync(HttpMethod.Put, $"/{_alias}-logs", $$"""{"aliases":{"{{_alias}}":{} } }""");
        IndexFailedException foreign = await Assert.ThrowsAsync<IndexFailedException>(() => BuildAsync(First, "a"));
        Assert.Contains("which this program did not make", foreign.Message, StringComparison.Ordinal);
        await SendAsync(HttpMethod.Put, $"/{_alias}-more", $$"""{"aliases":{"{{_alias}}":{} } }""");
        IndexFailedException two = await Assert.ThrowsAsync<IndexFailedException>(() => BuildAsync(First, "a"));
        Assert.Contains("is on 2 indexes at once", two.Message, StringComparison.Ordinal);
        Assert.True((await Assert.ThrowsAsync<SearchUnavailableException>(() => _engine.VersionsAsync(Token))).IsFault);
    }

    [Fact]
    public async Task An_alias_that_somebody_deleted_is_said_and_set_again_by_the_next_import()
    {
        await PublishAsync(First, "a");
        await SendAsync(HttpMethod.Delete, $"/{_alias}-{First}/_alias/{_alias}");
        SearchUnavailableException gone = await Assert.ThrowsAsync<SearchUnavailableException>(() => _engine.VersionsAsync(Token));
        Assert.Equal(($"The alias {_alias} is gone, although indexes of versions are there.", true), (gone.Message, gone.IsFault));
        await PublishAsync(First, "a");
        Assert.Equal([First], await _engine.VersionsAsync(Token));
        Assert.Equal([$"{_alias}-{First}"], await IndexesAsync());
    }

    /// <summary>A store that was deleted and made anew gives the same ids again.</summary>
    [Fact]
    public async Task Another_directory_under_the_same_id_is_neither_published_nor_searched()
    {
        await PublishAsync(First, "a");
        VersionStamp anew = First with { ContentSha256 = "other" };
        IndexFailedException other = await Assert.ThrowsAsync<IndexFailedException>(() => BuildAsync(anew, "a"));
        Assert.Contains("holds another directory under the id", other.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<VersionGoneException>(() => IdsOfAsync(anew));
        await Assert.ThrowsAsync<VersionGoneException>(() => _engine.FacilitiesAsync(anew, ["a"], Token));
        Assert.Equal("a", await IdsOfAsync(First));

        // Once the old one is deleted, the engine notices that the name means another content now.
        await SendAsync(HttpMethod.Delete, $"/{_alias}-{First}");
        await PublishAsync(anew, "b");
        Assert.Equal([anew], await _engine.VersionsAsync(Token));
        await Assert.ThrowsAsync<VersionGoneException>(() => IdsOfAsync(First));
        Assert.Equal("b", await IdsOfAsync(anew));
    }

    private async Task PublishWithAnotherVocabularyAsync(VersionStamp version, params string[] ids)
    {
        await using IReadyIndex ready = await _index.PrepareAsync(
            PublishedDirectories.MetaOf(version, ids.Length, "another"), [Facilities(ids)], Token);
        await ready.SwitchAsync();
    }

    [Fact]
    public async Task A_version_made_with_another_vocabulary_is_not_searched_until_it_is_published_again()
    {
        await PublishWithAnotherVocabularyAsync(First, "a");
        SearchUnavailableException unavailable = await Assert.ThrowsAsync<SearchUnavailableException>(() => _engine.VersionsAsync(Token));
        Assert.Contains("publish the directory again", unavailable.Message, StringComparison.Ordinal);
        Assert.True(unavailable.IsFault);
        await Assert.ThrowsAsync<SearchUnavailableException>(() => IdsOfAsync(First));

        await PublishAsync(First, "a");
        Assert.Equal("a", await IdsOfAsync(First));
        Assert.Equal([$"{_alias}-{First}", $"{_alias}-{First}-2"], await IndexesAsync());
    }

    /// <summary>What counts is who derives the tokens, not who imported the facts: a store of files can be indexed by any release.</summary>
    [Fact]
    public async Task A_version_imported_by_another_release_is_searched_once_this_one_has_indexed_it()
    {
        DirectoryManifest manifest = PublishedDirectories.ManifestOf(First, Facilities("a")) with { VocabularyHash = "another" };
        await using IReadyIndex ready = await _index.PrepareAsync(manifest, new IndexedFacilities(Facilities("a")), Token);
        await ready.SwitchAsync();
        Assert.Equal("a", await IdsOfAsync(First));
    }

    [Fact]
    public async Task An_older_release_goes_on_with_its_versions_when_a_newer_one_with_another_vocabulary_publishes()
    {
        await PublishAsync(First, "a");
        await PublishWithAnotherVocabularyAsync(Second, "a", "b");
        Assert.Equal([First], await _engine.VersionsAsync(Token));
        Assert.Equal("a", await IdsOfAsync(First));
        await Assert.ThrowsAsync<VersionGoneException>(() => IdsOfAsync(Second));
    }

    [Fact]
    public async Task Leftovers_of_failed_builds_are_cleaned_by_the_next_but_only_when_nobody_can_be_at_work_on_them()
    {
        _ = await BuildAsync(First, "a");
        _ = await BuildAsync(Second, "b");
        (_, ElasticsearchVersionIndex other) = await _directories.UnderAsync(_alias);
        _ = await BuildAsync(other, Second, "c");
        Assert.Equal([$"{_alias}-{First}", $"{_alias}-{Second}"], await IndexesAsync());

        (_, ElasticsearchVersionIndex later) = await _directories.UnderAsync(_alias, time: new HoursLater(7));
        _ = await BuildAsync(later, Third, "c");
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
