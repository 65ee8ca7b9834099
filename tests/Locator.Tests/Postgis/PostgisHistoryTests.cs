using System.Text.Json.Nodes;
using Locator.Facilities;
using Locator.Postgis;
using Locator.Publishing;
using Locator.Testing;
using Locator.Versions;
using Npgsql;
using Xunit;

namespace Locator.Tests.Postgis;

/// <summary>What changed between three directories made from real files, against a plain computation of the same.</summary>
public sealed class PostgisHistoryTests(PostgisDatabase database) : IClassFixture<PostgisDatabase>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_real_directories_in_a_row_give_what_was_added_changed_moved_withdrawn_and_returned()
    {
        const string In2022 = "directory/National_Directory_SA_Facilities_2022.xlsx";
        string[][] imports =
        [
            [In2022],
            ["directory/directory2024_with_coordinates.csv.gz"],
            [In2022, "findtreatment/export_2025-08-19_MA.csv"],
        ];
        _ = SharedData.PathOf(In2022);
        Publisher publisher = new(new PostgisVersionStorage(await database.ConnectAsync(), TimeProvider.System), [], TimeProvider.System);
        Dictionary<string, Facility> before = [];
        HashSet<string> ever = [];
        HashSet<string> kinds = [];
        foreach (string[] files in imports)
        {
            DirectoryDraft draft = RealDirectory.Draft(await publisher.IdentitiesAsync(Token), files);
            Dictionary<string, Facility> now = draft.Facilities.ToDictionary(facility => facility.Id, StringComparer.Ordinal);
            PublishOutcome outcome = await publisher.PublishAsync(draft, Token);
            Dictionary<string, string> expected = ever.Count == 0 ? [] : before.Keys.Union(now.Keys)
                .Select(id => (Id: id, Change: ChangeOf(before.GetValueOrDefault(id), now.GetValueOrDefault(id), ever.Contains(id))))
                .Where(change => change.Change is not null)
                .ToDictionary(change => change.Id, change => change.Change!, StringComparer.Ordinal);
            Dictionary<string, string> recorded = await ChangesAsync(outcome.Manifest.Version);
            TestContext.Current.TestOutputHelper!.WriteLine($"{string.Join(" + ", files)}: {now.Count} facilities; "
                + string.Join(", ", recorded.GroupBy(change => change.Value).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} {group.Key}")));
            Assert.Equal(
                expected.OrderBy(change => change.Key, StringComparer.Ordinal), recorded.OrderBy(change => change.Key, StringComparer.Ordinal));
            kinds.UnionWith(recorded.Values);
            ever.UnionWith(now.Keys);
            before = now;
        }

        Assert.Superset(new HashSet<string> { "added", "changed", "withdrawn", "returned" }, kinds);
    }

    private static string? ChangeOf(Facility? before, Facility? now, bool known) => (before, now) switch
    {
        (_, null) => "withdrawn",
        (null, _) => known ? "returned" : "added",
        _ when JsonNode.DeepEquals(FactsOf(before), FactsOf(now)) => null,
        _ when JsonNode.DeepEquals(AddressOf(before), AddressOf(now)) => "changed",
        _ => "moved",
    };

    /// <summary>All facts except in which row of which file they stood.</summary>
    private static JsonNode FactsOf(Facility facility)
    {
        JsonNode facts = JsonNode.Parse(VersionFacts.LineOf(facility))!;
        foreach (JsonNode? program in facts["programs"]!.AsArray())
        {
            Assert.True(program!.AsObject().Remove("source"));
        }

        return facts;
    }

    /// <summary>What stands on a letter.</summary>
    private static JsonNode AddressOf(Facility facility)
    {
        JsonNode address = FactsOf(facility)["address"]!.DeepClone();
        address.AsObject().Remove("county");
        address.AsObject().Remove("countyFips");
        return address;
    }

    private async Task<Dictionary<string, string>> ChangesAsync(string version)
    {
        await using NpgsqlCommand command = (await database.ConnectAsync()).DataSource.CreateCommand(
            "SELECT facility_id, change FROM locator.facility_change WHERE version = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = version });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(Token);
        Dictionary<string, string> changes = [];
        while (await reader.ReadAsync(Token))
        {
            changes.Add(reader.GetString(0), reader.GetString(1));
        }

        return changes;
    }
}
