using Locator.Facilities;
using Locator.Publishing;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>Files that hold only some states, put over the version that is current.</summary>
/// <param name="current">The version whose other states are taken over.</param>
/// <param name="states">Codes of the states that the files replace.</param>
internal sealed class PartialImport(DirectoryVersion current, IReadOnlySet<string> states)
{
    /// <summary>Ids of the facilities without street that are taken over: no row of the files may be recognized as one of them.</summary>
    /// <remarks>With a street, what has the same name, street and ZIP is the same site, wherever the one or the other says it is.</remarks>
    public IReadOnlySet<string> TakenOver { get; } = current.Facilities
        .Where(facility => facility.Address.Street1 is null && !states.Contains(facility.Address.State))
        .Select(facility => facility.Id).ToHashSet(StringComparer.Ordinal);

    /// <summary>The sites that count. The others must not even be identified: their rows are not part of the version.</summary>
    public IReadOnlyList<Site> Inside(IEnumerable<Site> sites) => [.. sites.Where(IsInside)];

    /// <summary>The rows of the other sites, for the report.</summary>
    public IEnumerable<ImportIssue> Outside(IEnumerable<Site> sites, IReadOnlyList<ManifestSource> sources) =>
        from site in sites
        where !IsInside(site)
        from program in site.Programs
        select LeftOut(program.Row.Source, sources, "Outside the states that are replaced", StateOf(site));

    /// <summary>
    /// The current version with the states replaced: facilities elsewhere are taken over as they are, with their sources,
    /// and the draft supplies the states. A source of which nothing is left goes; of the others the rows that were replaced
    /// count as left out, so that every source still adds up.
    /// </summary>
    /// <param name="draft">Made of the files, for this.</param>
    /// <exception cref="ImportRefusedException">None of the files' programs is in those states.</exception>
    public DirectoryDraft Applied(DirectoryDraft draft)
    {
        string names = string.Join(", ", states.Order(StringComparer.Ordinal));
        IReadOnlyList<Facility> given = draft.Facilities;
        if (given.Count == 0)
        {
            throw new ImportRefusedException($"None of the given programs is in {names}.", draft.Issues);
        }

        HashSet<string> ids = [.. given.Select(facility => facility.Id)];
        ILookup<bool, Facility> before = current.Facilities.ToLookup(
            facility => states.Contains(facility.Address.State) || ids.Contains(facility.Id));
        Facility[] kept = [.. before[false]];
        int[] left = CountsOf(kept, current.Manifest.Sources.Count);
        int[] indexes = [.. Enumerable.Range(0, left.Length).Where(index => left[index] > 0)];
        Dictionary<int, int> moved = indexes.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        int[] supplied = CountsOf(given, draft.Sources.Count);

        HashSet<string> keptFiles = [.. indexes.Select(index => current.Manifest.Sources[index].File)];
        List<ImportIssue> issues = [];
        issues.AddRange(
            from facility in before[true]
            from program in facility.Programs
            orderby program.Source.Source, program.Source.Row
            let issue = LeftOut(program.Source, current.Manifest.Sources, "Replaced by the files given for this state", facility.Address.State)
            where keptFiles.Contains(issue.File)
            select issue);
        issues.AddRange(draft.Issues);

        return draft with
        {
            Sources =
            [
                .. indexes.Select(index => Counted(current.Manifest.Sources[index], left[index])),
                .. draft.Sources.Select((source, index) => Counted(source, supplied[index])),
            ],
            Facilities =
            [
                .. kept.Select(facility => Moved(facility, index => moved[index])),
                .. given.Select(facility => Moved(facility, index => index + indexes.Length)),
            ],
            Issues = [.. issues.OrderBy(issue => issue.Problem != UnknownServices.Often)],
        };
    }

    private static int[] CountsOf(IEnumerable<Facility> facilities, int sources)
    {
        int[] counts = new int[sources];
        foreach (TreatmentProgram program in facilities.SelectMany(facility => facility.Programs))
        {
            counts[program.Source.Source]++;
        }

        return counts;
    }

    private static ManifestSource Counted(ManifestSource source, int programs) =>
        source with { Programs = programs, LeftOut = source.Read - programs };

    private static Facility Moved(Facility facility, Func<int, int> index) => facility with
    {
        Programs = [.. facility.Programs.Select(program => program with { Source = program.Source with { Source = index(program.Source.Source) } })],
    };

    private bool IsInside(Site site) => states.Contains(StateOf(site));

    /// <summary>The facility's: its first row's.</summary>
    private static string StateOf(Site site) => site.Programs[0].Row.State;

    private static ImportIssue LeftOut(SourceReference row, IReadOnlyList<ManifestSource> sources, string problem, string state) =>
        new(sources[row.Source].File, row.Row, "state", problem, ImportOutcome.LeftOut, state);
}
