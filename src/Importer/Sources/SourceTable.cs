using System.Globalization;

namespace Importer.Sources;

/// <summary>A header and the rows below it: a CSV file or one worksheet.</summary>
internal sealed class SourceTable
{
    /// <summary>As many rows with titles and notes may stand above the header.</summary>
    public const int MostAboveHeader = 20;

    private readonly Func<CancellationToken, IEnumerable<TableRow>> read;
    private readonly Dictionary<string, int> ordinals = new(StringComparer.OrdinalIgnoreCase);
    private readonly MissingValues missing = new();
    private readonly IReadOnlyList<TableRow> aboveHeader;

    /// <param name="file">Where it stands.</param>
    /// <param name="top">Its first two rows that hold any text, from the header on: the header, and a row to show that there are any.</param>
    /// <param name="read">Reads the rows from the header on, anew each time.</param>
    /// <param name="aboveHeader">The rows with text above the header.</param>
    public SourceTable(
        SourceFile file, IReadOnlyList<TableRow> top, Func<CancellationToken, IEnumerable<TableRow>> read, IReadOnlyList<TableRow> aboveHeader)
    {
        File = file;
        this.read = read;
        this.aboveHeader = aboveHeader;
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

        // A name as it is usually written goes before one that only comes to the same.
        for (int ordinal = 0; ordinal < Width; ordinal++)
        {
            if (Header[ordinal] is { } name)
            {
                ordinals.TryAdd(ColumnName.Folded(name), ordinal);
            }
        }

        for (int ordinal = 0; ordinal < Width; ordinal++)
        {
            if (Header[ordinal] is { } name)
            {
                ordinals.TryAdd(ColumnName.Usual(name), ordinal);
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

    /// <summary>What was not taken as it stands and concerns the table as a whole; known once its rows were read.</summary>
    public IEnumerable<SourceRemark> Remarks
    {
        get
        {
            if (aboveHeader is [var first, ..])
            {
                yield return new SourceRemark("header", "The lines above the header were skipped", IsRepaired: false,
                    string.Create(CultureInfo.InvariantCulture, $"{aboveHeader.Count}, from line {first.Number} on: {string.Join(' ', first.Cells.OfType<string>())}"));
            }

            if (missing.Remark is { } remark)
            {
                yield return remark;
            }
        }
    }

    /// <summary>Ordinal of the column of that name, however it is written (<see cref="ColumnName"/>); null when there is none.</summary>
    public int? Find(string column) =>
        ordinals.TryGetValue(column, out int ordinal) || ordinals.TryGetValue(ColumnName.Folded(column), out ordinal) ? ordinal : null;

    /// <summary>The rows below the header, in file order, without rows that hold no text at all.</summary>
    /// <remarks>Cells with a word for a missing value are null in them.</remarks>
    public IEnumerable<TableRow> Rows(CancellationToken cancellationToken)
    {
        missing.Clear();
        int? street = Find("street1");
        foreach (TableRow row in read(cancellationToken).Skip(1))
        {
            yield return row.Without(missing, Width, street);
        }
    }
}

/// <summary>One row of a table.</summary>
/// <param name="Number">Line of the CSV record's start or worksheet row, from 1.</param>
/// <param name="Cells">As <see cref="SourceText"/> lets them pass; null where empty. May be shorter than the header in a worksheet.</param>
/// <param name="Defect">Why its cells cannot be told apart; null when they can.</param>
internal sealed record TableRow(int Number, IReadOnlyList<string?> Cells, string? Defect = null)
{
    /// <summary>The cell's text; null where the table has no such column or the cell is empty.</summary>
    public string? this[int? ordinal] => ordinal is { } i && i < Cells.Count ? Cells[i] : null;

    /// <summary>The row without the words for a missing value.</summary>
    /// <param name="missing">Knows and counts them.</param>
    /// <param name="width">Cells from there on have no column.</param>
    /// <param name="street">The column in which dashes say something.</param>
    public TableRow Without(MissingValues missing, int width, int? street)
    {
        string?[]? cells = null;
        for (int i = 0; i < Math.Min(width, Cells.Count); i++)
        {
            if (Cells[i] is { } text && missing.TakenOut(text, keepsDashes: i == street) is null)
            {
                cells ??= [.. Cells];
                cells[i] = null;
            }
        }

        return cells is null ? this : this with { Cells = cells };
    }

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

    public bool HasText()
    {
        for (int i = 0; i < Cells.Count; i++)
        {
            if (Cells[i] is not null)
            {
                return true;
            }
        }

        return false;
    }
}
