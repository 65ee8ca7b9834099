using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sylvan.Data.Csv;

namespace Importer.Sources;

/// <summary>Reads delimited text as a table.</summary>
internal static class CsvTable
{
    public static SourceTable Open(SourceFile file)
    {
        TableRow[] top = [.. Records(file, CancellationToken.None).Take(2)];
        if (top.Length == 0)
        {
            throw file.Unreadable("is empty.");
        }

        return new SourceTable(file, top, cancellationToken => Rows(file, cancellationToken));
    }

    private static IEnumerable<TableRow> Rows(SourceFile file, CancellationToken cancellationToken)
    {
        int? width = null;
        TableRow? held = null; // One row back, because the last one is judged differently.
        foreach (TableRow record in Records(file, cancellationToken))
        {
            if (held is not null)
            {
                yield return held;
            }

            width ??= 1 + Enumerable.Range(0, record.Cells.Count).Last(i => record.Cells[i] is not null);
            held = record with { Defect = RaggedEdge(record, width.Value) };
        }

        if (held is null)
        {
            yield break;
        }

        if (held.Cells.Count < width && !file.EndsWithLineBreak)
        {
            throw file.Unreadable(string.Create(CultureInfo.InvariantCulture,
                $"breaks off in the middle of line {held.Number}: it has {held.Cells.Count} of {width} fields and no line end."));
        }

        yield return held;
    }

    /// <summary>A record with a field too few or too many is not guessed at: every value after the fault would stand in the wrong column.</summary>
    private static string? RaggedEdge(TableRow record, int width) =>
        record.Cells.Count < width || record.Cells.Skip(width).Any(cell => cell is not null)
            ? string.Create(CultureInfo.InvariantCulture, $"has {record.Cells.Count} fields where the header has {width}")
            : null;

    private static IEnumerable<TableRow> Records(SourceFile file, CancellationToken cancellationToken)
    {
        int line = 1;
        using TextReader text = file.OpenText();
        using CsvDataReader csv = Guarded(file, line, () => CsvDataReader.Create(text, new CsvDataReaderOptions
        {
            HasHeaders = false,
            // Not "#", the default: "#1 Recovery" is a name. No text can begin with the second half of a character.
            Comment = '\uDC00',
            // A record has a few kilobytes; more than this is a quotation mark that is never closed.
            MaxBufferSize = 1 << 20,
        }));
        while (Guarded(file, line, csv.Read))
        {
            cancellationToken.ThrowIfCancellationRequested();
            TableRow record = TableRow.Of(line, csv.RowFieldCount, csv, static (csv, i) => csv.GetFieldSpan(i));
            line += LineBreaks(csv.GetRawRecordSpan());
            if (record.HasText())
            {
                yield return record;
            }
        }
    }

    /// <summary>Line breaks as an editor counts them: CR LF, LF or CR, within quotes too.</summary>
    private static int LineBreaks(ReadOnlySpan<char> record)
    {
        int breaks = 0;
        for (int i = record.IndexOfAny('\r', '\n'); i >= 0; i = record.IndexOfAny('\r', '\n'))
        {
            breaks++;
            record = record[(record[i..].StartsWith("\r\n") ? i + 2 : i + 1)..];
        }

        return breaks;
    }

    private static T Guarded<T>(SourceFile file, int line, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CsvFormatException or CsvRecordTooLargeException or IOException or InvalidDataException)
        {
            throw file.Unreadable(string.Create(CultureInfo.InvariantCulture,
                $"cannot be read from line {line} on; a quotation mark may be missing there, or the file is cut off. ({e.Message})"), e);
        }
    }
}
