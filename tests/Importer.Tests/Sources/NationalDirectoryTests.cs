using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Importer.Sources;
using Locator.Facilities;
using Locator.Testing;
using Xunit;

namespace Importer.Tests.Sources;

public sealed class NationalDirectoryTests : IDisposable
{
    private const string Header = "name1,name2,street1,street2,city,state,zip,phone,intake1,intake2,intake1a,intake2a,service_code_info";

    private static readonly string[] Columns = Header.Split(',');

    private readonly SourceFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Codes_are_divided_by_spaces_and_their_categories_by_asterisks()
    {
        SourceRow row = Assert.Single(Rows("A,,1 Elm St,,Rome,GA,30161,,,,,," + "SA DT * OP OIT*TELE  *  MD OP oit"));
        Assert.Equal(["DT", "MD", "OIT", "OP", "SA", "TELE"], row.Codes);
        Assert.Empty(row.UnknownNames);
    }

    [Property]
    public void Any_arrangement_of_codes_is_read_as_the_same_set(string[] order, bool[] breaks)
    {
        string[] codes = ["SA", "OIT", "MD", "TELE", "FEM"];
        // Every second word is arbitrary text without white space or asterisks: it must come back as unknown, whole.
        StringBuilder text = new();
        HashSet<string> words = new(StringComparer.Ordinal);
        for (int i = 0; i < order.Length; i++)
        {
            string word = "?" + new string([.. (order[i] ?? "").Where(char.IsAsciiLetterOrDigit)]);
            words.Add(word);
            text.Append(codes[i % codes.Length]).Append(i < breaks.Length && breaks[i] ? " * " : " ").Append(word).Append(' ');
        }

        SourceRow row = Assert.Single(Rows($"A,,,,,,,,,,,,{text}"));
        Assert.Equal(codes.Take(order.Length).Order(StringComparer.Ordinal), row.Codes);
        Assert.Equal(words.Select(word => new UnknownName("service_code_info", word)).ToHashSet(), row.UnknownNames.ToHashSet());
    }

