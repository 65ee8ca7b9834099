using System.Diagnostics;
using System.Text.Json.Nodes;
using Locator.Elasticsearch;
using Locator.Elasticsearch.Settings;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Testing;
using Locator.Versions;
using LocatorApi.Tests.Fuzz;
using Microsoft.Extensions.DependencyInjection;

namespace LocatorApi.Tests;

/// <summary>
/// Whatever is sent, over the wire, to a real server: no failure of the service, no answer that never comes, nothing of how it is made in an
/// answer, none that takes long. What is sent comes from the API's own description, so that a new endpoint is asked, too.
/// </summary>
public sealed class FuzzTests(PostgresServer postgres, ElasticsearchTestServer elasticsearch)
{
    /// <summary>Processor time of this whole process, the test's own included.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(0.5);

    /// <summary>Words of the inside. What is sent holds none of them, because errors quote what they complain about.</summary>
    private static readonly string[] Inside =
        ["Exception", "   at ", ".cs:line", "Npgsql", "Elastic.", "LocatorApi.", "Locator.", "Microsoft.AspNetCore", "System.Collections", "System.Text", "/tmp/", "/home/", "/usr/", "SELECT "];

    private static readonly bool IsLong = TestCounts.Of(0, 1) == 1;

    private static ITestOutputHelper Output => TestContext.Current.TestOutputHelper!;

    [Fact]
    public async Task Whatever_is_sent_is_answered_quickly_and_without_a_failure()
    {
        await using ApiHost api = new();
        await SendAsync(api, TestCounts.Of(4_000, 20_000), seed: 20_261_126);
    }

    [Fact]
    public async Task On_the_national_directory_whatever_is_sent_is_answered_quickly_and_without_a_failure()
    {
        Assert.SkipUnless(IsLong, "takes minutes: scripts/test.sh --long");
        await using ApiHost api = new();
        await new Publisher(api.Store, [], TimeProvider.System).PublishAsync(
            RealDirectory.Draft(IdentityRegistry.Empty, "directory/directory2024_with_coordinates.csv.gz"), CancellationToken.None);
        // An export takes as long as the directory is large; it is asked of the sample, and rationed by its cost.
        await SendAsync(api, 100_000, seed: 20_240_101, operation => operation.Path != "/v1/export");
    }

    [Fact]
    public async Task On_PostGIS_whatever_is_sent_is_answered_without_a_failure()
    {
        string connectionString = await postgres.CreateDatabaseAsync();
        await using PostgisConnections connections = new(connectionString, "tests");
        await PostgisSchema.MigrateAsync(connections, CancellationToken.None);
        await ApiHost.PublishAsync(new Publisher(new PostgisVersionStorage(connections, TimeProvider.System), [], TimeProvider.System), TestFacilities.InAtlanta(40));
        await using ApiHost api = new ApiHost().With("Search:Engine", "postgis").With("ConnectionStrings:Postgis", connectionString).With("Search:Timeout", "00:00:20");
        await SendAsync(api, TestCounts.Of(600, 20_000), seed: 4_711);
    }

    [Fact]
    public async Task On_Elasticsearch_whatever_is_sent_is_answered_without_a_failure()
    {
        ElasticsearchOptions options = new() { Nodes = await elasticsearch.AddressAsync(), Alias = "fuzz-tests" };
        await using ServiceProvider services = new ServiceCollection().AddElasticsearch(options).BuildServiceProvider();
        await using ApiHost api = new ApiHost().With("Search:Engine", "elasticsearch").With("Search:Timeout", "00:00:20")
            .With("Elasticsearch:Nodes", options.Nodes).With("Elasticsearch:Alias", options.Alias);
        await ApiHost.PublishAsync(new Publisher(api.Store, [.. services.GetServices<IVersionIndex>()], TimeProvider.System), TestFacilities.InAtlanta(40));
        await SendAsync(api, TestCounts.Of(600, 20_000), seed: 815);
    }

