using Locator.Facilities;
using Locator.Geo;
using Locator.Places;
using Locator.Publishing;
using Locator.Testing;
using Locator.Versions;
using Xunit;

namespace Importer.Tests.Stages;

/// <summary>The points of the national directory, judged row by row (docs/data.md).</summary>
public sealed class DoubtfulPointsTests
{
    [Fact]
    public void Of_the_national_directory_only_the_points_that_are_plainly_elsewhere_are_dropped()
    {
        DirectoryDraft draft = RealDirectory.Draft(IdentityRegistry.Empty, "directory/directory2024_with_coordinates.csv.gz");
        ImportIssue[] dropped = [.. draft.Issues.Where(issue => issue.Problem == "The coordinates are far from their ZIP, in another town")];
        Assert.Equal(
            [
                "142 miles", "71 miles", "44 miles", "37 miles", "27 miles", "27 miles", "26 miles", "26 miles", "16 miles", "15 miles", "11 miles",
                "10 miles", "9 miles", "9 miles",
            ],
            dropped.Select(issue => issue.Value![(issue.Value!.IndexOf('(', StringComparison.Ordinal) + 1)..^1])
                .OrderByDescending(miles => int.Parse(miles.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(dropped, issue => Assert.Equal(ImportOutcome.Marked, issue.Outcome));
        Assert.DoesNotContain(draft.Issues, issue => issue.Problem.StartsWith("The coordinates are not in", StringComparison.Ordinal));

        // What is dropped stands at its ZIP and says so.
        Assert.All(
            draft.Facilities.Where(facility => facility.Address is { Street1: "10 Carematrix Drive", Zip: "02026" }),
            facility => Assert.Equal(
                new Location(Gazetteer.Bundled.FindZip("02026")!.Point!.Value.OnGrid(), LocationPrecision.Zip), facility.Location));
        Assert.Contains(draft.Facilities, facility => facility.Address.Zip == "86305" && facility.Location!.Precision == LocationPrecision.Address);
        Assert.All(
            draft.Facilities.Where(facility => facility.Address.Street1?.StartsWith("P.O. Box", StringComparison.Ordinal) ?? false),
            facility => Assert.Equal(LocationPrecision.Zip, facility.Location!.Precision));
    }
}
