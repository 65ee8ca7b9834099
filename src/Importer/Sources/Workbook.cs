using System.Globalization;
using ExcelDataReader;

namespace Importer.Sources;

/// <summary>Reads the worksheets of an Excel workbook as tables.</summary>
internal static class Workbook
{
    /// <summary>Every worksheet that holds anything.</summary>
    /// <param name="file">The workbook.</param>
    /// <param name="isHeader">Tells a header that means something.</param>
    public static IReadOnlyList<SourceTable> Open(SourceFile file, Func<SourceTable, bool> isHeader)
    {
        List<SourceTable> sheets = [];
        using Stream stream = file.OpenSeekable();
        using IExcelDataReader reader = Guarded(file, () => ExcelReaderFactory.CreateReader(stream));
        int index = 0;
        do
        {
            int sheet = index++;
            TableRow[] top = [.. Rows(file, reader, CancellationToken.None).Take(SourceTable.MostAboveHeader + 2)];
            if (top.Length > 0)
            {
                SourceTable From(int row) =>
                    new(file, top[row..], cancellationToken => Rows(file, sheet, cancellationToken).Skip(row), top[..row]);
                sheets.Add(Enumerable.Range(0, Math.Min(top.Length, SourceTable.MostAboveHeader + 1)).Select(From).FirstOrDefault(isHeader) ?? From(0));
            }
        }
        while (Guarded(file, reader.NextResult));

        return sheets;
    }

    private static IEnumerable<TableRow> Rows(SourceFile file, int sheet, CancellationToken cancellationToken)
    {
        using Stream stream = file.OpenSeekable();
        using IExcelDataReader reader = Guarded(file, () => ExcelReaderFactory.CreateReader(stream));
        for (int i = 0; i < sheet; i++)
        {
            Guarded(file, reader.NextResult);
        }

        foreach (TableRow row in Rows(file, reader, cancellationToken))
        {
            yield return row;
        }
    }

    private static IEnumerable<TableRow> Rows(SourceFile file, IExcelDataReader reader, CancellationToken cancellationToken)
    {
        while (Guarded(file, reader.Read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            TableRow row = TableRow.Of(reader.Depth + 1, reader.FieldCount, reader, static (reader, i) => TextOf(reader.GetValue(i)));
            if (row.HasText())
            {
                yield return row;
            }
        }
    }

    /// <summary>A typed cell as text: ZIPs, telephone numbers and ticks may be stored as numbers.</summary>
    private static string? TextOf(object? cell) => cell switch
    {
        null => null,
        string text => text,
        bool truth => truth ? "TRUE" : "FALSE",
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString(),
    };

    /// <summary>The reader throws whatever its XML and ZIP readers throw, so anything it throws means a damaged workbook.</summary>
    private static T Guarded<T>(SourceFile file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw file.Unreadable($"cannot be read as an Excel workbook; it may be cut off, protected or another kind of archive. ({e.Message})", e);
        }
    }
}
