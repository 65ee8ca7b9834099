using System.Text.Json.Serialization;

namespace Locator.Versions;

/// <summary>What a directory version says of itself.</summary>
public sealed record DirectoryManifest
{
    /// <summary>The format that this library writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Format of the stored version; another one is refused.</summary>
    public required int Format { get; init; }

    /// <summary>Id of the version: date of the import (UTC) and an ordinal, such as <c>2026-11-20.1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Public directory data, or the invented sample.</summary>
    public required DirectoryKind Kind { get; init; }

    /// <summary>The newest date among the sources that gave a program.</summary>
    // Under the name that it was first written with.
    [JsonPropertyName("asOf")]
    public required DateOnly AsOfNewest { get; init; }

    /// <summary>The oldest date among the sources that gave a program: everything in the directory is at least that new.</summary>
    [JsonIgnore]
    public DateOnly AsOf => Sources.Where(source => source.Programs > 0).Select(source => source.AsOf).DefaultIfEmpty(AsOfNewest).Min();

    /// <summary>When it was imported, UTC.</summary>
    public required DateTimeOffset ImportedAt { get; init; }

    /// <summary>The files it was made from, in the order in which they were given.</summary>
    public required IReadOnlyList<ManifestSource> Sources { get; init; }

    /// <summary>Number of facilities.</summary>
    public required int Facilities { get; init; }

    /// <summary>Number of programs.</summary>
    public required int Programs { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the content: sources and facilities, not of when they were imported.</summary>
    public required string ContentSha256 { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the identities; null where none are kept (the sample).</summary>
    public string? IdentitiesSha256 { get; init; }

    /// <summary>Hash of the vocabulary at import (<see cref="Facilities.Vocabulary.Hash"/>).</summary>
    public required string VocabularyHash { get; init; }

    /// <summary>What its facts amount to; null in versions written before this was kept (<see cref="VersionReading.CountsAsync"/>).</summary>
    public DirectoryCounts? Counts { get; init; }

    /// <summary>Names its content.</summary>
    [JsonIgnore]
    public VersionStamp Stamp => new(VersionId.Parse(Version), ContentSha256);
}

/// <summary>Whether a directory is real.</summary>
public enum DirectoryKind
{
    /// <summary>Made from public directories.</summary>
    Public,

    /// <summary>The bundled sample of invented facilities.</summary>
    Sample,
}
