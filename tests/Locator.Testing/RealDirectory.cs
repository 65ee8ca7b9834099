using Importer.Stages;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Places;
using Locator.Publishing;
using Locator.Versions;

namespace Locator.Testing;

/// <summary>Real directories, imported from the files beside the checkout; once a test run.</summary>
public static class RealDirectory
{
    private static readonly Lazy<DirectoryVersion> LazyNational = new(() => Import("directory/directory2024_with_coordinates.csv.gz"));
    private static readonly Lazy<IReadOnlyList<IndexedFacility>> LazyIndexed =
        new(() => FacilityIndexer.All(LazyNational.Value, Vocabulary.Current));

    /// <summary>The national directory of 2024: 20,519 programs, two thirds of them with coordinates. Skips the test where the files are absent.</summary>
    public static DirectoryVersion National => Present(LazyNational);

    /// <summary>The same, indexed.</summary>
    public static IReadOnlyList<IndexedFacility> NationalIndexed => Present(LazyIndexed);

    /// <summary>A version made from these files of the folder of real files, in a store that has never held one.</summary>
    public static DirectoryVersion Import(params string[] files) => VersionOf(Draft(IdentityRegistry.Empty, files));

    /// <summary>A draft as the first version of a store would give it back, but for the hash of its content, which is empty.</summary>
    public static DirectoryVersion VersionOf(DirectoryDraft draft) => new(
        new DirectoryManifest
        {
            Format = DirectoryManifest.CurrentFormat,
            Version = "2026-01-02.1",
            Kind = draft.Kind,
            AsOfNewest = new DateOnly(2026, 1, 2),
            ImportedAt = DateTimeOffset.UnixEpoch,
            Sources = draft.Sources,
            Facilities = draft.Facilities.Count,
            Programs = draft.Facilities.Sum(facility => facility.Programs.Count),
            ContentSha256 = "",
            VocabularyHash = Vocabulary.Current.Hash,
        },
        [.. draft.Facilities.OrderBy(facility => facility.Id, StringComparer.Ordinal)]);

    /// <summary>What the importer would publish from these files, where these identities were given before.</summary>
    public static DirectoryDraft Draft(IdentityRegistry identities, params string[] files) =>
        new DirectoryImport(Gazetteer.Bundled, TimeProvider.System).Draft(
            new ImportRequest { Files = [.. files.Select(SharedData.PathOf)], AsOf = new DateOnly(2026, 1, 2) },
            identities, current: null, progress: null, CancellationToken.None);

    /// <summary>A skipped test must not leave its exception in the lazy value as a failure of the next one.</summary>
    private static T Present<T>(Lazy<T> value)
    {
        _ = SharedData.PathOf("directory/directory2024_with_coordinates.csv.gz");
        return value.Value;
    }
}
