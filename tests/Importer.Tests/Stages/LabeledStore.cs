using Importer.Stages;
using Locator.Facilities;
using Locator.Places;
using Locator.Publishing;
using Locator.Testing;
using Locator.Versions;

namespace Importer.Tests.Stages;

/// <summary>What a store does with identities: versions, one of which is current, and the ids ever minted.</summary>
internal sealed class LabeledStore
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public LabeledVersion Current { get; set; } = LabeledVersion.None;

    /// <summary>Imports rows in the given order: the whole directory, or what replaces some states.</summary>
    public LabeledVersion Import(IReadOnlyList<LabeledRow> rows, IReadOnlySet<string>? states = null)
    {
        IdentityRegistry registry = new(Current.Sites, _taken);
        if (Fingerprint.AreMissing(registry))
        {
            registry = Fingerprint.FilledIn(registry, Current.Facilities);
        }

        Dictionary<int, LabeledRow> byNumber = rows.Index().ToDictionary(row => row.Index + 2, row => row.Item);
        IReadOnlyList<Site> sites = SiteGrouping.Group(byNumber.Select(row => row.Value.ToRow(row.Key)));
        PartialImport? over = states is null ? null : new PartialImport(RealDirectory.VersionOf(
            new DirectoryDraft(DirectoryKind.Public, [], Current.Facilities, Current.Sites, [])), states);
        Identities identities = new(registry);
        List<Facility> facilities = [];
        Dictionary<LabeledRow, RowIds> ids = [];
        foreach ((Site site, SiteIdentity identity) in identities.Identify(over?.Inside(sites) ?? sites, over?.TakenOver))
        {
            Facility facility = FacilityMaking.Make(site, identity, Gazetteer.Bundled);
            facilities.Add(facility);
            foreach (TreatmentProgram program in facility.Programs)
            {
                ids.Add(byNumber[program.Source.Row], new RowIds(facility.Id, program.Id));
            }
        }

        HashSet<string> given = facilities.Select(facility => facility.Id).ToHashSet(StringComparer.Ordinal);
        foreach (Facility facility in states is null ? [] : Current.Facilities.Where(facility => !states.Contains(facility.Address.State) && !given.Contains(facility.Id)))
        {
            facilities.Add(facility);
            foreach ((LabeledRow row, RowIds rowIds) in Current.Rows.Where(row => row.Value.Facility == facility.Id))
            {
                ids.Add(row, rowIds);
            }
        }

        return Keep(new LabeledVersion(identities.All, facilities, ids));
    }

    /// <summary>Imports rows as importers did before fingerprints were kept: rows alike in their key are numbered in the order of their content.</summary>
    public LabeledVersion ImportAsBefore(IReadOnlyList<LabeledRow> rows)
    {
        Dictionary<string, SiteIdentity> sites = [];
        Dictionary<LabeledRow, RowIds> ids = [];
        List<Facility> facilities = [];
        foreach (IGrouping<string, LabeledRow> place in rows.GroupBy(row => row.HasStreet ? "C" : row.Key))
        {
            (LabeledRow Label, CleanRow Row)[] ordered = [.. place.Select(row => (row, row.ToRow(2))).OrderBy(row => row.Item2.Content, StringComparer.Ordinal)];
            foreach ((LabeledRow Label, CleanRow Row)[] siteRows in place.First().HasStreet ? [ordered] : ordered.Select(row => new[] { row }))
            {
                string plain = SiteKey.Of(siteRows[0].Row), key = plain;
                for (int n = 2; sites.ContainsKey(key); n++)
                {
                    key = $"{plain}\t#{n}";
                }

                string id = $"old{sites.Count}";
                List<ProgramIdentity> programs = [];
                List<SiteProgram> siteProgram = [];
                foreach ((LabeledRow label, CleanRow row) in siteRows.OrderBy(row => SiteKey.OfProgram(row.Row), StringComparer.Ordinal))
                {
                    string plainProgram = SiteKey.OfProgram(row), programKey = plainProgram;
                    for (int n = 2; programs.Any(program => program.Key == programKey); n++)
                    {
                        programKey = $"{plainProgram}\t#{n}";
                    }

                    programs.Add(new ProgramIdentity(programKey, $"{id}-su{programs.Count + 1}"));
                    siteProgram.Add(new SiteProgram(programKey, row));
                    ids.Add(label, new RowIds(id, programs[^1].ProgramId));
                }

                sites.Add(key, new SiteIdentity(key, id, programs));
                facilities.Add(FacilityMaking.Make(new Site(key, siteProgram), sites[key], Gazetteer.Bundled));
            }
        }

        return Keep(new LabeledVersion([.. sites.Values], facilities, ids));
    }

    private LabeledVersion Keep(LabeledVersion version)
    {
        _taken.UnionWith(version.Sites.Select(site => site.FacilityId));
        return Current = version;
    }
}
