using FsCheck;
using FsCheck.Fluent;
using Locator.Facilities;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Versions;

public sealed class VersionComparisonTests
{
    [Fact]
    public void Each_part_that_differs_is_named_and_nothing_else()
    {
        Facility before = Drafts.Facility("a");
        Assert.Null(FacilityChange.Between(before, Drafts.Facility("a")));
        Assert.Null(FacilityChange.Between(null, null));
        (Facility After, ChangeKind Kind, FacilityPart Part)[] cases =
        [
            (before with { Name = "Other" }, ChangeKind.Changed, FacilityPart.Name),
            (before with { Website = null }, ChangeKind.Changed, FacilityPart.Website),
            (before with { Phones = [] }, ChangeKind.Changed, FacilityPart.Phones),
            (before with { Programs = [before.Programs[0] with { Codes = ["OP"] }] }, ChangeKind.Changed, FacilityPart.Programs),
            (before with { Programs = [before.Programs[0] with { Name = "Other" }] }, ChangeKind.Changed, FacilityPart.Programs),
            (before with { Location = before.Location! with { Precision = LocationPrecision.Zip } }, ChangeKind.Changed, FacilityPart.Location),
            (before with { Location = null }, ChangeKind.Moved, FacilityPart.Location),
            (before with { Address = before.Address with { Zip = "30310" } }, ChangeKind.Moved, FacilityPart.Address),
            (before with { Address = before.Address with { County = null, CountyFips = null } }, ChangeKind.Changed, FacilityPart.Address),
        ];
        foreach ((Facility after, ChangeKind kind, FacilityPart part) in cases)
        {
            Assert.Equivalent(new FacilityChange("a", [kind], [part]), FacilityChange.Between(before, after), strict: true);
            Assert.Equivalent(new FacilityChange("a", [kind], [part]), FacilityChange.Between(after, before), strict: true);
        }
    }

    [Fact]
    public async Task Side_by_side_gives_what_comparing_id_by_id_gives()
    {
        Gen<string[]> ids = Gen.Elements("A", "B", "a", "a-1", "a1", "b", "é", "名").ArrayOf().Select(some => some.Distinct().Order(StringComparer.Ordinal).ToArray());
        foreach ((string[] before, string[] after) in Gen.Sample(Gen.Two(ids).Select(two => (two.Item1, two.Item2)), 10, 200))
        {
            List<FacilityChange> found = [];
            await foreach (FacilityChange change in VersionComparison.ChangesAsync(
                Of(before, "before"), Of(after, "after"), TestContext.Current.CancellationToken))
            {
                found.Add(change);
            }

            Assert.Equal(before.Union(after).Order(StringComparer.Ordinal), found.Select(change => change.Id));
            Assert.All(found, change => Assert.Equal(
                before.Contains(change.Id) ? after.Contains(change.Id) ? ChangeKind.Changed : ChangeKind.Withdrawn : ChangeKind.Added,
                Assert.Single(change.Kinds)));
        }
    }

    private static async IAsyncEnumerable<Facility> Of(string[] ids, string name)
    {
        foreach (string id in ids)
        {
            await Task.Yield();
            yield return Drafts.Facility(id, name);
        }
    }
}
