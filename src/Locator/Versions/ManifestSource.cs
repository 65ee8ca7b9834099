using System.Text.Json.Serialization;

namespace Locator.Versions;

/// <summary>One file that a directory version was made from.</summary>
public sealed record ManifestSource
{
    /// <summary>Name of the directory for people, such as "FindTreatment.gov export".</summary>
    public required string Name { get; init; }

    /// <summary>Name of the file, without folders.</summary>
    public required string File { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of the file.</summary>
    public required string FileSha256 { get; init; }

    /// <summary>The date that the data is of.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>License of the data.</summary>
    // As it was first written: the name is part of what is hashed.
    [JsonPropertyName("licence")]
    public required string License { get; init; }

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

    /// <summary>True where the file states no service at all and was imported all the same; else null.</summary>
    public bool? WithoutServices { get; init; }
}
