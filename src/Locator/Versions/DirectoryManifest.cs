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

    /// <summary>The newest date of its sources.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>When it was imported, UTC.</summary>
    public required DateTimeOffset ImportedAt { get; init; }

    /// <summary>The files it was made from, in the order in which they were given.</summary>
    public required IReadOnlyList<DirectorySource> Sources { get; init; }

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
}

/// <summary>Whether a directory is real.</summary>
public enum DirectoryKind
{
    /// <summary>Made from public directories.</summary>
    Public,

    /// <summary>The bundled sample of invented facilities.</summary>
    Sample,
}

/// <summary>One file that a directory version was made from.</summary>
public sealed record DirectorySource
{
    /// <summary>Name of the directory for people, such as "FindTreatment.gov export".</summary>
    public required string Name { get; init; }

    /// <summary>Name of the file, without folders.</summary>
    public required string File { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the file.</summary>
    public required string FileSha256 { get; init; }

    /// <summary>The date that the data is of.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>Licence of the data.</summary>
    public required string Licence { get; init; }

    /// <summary>Whom to name where the data is shown.</summary>
    public required string Attribution { get; init; }

    /// <summary>
    /// The service codes that the file can state at all: its header, its code sheet, or, where it lists none, the codes that
    /// occur in it. A code outside was never asked. Sorted ordinally.
    /// </summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>Rows read: the sum of <see cref="Programs"/> and <see cref="LeftOut"/>.</summary>
    public required int Read { get; init; }

    /// <summary>Rows that became programs.</summary>
    public required int Programs { get; init; }

    /// <summary>Rows left out; each is in the import report.</summary>
    public required int LeftOut { get; init; }
}
