using Locator.Facilities;

namespace Importer.Sources;

/// <summary>
/// Reads one file of a public directory as a stream of rows, as they stand: it maps column and service names to codes but
/// repairs nothing and knows nothing of facilities. Memory stays constant.
/// </summary>
internal interface IDirectorySource
{
    /// <summary>Name of the directory for people, such as "National Directory of Mental Health Treatment Facilities".</summary>
    string Name { get; }

    /// <summary>License of the data.</summary>
    string License { get; }

    /// <summary>Whom to name where the data is shown.</summary>
    string Attribution { get; }

    /// <summary>
    /// The service codes that the file says it can state (its header or code sheet), sorted ordinally; null where it lists
    /// none: then the codes that occur in it are taken.
    /// </summary>
    IReadOnlyList<string>? Codes { get; }

    /// <summary>Columns, service names and codes of the header or code sheet that mean nothing to the vocabulary.</summary>
    IReadOnlyList<UnknownName> UnknownNames { get; }

    /// <summary>Columns, or the column of the code sheet, in whose names or codes stood what is no text (<see cref="SourceText"/>); each once.</summary>
    IReadOnlyList<string> RepairedNames => [];

    /// <summary>What else was not taken as it stands and concerns the file as a whole; known once it was read.</summary>
    IEnumerable<SourceRemark> Remarks => [];

    /// <summary>How many files the whole answer has that this one is a page of, known once it was read; null where files are whole.</summary>
    int? TotalPages => null;

    /// <summary>The day (UTC) on which a workbook says that it was last saved; null where the file says nothing of the kind.</summary>
    DateOnly? SavedOn => null;

    /// <summary>Whether the file is one of several that only together are a directory.</summary>
    bool IsPage => false;

    /// <summary>The rows in file order, each once; asked again, it reads the file anew.</summary>
    /// <exception cref="UnreadableSourceException">The file ends or breaks in the middle.</exception>
    IEnumerable<SourceRow> Read(CancellationToken cancellationToken);
}

/// <summary>One row of a source, as <see cref="SourceText"/> lets its texts pass and not repaired in any other way; empty cells are null.</summary>
internal sealed record SourceRow
{
    /// <summary>Row in the file as its readers count: line of the CSV record's start or worksheet row (the header is row 1), or 1-based position in a page of JSON.</summary>
    public required int Row { get; init; }

    /// <summary>
    /// Why the row cannot be read at all, such as "has 12 fields where the header has 13"; null when it can. Nothing but
    /// <see cref="Row"/> is set then, and the row is to be left out with this reason.
    /// </summary>
    public string? Defect { get; init; }

    public string? Name1 { get; init; }
    public string? Name2 { get; init; }
    public string? Street1 { get; init; }
    public string? Street2 { get; init; }
    public string? City { get; init; }
    public string? State { get; init; }
    public string? Zip { get; init; }
    public string? County { get; init; }
    public string? Website { get; init; }
    public string? Latitude { get; init; }
    public string? Longitude { get; init; }

    /// <summary>As written; <see cref="Type"/> is what it means.</summary>
    public string? TypeText { get; init; }

    /// <summary>What kind of entry it is; null where the row says something unknown or nothing.</summary>
    public ProgramType? Type { get; init; }

    /// <summary>Telephone cells in source order.</summary>
    public IReadOnlyList<SourcePhone> Phones { get; init; } = [];

    /// <summary>Codes known to the vocabulary, in its spelling, sorted ordinally, no repeats.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Codes or service names of this row that mean nothing to the vocabulary.</summary>
    public IReadOnlyList<UnknownName> UnknownNames { get; init; } = [];

    /// <summary>Columns or members of this row that held what is no text (<see cref="SourceText"/>); each once.</summary>
    public IReadOnlyList<string> RepairedFields { get; init; } = [];
}

/// <summary>A telephone cell.</summary>
/// <param name="Field">Column or member, such as <c>intake1a</c>.</param>
/// <param name="Kind">main, intake or hotline.</param>
/// <param name="Text">As written: may hold an extension or letters.</param>
internal sealed record SourcePhone(string Field, string Kind, string Text);

/// <summary>A name that the vocabulary does not know.</summary>
/// <param name="Field">Where it stands: a column, or the category that the source names.</param>
/// <param name="Text">As written.</param>
internal sealed record UnknownName(string Field, string Text)
{
    /// <summary>The vocabulary's categories that it may belong to; empty where nothing tells.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>By what was written and where: the categories follow from that, or from the row.</summary>
    public bool Equals(UnknownName? other) => other is not null && Field == other.Field && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Field, Text);
}

/// <summary>A file that cannot be read as a directory. The message is a sentence for the operator.</summary>
internal sealed class UnreadableSourceException(string message, Exception? innerException = null)
    : Exception(message, innerException);
