using System.Net;
using System.Text.Json;
using Locator.Elasticsearch;
using Locator.Elasticsearch.Settings;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Testing;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;

namespace LocatorApi.Tests;

/// <summary>Searches move to another engine while the search server is away, and back; answers stay the same.</summary>
public sealed class FallbackTests(PostgresServer postgres, ElasticsearchTestServer elasticsearch)
{
    private static readonly string[] Paths =
    [
        "/v1/search?zip=30309&limit=5", "/v1/search?zip=30309&level=outpatient&payment=medicaid", "/v1/search?zip=99723",
        "/v1/search?zip=30309&q=peachtree",
    ];

    [Theory]
    [InlineData("embedded", RelayMode.Cut)]
    [InlineData("embedded", RelayMode.Silent)]
    [InlineData("postgis", RelayMode.Cut)]
    public async Task While_the_search_server_is_away_the_other_engine_gives_the_same_answers_and_says_so(string fallback, RelayMode away)
    {
        await using Installation servers = await Installation.StartAsync(postgres, elasticsearch, $"fallback-{fallback}-{away}", fallback == "postgis");
        string first = await servers.PublishAsync(12);
        await using ApiHost api = servers.Api(fallback);
        JsonElement ready = await api.GetAsync("/healthz/ready");
        Assert.Equal(("elasticsearch", false, first), StateOf(ready));
        Assert.Equal(
            [("elasticsearch", true, true), (fallback, true, true)],
            ready.GetProperty("engines").EnumerateArray().Select(engine => (
                engine.GetProperty("name").GetString()!, engine.GetProperty("answers").GetBoolean(), engine.GetProperty("agrees").GetBoolean())));
        string[] usual = await AnswersAsync(api, degraded: false);
        string cursor = Uri.EscapeDataString((await api.GetAsync(Paths[0])).GetProperty("next").GetString()!);

        servers.Relay.Mode = away;
        Assert.Equal(usual, await AnswersAsync(api, degraded: true));
        Assert.Equal(5, (await api.GetAsync("/v1/search?cursor=" + cursor)).GetProperty("results").GetArrayLength());
        ready = await api.UntilReadyAsync(ready => ready.GetProperty("degraded").GetBoolean());
        Assert.Equal((fallback, true, first), StateOf(ready));
        Assert.False(ready.GetProperty("engines")[0].GetProperty("answers").GetBoolean());
        Assert.True(ready.TryGetProperty("problem", out _));

        servers.Relay.Mode = RelayMode.Open;
        await api.UntilReadyAsync(ready => !ready.GetProperty("degraded").GetBoolean());
        Assert.Equal(usual, await AnswersAsync(api, degraded: false));
        string second = await servers.PublishAsync(14);
        Assert.Equal(("elasticsearch", false, second), StateOf(await api.UntilReadyAsync(ready => VersionOf(ready) == second)));
    }

    [Fact]
    public async Task It_starts_while_the_search_server_is_away_and_takes_it_when_it_is_there()
    {
        await using Installation servers = await Installation.StartAsync(postgres, elasticsearch, "fallback-start", onPostgis: false);
        string version = await servers.PublishAsync(12);
        servers.Relay.Mode = RelayMode.Cut;
        await using ApiHost api = servers.Api("embedded");
        Assert.Equal(("embedded", true, version), StateOf(await api.GetAsync("/healthz/ready")));
        string[] degraded = await AnswersAsync(api, degraded: true);
        servers.Relay.Mode = RelayMode.Open;
        await api.UntilReadyAsync(ready => !ready.GetProperty("degraded").GetBoolean());
        Assert.Equal(degraded, await AnswersAsync(api, degraded: false));
    }

    [Fact]
    public async Task An_index_that_somebody_deleted_is_answered_for_by_the_other_engine_until_it_is_published_again()
    {
        await using Installation servers = await Installation.StartAsync(postgres, elasticsearch, "fallback-deleted", onPostgis: false);
        string version = await servers.PublishAsync(12);
        await using ApiHost api = servers.Api("embedded");
        string[] usual = await AnswersAsync(api, degraded: false);
        using (HttpClient http = new())
        {
            (await http.DeleteAsync(new Uri($"{servers.Address}/{servers.Alias}-{version}"))).EnsureSuccessStatusCode();
        }

        Assert.Equal(usual, await AnswersAsync(api, degraded: true));
        JsonElement ready = await api.GetAsync("/healthz/ready");
        Assert.Equal(("embedded", true, version), StateOf(ready));
        Assert.Contains("does not hold", ready.GetProperty("problem").GetString(), StringComparison.Ordinal);
        await servers.Publisher.MakeCurrentAsync(VersionId.Parse(version), CancellationToken.None);
        await api.UntilReadyAsync(ready => !ready.GetProperty("degraded").GetBoolean());
        Assert.Equal(usual, await AnswersAsync(api, degraded: false));
    }

