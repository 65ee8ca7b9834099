using Importer.Stages;
using Locator.Facilities;
using Locator.Geo;
using Locator.Places;
using Locator.Publishing;
using Locator.Testing;
using Locator.Versions;
using Xunit;

namespace Importer.Tests.Stages;

/// <summary>Golden: a change in the digests gives new ids to all rows that are alike in their key. They are never to be adapted to the code.</summary>
public sealed class FingerprintTests
{
    private static readonly CleanRow Withheld = SourceRows.Row(street: null) with
    {
        Street2 = "Suite  2",
        Website = "https://www.Example.org/A",
        Codes = ["MD", "OIT", "SA"],
        Phones =
        [
            new CleanPhone("main", "+18887276398", null, "888-PARNEXT", IsVanity: true),
            new CleanPhone("intake", "+14045550100", "5", "404-555-0100", IsVanity: false),
            new CleanPhone("hotline", "+18887276398", null, "888-727-6398", IsVanity: false),
        ],
    };

    private static readonly CleanRow AtStreet = Withheld with { Street1 = "1 Example Street" };

    [Fact]
    public void At_a_street_it_is_of_codes_and_telephone_numbers() => Assert.Equal("1zx2d19qp70t", Fingerprint.Of(AtStreet));

    [Fact]
    public void Without_street_second_line_city_state_and_website_count_too()
    {
        Assert.Equal("qwc5dpr54abv", Fingerprint.Of(Withheld));
        Assert.Equal("a5hzvedrn0pj", Fingerprint.Of(SourceRows.Row(street: null)));
    }

    [Fact]
    public void It_does_not_count_where_a_row_stands_how_it_is_written_and_what_may_come_from_the_table_of_ZIPs()
    {
        CleanRow same = Withheld with
        {
            Source = new SourceReference(1, 99),
            City = "ATLANTA",
            County = "Fulton",
            Point = new GeoPoint(33.8, -84.39),
            Phones = [.. Withheld.Phones.Reverse().Take(2)],
        };
        Assert.Equal(Fingerprint.Of(Withheld), Fingerprint.Of(same));
        Assert.NotEqual(Fingerprint.Of(Withheld), Fingerprint.Of(same with { State = "AL" }));
        Assert.NotEqual(Fingerprint.Of(Withheld), Fingerprint.Of(same with { Codes = ["MD", "SA"] }));
    }

    /// <summary>So stores of before fingerprints were kept lose no id, not even one of rows that are alike.</summary>
    [Theory]
    [InlineData("directory/directory2024_with_coordinates.csv.gz")]
    [InlineData("directory/National_Directory_SA_Facilities_2022.xlsx", "findtreatment/export_2025-08-19_MA.csv")]
    public void What_a_version_keeps_of_a_real_directory_gives_the_fingerprints_of_its_rows(params string[] files)
    {
        DirectoryDraft draft = RealDirectory.Draft(IdentityRegistry.Empty, files);
        IdentityRegistry before = new(
            [.. draft.Sites.Select(site => site with { Programs = [.. site.Programs.Select(program => program with { Fingerprint = null })] })],
            draft.Sites.Select(site => site.FacilityId).ToHashSet(StringComparer.Ordinal));
        Assert.True(Fingerprint.AreMissing(before));
        IdentityRegistry filledIn = Fingerprint.FilledIn(before, draft.Facilities);
        Assert.False(Fingerprint.AreMissing(filledIn));
        Assert.Equal(draft.Sites.SelectMany(site => site.Programs), filledIn.Sites.SelectMany(site => site.Programs));

        DirectoryDraft again = RealDirectory.Draft(filledIn, [.. files.Reverse()]);
        Assert.Equal(
            draft.Facilities.SelectMany(facility => facility.Programs).Select(program => program.Id).Order(StringComparer.Ordinal),
            again.Facilities.SelectMany(facility => facility.Programs).Select(program => program.Id).Order(StringComparer.Ordinal));
        Assert.Equal(draft.Sites.Count, again.Sites.Count);
    }
}
