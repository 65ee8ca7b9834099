using System.Text.Json.Nodes;
using Locator.Elasticsearch;
using Locator.Elasticsearch.Search;
using Locator.Elasticsearch.Settings;
using Locator.Geo;
using Locator.Search;
using Locator.Versions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Locator.Tests.Elasticsearch;

/// <summary>Stub servers that hold one version of an empty directory, and what searches them.</summary>
internal static class StubCluster
{
    public const string Id = "2026-01-02.1";
    public const string IndexName = "locator-" + Id;
    public const string Marker = "zmarkerz";
    public const string Partial = """{"responses":[{"status":200,"timed_out":false,"_shards":{"total":2,"successful":1,"skipped":0,"failed":1},"hits":{"total":{"value":0,"relation":"eq"},"hits":[]}}]}""";
    public const string Found = """{"responses":[{"status":200,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"total":{"value":0,"relation":"eq"},"hits":[]}}]}""";

    public static readonly VersionStamp Published = PublishedDirectories.Stamp(Id);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static string Server(string number, string? distribution = null) => new JsonObject
    {
        ["version"] = distribution is null
            ? new JsonObject { ["number"] = number }
            : new JsonObject { ["number"] = number, ["distribution"] = distribution },
        ["tagline"] = distribution is null ? "You Know, for Search" : "The OpenSearch Project: https://opensearch.org/",
    }.ToJsonString();

    public static string Indexes() => new JsonObject
    {
        [IndexName] = new JsonObject
        {
            ["aliases"] = new JsonObject { ["locator"] = new JsonObject() },
            ["mappings"] = new JsonObject { ["_meta"] = PublishedDirectories.MetaOf(Published, facilities: 0).ToJson() },
            ["settings"] = new JsonObject { ["index"] = new JsonObject { ["creation_date"] = "0" } },
        },
    }.ToJsonString();

    /// <summary>A server that holds one version and answers searches in this way.</summary>
    public static Task<StubServer> AnsweringAsync(RequestDelegate search) => StubServer.StartAsync(context => context.Request.Path.Value switch
    {
        "/" => JsonAsync(context, Server("9.0.0")),
        "/_msearch" => search(context),
        _ => JsonAsync(context, Indexes()),
    });

    public static Task JsonAsync(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    public static ServiceProvider Services(Action<ElasticsearchOptions> configure, TimeProvider? time = null)
    {
        ElasticsearchOptions options = new();
        configure(options);
        return new ServiceCollection().AddSingleton(time ?? TimeProvider.System).AddElasticsearch(options).BuildServiceProvider();
    }

    public static ServiceProvider Services(params StubServer[] nodes) =>
        Services(options => options.Nodes = string.Join(", ", nodes.Select(node => node.Address)));

    public static Task<IReadOnlyList<SearchAnswer>> SearchAsync(ServiceProvider services) =>
        services.GetRequiredService<ElasticsearchEngine>().SearchAsync(
            Published,
            [new SearchQuery { Origin = new GeoPoint(12.3456789, 98.7654321), State = Marker, Words = [Marker], Filters = [new(Marker, [Marker])] }],
            Token);

    public static Task<IReadOnlyList<VersionStamp>> VersionsAsync(ServiceProvider services) =>
        services.GetRequiredService<ElasticsearchEngine>().VersionsAsync(Token);

    public static Task<IReadOnlyList<FacilityRecord>> LookUpAsync(ServiceProvider services, params string[] ids) =>
        services.GetRequiredService<ElasticsearchEngine>().FacilitiesAsync(Published, ids, Token);

    public static int SearchesOf(StubServer node) => node.Requests.Count(request => request == "POST /_msearch");

    public static async Task CutAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = 1_000;
        await context.Response.WriteAsync("""{"responses":[{"status":200,""", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        context.Abort();
    }
}
