using System.Net;
using System.Text.Json;
using Locator.Elasticsearch;
using Locator.Elasticsearch.Settings;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Testing;
using Locator.Versions;
using LocatorApi.Search;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: AssemblyFixture(typeof(ElasticsearchTestServer))]

namespace LocatorApi.Tests;

/// <summary>The API on engines that are servers.</summary>
public sealed class EnginesTests(PostgresServer postgres, ElasticsearchTestServer elasticsearch)
{
    [Fact]
    public async Task On_PostGIS_it_answers_as_it_does_on_files_and_takes_a_new_version_over()
    {
        string connectionString = await MigratedAsync();
        await using PostgisConnections connections = new(connectionString, "tests");
        Publisher publisher = new(new PostgisVersionStorage(connections, TimeProvider.System), [], TimeProvider.System);
        await ApiHost.PublishAsync(publisher, TestFacilities.InAtlanta(12));
        await using ApiHost api = new ApiHost().With("Search:Engine", "postgis").With("ConnectionStrings:Postgis", connectionString);
        await using ApiHost files = await ApiHost.ServingAsync(TestFacilities.InAtlanta(12));
        await SameAsync(files, api, "postgis");
        await TakesOverAsync(api, await ApiHost.PublishAsync(publisher, TestFacilities.InAtlanta(14)));
    }

    [Fact]
    public async Task On_Elasticsearch_it_answers_as_it_does_on_files_and_serves_what_the_server_holds()
    {
        ElasticsearchOptions options = new() { Nodes = await elasticsearch.AddressAsync(), Alias = "api-tests" };
        await using ServiceProvider services = new ServiceCollection().AddElasticsearch(options).BuildServiceProvider();
        await using ApiHost api = new ApiHost().With("Search:Engine", "elasticsearch")
            .With("Elasticsearch:Nodes", options.Nodes).With("Elasticsearch:Alias", options.Alias);
        await using ApiHost files = await ApiHost.ServingAsync(TestFacilities.InAtlanta(12));
        Publisher publisher = new(api.Store, [.. services.GetServices<IVersionIndex>()], TimeProvider.System);
        string first = await ApiHost.PublishAsync(publisher, TestFacilities.InAtlanta(12));
        await SameAsync(files, api, "elasticsearch");

        // In the store only: what the server holds is served on, and readiness says why.
        string second = await api.PublishAsync(TestFacilities.InAtlanta(14));
        JsonElement ready = await api.UntilReadyAsync(ready => ready.TryGetProperty("problem", out _));
        Assert.Equal(first, ready.GetProperty("directory").GetProperty("version").GetString());
        Assert.Contains(second, ready.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(12, (await api.GetAsync("/v1/search?zip=30309")).GetProperty("total").GetInt32());

        await publisher.MakeCurrentAsync(VersionId.Parse(second), CancellationToken.None);
        await TakesOverAsync(api, second);
    }

    [Theory]
    [InlineData("Search:Engine=postgis", "ConnectionStrings:Postgis")]
    [InlineData("Search:Engine=postgis;ConnectionStrings:Postgis=nonsense", "cannot be read")]
    [InlineData("Search:Engine=elasticsearch;Search:Fallback=postgis", "ConnectionStrings:Postgis")]
    [InlineData("Search:Engine=elasticsearch;Elasticsearch:Shards=0", "Elasticsearch:Shards")]
    [InlineData("Search:Engine=elasticsearch;Elasticsearch:Shard=1", "Shard")]
    [InlineData("Search:Engine=elasticsearch;LOCATOR_DATA=/nowhere", "importer import")]
    public async Task Settings_that_cannot_work_keep_it_from_starting(string settings, string said) =>
        Assert.Contains(said, await ProblemOfAsync(settings.Split(';')), StringComparison.Ordinal);

    [Fact]
    public async Task A_database_that_is_not_ready_keeps_it_from_starting_and_one_that_is_away_does_not()
    {
        string empty = await postgres.CreateDatabaseAsync(), migrated = await MigratedAsync();
        Assert.Contains("lacks PostGIS", await OnAsync(empty), StringComparison.Ordinal);
        Assert.Contains("importer import", await OnAsync(migrated), StringComparison.Ordinal);
        Assert.Contains("password", await OnAsync(migrated + ";Password=wrong"), StringComparison.Ordinal);
        Assert.Null(await OnAsync("Host=127.0.0.1;Port=1;Database=locator;Username=nobody"));

        static Task<string?> OnAsync(string connectionString) =>
            ProblemOfAsync("Search:Engine=postgis", "ConnectionStrings:Postgis=" + connectionString);
    }

    [Fact]
    public async Task It_starts_while_its_database_is_away_and_says_so()
    {
        await using ApiHost api = new ApiHost().With("Search:Engine", "postgis")
            .With("ConnectionStrings:Postgis", "Host=127.0.0.1;Port=1;Database=locator;Username=nobody");
        await api.GetAsync("/healthz/live");
        await api.GetAsync("/healthz/ready", HttpStatusCode.ServiceUnavailable);
        await api.GetAsync("/v1/search?zip=30309", HttpStatusCode.ServiceUnavailable);
    }

    private static async Task SameAsync(ApiHost files, ApiHost api, string engine)
    {
        JsonElement ready = await api.GetAsync("/healthz/ready");
        Assert.Equal(engine, ready.GetProperty("engine").GetString());
        foreach (string path in (string[])
        [
            "/v1/search?zip=30309&limit=5", "/v1/search?zip=30309&level=outpatient&payment=medicaid", "/v1/search?zip=99723",
            "/v1/search?zip=30309&q=peachtree", "/v1/facilities/f03", "/v1/facilities?id=f05,f03,f99", "/v1/directory",
            "/v1/clusters?bbox=-85,33,-84,34&zoom=14&level=outpatient",
        ])
        {
            Assert.Equal(Stripped(await files.GetAsync(path)), Stripped(await api.GetAsync(path)));
        }

        using HttpClient one = files.CreateClient(), other = api.CreateClient();
        Assert.Equal(await one.GetStringAsync("/v1/export"), await other.GetStringAsync("/v1/export"));
        string[] firstPage = IdsOf(await api.GetAsync("/v1/search?zip=30309&limit=5")), secondPage = IdsOf(await SecondPageAsync(api));
        Assert.Equal(IdsOf(await SecondPageAsync(files)), secondPage);
        Assert.Equal(10, firstPage.Union(secondPage).Count());
    }

    private static async Task<JsonElement> SecondPageAsync(ApiHost api)
    {
        string next = (await api.GetAsync("/v1/search?zip=30309&limit=5")).GetProperty("next").GetString()!;
        return await api.GetAsync("/v1/search?cursor=" + Uri.EscapeDataString(next));
    }

    private static string[] IdsOf(JsonElement page) =>
        [.. page.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("id").GetString()!)];

