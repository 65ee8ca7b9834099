using System.IO.Compression;
using System.Text;
using Importer.Sources;
using Xunit;

namespace Importer.Tests.Sources;

/// <summary>How text is encoded and packed, and what is refused, with which words.</summary>
public sealed class UnreadableFileTests : IDisposable
{
    private const string Directory =
        "name1,name2,street1,street2,city,state,zip,phone,intake1,intake2,intake1a,intake2a,service_code_info\n"
        + "Clínica Peña,,1 Elm St,,Ponce,PR,00731,,,,,,SA\n"
        + "Asociación,,2 Elm St,,Ponce,PR,00731,,,,,,SA * OP\n";

    private readonly SourceFiles files = new();

    public void Dispose() => files.Dispose();

    public static TheoryData<string> Encodings => ["utf-8", "utf-8 with mark", "utf-16", "latin1", "packed", "packed latin1"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Accents_survive_every_encoding(string encoding)
    {
        byte[] latin1 = Encoding.Latin1.GetBytes(Directory);
        byte[] utf8 = Encoding.UTF8.GetBytes(Directory);
        byte[] content = encoding switch
        {
            "utf-8" => utf8,
            "utf-8 with mark" => [.. Encoding.UTF8.Preamble, .. utf8],
            "utf-16" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Directory)],
            "latin1" => latin1,
            "packed" => SourceFiles.Gzip(utf8),
            _ => SourceFiles.Gzip(latin1),
        };
        SourceRow[] rows = SourceFiles.Rows(SourceFiles.Open(files.Write(content)));
        Assert.Equal(["Clínica Peña", "Asociación"], rows.Select(row => row.Name1));
    }

    [Fact]
    public void A_letter_of_two_bytes_may_lie_across_the_blocks_in_which_a_file_is_examined()
    {
        string filler = new('x', (1 << 16) - 1 - Directory.IndexOf('í', StringComparison.Ordinal));
        string text = Directory.Replace("Clí", filler + "Clí", StringComparison.Ordinal);
        Assert.Equal(0xC3, Encoding.UTF8.GetBytes(text)[(1 << 16) - 1]);
        Assert.EndsWith("Clínica Peña", SourceFiles.Rows(files.OpenText(text))[0].Name1!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packed_workbook_is_read_too()
    {
        object?[]?[] facilities = [Directory.Split('\n')[0].Split(','), ["A", .. new object?[11], "SA * FEM"]];
        string path = files.Write(SourceFiles.Gzip(SourceFiles.Workbook(facilities)));
        Assert.Equal("A", Assert.Single(SourceFiles.Rows(SourceFiles.Open(path))).Name1);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_refused()
    {
        Assert.Contains("does not exist", SourceFiles.RefusalOf(Path.Combine(files.Folder, "none.csv")), StringComparison.Ordinal);
        Assert.Contains("is a folder", SourceFiles.RefusalOf(files.Folder), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\uFEFF \r\n\n", "is empty")]
    [InlineData("name1,name2,street1,street2,city,state,zip,phone,service_code_info\n\n,,,,,,,,\n", "a header but no rows")]
    [InlineData("id,title,price\n1,2,3\n", "its columns are id, title, price. Known are the National Directory")]
    [InlineData("name1,city,state,service_code_info\nA,B,C,D\n", "is no directory of a known kind")]
    [InlineData("<!DOCTYPE html><html></html>", "is a web page")]
    [InlineData("PK\u0003\u0004 and so on", "cannot be read as an Excel workbook")]
    [InlineData("MZ\0\0\0", "is a binary file")]
    [InlineData("""{"page":1,"rows":[]}""", "without any rows")]
    [InlineData("""{"error":"quota"}""", "without any rows")]
    [InlineData("""[{"id":1}]""", "has no member name1")]
    [InlineData("""{"rows":[{"name1":"A"},{"name1":"B""", "is not whole JSON")]
    [InlineData("""{"rows":[{"name1":"A"}]""", "is not whole JSON")]
    [InlineData("""{"rows":[{"name1":"A"}]}}""", "is not whole JSON")]
    public void What_is_no_directory_is_refused_with_a_reason(string content, string reason)
    {
        Assert.Contains(reason, SourceFiles.RefusalOf(files.Write(content)), StringComparison.Ordinal);
    }

    [Fact]
    public void JSON_in_another_encoding_than_UTF8_is_refused()
    {
        Assert.Contains("not in UTF-8", SourceFiles.RefusalOf(files.Write(Encoding.Latin1.GetBytes("""[{"name1":"é"}]"""))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_half_written_CSV_is_refused()
    {
        string quoted = Directory + "\"Half a na";
        Assert.Contains("cannot be read from line 4 on", SourceFiles.RefusalOf(files.Write(quoted)), StringComparison.Ordinal);
        string plain = Directory + "C,,3 Elm";
        Assert.Contains("breaks off in the middle of line 4", SourceFiles.RefusalOf(files.Write(plain)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_quotation_mark_that_is_never_closed_does_not_swallow_the_file()
    {
        string text = Directory + "\"Open" + string.Concat(Enumerable.Repeat(",,,,,,,,,,,,SA\nA", 200_000));
        Assert.Contains("cannot be read from line 4 on", SourceFiles.RefusalOf(files.Write(text)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_half_written_gzip_file_is_refused_wherever_it_is_cut()
    {
        byte[] whole = SourceFiles.Gzip(Encoding.UTF8.GetBytes(Directory));
        for (int length = 2; length < whole.Length; length++)
        {
            SourceFiles.RefusalOf(files.Write(whole[..length]));
        }
    }

    [Fact]
    public void A_half_written_workbook_is_refused_wherever_it_is_cut()
    {
        byte[] whole = SourceFiles.Workbook([Directory.Split('\n')[0].Split(','), ["A", .. new object?[11], "SA"]]);
        for (int length = 4; length < whole.Length; length += 7)
        {
            SourceFiles.RefusalOf(files.Write(whole[..length]));
        }
    }

    [Fact]
    public void A_workbook_whose_sheet_breaks_off_is_refused()
    {
        byte[] whole = SourceFiles.Workbook([Directory.Split('\n')[0].Split(','), ["A", .. new object?[11], "SA"], ["B", .. new object?[11], "SA"]]);
        using MemoryStream stream = new();
        stream.Write(whole);
        using (ZipArchive zip = new(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            ZipArchiveEntry sheet = zip.GetEntry("xl/worksheets/sheet1.xml")!;
            using Stream xml = sheet.Open();
            xml.SetLength(xml.Length - 60);
        }

        Assert.Contains("cannot be read as an Excel workbook", SourceFiles.RefusalOf(files.Write(stream.ToArray())), StringComparison.Ordinal);
    }

    [Fact]
    public void A_workbook_with_two_sheets_of_facilities_is_refused_so_that_none_is_lost()
    {
        object?[]?[] facilities = [Directory.Split('\n')[0].Split(','), ["A", .. new object?[11], "SA"]];
        Assert.Contains("several sheets", SourceFiles.RefusalOf(files.Write(SourceFiles.Workbook(facilities, facilities))), StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_stops_when_it_is_cancelled()
    {
        IDirectorySource source = files.OpenText(Directory);
        Assert.Throws<OperationCanceledException>(() => source.Read(new CancellationToken(canceled: true)).Count());
        Assert.Equal(2, SourceFiles.Rows(source).Length); // and starts anew when asked again
    }
}
