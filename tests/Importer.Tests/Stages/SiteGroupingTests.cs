using Importer.Stages;
using Locator.Facilities;
using Locator.Places;
using Locator.Versions;
using Xunit;

namespace Importer.Tests.Stages;

public sealed class SiteGroupingTests
{
    [Fact]
    public void Rows_of_one_name_street_and_ZIP_become_one_site_with_several_programs()
    {
        Site site = Assert.Single(SiteGrouping.Group(
        [
            SourceRows.Row(name1: "Sample  RECOVERY", type: ProgramType.MentalHealth, row: 9),
            SourceRows.Row(row: 2),
        ]));
        Assert.Equal([2, 9], site.Programs.Select(program => program.Row.Source.Row));
    }

    [Fact]
    public void A_withheld_address_never_joins_two_sites()
    {
        IReadOnlyList<Site> sites = SiteGrouping.Group(
        [
            SourceRows.Row(street: null, row: 2),
            SourceRows.Row(street: null, row: 3),
            SourceRows.Row(street: null, row: 4, type: ProgramType.MentalHealth),
        ]);
        Assert.Equal(3, sites.Count);
        Assert.Equal(3, Identify(sites).Select(site => site.Identity.FacilityId).Distinct().Count());
    }

    [Fact]
    public void Exact_duplicates_stay_programs_of_their_own()
    {
        IdentifiedSite site = Assert.Single(Identify(SiteGrouping.Group([SourceRows.Row(row: 2), SourceRows.Row(row: 3)])));
        Assert.Equal(2, site.Site.Programs.Select(program => program.Key).Distinct().Count());
        Assert.Equal(2, site.Identity.Programs.Select(program => program.ProgramId).Distinct().Count());
    }

    [Fact]
    public void A_number_given_twice_is_one_entry_with_both_programs_and_the_vanity_form()
    {
        CleanPhone digits = new("main", "+18887276398", null, "888-727-6398", IsVanity: false);
        CleanPhone vanity = new("intake", "+18887276398", null, "888-PARNEXT", IsVanity: true);
        CleanPhone extension = new("intake", "+18887276398", "5", "888-727-6398", IsVanity: false);
        Facility facility = Make(
        [
            SourceRows.Row(row: 2) with { Phones = [digits, vanity, extension] },
            SourceRows.Row(row: 3, type: ProgramType.MentalHealth) with { Phones = [digits] },
        ]);
        Assert.Equal(2, facility.Phones.Count);
        Assert.Equal(("main", "888-PARNEXT"), (facility.Phones[0].Kind, facility.Phones[0].Display));
        Assert.Equal(facility.Programs.Select(program => program.Id), facility.Phones[0].Programs);
        Assert.Equal([facility.Programs[0].Id], facility.Phones[1].Programs);
    }

    [Fact]
    public void A_facility_takes_what_its_first_row_lacks_from_the_next()
    {
        Facility facility = Make(
        [
            SourceRows.Row(row: 2),
            SourceRows.Row(row: 3, name2: "Clinic", type: ProgramType.MentalHealth) with
            {
                Website = "https://www.example.org", Point = new Locator.Geo.GeoPoint(33.8, -84.39), Street2 = "Suite 2",
            },
        ]);
        Assert.Equal("https://www.example.org", facility.Website);
        Assert.Equal((null, null, "Suite 2"), (facility.Address.Street2, facility.Programs[0].Street2, facility.Programs[1].Street2));
        Assert.Equal(LocationPrecision.Address, facility.Location!.Precision);
        Assert.Equal(facility.Location.Point, facility.Location.Point.OnGrid());
        Assert.Equal(["Sample Recovery", "Clinic"], facility.Programs.Select(program => program.Name));
        Assert.Equal(("Fulton", "13121"), (facility.Address.County, facility.Address.CountyFips));
    }

    [Fact]
    public void Without_coordinates_a_facility_stands_at_its_ZIP_and_says_so()
    {
        Facility facility = Make([SourceRows.Row()]);
        Assert.Equal(LocationPrecision.Zip, facility.Location!.Precision);
        Assert.Null(Make([SourceRows.Row(zip: "")]).Location);
    }

    private static Facility Make(IReadOnlyList<CleanRow> rows)
    {
        (Site site, SiteIdentity identity) = Assert.Single(Identify(SiteGrouping.Group(rows)));
        return FacilityMaking.Make(site, identity, Gazetteer.Bundled);
    }

    private static IReadOnlyList<IdentifiedSite> Identify(IReadOnlyList<Site> sites) => new Identities(IdentityRegistry.Empty).Identify(sites);
}
