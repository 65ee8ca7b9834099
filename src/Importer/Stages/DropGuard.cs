using System.Globalization;
using Locator.Facilities;
using Locator.Publishing;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>Keeps a file that lacks a good part of the directory from replacing it unnoticed.</summary>
internal static class DropGuard
{
    /// <summary>The least share of a source's current programs that a new version may have of that source.</summary>
    public const double LeastShare = 0.8;

    /// <summary>Why the draft must not become current: a sentence; null when no source lost too much.</summary>
    public static string? Refusal(DirectoryManifest? current, DirectoryDraft draft)
    {
        Dictionary<string, int> now = ProgramsOf(draft.Sources);
        foreach ((string name, int before) in ProgramsOf(current?.Sources ?? []))
        {
            int left = now.GetValueOrDefault(name);
            if (left < LeastShare * before)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Of {name} the current version has {before:N0} programs and the new one {left:N0}, fewer than {LeastShare * 100:0} %.");
            }
        }

        return null;
    }

    /// <summary>Why a draft that replaces states must not become current: a sentence; null when none of them lost too much.</summary>
    public static string? Refusal(DirectoryVersion current, DirectoryDraft draft, IReadOnlySet<string> states)
    {
        foreach (string state in states.Order(StringComparer.Ordinal))
        {
            int before = ProgramsIn(state, current.Facilities), left = ProgramsIn(state, draft.Facilities);
            if (left < LeastShare * before)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"In {state} the current version has {before:N0} programs and the new one {left:N0}, fewer than {LeastShare * 100:0} %.");
            }
        }

        return null;
    }

    private static int ProgramsIn(string state, IEnumerable<Facility> facilities) =>
        facilities.Where(facility => facility.Address.State == state).Sum(facility => facility.Programs.Count);

    private static Dictionary<string, int> ProgramsOf(IEnumerable<ManifestSource> sources) =>
        sources.GroupBy(source => source.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(source => source.Programs), StringComparer.Ordinal);
}