    [Fact]
    public async Task A_search_server_with_another_directory_under_the_same_version_id_is_not_served()
    {
        await using Installation servers = await Installation.StartAsync(postgres, elasticsearch, "fallback-other", onPostgis: false);
        string version = await servers.PublishAsync(12);
        await using ApiHost api = servers.Api(fallback: "");
        // A store made anew gives the same ids to other directories.
        await using ApiHost elsewhere = await ApiHost.ServingAsync(TestFacilities.InAtlanta(3));
        elsewhere.With("Search:Engine", "elasticsearch")
            .With("Elasticsearch:Nodes", servers.Address).With("Elasticsearch:Alias", servers.Alias);
        Assert.Equal(version, (await elsewhere.Store.CurrentAsync(CancellationToken.None)).Id.ToString());
        Assert.Equal(("elasticsearch", false, version), StateOf(await api.GetAsync("/healthz/ready")));
        JsonElement ready = await elsewhere.GetAsync("/healthz/ready", HttpStatusCode.ServiceUnavailable);
        Assert.Contains("another directory", ready.GetProperty("problem").GetString(), StringComparison.Ordinal);
        await elsewhere.GetAsync(Paths[0], HttpStatusCode.ServiceUnavailable);
    }

    /// <summary>What the searches answer, without what is another one each time.</summary>
    private static async Task<string[]> AnswersAsync(ApiHost api, bool degraded)
    {
        List<string> answers = [];
        foreach (string path in Paths)
        {
            JsonElement page = await api.GetAsync(path);
            Assert.Equal(degraded, page.TryGetProperty("degraded", out JsonElement said) && said.GetBoolean());
            answers.Add(string.Join('\n', page.EnumerateObject().Where(member => member.Name is not ("next" or "degraded"))));
        }

        return [.. answers];
    }

    private static (string Engine, bool Degraded, string Version) StateOf(JsonElement ready) =>
        (ready.GetProperty("engine").GetString()!, ready.GetProperty("degraded").GetBoolean(), VersionOf(ready));

    private static string VersionOf(JsonElement ready) => ready.GetProperty("directory").GetProperty("version").GetString()!;

    /// <summary>A store and a search server that can be taken away.</summary>
    private sealed class Installation : IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private readonly PostgisConnections? _connections;
        private readonly string? _connectionString;
        private readonly ApiHost _api = new();

        private Installation(string address, string alias, string? connectionString)
        {
            (Address, Alias, _connectionString) = (address, alias, connectionString);
            Relay = new Relay(new Uri(address).Port);
            _services = new ServiceCollection()
                .AddElasticsearch(new ElasticsearchOptions { Nodes = address, Alias = alias }).BuildServiceProvider();
            _connections = connectionString is null ? null : new PostgisConnections(connectionString, "tests");
            Publisher = new Publisher(
                _connections is null ? _api.Store : new PostgisVersionStorage(_connections, TimeProvider.System),
                [.. _services.GetServices<IVersionIndex>()], TimeProvider.System);
        }

        public string Address { get; }

        public string Alias { get; }

        public Relay Relay { get; }

        public Publisher Publisher { get; }

        public static async Task<Installation> StartAsync(
            PostgresServer postgres, ElasticsearchTestServer elasticsearch, string alias, bool onPostgis)
        {
            string? connectionString = onPostgis ? await postgres.CreateDatabaseAsync() : null;
            if (connectionString is not null)
            {
                await using PostgisConnections connections = new(connectionString, "tests");
                await PostgisSchema.MigrateAsync(connections, CancellationToken.None);
            }

            return new Installation(await elasticsearch.AddressAsync(), alias.ToLowerInvariant(), connectionString);
        }

        /// <summary>Publishes into the store and, directly, into the search server.</summary>
        public Task<string> PublishAsync(int facilities) => ApiHost.PublishAsync(Publisher, TestFacilities.InAtlanta(facilities));

        /// <summary>The API, which reaches the search server through the relay.</summary>
        public ApiHost Api(string fallback)
        {
            _api.With("Search:Engine", "elasticsearch").With("Search:Fallback", fallback).With("Search:Timeout", "00:00:00.500")
                .With("Elasticsearch:Nodes", $"http://127.0.0.1:{Relay.Port}").With("Elasticsearch:Alias", Alias);
            return _connectionString is null ? _api : _api.With("ConnectionStrings:Postgis", _connectionString);
        }

        public async ValueTask DisposeAsync()
        {
            Relay.Dispose();
            await _services.DisposeAsync();
            await (_connections?.DisposeAsync() ?? default);
            await _api.DisposeAsync();
        }
    }
}
