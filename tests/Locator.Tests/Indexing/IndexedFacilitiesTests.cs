using Locator.Facilities;
using Locator.Indexing;
using Locator.Testing;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Indexing;

public sealed class IndexedFacilitiesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Indexing_in_blocks_gives_what_indexing_at_once_gives_each_time_that_it_is_read()
    {
        DirectoryVersion national = RealDirectory.National;
        IndexedFacilities indexed = new(national.Manifest.Sources, national.Facilities, Vocabulary.Current);
        Assert.Equal(RealDirectory.NationalIndexed.Count, indexed.Count);
        for (int reading = 0; reading < 2; reading++)
        {
            Assert.Equal(RealDirectory.NationalIndexed.Select(Shown), indexed.Blocks(Token).SelectMany(block => block).Select(Shown));
        }

        static string Shown(IndexedFacility facility) => string.Join(
            ' ', facility.Id, Convert.ToHexString(facility.Document.ToBytes()), string.Join(',', facility.Programs.SelectMany(program => program.Tokens)));
    }

    [Fact]
    public void Its_tokens_and_names_are_those_of_the_facilities()
    {
        DirectoryVersion national = RealDirectory.National;
        IndexedFacilities indexed = new(national.Manifest.Sources, national.Facilities, Vocabulary.Current);
        Assert.Equal(RealDirectory.NationalIndexed.Select(facility => facility.SortName), indexed.SortNames);
        Assert.Equal(indexed.Tokens.Order(StringComparer.Ordinal), indexed.Tokens);
        Assert.Empty(RealDirectory.NationalIndexed.SelectMany(facility => facility.Programs).SelectMany(program => program.Tokens).Except(indexed.Tokens));
    }

    [Fact]
    public void A_code_that_the_vocabulary_does_not_know_is_a_token_all_the_same()
    {
        Facility facility = Drafted(AFacilityOf("ZZTOP"));
        IndexedFacilities indexed = new([], [facility], Vocabulary.Current);
        Assert.Contains("service:ZZTOP", indexed.Tokens);
        Assert.Equal(indexed.Tokens.Order(StringComparer.Ordinal), indexed.Tokens);
    }

    private static string[] AFacilityOf(params string[] codes) => codes;

    private static Facility Drafted(string[] codes)
    {
        Facility facility = Versions.Drafts.Facility("a");
        return facility with { Programs = [facility.Programs[0] with { Codes = codes }] };
    }
}
