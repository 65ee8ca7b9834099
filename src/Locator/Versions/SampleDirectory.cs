using System.Reflection;
using Locator.Facilities;

namespace Locator.Versions;

/// <summary>The bundled sample: invented facilities, served only while a store has never held a version.</summary>
public static class SampleDirectory
{
    /// <summary>Its id: older than any import's, so that the two are never mixed up.</summary>
    public static VersionId Version { get; } = VersionId.Parse("2000-01-01.1");

    private const string Resources = "Locator.Versions.Sample.";

    /// <summary>Loads the sample from the library.</summary>
    public static async Task<DirectoryVersion> LoadAsync(CancellationToken cancellationToken)
    {
        using MemoryStream bytes = new();
        await using (Stream resource = Open(VersionFiles.Manifest))
        {
            await resource.CopyToAsync(bytes, cancellationToken);
        }

        DirectoryManifest manifest = VersionFacts.ReadManifest(Version, bytes.ToArray());
        await using Stream file = Open(VersionFiles.Facilities);
        List<Facility> facilities = new(manifest.Facilities);
        await foreach (Facility facility in VersionFiles.FacilitiesAsync(file, manifest, cancellationToken))
        {
            facilities.Add(facility);
        }

        return new DirectoryVersion(manifest, facilities);
    }

    /// <summary>
    /// Writes the two files of the sample, <c>manifest.json</c> and <c>facilities.ndjson.gz</c>, to a folder, replacing those
    /// there. The same facilities give the same files.
    /// </summary>
    /// <param name="folder">Where the library keeps them: <c>src/Locator/Versions/Sample</c>.</param>
    /// <param name="sources">What the manifest says of its making; at least one.</param>
    /// <param name="facilities">In any order.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public static async Task<DirectoryManifest> WriteAsync(
        string folder, IReadOnlyList<ManifestSource> sources, IReadOnlyList<Facility> facilities, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        Facility[] sorted = [.. facilities.OrderBy(facility => facility.Id, StringComparer.Ordinal)];
        byte[][] lines = [.. sorted.Select(VersionFacts.LineOf)];
        await using (FileStream file = File.Create(Path.Combine(folder, VersionFiles.Facilities)))
        {
            VersionFiles.WriteLines(file, lines, cancellationToken);
        }

        DateOnly asOf = sources.Max(source => source.AsOf);
        DirectoryManifest manifest = new()
        {
            Format = DirectoryManifest.CurrentFormat,
            Version = Version.ToString(),
            Kind = DirectoryKind.Sample,
            AsOfNewest = asOf,
            ImportedAt = new DateTimeOffset(asOf, TimeOnly.MinValue, TimeSpan.Zero),
            Sources = sources,
            Facilities = facilities.Count,
            Programs = facilities.Sum(facility => facility.Programs.Count),
            ContentSha256 = VersionFacts.ContentHashOf(DirectoryKind.Sample, sources, lines),
            VocabularyHash = Vocabulary.Current.Hash,
            Counts = DirectoryCounts.Of(sorted),
        };
        await File.WriteAllBytesAsync(Path.Combine(folder, VersionFiles.Manifest), VersionFacts.WriteManifest(manifest), cancellationToken);
        return manifest;
    }

    private static Stream Open(string name) =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(Resources + name)
        ?? throw new DamagedVersionException(Version, $"{name} is not in the library.");
}
