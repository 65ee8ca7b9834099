using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Importer.Sources;
using Locator.Testing;
using Xunit;

namespace Importer.Tests.Sources;

/// <summary>Characters that are no text, in every format: they cost neither the row nor the file.</summary>
public sealed class BrokenTextTests : IDisposable
{
    private const string Header = "name1,name2,street1,city,state,zip,phone,type_facility,oit";

    private readonly SourceFiles files = new();

    public void Dispose() => files.Dispose();

    public static TheoryData<string, string> Broken => new()
    {
        { "Harbor\ufffe House", "Harbor House" },
        { "\uffffHarbor House", "Harbor House" },
        { "Har\ufdd0bor House\ufdef", "Harbor House" },
        { "Harbor \U0001FFFEHouse\U0010FFFF", "Harbor House" },
        { "Harbor House\0\0", "Harbor House" },
        { "Harbor\u001fHouse", "Harbor House" },
        { "Harbor\u0085\u007fHouse", "Harbor  House" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_name_in_a_table_loses_what_is_no_text_and_says_so(string written, string name)
    {
        SourceRow[] rows = SourceFiles.Rows(files.OpenText($"{Header}\n{written},,1 Elm St,Rome,GA,30161,,SU,1\nB,,2 Elm St,Rome,GA,30161,,SU,\n"));
        Assert.Equal([name, "B"], rows.Select(row => row.Name1));
        Assert.Equal(["name1"], rows[0].RepairedFields);
        Assert.Empty(rows[1].RepairedFields);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_name_in_a_page_loses_what_is_no_text_and_says_so(string written, string name)
    {
        string json = $$"""[{"name1":{{JsonSerializer.Serialize(written)}},"city":"Rome"},{"name1":"B"}]""";
        foreach (string page in (string[])[json, Unescaped(json, written)])
        {
            SourceRow[] rows = SourceFiles.Rows(files.OpenText(page));
            Assert.Equal([name, "B"], rows.Select(row => row.Name1));
            Assert.Equal(["name1"], rows[0].RepairedFields);
            Assert.Empty(rows[1].RepairedFields);
        }
    }

    [Fact]
    public void Half_a_character_costs_neither_its_row_nor_its_page()
    {
        SourceRow[] rows = SourceFiles.Rows(files.OpenText("""
            {"\ud800":1,"rows":[{"name1":"A"},
            {"name1":"\udc00B\ud800 \ud83d\ude00\ud800\u0041\\ud800","\udfff":"x","name1\ud800":"y","services":[{"\ud800":1,"f2":"SET","f3":"Outpa\uD83Dtient"},"\ud800"]},
            {"name1":"C\\\ud800"}],"totalPages":3}
            """));
        Assert.Equal(["A", "B \U0001F600A\\ud800", "C\\"], rows.Select(row => row.Name1));
        Assert.Equal([[], ["services", "name1"], ["name1"]], rows.Select(row => row.RepairedFields));
        Assert.Equal(["OP"], rows[1].Codes);
        Assert.All(rows, row => Assert.Null(row.Defect));
    }

    [Fact]
    public void Escapes_of_a_worksheet_are_cleaned_as_well()
    {
        object?[]?[] sheet = [Header.Split(','), ["Har_xD800_bor_xFFFE_ _x0000_House", null, "1 Elm St", "Rome", "GA", "30161", null, "S_xFFFF_U", "_x0000_1"]];
        SourceRow row = Assert.Single(SourceFiles.Rows(SourceFiles.Open(files.Write(SourceFiles.Workbook(sheet)))));
        Assert.Equal(("Harbor House", "SU"), (row.Name1, row.TypeText));
        Assert.Equal(["OIT"], row.Codes);
        Assert.Equal(["name1", "type_facility", "oit"], row.RepairedFields);
    }

    [Fact]
    public void Columns_and_codes_are_known_by_what_is_left_of_their_names()
    {
        IDirectorySource table = files.OpenText("na\ufffeme1,city,state,zip,type_facility,o\0it,my\ufdd0stery\nA,Rome,GA,30161,SU,1,\n");
        Assert.Equal(["name1", "oit", "mystery"], table.RepairedNames);
        Assert.Equal([new UnknownName("header", "mystery")], table.UnknownNames);
        Assert.Equal(["OIT"], Assert.Single(SourceFiles.Rows(table)).Codes);

        object?[]?[] facilities = ["name1,city,state,zip,service_code_info".Split(','), ["A", "Rome", "GA", "30161", "SA * OI_xFFFE_T"]];
        object?[]?[] codes = [["category_code", "service_code"], ["SET", "OI_xFFFE_T"]];
        IDirectorySource workbook = SourceFiles.Open(files.Write(SourceFiles.Workbook(facilities, codes)));
        Assert.Equal(["OIT"], workbook.Codes);
        Assert.Equal(["service_code"], workbook.RepairedNames);
        SourceRow row = Assert.Single(SourceFiles.Rows(workbook));
        Assert.Equal(["OIT", "SA"], row.Codes);
        Assert.Equal(["service_code_info"], row.RepairedFields);
    }

    [Fact]
    public void Bytes_that_no_encoding_knows_are_no_text_either()
    {
        // 0x81 makes the file Windows-1252, where it means nothing.
        byte[] content = [.. Encoding.UTF8.GetBytes(Header + "\nHarbor"), 0x81, .. Encoding.UTF8.GetBytes("House,,,Rome,GA,30161,,SU,\n")];
        SourceRow row = Assert.Single(SourceFiles.Rows(SourceFiles.Open(files.Write(content))));
        Assert.Equal("Harbor House", row.Name1);
        Assert.Equal(["name1"], row.RepairedFields);
    }

    [Property]
    public Property Text_behind_the_gate_is_whole_Unicode_without_control_characters() => Prop.ForAll(AnyText.OfUtf16, text =>
    {
        string clean = SourceText.Of(text) ?? "";
        // Throws where a surrogate stands alone.
        _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(clean);
        Assert.DoesNotContain(clean.EnumerateRunes(), rune =>
            Rune.IsControl(rune) || (rune.Value & 0xFFFE) == 0xFFFE || rune.Value is >= 0xFDD0 and <= 0xFDEF);
        Assert.Equal(clean, clean.Trim());
        Assert.Equal(clean, SourceText.Of(clean, out bool again) ?? "");
        Assert.False(again);
        _ = clean.Normalize(NormalizationForm.FormKD);
    });

    [Property]
    public Property A_text_that_needs_no_repair_loses_only_the_white_space_at_its_edges() => Prop.ForAll(AnyText.OfUtf16, text =>
    {
        string? clean = SourceText.Of(text, out bool isRepaired);
        string spaced = string.Concat(text.Select(unit => char.IsControl(unit) && char.IsWhiteSpace(unit) ? ' ' : unit)).Trim();
        Assert.Equal(!isRepaired, (clean ?? "") == spaced);
    });

    [Property]
    public Property A_beginning_is_short_enough_and_ends_between_characters() => Prop.ForAll(AnyText.OfUtf16, Gen.Choose(2, 20).ToArbitrary(), (text, most) =>
    {
        string whole = SourceText.Of(text) ?? "";
        string beginning = SourceText.BeginningOf(whole, most);
        Assert.True(beginning.Length <= most);
        Assert.StartsWith(beginning, whole, StringComparison.Ordinal);
        Assert.Equal(beginning, SourceText.Of(beginning, out bool isRepaired) ?? "");
        Assert.False(isRepaired);
        Assert.Equal(whole.Length == 0, beginning.Length == 0);
    });

    [Fact]
    public void A_letter_keeps_its_accents_where_a_text_is_cut()
    {
        Assert.Equal("abc", SourceText.BeginningOf("abce\u0301\u0302f", 5));
        Assert.Equal("abce\u0301\u0302", SourceText.BeginningOf("abce\u0301\u0302f", 6));
        Assert.Equal("ab", SourceText.BeginningOf("ab \U0001F600", 4));
        Assert.Equal("a\u0301\u0301", SourceText.BeginningOf("a\u0301\u0301\u0301", 3));
    }

    private static string Unescaped(string json, string written) =>
        json.Replace(JsonSerializer.Serialize(written), $"\"{written}\"", StringComparison.Ordinal);
}
