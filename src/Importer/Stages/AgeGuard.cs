using System.Globalization;
using Locator.Facilities;
using Locator.Publishing;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>Keeps an older file from replacing a newer one unnoticed.</summary>
/// <remarks>
/// Compared is what a file would replace: programs of the same kind of file, type and state. Where several files gave them, the
/// date of most of them counts, so that a few rows of a neighboring state decide nothing.
/// </remarks>
internal static class AgeGuard
{
    /// <summary>Whether any file of the draft is older than one of the same kind: only then the programs must be looked at.</summary>
    public static bool MayRefuse(DirectoryManifest? current, DirectoryDraft draft) => draft.Sources.Any(source =>
        current?.Sources.Any(before => before.Name == source.Name && before.AsOf > source.AsOf) == true);

    /// <summary>Why the draft must not become current: a sentence; null when nothing in it is older than what it replaces.</summary>
    /// <param name="current">The current version.</param>
    /// <param name="draft">Made of the files only, without what is taken over.</param>
    /// <param name="states">The states that the files replace; null where they are the whole directory.</param>
    public static string? Refusal(DirectoryVersion current, DirectoryDraft draft, IReadOnlySet<string>? states)
    {
        Dictionary<(string Name, ProgramType Type, string State), ManifestSource> now = SourcesOf(draft.Facilities, draft.Sources);
        Dictionary<(string Name, ProgramType Type, string State), ManifestSource> before = SourcesOf(
            current.Facilities.Where(facility => states?.Contains(facility.Address.State) != false), current.Manifest.Sources);
        foreach (((string name, ProgramType type, string state), ManifestSource source) in now.OrderBy(entry => entry.Key.State, StringComparer.Ordinal))
        {
            if (before.TryGetValue((name, type, state), out ManifestSource? newer) && newer.AsOf > source.AsOf)
            {
                return string.Create(CultureInfo.InvariantCulture,
                    $"{source.File} is as of {source.AsOf:yyyy-MM-dd} and would replace {newer.File} as of {newer.AsOf:yyyy-MM-dd} ({type.Slug()} in {state}).");
            }
        }

        return null;
    }

    private static Dictionary<(string Name, ProgramType Type, string State), ManifestSource> SourcesOf(
        IEnumerable<Facility> facilities, IReadOnlyList<ManifestSource> sources)
    {
        IEnumerable<(ManifestSource Source, ProgramType Type, string State)> programs =
            from facility in facilities
            from program in facility.Programs
            select (sources[program.Source.Source], program.Type, facility.Address.State);
        return programs
            .GroupBy(program => (program.Source.Name, program.Type, program.State), program => program.Source)
            .ToDictionary(
                same => same.Key,
                same => same.GroupBy(source => source.AsOf).OrderByDescending(date => date.Count()).ThenByDescending(date => date.Key).First().First());
    }
}
