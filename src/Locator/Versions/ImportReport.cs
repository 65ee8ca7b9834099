using System.Data;
using System.Globalization;
using System.Text.Json;
using Sylvan.Data.Csv;

namespace Locator.Versions;

/// <summary>
/// Writes the report of an import as CSV with the columns <c>file,row,field,problem,outcome,value</c>: the report that
/// every version keeps and the one that an operator asks for.
/// </summary>
public static class ImportReport
{
    /// <summary>Writes the header and a line for every issue, in the order given. Outcomes are <c>repaired</c>, <c>marked</c> and <c>left-out</c>.</summary>
    public static void Write(TextWriter writer, IEnumerable<ImportIssue> issues)
    {
        using DataTable table = new() { Locale = CultureInfo.InvariantCulture };
        foreach (string column in (string[])["file", "row", "field", "problem", "outcome", "value"])
        {
            table.Columns.Add(column, typeof(string));
        }

        foreach (ImportIssue issue in issues)
        {
            table.Rows.Add(
                issue.File,
                issue.Row?.ToString(CultureInfo.InvariantCulture),
                issue.Field,
                issue.Problem,
                JsonNamingPolicy.KebabCaseLower.ConvertName(issue.Outcome.ToString()),
                issue.Value);
        }

        using DataTableReader reader = table.CreateDataReader();
        using CsvDataWriter csv = CsvDataWriter.Create(writer, new CsvDataWriterOptions { NewLine = "\n" });
        csv.Write(reader);
    }
}