    /// <summary>Without what is another one each time.</summary>
    private static string Stripped(JsonElement answer) =>
        string.Join('\n', answer.EnumerateObject().Where(member => member.Name is not ("next" or "importedAt")));

    private static async Task TakesOverAsync(ApiHost api, string version)
    {
        await api.UntilReadyAsync(ready => ready.GetProperty("directory").GetProperty("version").GetString() == version);
        Assert.Equal(14, (await api.GetAsync("/v1/search?zip=30309")).GetProperty("total").GetInt32());
        string before = version[..^1] + "1";
        Assert.Equal(["f12", "f13"], (await api.GetAsync("/v1/changes?since=" + before)).GetProperty("changes").EnumerateArray()
            .Where(change => change.GetProperty("kinds")[0].GetString() == "added").Select(change => change.GetProperty("id").GetString()));
    }

    private async Task<string> MigratedAsync()
    {
        string connectionString = await postgres.CreateDatabaseAsync();
        await using PostgisConnections connections = new(connectionString, "tests");
        await PostgisSchema.MigrateAsync(connections, CancellationToken.None);
        return connectionString;
    }

    private static async Task<string?> ProblemOfAsync(params string[] settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        foreach (string setting in settings)
        {
            builder.Configuration[setting[..setting.IndexOf('=', StringComparison.Ordinal)]] = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }

        builder.Services.AddServing(builder.Configuration);
        await using WebApplication app = builder.Build();
        return await StartCheck.ProblemAsync(app.Services, CancellationToken.None);
    }
}
