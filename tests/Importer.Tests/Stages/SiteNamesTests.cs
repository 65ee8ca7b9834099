using Importer.Stages;
using Locator.Facilities;
using Locator.Places;
using Locator.Versions;
using Xunit;

namespace Importer.Tests.Stages;

/// <summary>The file cuts names at 38 characters: a first name that ends within a phrase goes on in the second.</summary>
public sealed class SiteNamesTests
{
    [Theory]
    [InlineData("Caring Connections for", "Special Needs LLC", "Caring Connections for Special Needs LLC")]
    [InlineData("Western Arkansas Counseling and", "Guidance Center Inc", "Western Arkansas Counseling and Guidance Center Inc")]
    [InlineData("Addiction Recovery Centers of the", "Black Hills", "Addiction Recovery Centers of the Black Hills")]
    public void A_name_that_ends_within_a_phrase_goes_on_in_the_second(string name1, string name2, string whole)
    {
        Facility facility = Make(SourceRows.Row(name1, name2));
        Assert.Equal(whole, facility.Name);
        Assert.Equal(whole, Assert.Single(facility.Programs).Name);
    }

    [Theory]
    [InlineData("Outside In", "Pathway to Recovery Outpatient")]
    [InlineData("Sample Recovery", "Outpatient")]
    public void A_name_that_is_whole_stays_and_the_second_is_the_programs(string name1, string name2)
    {
        Facility facility = Make(SourceRows.Row(name1, name2));
        Assert.Equal((name1, name2), (facility.Name, Assert.Single(facility.Programs).Name));
    }

    [Fact]
    public void Both_together_are_no_longer_than_a_name_may_be()
    {
        string longest = new('x', TextLimits.Name);
        Facility facility = Make(SourceRows.Row("Caring Connections for", longest));
        Assert.Equal(("Caring Connections for", longest), (facility.Name, Assert.Single(facility.Programs).Name));
    }

    [Fact]
    public void Nothing_is_made_up_where_there_is_no_second_name() =>
        Assert.Equal("Caring Connections for", Make(SourceRows.Row("Caring Connections for")).Name);

    [Fact]
    public void Where_programs_go_on_differently_the_site_has_what_they_share_and_each_program_the_whole()
    {
        Facility facility = Make(
            SourceRows.Row("Community Counseling Center of", "Mercer County/Outpatient Treatment", row: 2),
            SourceRows.Row("Community Counseling Center of", "Mercer County Family Based MH Services", row: 3));
        Assert.Equal("Community Counseling Center of Mercer County", facility.Name);
        Assert.Equal(
            ["Community Counseling Center of Mercer County Family Based MH Services", "Community Counseling Center of Mercer County/Outpatient Treatment"],
            facility.Programs.Select(program => program.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            "Behavioral Health Services for Adults",
            Make(
                SourceRows.Row("Behavioral Health Services for", "Adults", row: 2),
                SourceRows.Row("Behavioral Health Services for", "Children and Adolescents", row: 3)).Name);
    }

    private static Facility Make(params CleanRow[] rows)
    {
        IdentifiedSite site = Assert.Single(new Identities(IdentityRegistry.Empty).Identify(SiteGrouping.Group(rows)));
        return FacilityMaking.Make(site.Site, site.Identity, Gazetteer.Bundled);
    }
}
