using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Importer.Stages;
using Locator.Facilities;
using Locator.Versions;
using Xunit;

namespace Importer.Tests.Stages;

/// <summary>Which row has which id from import to import. Rows are followed by labels that imports do not see.</summary>
public sealed class IdentitiesTests
{
    private static readonly IReadOnlySet<string>[] Replaced = [new HashSet<string> { "MA" }, new HashSet<string> { "GA" }];

    /// <summary>
    /// Over rows that go, come back, change, move and repeat each other, in any order, in whole and partial imports, after
    /// rollbacks, and from stores of before fingerprints were kept.
    /// </summary>
    [Property(MaxTest = 400)]
    public Property No_row_ever_gets_the_id_of_another_and_none_loses_its_own_unless_it_changes() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            ChangingRows rows = new(random);
            LabeledStore store = new();
            List<(LabeledVersion Version, Line Line)> versions = [];
            History history = new();
            for (int i = 0; i < 12; i++)
            {
                rows.Change();
                Line line = versions.LastOrDefault().Line ?? new Line();
                if (i > 1 && random.Next(4) == 0)
                {
                    (store.Current, line) = versions[random.Next(versions.Count)];
                }

                LabeledVersion before = store.Current;
                IReadOnlySet<string>? states = i > 0 && random.Next(3) == 0 ? Replaced[random.Next(2)] : null;
                LabeledVersion version = i == 0 && random.Next(2) == 0
                    ? store.ImportAsBefore(rows.Now)
                    : store.Import(rows.Now, states);
                AllRowsAreThere(rows.Now, before, states, version);
                versions.Add((version, history.Follow(line, version)));
                if (i > 0 && random.Next(4) == 0)
                {
                    store.Current = before;
                    LabeledVersion again = store.Import(rows.Now, states);
                    Assert.Equal(version.Rows.OrderBy(row => row.Key.Label), again.Rows.OrderBy(row => row.Key.Label));
                }
            }
        });

    /// <summary>Two imports into empty stores, and any order of rows, give every row the same ids.</summary>
    [Property]
    public Property Ids_do_not_depend_on_the_order_of_rows() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            ChangingRows rows = new(new Random(seed));
            rows.Change();
            LabeledVersion first = new LabeledStore().Import(rows.Now);
            rows.Shuffle();
            LabeledVersion second = new LabeledStore().Import(rows.Now);

            // Rows that say the same are interchangeable: what counts is which ids go with which content.
            Assert.Equal(IdsByContent(first), IdsByContent(second));
            Assert.Equal(first.Sites.Select(site => (site.SiteKey, site.FacilityId)), second.Sites.Select(site => (site.SiteKey, site.FacilityId)));
        });

    /// <summary>What the rule cannot see, said in docs/data.md and ADR 6: this is where ids get lost or pass on.</summary>
    [Fact]
    public void A_row_that_is_the_only_one_of_its_key_keeps_its_id_whatever_it_says()
    {
        LabeledStore store = new();
        LabeledRow row = new(1, Place: 0, "F1", "GA");
        RowIds first = store.Import([row]).Rows[row];
        LabeledRow changed = row with { Facts = "F2", State = "MA" };
        Assert.Equal(first, store.Import([changed]).Rows[changed]);
    }

    [Fact]
    public void A_row_among_others_that_are_alike_gets_a_new_id_when_it_changes_and_its_old_one_when_it_changes_back()
    {
        LabeledStore store = new();
        LabeledRow row = new(1, Place: 0, "F1", "GA"), other = new(2, Place: 0, "F2", "GA"), changed = row with { Facts = "F3" };
        RowIds first = store.Import([row, other]).Rows[row];
        Assert.NotEqual(first, store.Import([changed, other]).Rows[changed]);
        Assert.Equal(first, store.Import([row, other]).Rows[row]);
    }

    [Fact]
    public void Of_rows_that_are_alike_none_gets_the_id_that_the_key_alone_would_give()
    {
        LabeledRow row = new(1, Place: 0, "F1", "GA"), other = new(2, Place: 0, "F2", "GA");
        string alone = new LabeledStore().Import([row]).Rows[row].Facility;
        Assert.Equal(Identities.Mint(SiteKey.Of(row.ToRow(2))), alone);
        LabeledVersion both = new LabeledStore().Import([row, other]);
        Assert.DoesNotContain(alone, both.Rows.Values.Select(ids => ids.Facility));
        Assert.All(both.Rows.Values, ids => Assert.StartsWith($"{alone}-", ids.Facility, StringComparison.Ordinal));
    }

    [Fact]
    public void Programs_of_the_first_version_are_numbered_and_later_ones_have_numbers_of_their_own_that_a_rollback_does_not_hand_on()
    {
        LabeledStore store = new();
        LabeledRow day = new(1, Place: 2, "F1", "GA"), night = new(2, Place: 3, "F2", "GA"), other = new(3, Place: 3, "F3", "GA");
        LabeledVersion first = store.Import([day]);
        Assert.EndsWith("-su1", first.Rows[day].Program, StringComparison.Ordinal);
        string given = store.Import([day, night]).Rows[night].Program;
        Assert.Matches("-su[1-9][0-9]{8}$", given);
        store.Current = first;
        Assert.NotEqual(given, store.Import([day, other]).Rows[other].Program);
        store.Current = first;
        Assert.Equal(given, store.Import([day, night]).Rows[night].Program);
    }

    [Fact]
    public void A_program_called_number_two_is_not_taken_for_the_second_of_the_programs_without_a_name()
    {
        CleanRow unnamed = SourceRows.Row(content: "F1"), second = SourceRows.Row(content: "F2", row: 3), named = SourceRows.Row(name2: "#2", content: "F3", row: 4);
        IdentityRegistry registry = new(
            [
                new SiteIdentity(SiteKey.Of(unnamed), "f1",
                [
                    new ProgramIdentity("substance-use\t", "f1-su1", Fingerprint.Of(unnamed)),
                    new ProgramIdentity("substance-use\t\t#2", "f1-su2", Fingerprint.Of(second)),
                    new ProgramIdentity("substance-use\t#2", "f1-su3", Fingerprint.Of(named)),
                ]),
            ],
            new HashSet<string> { "f1" });
        string?[] IdsOf(params CleanRow[] rows)
        {
            IdentifiedSite site = Assert.Single(new Identities(registry).Identify(SiteGrouping.Group(rows)));
            return [.. rows.Select(row => site.Site.Programs.Single(program => program.Row == row).Key)
                .Select(key => registry.Sites[0].Programs.FirstOrDefault(program => program.Key == key)?.ProgramId)];
        }

        Assert.Equal(["f1-su3", "f1-su2", "f1-su1"], IdsOf(named, second, unnamed));
        Assert.Equal(["f1-su3", "f1-su2"], IdsOf(named with { Codes = ["F4"] }, second));
        Assert.Equal(["f1-su3", null, null], IdsOf(named, named with { Codes = ["F4"] }, unnamed with { Codes = ["F4"] }));
    }

    [Fact]
    public void An_id_whose_facts_nobody_knows_any_more_is_not_used_again()
    {
        LabeledRow row = new(1, Place: 0, "F1", "GA"), other = new(2, Place: 0, "F2", "GA");
        string key = SiteKey.Of(row.ToRow(2)), program = SiteKey.OfProgram(row.ToRow(2));
        IdentityRegistry registry = new(
            [
                new SiteIdentity(key, "f1", [new ProgramIdentity(program, "f1-su1")]),
                new SiteIdentity($"{key}\t#2", "f2", [new ProgramIdentity(program, "f2-su1")]),
                new SiteIdentity("another", "f3", [new ProgramIdentity(program, "f3-su1", "known")]),
            ],
            new HashSet<string> { "f1", "f2", "f3" });
        Assert.False(Fingerprint.AreMissing(registry));
        foreach (LabeledRow[] rows in (LabeledRow[][])[[row], [row, other]])
        {
            IReadOnlyList<IdentifiedSite> sites = new Identities(registry).Identify(SiteGrouping.Group(rows.Select((row, index) => row.ToRow(index + 2))));
            Assert.All(sites, site => Assert.DoesNotContain(site.Identity.FacilityId, registry.TakenIds));
        }
    }

    /// <summary>A mint that collides as often as can be.</summary>
    [Property]
    public Property Sites_whose_minted_ids_collide_have_ids_of_their_own_all_the_same()
    {
        Gen<int[][]> imports = Gen.Choose(0, 11).ListOf(8).Select(rows => rows.Distinct().ToArray()).ListOf(5).Select(lists => lists.ToArray());
        return Prop.ForAll(imports.ToArbitrary(), given =>
        {
            IdentityRegistry registry = IdentityRegistry.Empty;
            Dictionary<string, string> owner = [];
            foreach (int[] import in given)
            {
                Identities identities = new(registry, key => $"f{key.Length % 2}");
                foreach (IdentifiedSite site in identities.Identify(SiteGrouping.Group(import.Select(i => SourceRows.Row($"Sample {i}", row: i + 2)))))
                {
                    Assert.Equal(site.Site.Key, owner.TryAdd(site.Identity.FacilityId, site.Site.Key) ? site.Site.Key : owner[site.Identity.FacilityId]);
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
            identities.Identify(SiteGrouping.Group([SourceRows.Row(name1: "A"), SourceRows.Row(name1: "B")])).Select(site => site.Identity.FacilityId).Order());
    }

    /// <summary>
    /// Rows without street are neither lost nor joined; those at a street are one site, which is where its first row says.
    /// </summary>
    private static void AllRowsAreThere(IReadOnlyList<LabeledRow> rows, LabeledVersion before, IReadOnlySet<string>? states, LabeledVersion version)
    {
        IEnumerable<LabeledRow> expected = states is null ? rows : rows.Where(row => states.Contains(row.State))
            .Concat(before.Rows.Keys.Where(row => !states.Contains(row.State)));
        Assert.Equal(
            expected.Where(row => !row.HasStreet).OrderBy(row => row.Label).ThenBy(row => row.State),
            version.Rows.Keys.Where(row => !row.HasStreet).OrderBy(row => row.Label).ThenBy(row => row.State));
    }

    private static IEnumerable<string> IdsByContent(LabeledVersion version) =>
        version.Rows.Select(row => $"{row.Key.Key} {row.Key.Told}: {row.Value}").Order(StringComparer.Ordinal);

    /// <summary>Rows as they change from one import to the next.</summary>
    private sealed class ChangingRows(Random random)
    {
        private readonly List<LabeledRow> _gone = [];
        private int _labels, _facts;

        /// <summary>Those of the next import, in the order of its files.</summary>
        public List<LabeledRow> Now { get; } = [];

        public void Change()
        {
            for (int n = Now.Count == 0 ? 10 : random.Next(5); n > 0; n--)
            {
                ChangeOne();
            }

            // Nothing is imported of an empty directory.
            if (Now.Count == 0)
            {
                Add();
            }

            Shuffle();
        }

        public void Shuffle() => random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Now));

        private void ChangeOne()
        {
            switch (Now.Count == 0 ? 0 : random.Next(6))
            {
                case 0 or 1:
                    Add();
                    break;
                case 2:
                    _gone.Add(TakeOne(Now));
                    break;
                case 3 when _gone.Count > 0:
                    Now.Add(TakeOne(_gone));
                    break;
                case 4:
                    LabeledRow row = TakeOne(Now);
                    Now.Add(row with { Facts = FactsAt(row.Place) });
                    break;
                default:
                    row = TakeOne(Now);
                    Now.Add(row with { State = row.State == "GA" ? "MA" : "GA" });
                    break;
            }
        }

        private void Add()
        {
            int place = random.Next(4);
            Now.Add(new LabeledRow(++_labels, place, FactsAt(place), random.Next(2) == 0 ? "GA" : "MA"));
        }

        /// <summary>New ones, or now and then those of a row that it is alike to.</summary>
        private string FactsAt(int place) =>
            random.Next(4) == 0 && Now.Find(row => row.Place == place) is { } twin ? twin.Facts : $"F{++_facts}";

        private LabeledRow TakeOne(List<LabeledRow> rows)
        {
            int index = random.Next(rows.Count);
            LabeledRow row = rows[index];
            rows.RemoveAt(index);
            return row;
        }
    }

    /// <summary>What a version and those that it was made over had.</summary>
    private sealed class Line
    {
        /// <summary>Who had each id last.</summary>
        public Dictionary<string, LabeledRow> Owners { get; init; } = [];

        /// <summary>What at least two rows at once have been alike in.</summary>
        public HashSet<string> Alike { get; init; } = [];
    }

    /// <summary>What all versions ever had, those that were rolled back included.</summary>
    private sealed class History
    {
        private readonly HashSet<string> _alike = [];
        private readonly Dictionary<string, List<LabeledRow>> _holders = [];

        /// <summary>Checks a version against the line that it was made over, and continues the line.</summary>
        public Line Follow(Line line, LabeledVersion version)
        {
            string[] alike = [.. version.Rows.Keys.CountBy(row => row.Key).Where(key => key.Value > 1).Select(key => key.Key)];
            _alike.UnionWith(alike);
            Line after = new() { Owners = new(line.Owners), Alike = [.. line.Alike, .. alike] };
            Assert.Equal(version.Rows.Count, version.Rows.Values.Select(ids => ids.Program).Distinct().Count());
            Assert.Equal(version.Sites.Count, version.Sites.Select(site => site.FacilityId).Distinct().Count());
            Assert.Equal(version.Facilities.Count, version.Facilities.Select(facility => facility.Id).Distinct().Count());
            Assert.All(version.Rows, row => Assert.StartsWith(row.Value.Facility, row.Value.Program, StringComparison.Ordinal));
            foreach ((LabeledRow row, RowIds ids) in version.Rows)
            {
                string id = ids.OwnOf(row);
                List<LabeledRow> holders = _holders.TryGetValue(id, out List<LabeledRow>? known) ? known : _holders[id] = [];
                Assert.All(holders, holder => Assert.Equal(holder.Key, row.Key));
                if (line.Owners.TryGetValue(id, out LabeledRow? owner))
                {
                    Assert.True(
                        owner.Label == row.Label || owner.Told == row.Told || !after.Alike.Contains(row.Key), $"{id} passed from {owner} to {row}.");
                }
                else if (holders.Count > 0)
                {
                    // Rolled back: it goes to who says the same; to another only where the key has always been that of one row.
                    Assert.True(
                        holders.Any(holder => holder.Told == row.Told) || (!row.HasStreet && !_alike.Contains(row.Key)),
                        $"{id} of a version that was rolled back, once of {string.Join(", ", holders)}, passed to {row}.");
                }

                holders.Add(row);
                after.Owners[id] = row;
            }

            NoneIsLost(line, after, version);
            return after;
        }

        private void NoneIsLost(Line line, Line after, LabeledVersion version)
        {
            foreach (IGrouping<string, KeyValuePair<LabeledRow, RowIds>> key in version.Rows.GroupBy(row => row.Key.Key))
            {
                string[] known = [.. line.Owners.Where(owner => owner.Value.Key == key.Key).Select(owner => owner.Key)];
                foreach (IGrouping<string, KeyValuePair<LabeledRow, RowIds>> same in key.GroupBy(row => row.Key.Told))
                {
                    string[] theirs = [.. known.Where(id => line.Owners[id].Told == same.Key)];
                    Assert.Equal(Math.Min(theirs.Length, same.Count()), same.Count(row => theirs.Contains(row.Value.OwnOf(row.Key))));
                }

                LabeledRow first = key.First().Key;
                if (known.Length == 1 && !after.Alike.Contains(key.Key) && (first.HasStreet || !_alike.Contains(key.Key)))
                {
                    Assert.Equal(known[0], key.Single().Value.OwnOf(first));
                }
            }
        }
    }
}
