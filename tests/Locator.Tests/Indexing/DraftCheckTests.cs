using Locator.Facilities;
using Locator.Indexing;
using Locator.Testing;
using Locator.Tests.Versions;
using Xunit;

namespace Locator.Tests.Indexing;

public sealed class DraftCheckTests
{
    private static string? Problem(params IndexedFacility[] facilities) =>
        DraftCheck.Problem(new IndexedFacilities(facilities), TestContext.Current.CancellationToken);

    private static IndexedFacility AtTheLimit => AFacility.With("limit", [.. Enumerable.Repeat<string[]>(["x:y"], IndexLimits.Programs)]) with
    {
        SortName = new string('n', IndexLimits.SortNameBytes),
        Words = [new string('w', IndexLimits.WordBytes)],
        Document = new byte[IndexLimits.DocumentBytes],
    };

    [Fact]
    public void A_facility_at_every_limit_passes() => Assert.Null(Problem(AtTheLimit));

    [Fact]
    public void One_beyond_any_limit_is_named()
    {
        IndexedFacility good = AFacility.With("good", ["x:y"]);
        Assert.Contains("Facility limit has a name of 2,001 bytes", Problem(good, AtTheLimit with { SortName = AtTheLimit.SortName + "n" }), StringComparison.Ordinal);
        Assert.Contains("a word of 1,001 bytes", Problem(AtTheLimit with { Words = ["short", AtTheLimit.Words[0] + "w"] }), StringComparison.Ordinal);
        Assert.Contains("a document of 1,000,001 bytes", Problem(AtTheLimit with { Document = new byte[IndexLimits.DocumentBytes + 1] }), StringComparison.Ordinal);
        Assert.Contains("a site of 1,001 programs", Problem(AtTheLimit with { Programs = [.. AtTheLimit.Programs, good.Programs[0]] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_are_counted_not_letters() =>
        Assert.NotNull(Problem(AFacility.With("a", ["x:y"]) with { SortName = new string('名', IndexLimits.SortNameBytes / 2) }));

    [Fact]
    public void Of_a_real_directory_nothing_is_refused() => Assert.Null(
        DraftCheck.Problem(new IndexedFacilities(RealDirectory.NationalIndexed), TestContext.Current.CancellationToken));

    [Fact]
    public void What_is_checked_is_derived_from_the_facts() => Assert.NotNull(DraftCheck.Problem(
        new IndexedFacilities([Drafts.Source], [Drafts.Facility("a", new string('x', 2_001))], Vocabulary.Current),
        TestContext.Current.CancellationToken));
}