    private static async Task SendAsync(ApiHost api, int count, int seed, Func<DescribedOperation, bool>? only = null)
    {
        api.UseKestrel(0);
        using HttpClient client = api.CreateClient();
        Uri server = client.BaseAddress!;
        IReadOnlyList<DescribedOperation> operations = DescribedOperation.All(JsonNode.Parse(await client.GetStringAsync("/openapi/v1.json"))!);
        Assert.Contains(operations, operation => operation is { Path: "/v1/search", Parameters.Count: > 20 });
        FuzzRequests requests = new([.. operations.Where(only ?? (_ => true)), DescribedOperation.Assistants], new Random(seed));
        SortedDictionary<int, int> statuses = [];
        (TimeSpan Time, FuzzRequest? Request) slowest = default;
        for (int i = 0; i < count; i++)
        {
            FuzzRequest request = requests.Next();
            (RawAnswer answer, TimeSpan time) = await AskAsync(server, request);
            statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
            if (Complaint(request, answer) is { } complaint)
            {
                Assert.Fail($"{complaint} to request {i} of seed {seed}: {request}\n{answer.Head}\n{answer.Body}");
            }

            if (time > slowest.Time)
            {
                slowest = (time, request);
            }

            if (answer.Status == 200 && CursorOf(answer.Body) is { } cursor)
            {
                requests.Learn(cursor);
            }
        }

        Output.WriteLine($"{count} requests, answers by status: {string.Join(", ", statuses.Select(status => $"{status.Key}: {status.Value}"))}; most processor time {slowest.Time.TotalMilliseconds:F0} ms: {slowest.Request}");

        // They must have got past the border, or nothing behind it was tried.
        Assert.True(statuses.GetValueOrDefault(200) > count / 50, "Hardly any request was answered with success.");
        Assert.True(statuses.GetValueOrDefault(400) > count / 20, "Hardly any request was refused.");
        await api.GetAsync("/healthz/ready");
    }

    /// <summary>Asks, and once more where it took long: the processor does other things beside it, such as compiling what runs for the first time.</summary>
    private static async Task<(RawAnswer Answer, TimeSpan Time)> AskAsync(Uri server, FuzzRequest request)
    {
        TimeSpan least = TimeSpan.MaxValue;
        RawAnswer answer;
        int tries = 0;
        do
        {
            TimeSpan before = ProcessorTime();
            answer = await RawHttp.SendAsync(server, request.Bytes, isAll: !request.IsHttp);
            TimeSpan time = ProcessorTime() - before;
            least = time < least ? time : least;
        }
        while (least > Longest && ++tries < 4);
        Assert.True(!IsLong || least <= Longest, $"{least.TotalSeconds:F2} s of processor time for {request}");
        return (answer, least);
    }

    private static TimeSpan ProcessorTime()
    {
        using Process self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }

    private static string? Complaint(FuzzRequest request, RawAnswer answer) => answer switch
    {
        { Status: 0 } when request.IsHttp => "No answer",
        // Of HTTP versions that there are not.
        { Status: 505 } when !request.IsHttp => null,
        { Status: >= 500 } => "A failure",
        // A path with ".." leads out of the API, to where errors are pages.
        { Status: < 500, Head: var head } when head.Contains("Content-Type: text/html", StringComparison.OrdinalIgnoreCase) => null,
        // Errors of the Model Context Protocol are JSON-RPC's.
        { Status: >= 400, Body.Length: > 0 } when !(request.IsForAssistants && answer.Head.Contains("application/json", StringComparison.Ordinal))
            && !answer.Head.Contains("application/problem+json", StringComparison.Ordinal) => "An error that is no problem",
        { Status: >= 400 } when Inside.Any(word => answer.Body.Contains(word, StringComparison.Ordinal)) => "Something of the inside",
        _ when Inside[..6].Any(word => answer.Body.Contains(word, StringComparison.Ordinal)) => "Something of the inside",
        _ when answer.Head.Contains("X-Injected", StringComparison.OrdinalIgnoreCase) || answer.Head.Contains("evil", StringComparison.OrdinalIgnoreCase) => "A header that the caller wrote",
        _ => null,
    };

    private static string? CursorOf(string body)
    {
        int start = body.IndexOf("\"next\":\"", StringComparison.Ordinal);
        int end = start < 0 ? -1 : body.IndexOf('"', start + 8);
        return end < 0 ? null : body[(start + 8)..end];
    }
}
