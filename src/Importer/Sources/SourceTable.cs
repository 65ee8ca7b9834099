namespace Importer.Sources;

/// <summary>A header and the rows below it: a CSV file or one worksheet.</summary>
internal sealed class SourceTable
{
    private readonly Func<CancellationToken, IEnumerable<TableRow>> read;
    private readonly Dictionary<string, int> ordinals = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="file">Where it stands.</param>
    /// <param name="top">Its first two rows that hold any text: the header, and a row to show that there are any.</param>
    /// <param name="read">Reads the rows from the header on, anew each time.</param>
    public SourceTable(SourceFile file, IReadOnlyList<TableRow> top, Func<CancellationToken, IEnumerable<TableRow>> read)
    {
        File = file;
        this.read = read;
        Header = top[0].Cells;
        RepairedColumns = [.. top[0].Repaired.Select(ordinal => Header[ordinal]).OfType<string>()];
        HasRows = top.Count > 1;
        for (int ordinal = 0; ordinal < Header.Count; ordinal++)
        {
            if (Header[ordinal] is { } name)
            {
                Width = ordinal + 1;
                ordinals.TryAdd(name, ordinal);
            }
        }
    }

    public SourceFile File { get; }

    /// <summary>Column names, trimmed ("    name1", "n40 "); null where a column has none.</summary>
    public IReadOnlyList<string?> Header { get; }

    /// <summary>Columns whose names held what is no text (<see cref="SourceText"/>).</summary>
    public IReadOnlyList<string> RepairedColumns { get; }

    /// <summary>Whether anything stands below the header.</summary>
    public bool HasRows { get; }

    /// <summary>Columns up to the last one that has a name.</summary>
    public int Width { get; }

    /// <summary>Ordinal of the column of that name, whatever its case; null when there is none.</summary>
    public int? Find(string column) => ordinals.TryGetValue(column, out int ordinal) ? ordinal : null;

    /// <summary>The rows below the header, in file order, without rows that hold no text at all.</summary>
    public IEnumerable<TableRow> Rows(CancellationToken cancellationToken) => read(cancellationToken).Skip(1);
}

/// <summary>One row of a table.</summary>
/// <param name="Number">Line of the CSV record's start or worksheet row, from 1.</param>
/// <param name="Cells">As <see cref="SourceText"/> lets them pass; null where empty. May be shorter than the header in a worksheet.</param>
/// <param name="Defect">Why its cells cannot be told apart; null when they can.</param>
internal sealed record TableRow(int Number, IReadOnlyList<string?> Cells, string? Defect = null)
{
    /// <summary>The cell's text; null where the table has no such column or the cell is empty.</summary>
    public string? this[int? ordinal] => ordinal is { } i && i < Cells.Count ? Cells[i] : null;

    /// <summary>Ordinals of the cells that held what is no text, ascending.</summary>
    public IReadOnlyList<int> Repaired { get; private init; } = [];

    /// <summary>A row of that many cells, each asked for once.</summary>
    public static TableRow Of<T>(int number, int count, T reader, Func<T, int, ReadOnlySpan<char>> cellAt)
    {
        string?[] cells = new string?[count];
        List<int>? repaired = null;
        for (int i = 0; i < cells.Length; i++)
        {
            cells[i] = SourceText.Of(cellAt(reader, i), out bool isRepaired);
            if (isRepaired)
            {
                (repaired ??= []).Add(i);
            }
        }

        return new TableRow(number, cells) { Repaired = repaired ?? (IReadOnlyList<int>)[] };
    }

    public bool HasText() => Cells.Any(cell => cell is not null);
}
