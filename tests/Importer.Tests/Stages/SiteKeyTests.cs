using Importer.Stages;
using Locator.Facilities;
using Xunit;

namespace Importer.Tests.Stages;

/// <summary>Golden: a change in any of these gives every facility a new id. They are never to be adapted to the code.</summary>
public sealed class SiteKeyTests
{
    [Fact]
    public void The_key_is_name_street_and_ZIP()
    {
        CleanRow row = SourceRows.Row(name1: " Clínica  NIÑOS & Adol. ", name2: "ignored", street: "12 Main St.,\u00A0Apt #3", zip: "00907");
        Assert.Equal("clínica niños & adol.\t12 main st., apt #3\t00907", SiteKey.Of(row));
    }

    [Fact]
    public void Without_street_second_name_telephone_and_type_are_in_the_key()
    {
        CleanRow row = SourceRows.Row(name2: "Safe House", street: null, type: ProgramType.MentalHealth, phone: "404-555-0100 x5");
        Assert.Equal("sample recovery\t\t30309\tsafe house\t4045550100x5\tmental-health", SiteKey.Of(row));
    }

    [Fact]
    public void Without_ZIP_city_and_state_stand_for_it() =>
        Assert.Equal("sample recovery\t1 example street\tatlanta, ga", SiteKey.Of(SourceRows.Row(zip: "")));

    [Fact]
    public void A_program_is_known_by_its_type_and_its_own_name() =>
        Assert.Equal("substance-use\tintensive outpatient", SiteKey.OfProgram(SourceRows.Row(name2: "Intensive  Outpatient")));

    [Theory]
    [InlineData("sample recovery\t1 example street\t30309", "fjq70wj7teg0g")]
    [InlineData("clínica niños & adol.\t12 main st., apt #3\t00907", "fh8a449j6h0xm")]
    public void An_id_is_the_letter_f_and_twelve_characters_of_the_hash(string key, string id) =>
        Assert.Equal(id, Identities.Mint(key));

    [Theory]
    [InlineData(1, "f7zade4nhyfce-24cnd5wn")]
    [InlineData(2, "f7zade4nhyfce-wrwfs032")]
    public void The_id_of_one_of_several_rows_alike_is_that_of_the_key_and_eight_characters_of_key_and_fingerprint(int copy, string id) =>
        Assert.Equal(id, Identities.Mint(SiteKey.Alike("sample recovery\t\t30309\tsafe house\t4045550100\tmental-health", "qwc5dpr54abv", copy)));
}