    [Property]
    public Property Text_that_was_written_is_read_back_the_same() => Prop.ForAll(
        AnyText.OfUtf16.Generator.ArrayOf().ToArbitrary(), cells =>
        {
            string[] written = [.. Columns.Select((_, i) => i < cells.Length ? Writable(cells[i] ?? "") : "")];
            written[0] = "N" + written[0];
            SourceRow row = Assert.Single(Rows(string.Join(',', written.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))));
            string?[] read = [row.Name1, row.Name2, row.Street1, row.Street2, row.City, row.State, row.Zip];
            MissingValues missing = new();
            string?[] expected = [.. written.Select((cell, i) => missing.TakenOut(SourceText.Of(cell), keepsDashes: Columns[i] == "street1"))];
            Assert.Equal(expected.Take(7), read);
            Assert.Equal(expected[7..12].OfType<string>(), row.Phones.Select(phone => phone.Text));
        });

    [Fact]
    public void Telephones_keep_the_order_of_the_columns_and_their_kind()
    {
        SourceRow row = Assert.Single(Rows("A,,,,,,,205-216-0200 x12,205-216-0201,,888-PARNEXT,,SA"));
        Assert.Equal(
            [
                new SourcePhone("phone", "main", "205-216-0200 x12"),
                new SourcePhone("intake1", "intake", "205-216-0201"),
                new SourcePhone("intake1a", "intake", "888-PARNEXT"),
            ],
            row.Phones);
    }

    [Fact]
    public void White_space_at_the_edges_goes_and_within_stays()
    {
        SourceRow row = Assert.Single(Rows("\u00A0 A  B\u00A0 C \u00A0,  ,No Street,,,,,,,,,,SA"));
        Assert.Equal("A  B\u00A0 C", row.Name1);
        Assert.Null(row.Name2);
        Assert.Equal("No Street", row.Street1);
    }

    [Fact]
    public void Rows_are_counted_in_lines_as_an_editor_counts_them()
    {
        SourceRow[] rows = SourceFiles.Rows(files.OpenText(
            Header + "\r\n\"A\r\nB\",,,,,,,,,,,,SA\r\n\r\n,,,,,,,,,,,,\r\nC,,,,,,,,,,,,SA\nD,,,,,,,,,,,,\"SA\n* OP\"\nE,,,,,,,,,,,,SA"));
        Assert.Equal([("A  B", 2), ("C", 6), ("D", 7), ("E", 9)], rows.Select(row => (row.Name1!, row.Row)));
        Assert.Equal(["OP", "SA"], rows[2].Codes);
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    public void Fields_may_be_divided_by_what_a_spreadsheet_elsewhere_writes(char divider)
    {
        string text = $"{Header}\nA, Inc;,,1 Elm St,,Rome,GA,30161,,,,,,SA OP\n".Replace("A, Inc;", "\"A\u0001 Inc;\"", StringComparison.Ordinal)
            .Replace(',', divider).Replace('\u0001', ',');
        SourceRow row = Assert.Single(SourceFiles.Rows(files.OpenText(text)));
        Assert.Equal(("A, Inc;", "Rome", "30161"), (row.Name1, row.City, row.Zip));
        Assert.Equal(["OP", "SA"], row.Codes);
    }

    [Fact]
    public void A_name_may_begin_with_a_number_sign()
    {
        Assert.Equal("#1 Recovery", Assert.Single(Rows("#1 Recovery,,,,,,,,,,,,SA")).Name1);
    }

    [Fact]
    public void A_row_with_a_field_too_few_or_too_many_is_never_shifted_but_yielded_with_its_defect()
    {
        SourceRow[] rows = Rows("A,,,,,,,,,,,SA\nB,,,Suite 1, 2nd floor,,,,,,,,,SA\nC,,,,,,,,,,,,SA,,\nD,,,,,,,,,,,,SA\n");
        Assert.Equal("has 12 fields where the header has 13", rows[0].Defect);
        Assert.Equal("has 14 fields where the header has 13", rows[1].Defect);
        Assert.All(rows[..2], row => Assert.True(row.Name1 is null && row.Codes.Count == 0 && row.Type is null));
        Assert.Equal(("C", null), (rows[2].Name1, rows[2].Defect)); // empty fields beyond the header displace nothing
        Assert.Equal("D", rows[3].Name1);
    }

    [Theory]
    [InlineData("directory_type", "mental", ProgramType.MentalHealth)]
    [InlineData("directory", "SU", ProgramType.SubstanceUse)]
    [InlineData("directory", "OTP", ProgramType.OpioidTreatmentProgram)]
    [InlineData("directory", "dental", null)]
    [InlineData("directory", "", null)]
    public void A_column_that_states_the_type_decides_it_whatever_the_codes_say(string column, string text, ProgramType? type)
    {
        SourceRow row = Assert.Single(SourceFiles.Rows(files.OpenText($"{column},{Header}\n{text},A,,,,,,,,,,,,SA OIT\n")));
        Assert.Equal(type, row.Type);
        Assert.Equal(text.Length == 0 ? null : text, row.TypeText);
    }

    [Theory]
    [InlineData("SA * OP OIT * FEM", ProgramType.SubstanceUse)]
    [InlineData("SA MH * OP PHDT * OMH", ProgramType.MentalHealth)]
    [InlineData("SA * OP", null)]
    [InlineData("OIT * OMH", null)]
    [InlineData("", null)]
    public void Without_such_a_column_the_codes_tell_the_type_if_they_can(string codes, ProgramType? type)
    {
        Assert.Equal(type, Assert.Single(Rows($"A,,,,,,,,,,,,{codes}")).Type);
    }

    [Theory]
    [InlineData("OIT ORT SA", ProgramType.SubstanceUse, "SAMHSA National Directory of Drug and Alcohol Use Treatment Facilities")]
    [InlineData("PHDT IPT RTCC MH", ProgramType.MentalHealth, "SAMHSA National Directory of Mental Health Treatment Facilities")]
    public void A_workbook_says_by_its_code_sheet_what_all_its_rows_are(string sheetCodes, ProgramType type, string name)
    {
        object?[][] codes = [["  category_code", "service_code "], .. sheetCodes.Split(' ').Select(code => (object?[])["X", code]), ["TC", "NEWONE"]];
        object?[]?[] facilities = [Columns, ["A", .. new object?[11], "SA * OP"], null, ["B", null, null, null, null, null, 2134d, null, null, null, null, null, "MH"]];
        IDirectorySource source = SourceFiles.Open(files.Write(SourceFiles.Workbook(codes, [], facilities)));
        SourceRow[] rows = SourceFiles.Rows(source);

        Assert.Equal(name, source.Name);
        Assert.Equal(sheetCodes.Split(' ').Order(StringComparer.Ordinal), source.Codes);
        Assert.Equal([new UnknownName("service_code", "NEWONE")], source.UnknownNames);
        Assert.Equal([("A", 2, type), ("B", 4, type)], rows.Select(row => (row.Name1!, row.Row, row.Type!.Value)));
        Assert.Equal("2134", rows[1].Zip); // typed as a number: the zero is lost, but it is text again
    }

    [Fact]
    public void Columns_of_no_known_meaning_are_reported()
    {
        IDirectorySource source = files.OpenText(Header + ",rating\nA,,,,,,,,,,,,SA,5\n");
        Assert.Equal([new UnknownName("header", "rating")], source.UnknownNames);
    }

    /// <summary>Lone surrogates cannot be written in UTF-8.</summary>
    private static string Writable(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private SourceRow[] Rows(string record) => SourceFiles.Rows(files.OpenText($"{Header}\n{record}\n"));
}
