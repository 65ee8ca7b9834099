namespace Importer.Sources;

/// <summary>Opens a file as the source that its content shows it to be.</summary>
internal static class DirectorySources
{
    private const int ColumnsShown = 20;
    private const string Binary = "is a binary file of no known kind: workbooks (XLSX), CSV and JSON are known.";

    /// <summary>Opens a file; its rows are read later, by <see cref="IDirectorySource.Read"/>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isTypeGiven">Whether the operator says of which type its entries are: then it need not say so itself.</param>
    /// <exception cref="UnreadableSourceException">It is missing, a folder, empty, cut off, of no known kind, or has no rows.</exception>
    public static IDirectorySource Open(string path, bool isTypeGiven = false)
    {
        SourceFile file = SourceFile.Examine(path);
        return file.Content switch
        {
            SourceContent.Json => new FindTreatmentPages(file),
            SourceContent.Workbook => Recognize(file, Workbook.Open(file, table => IsDirectory(table, isTypeGiven) || Has(table, CodeSheet.RequiredColumns)), isTypeGiven),
            SourceContent.Script => throw file.Unreadable(
                $"is JavaScript around JSON (it begins with “{file.Beginning}”): expected is the JSON alone, from the first [ or {{ to the ] or }} that closes it. Save that as a file of its own."),
            _ => Recognize(file, [OpenText(file, isTypeGiven)], isTypeGiven),
        };
    }

    private static bool IsDirectory(SourceTable table, bool isTypeGiven) =>
        Has(table, NationalDirectory.RequiredColumns)
        || Has(table, isTypeGiven ? FindTreatmentExport.RequiredColumnsWithoutType : FindTreatmentExport.RequiredColumns);

    private static SourceTable OpenText(SourceFile file, bool isTypeGiven)
    {
        try
        {
            return CsvTable.Open(file, table => IsDirectory(table, isTypeGiven));
        }
        catch (UnreadableSourceException) when (file.HoldsZeroBytes)
        {
            throw file.Unreadable(Binary);
        }
    }

    private static IDirectorySource Recognize(SourceFile file, IReadOnlyList<SourceTable> tables, bool isTypeGiven)
    {
        SourceTable[] directories = [.. tables.Where(table => IsDirectory(table, isTypeGiven))];
        switch (directories)
        {
            case []:
                // Text may hold a NUL; only what is no directory is judged by it.
                throw file.Unreadable(file.HoldsZeroBytes ? Binary : NoneOf(tables));
            case [_, _, ..]:
                throw file.Unreadable("has several sheets of facilities: save each as a file of its own, so that none is lost.");
            case [{ HasRows: false }]:
                throw file.Unreadable("has a header but no rows.");
        }

        SourceTable facilities = directories[0];
        return Has(facilities, NationalDirectory.RequiredColumns)
            ? new NationalDirectory(facilities, tables.FirstOrDefault(table => Has(table, CodeSheet.RequiredColumns)))
            : new FindTreatmentExport(facilities);
    }

    private static bool Has(SourceTable table, IReadOnlyList<string> columns) => columns.All(column => table.Find(column) is not null);

    private static string NoneOf(IReadOnlyList<SourceTable> tables)
    {
        string[] columns = [.. tables.SelectMany(table => table.Header).OfType<string>()];
        string shown = columns.Length == 0 ? "it has no columns" : "its columns are " + string.Join(", ", columns.Take(ColumnsShown).Select(Shortened))
            + (columns.Length > ColumnsShown ? ", …" : "");
        return $"is no directory of a known kind: {shown}. Known are the National Directory "
            + $"(with the columns {string.Join(", ", NationalDirectory.RequiredColumns)}), the FindTreatment.gov export "
            + $"({string.Join(", ", FindTreatmentExport.RequiredColumns)} and a column for each service code) "
            + "and pages of the FindTreatment.gov API (JSON).";
    }

    private static string Shortened(string column) => column.Length > 30 ? SourceText.BeginningOf(column, 30) + "…" : column;
}
