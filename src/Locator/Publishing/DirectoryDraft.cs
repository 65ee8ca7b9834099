using Locator.Facilities;
using Locator.Versions;

namespace Locator.Publishing;

/// <summary>What an import hands to the <see cref="Publisher"/>.</summary>
/// <param name="Kind">Public, or the sample.</param>
/// <param name="Sources">The files, with their counts.</param>
/// <param name="Facilities">All facilities, in any order.</param>
/// <param name="Sites">The identities after this import.</param>
/// <param name="Issues">What was not taken as it stood.</param>
public sealed record DirectoryDraft(
    DirectoryKind Kind,
    IReadOnlyList<ManifestSource> Sources,
    IReadOnlyList<Facility> Facilities,
    IReadOnlyList<SiteIdentity> Sites,
    IReadOnlyList<ImportIssue> Issues)
{
    /// <summary>The facilities ordered by id, once it is certain that they do not contradict one another.</summary>
    /// <exception cref="ArgumentException">They do: the importer is at fault.</exception>
    internal static Facility[] SortedFacilitiesOf(DirectoryDraft draft)
    {
        if (draft.Sources.Count == 0)
        {
            throw new ArgumentException("A directory version is made from at least one source.", nameof(draft));
        }

        Facility[] sorted = [.. draft.Facilities.OrderBy(facility => facility.Id, StringComparer.Ordinal)];
        for (int i = 0; i < sorted.Length; i++)
        {
            Facility facility = sorted[i];
            if (i > 0 && sorted[i - 1].Id == facility.Id)
            {
                throw new ArgumentException($"Two facilities have the id {facility.Id}.", nameof(draft));
            }

            if (facility.Programs.Count == 0 || facility.Programs.Any(program =>
                program.Source.Source < 0 || program.Source.Source >= draft.Sources.Count))
            {
                throw new ArgumentException($"Facility {facility.Id} has no program, or one of a source that is not named.", nameof(draft));
            }
        }

        return sorted;
    }
}

/// <summary>What publishing came to.</summary>
/// <param name="Manifest">The manifest of the version that is current now.</param>
/// <param name="Result">Whether it is new.</param>
public sealed record PublishOutcome(DirectoryManifest Manifest, PublishResult Result);

/// <summary>What publishing a draft did.</summary>
public enum PublishResult
{
    /// <summary>A new version was made and is current.</summary>
    Published,

    /// <summary>The current version has the same content already.</summary>
    Unchanged,

    /// <summary>A kept version has the same content and is current again.</summary>
    Returned,
}
