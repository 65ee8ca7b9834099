using System.Globalization;
using System.IO.Compression;
using System.Security;
using System.Text;
using Importer.Sources;
using Xunit;

namespace Importer.Tests.Sources;

/// <summary>Files written for one test, under names that tell nothing of what they hold; deleted with it.</summary>
public sealed class SourceFiles : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("locator-sources-");

    public string Folder => folder.FullName;

    public string Write(byte[] content)
    {
        string path = Path.Combine(folder.FullName, Guid.NewGuid().ToString("N"));
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string content) => Write(Encoding.UTF8.GetBytes(content));

    internal static IDirectorySource Open(string path) => DirectorySources.Open(path);

    internal IDirectorySource OpenText(string content) => Open(Write(content));

    internal static SourceRow[] Rows(IDirectorySource source) => [.. source.Read(TestContext.Current.CancellationToken)];

    /// <summary>The sentence with which a file is refused, at once or while its rows are read.</summary>
    internal static string RefusalOf(string path)
    {
        string sentence = Assert.Throws<UnreadableSourceException>(() => Rows(Open(path))).Message;
        Assert.StartsWith(path, sentence, StringComparison.Ordinal);
        return sentence;
    }

    public static byte[] Gzip(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }

    /// <summary>A workbook with one sheet for each table; a cell is a string, a double, a bool or null; a null row leaves a gap.</summary>
    public static byte[] Workbook(params object?[]?[][] sheets)
    {
        using MemoryStream content = new();
        using (ZipArchive zip = new(content, ZipArchiveMode.Create))
        {
            string numbers = string.Concat(Enumerable.Range(1, sheets.Length).Select(n => string.Create(CultureInfo.InvariantCulture,
                $"<sheet name=\"Sheet {n}\" sheetId=\"{n}\" r:id=\"rId{n}\"/>")));
            string relations = string.Concat(Enumerable.Range(1, sheets.Length).Select(n => string.Create(CultureInfo.InvariantCulture,
                $"<Relationship Id=\"rId{n}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>")));
            Add(zip, "[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>");
            Add(zip, "_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
            Add(zip, "xl/workbook.xml", $"<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>{numbers}</sheets></workbook>");
            Add(zip, "xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{relations}</Relationships>");
            for (int i = 0; i < sheets.Length; i++)
            {
                Add(zip, string.Create(CultureInfo.InvariantCulture, $"xl/worksheets/sheet{i + 1}.xml"), SheetXml(sheets[i]));
            }
        }

        return content.ToArray();
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static string SheetXml(object?[]?[] rows)
    {
        StringBuilder xml = new("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
        for (int r = 0; r < rows.Length; r++)
        {
            if (rows[r] is not { } cells)
            {
                continue;
            }

            xml.Append(CultureInfo.InvariantCulture, $"<row r=\"{r + 1}\">");
            for (int c = 0; c < cells.Length; c++)
            {
                string at = string.Create(CultureInfo.InvariantCulture, $"{(char)('A' + c)}{r + 1}");
                xml.Append(cells[c] switch
                {
                    null => "",
                    double number => string.Create(CultureInfo.InvariantCulture, $"<c r=\"{at}\"><v>{number}</v></c>"),
                    bool truth => $"<c r=\"{at}\" t=\"b\"><v>{(truth ? 1 : 0)}</v></c>",
                    object text => $"<c r=\"{at}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{SecurityElement.Escape(text.ToString())}</t></is></c>",
                });
            }

            xml.Append("</row>");
        }

        return xml.Append("</sheetData></worksheet>").ToString();
    }

    private static void Add(ZipArchive zip, string name, string xml)
    {
        using StreamWriter writer = new(zip.CreateEntry(name).Open());
        writer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + xml);
    }
}
