using Locator.Facilities;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>Files that hold only some states, put over the version that is current.</summary>
internal static class PartialImport
{
    /// <summary>
    /// The current version with the given states replaced: facilities elsewhere are taken over as they are, with their sources,
    /// and the draft supplies the states. A source of which nothing is left goes; of the others the rows that were replaced
    /// count as left out, so that every source still adds up.
    /// </summary>
    /// <exception cref="ImportRefusedException">None of the draft's programs is in those states.</exception>
    public static DirectoryDraft Over(DirectoryVersion current, DirectoryDraft draft, IReadOnlySet<string> states)
    {
        string names = string.Join(", ", states.Order(StringComparer.Ordinal));
        Facility[] given = [.. draft.Facilities.Where(facility => states.Contains(facility.Address.State))];
        if (given.Length == 0)
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
        issues.AddRange(LeftOut(before[true], current.Manifest.Sources, "Replaced by the files given for this state")
            .Where(issue => keptFiles.Contains(issue.File)));
        issues.AddRange(draft.Issues);
        issues.AddRange(LeftOut(
            draft.Facilities.Where(facility => !states.Contains(facility.Address.State)), draft.Sources, "Outside the states that are replaced"));

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
            Issues = issues,
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

    private static DirectorySource Counted(DirectorySource source, int programs) =>
        source with { Programs = programs, LeftOut = source.Read - programs };

    private static Facility Moved(Facility facility, Func<int, int> index) => facility with
    {
        Programs = [.. facility.Programs.Select(program => program with { Source = program.Source with { Source = index(program.Source.Source) } })],
    };

    private static IEnumerable<ImportIssue> LeftOut(IEnumerable<Facility> facilities, IReadOnlyList<DirectorySource> sources, string problem) =>
        from facility in facilities
        from program in facility.Programs
        orderby program.Source.Source, program.Source.Row
        select new ImportIssue(
            sources[program.Source.Source].File, program.Source.Row, "state", problem, ImportOutcome.LeftOut, facility.Address.State);
}
