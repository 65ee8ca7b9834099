using Locator.Testing;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Elasticsearch;

/// <summary>A cluster of three real nodes, of which one is lost, while searches go on.</summary>
public sealed class SearchClusterTests
{
    /// <summary>Searches at a time: as many may be in flight when a node is lost.</summary>
    private const int AtOnce = 4;

    private static readonly VersionStamp
        First = PublishedDirectories.Stamp("2026-01-02.1"), Second = PublishedDirectories.Stamp("2026-01-02.2"),
        Third = PublishedDirectories.Stamp("2026-01-02.3"), Fourth = PublishedDirectories.Stamp("2026-01-02.4");

    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(40);

    [Fact]
    public Task A_node_that_dies_costs_no_search_but_those_in_flight() => WhileSearchedAsync("elasticsearch", losses: 1, (directory, searches) =>
        searches.DuringAsync("node 1 killed", () => directory.Cluster.KillAsync(1)));

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public Task Each_node_in_turn_is_killed_and_started_again(string engine) => EachNodeAsync(engine, async (directory, searches, node) =>
    {
        await searches.DuringAsync($"{engine}: node {node} killed", () => directory.Cluster.KillAsync(node));
        await searches.DuringAsync($"{engine}: node {node} started", directory.Cluster.StartAsync);
        await directory.GreenAsync();
    });

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public Task Each_node_in_turn_is_frozen_and_woken(string engine) => EachNodeAsync(engine, async (directory, searches, node) =>
    {
        await searches.DuringAsync($"{engine}: node {node} frozen", () => directory.Cluster.FreezeForAsync(node, Frozen));
        await searches.DuringAsync($"{engine}: node {node} awake", directory.GreenAsync);
    });

    [Theory]
    [InlineData("elasticsearch")]
    [InlineData("opensearch")]
    public Task An_import_is_published_whole_or_not_at_all_while_a_node_is_killed_or_frozen(string engine) =>
        WhileSearchedAsync(engine, losses: 2, async (directory, searches) =>
        {
            await ImportAsync(directory, searches, Second, $"{engine}: import while a node is killed", () => directory.Cluster.KillAsync(1));
            await directory.Cluster.StartAsync();
            await directory.GreenAsync();
            _ = await directory.CheckAsync(Second, "after the restart");

            await ImportAsync(directory, searches, Third, $"{engine}: import while a node is frozen", () => directory.Cluster.FreezeForAsync(2, Frozen));
            await directory.GreenAsync();
            _ = await directory.CheckAsync(Third, "after the freeze");
            // Whatever the ones before left.
            await directory.CheckNextImportAsync(Fourth);
        });

    private static Task ImportAsync(DirectoryOnNodes directory, SteadySearches searches, VersionStamp version, string what, Func<Task> loss) =>
        searches.DuringAsync(
            what, async () => TestContext.Current.TestOutputHelper!.WriteLine($"{what}: {await directory.ImportDuringAsync(version, loss)}"));

    private static Task EachNodeAsync(string engine, Func<DirectoryOnNodes, SteadySearches, int, Task> lose) =>
        WhileSearchedAsync(engine, SearchCluster.Size, async (directory, searches) =>
        {
            for (int node = 1; node <= SearchCluster.Size; node++)
            {
                await lose(directory, searches, node);
            }
        });

    /// <summary>Nodes are lost while the first version is searched: to the end, after three more.</summary>
    private static async Task WhileSearchedAsync(string engine, int losses, Func<DirectoryOnNodes, SteadySearches, Task> lose)
    {
        await using DirectoryOnNodes directory = await DirectoryOnNodes.PublishAsync(engine, SearchCluster.Size, First, keepVersions: 3);
        await using SteadySearches searches = new(directory, AtOnce, First);
        await lose(directory, searches);
        searches.Check(lostAtMost: losses * AtOnce);
    }
}
