using System.Globalization;
using System.Text.Json;
using ExcelDataReader;
using Importer.Stages;
using Locator.Facilities;
using Locator.Places;
using Locator.Publishing;
using Locator.Testing;
using Locator.Versions;
using Sylvan.Data.Csv;
using Xunit;

namespace Importer.Tests;

/// <summary>Real files, written again as R and pandas write what they read: the directory is the same, field by field.</summary>
public sealed class ReExportTests : IDisposable
{
    private const string Export = "findtreatment/export_2025-08-19_MA.csv", Workbook = "directory/National_Directory_SA_Facilities_2022.xlsx";

    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("importer-").FullName;

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, string> Writers => new(
        from file in (string[])[Export, Workbook]
        from writer in (string[])["R", "R with logicals", "pandas", "pandas with NaN", "pandas with truth"]
        select (file, writer));

    [Theory]
    [MemberData(nameof(Writers))]
    public void A_file_that_went_through_another_program_gives_the_same_directory(string file, string writer)
    {
        string[][] table = TableOf(SharedData.PathOf(file));
        DirectoryDraft original = Draft(SharedData.PathOf(file)), again = Draft(Write(table, writer));
        Assert.Equal((original.Sources[0].Read, original.Sources[0].Programs, original.Sources[0].LeftOut),
            (again.Sources[0].Read, again.Sources[0].Programs, again.Sources[0].LeftOut));
        Assert.Equal(original.Facilities.Count, again.Facilities.Count);
        foreach ((Facility first, Facility second) in InOrder(original).Zip(InOrder(again)))
        {
            Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(second));
        }

        Assert.InRange(again.Issues.Count(issue => issue.Problem.StartsWith("Words for a missing value", StringComparison.Ordinal)), 0, 1);
    }

    private static IOrderedEnumerable<Facility> InOrder(DirectoryDraft draft) => draft.Facilities.OrderBy(facility => facility.Id, StringComparer.Ordinal);

    private static DirectoryDraft Draft(string path) => new DirectoryImport(Gazetteer.Bundled, TimeProvider.System).Draft(
        new ImportRequest { Files = [path], AsOf = new DateOnly(2026, 1, 2) }, IdentityRegistry.Empty, current: null, progress: null, CancellationToken.None);

    /// <summary>The cells, "" where empty; the header first, its names trimmed as both programs have them.</summary>
    private static string[][] TableOf(string path)
    {
        List<string[]> rows = [];
        if (path.EndsWith(".xlsx", StringComparison.Ordinal))
        {
            System.Text.Encoding.RegisterProvider(System.Text.CodePagesEncodingProvider.Instance);
            using FileStream stream = File.OpenRead(path);
            using IExcelDataReader reader = ExcelReaderFactory.CreateReader(stream);
            while (reader.Read())
            {
                rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i)?.ToString() ?? "")]);
            }
        }
        else
        {
            using CsvDataReader reader = CsvDataReader.Create(path, new CsvDataReaderOptions { HasHeaders = false, Comment = '\uDC00' });
            while (reader.Read())
            {
                rows.Add([.. Enumerable.Range(0, reader.RowFieldCount).Select(reader.GetString)]);
            }
        }

        rows[0] = [.. rows[0].Select(name => name.Trim())];
        return [.. rows];
    }

    private string Write(string[][] table, string writer)
    {
        string path = Path.Combine(_folder, "again.csv");
        string[] header = table[0];
        using StreamWriter file = new(path);
        file.WriteLine(string.Join(',', [Quoted(""), .. header.Select(Quoted)]));
        for (int row = 1; row < table.Length; row++)
        {
            string number = (writer[0] == 'R' ? row : row - 1).ToString(CultureInfo.InvariantCulture);
            file.WriteLine(string.Join(',', [Quoted(number), .. header.Select((name, i) => Written(name, i < table[row].Length ? table[row][i] : "", writer))]));
        }

        return path;
    }

    private static string Written(string column, string cell, string writer)
    {
        string missing = writer switch { "R" or "R with logicals" => "NA", "pandas with NaN" => "NaN", _ => "" };
        bool isTick = cell is "1" && column is not "zip";
        return cell.Trim().Length == 0 ? missing
            : isTick ? writer switch { "R" => "1", "R with logicals" => "TRUE", "pandas with truth" => "True", _ => "1.0" }
            : column is "zip" or "zip4" ? int.Parse(cell, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) + (writer[0] == 'p' ? ".0" : "")
            : column is "latitude" or "longitude" ? double.Parse(cell, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)
            : writer[0] == 'R' || cell.AsSpan().ContainsAny(",\"\r\n") ? Quoted(cell) : cell;
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
