using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Sylvan.Data.Csv;

namespace Importer.Sources;

/// <summary>Reads delimited text as a table.</summary>
internal static class CsvTable
{
    // A record has a few kilobytes; more than this is a quotation mark that is never closed.
    private const int LongestRecord = 1 << 20;

    /// <summary>Opens the text, whose header may stand below some lines with titles and notes.</summary>
    /// <param name="file">The text.</param>
    /// <param name="isHeader">Tells a header that means something.</param>
    public static SourceTable Open(SourceFile file, Func<SourceTable, bool> isHeader)
    {
        try
        {
            TableRow[] top = [.. Records(file, 0, CancellationToken.None).Take(2)];
            if (top.Length == 0)
            {
                throw file.Unreadable("is empty.");
            }

            SourceTable whole = new(file, top, cancellationToken => Rows(file, 0, cancellationToken), []);
            return isHeader(whole) ? whole : BelowTitles(file, isHeader) ?? whole;
        }
        catch (UnreadableSourceException) when (BelowTitles(file, isHeader) is { } below)
        {
            return below; // A quotation mark in a title.
        }
    }

    /// <summary>The table below the lines that are no header; null where none is found.</summary>
    private static SourceTable? BelowTitles(SourceFile file, Func<SourceTable, bool> isHeader)
    {
        List<TableRow> above = [];
        using TextReader text = file.OpenText();
        for (int skipped = 0; above.Count <= SourceTable.MostAboveHeader && LineOf(text) is { } line; skipped++)
        {
            int from = skipped;
            if (SourceText.Of(line) is not { } title)
            {
                continue;
            }

            // Each line is read on its own: a title with commas or a quotation mark must not decide how the table is read.
            if (HeaderOf(file, line, from) is { } header && isHeader(new SourceTable(file, [header], _ => [], [])))
            {
                TableRow[] top = [.. Records(file, from, CancellationToken.None).Take(2)];
                return new SourceTable(file, top, cancellationToken => Rows(file, from, cancellationToken), above);
            }

            above.Add(new TableRow(from + 1, [title]));
        }

        return null;
    }

    private static TableRow? HeaderOf(SourceFile file, string line, int skipped)
    {
        try
        {
            using StringReader text = new(line);
            return Records(file, text, skipped + 1, CancellationToken.None).FirstOrDefault();
        }
        catch (UnreadableSourceException)
        {
            return null; // A title with half a pair of quotation marks.
        }
    }

    /// <summary>The next line, or null at the end and where a line is longer than any header.</summary>
    private static string? LineOf(TextReader text)
    {
        StringBuilder line = new();
        for (int next = text.Read(); next >= 0; next = text.Read())
        {
            if (next is '\r' or '\n')
            {
                if (next == '\r' && text.Peek() == '\n')
                {
                    _ = text.Read();
                }

                return line.ToString();
            }

            if (line.Append((char)next).Length > LongestRecord)
            {
                return null;
            }
        }

        return line.Length > 0 ? line.ToString() : null;
    }

    private static IEnumerable<TableRow> Rows(SourceFile file, int skipped, CancellationToken cancellationToken)
    {
        int? width = null;
        TableRow? held = null; // One row back, because the last one is judged differently.
        foreach (TableRow record in Records(file, skipped, cancellationToken))
        {
            if (held is not null)
            {
                yield return held;
            }

            width ??= 1 + Enumerable.Range(0, record.Cells.Count).Last(i => record.Cells[i] is not null);
            held = RaggedEdge(record, width.Value) is { } defect ? record with { Defect = defect } : record;
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
        record.Cells.Count < width || (record.Cells.Count > width && record.Cells.Skip(width).Any(cell => cell is not null))
            ? string.Create(CultureInfo.InvariantCulture, $"has {record.Cells.Count} fields where the header has {width}")
            : null;

    /// <summary>The records below as many lines.</summary>
    private static IEnumerable<TableRow> Records(SourceFile file, int skipped, CancellationToken cancellationToken)
    {
        using TextReader text = file.OpenText();
        for (int i = 0; i < skipped; i++)
        {
            LineOf(text);
        }

        foreach (TableRow record in Records(file, text, skipped + 1, cancellationToken))
        {
            yield return record;
        }
    }

    private static IEnumerable<TableRow> Records(SourceFile file, TextReader text, int line, CancellationToken cancellationToken)
    {
        using CsvDataReader csv = Guarded(file, line, () => CsvDataReader.Create(text, new CsvDataReaderOptions
        {
            HasHeaders = false,
            // Not "#", the default: "#1 Recovery" is a name. No text can begin with the second half of a character.
            Comment = '\uDC00',
            MaxBufferSize = LongestRecord,
        }));
        Func<bool> read = csv.Read;
        while (Guarded(file, line, read))
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
