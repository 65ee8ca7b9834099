using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
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
        Assert.Equal(3, sites.Select(site => site.Key).Distinct().Count());
    }

    [Fact]
    public void Exact_duplicates_stay_programs_of_their_own()
    {
        Site site = Assert.Single(SiteGrouping.Group([SourceRows.Row(row: 2), SourceRows.Row(row: 3)]));
        Assert.Equal(2, site.Programs.Select(program => program.Key).Distinct().Count());
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
        Assert.Equal("Suite 2", facility.Address.Street2);
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

    /// <summary>Two imports from an empty registry, and any order of rows, give every row the same ids.</summary>
    [Property]
    public Property Ids_do_not_depend_on_the_order_of_rows()
    {
        Gen<CleanRow> rows =
            from name in Gen.Elements("Sample A", "Sample B")
            from name2 in Gen.Elements(null, "Day", "Night")
            from street in Gen.Elements(null, "1 Example Street", "2 Example Street")
            from type in Gen.Elements(ProgramType.SubstanceUse, ProgramType.MentalHealth)
            from content in Gen.Elements("A", "B", "C")
            select SourceRows.Row(name, name2, street, type: type, content: content);
        Gen<(CleanRow[] Rows, CleanRow[] Shuffled)> shuffled =
            from list in rows.ListOf(20)
            let numbered = list.Select((row, index) => row with { Source = new SourceReference(0, index + 2) }).ToArray()
            from order in Gen.Shuffle(numbered)
            select (numbered, order);
        return Prop.ForAll(shuffled.ToArbitrary(), given =>
        {
            // Rows that say the same are interchangeable: what counts is which ids go with which content.
            Assert.Equal(IdsByContent(given.Rows), IdsByContent(
                [.. given.Shuffled.Select((row, index) => row with { Source = new SourceReference(0, index + 2) })]));
        });
    }

    /// <summary>Whatever rows vanish from one import to the next and come back, ids stay and are never given to another.</summary>
    [Property]
    public Property An_id_never_changes_hands()
    {
        string?[] names = [null, "Day", "Night", "Weekend"];
        Gen<int[][]> imports = Gen.Choose(0, 23).ListOf(8).Select(rows => rows.Distinct().ToArray()).ListOf(5).Select(lists => lists.ToArray());
        return Prop.ForAll(imports.ToArbitrary(), given =>
        {
            IdentityRegistry registry = IdentityRegistry.Empty;
            Dictionary<string, string> owner = [];
            foreach (int[] import in given)
            {
                IReadOnlyList<Site> sites = SiteGrouping.Group(import.Select(i => SourceRows.Row(
                    $"Sample {i % 3}", names[i / 6], type: i % 2 == 0 ? ProgramType.SubstanceUse : ProgramType.MentalHealth, row: i + 2)));
                // A mint that collides as often as can be.
                Identities identities = new(registry, key => $"f{key.Length % 2}");
                foreach (SiteIdentity site in identities.Identify(sites).Values)
                {
                    Assert.Equal(site.SiteKey, owner.TryAdd(site.FacilityId, site.SiteKey) ? site.SiteKey : owner[site.FacilityId]);
                    foreach (ProgramIdentity program in site.Programs)
                    {
                        string key = $"{site.SiteKey}\n{program.Key}";
                        Assert.Equal(key, owner.TryAdd(program.ProgramId, key) ? key : owner[program.ProgramId]);
                    }
                }

                Assert.Equal(identities.All.Count, identities.All.Select(site => site.FacilityId).Distinct().Count());
                registry = new IdentityRegistry(identities.All, owner.Keys.ToHashSet());
            }
        });
    }

    [Fact]
    public void A_new_site_never_gets_the_suffixed_id_of_a_rolled_back_one()
    {
        Identities identities = new(new IdentityRegistry([], new HashSet<string> { "f0", "f0-2" }), _ => "f0");
        Assert.Equal(
            ["f0", "f0-3"],
            identities.Identify(SiteGrouping.Group([SourceRows.Row(name1: "A"), SourceRows.Row(name1: "B")])).Values.Select(site => site.FacilityId).Order());
    }

    private static Facility Make(IReadOnlyList<CleanRow> rows)
    {
        Site site = Assert.Single(SiteGrouping.Group(rows));
        SiteIdentity identity = new Identities(IdentityRegistry.Empty).Identify([site])[site.Key];
        return FacilityMaking.Make(site, identity, Gazetteer.Bundled);
    }

    private static List<string> IdsByContent(IReadOnlyList<CleanRow> rows)
    {
        IReadOnlyList<Site> sites = SiteGrouping.Group(rows);
        IReadOnlyDictionary<string, SiteIdentity> identified = new Identities(IdentityRegistry.Empty).Identify(sites);
        return
        [
            .. sites.SelectMany(site => site.Programs.Select(program =>
                $"{program.Row.Content} {identified[site.Key].Programs.Single(identity => identity.Key == program.Key).ProgramId}"))
                .Order(StringComparer.Ordinal),
        ];
    }
}
