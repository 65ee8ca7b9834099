using Importer.Sources;
using Locator.Facilities;
using Locator.Testing;
using Sylvan.Data.Csv;
using Xunit;

namespace Importer.Tests.Sources;

/// <summary>The real files of SAMHSA, each read to its end.</summary>
public sealed class RealDirectoryTests
{
    [Fact]
    public void The_2022_workbook_holds_12176_substance_use_entries_and_states_225_codes()
    {
        IDirectorySource source = SourceFiles.Open(SharedData.PathOf("directory/National_Directory_SA_Facilities_2022.xlsx"));
        SourceRow[] rows = SourceFiles.Rows(source);

        Assert.Equal("SAMHSA National Directory of Drug and Alcohol Use Treatment Facilities", source.Name);
        Assert.Equal(12_176, rows.Length);
        Assert.All(rows, row => Assert.Equal(ProgramType.SubstanceUse, row.Type));
        Assert.All(rows, row => Assert.Empty(row.UnknownNames));
        Assert.Equal(225, source.Codes!.Count);
        Assert.Empty(source.UnknownNames);
        Assert.Equal((2, "Shelby County Treatment Center", "35007"), (rows[0].Row, rows[0].Name1, rows[0].Zip));
        Assert.Contains("OIT", source.Codes);
        Assert.Equal(12_177, rows[^1].Row);
        Assert.All(rows.SelectMany(row => row.Codes).Distinct(), code => Assert.Contains(code, source.Codes));
    }

    [Fact]
    public void The_re_export_of_2024_holds_both_directories_and_five_rows_of_junk()
    {
        IDirectorySource source = SourceFiles.Open(SharedData.PathOf("directory/directory2024_reexport.csv.gz"));
        SourceRow[] rows = SourceFiles.Rows(source);

        Assert.Equal("SAMHSA National Directories (substance use and mental health)", source.Name);
        Assert.Null(source.Codes);
        Assert.Equal(20_524, rows.Length);
        Assert.Equal(8_319, rows.Count(row => row.Type == ProgramType.MentalHealth));
        Assert.Equal(12_205, rows.Count(row => row.Type == ProgramType.SubstanceUse));
        Assert.Equal(5, rows.Count(row => row.Name1 is null));
        Assert.All(rows[^5..], row => Assert.Null(row.Name1));
        Assert.All(rows, row => Assert.Null(row.Defect));
        Assert.Equal(20_525, rows[^1].Row);
        Assert.All(rows[..^5], row => Assert.Empty(row.UnknownNames));
        Assert.All(rows[..^5], row => Assert.NotEmpty(row.Codes));
    }

    [Fact]
    public void The_2024_directory_with_coordinates_keeps_them_as_text()
    {
        SourceRow[] rows = SourceFiles.Rows(SourceFiles.Open(SharedData.PathOf("directory/directory2024_with_coordinates.csv.gz")));

        Assert.Equal(20_519, rows.Length);
        Assert.Equal(14_122, rows.Count(row => row.Latitude is not null && row.Longitude is not null));
        Assert.Equal(("31.5537504", "-85.2523165"), (rows[0].Latitude, rows[0].Longitude));
        Assert.Equal([new SourcePhone("phone", "main", "800-951-4357")], rows[0].Phones);
        Assert.Equal(ProgramType.MentalHealth, rows[0].Type);
        Assert.Contains("CHLOR", rows[0].Codes);
    }

    [Fact]
    public void Entries_tell_their_type_by_their_codes_in_all_but_ten_of_20519_rows_and_never_wrongly()
    {
        SourceRow[] rows = SourceFiles.Rows(SourceFiles.Open(SharedData.PathOf("directory/directory2024_with_coordinates.csv.gz")));

        Assert.Equal(10, rows.Count(row => SurveyedType.Of(row.Codes) is null));
        Assert.DoesNotContain(rows, row => SurveyedType.Of(row.Codes) is { } type && type != row.Type);
    }

    [Theory]
    [InlineData("in_SA2022", ProgramType.SubstanceUse)]
    [InlineData("in_MH2022", ProgramType.MentalHealth)]
    public void Each_code_sheet_of_2022_gives_away_its_directory(string column, ProgramType type)
    {
        using CsvDataReader sheet = CsvDataReader.Create(SharedData.PathOf("vocabulary/service_codes.csv"));
        List<string> codes = [];
        while (sheet.Read())
        {
            if (sheet.GetString(sheet.GetOrdinal(column)) == "Y")
            {
                codes.Add(sheet.GetString(sheet.GetOrdinal("service_code")));
            }
        }

        Assert.NotEmpty(codes);
        Assert.Equal(type, SurveyedType.Of(codes));
    }

    [Fact]
    public void The_Massachusetts_export_of_2025_holds_366_and_296_entries_and_cannot_state_lgbtq()
    {
        IDirectorySource source = SourceFiles.Open(SharedData.PathOf("findtreatment/export_2025-08-19_MA.csv"));
        SourceRow[] rows = SourceFiles.Rows(source);

        Assert.Equal("FindTreatment.gov export", source.Name);
        Assert.Equal(366, rows.Count(row => row.Type == ProgramType.SubstanceUse));
        Assert.Equal(296, rows.Count(row => row.Type == ProgramType.MentalHealth));
        Assert.Equal(662, rows.Length);
        Assert.Empty(source.UnknownNames);
        Assert.DoesNotContain("GL", source.Codes!);
        Assert.DoesNotContain("CT", source.Codes!);
        Assert.Equal(314, source.Codes!.Count); // 315 columns, of which ct and tele are one code
        Assert.Contains("N40", source.Codes!); // the last header is "n40 "
        Assert.Equal("North Suffolk Community Services", rows[0].Name1); // the first is "    name1"
        Assert.Equal(("Suffolk", "02150", "42.3910401"), (rows[0].County, rows[0].Zip, rows[0].Latitude));
        Assert.All(rows, row => Assert.True(row.Codes.Count > 0 && row.Website is not null && row.UnknownNames.Count == 0));
    }

    [Fact]
    public void The_workbook_download_of_2018_holds_one_entry_of_type_SA()
    {
        IDirectorySource source = SourceFiles.Open(SharedData.PathOf("findtreatment/locator_2018_sample.xlsx"));
        SourceRow row = Assert.Single(SourceFiles.Rows(source));

        Assert.Equal("FindTreatment.gov export", source.Name);
        Assert.Equal(("SA", ProgramType.SubstanceUse, 2), (row.TypeText, row.Type, row.Row));
        Assert.NotEmpty(row.Codes);
        Assert.All(row.Codes, code => Assert.Contains(code, source.Codes!));
        Assert.Empty(source.UnknownNames);
    }

    [Fact]
    public void Of_the_service_names_of_the_2019_api_page_at_least_98_percent_are_known()
    {
        IDirectorySource source = SourceFiles.Open(SharedData.PathOf("findtreatment/api_page_2019-05.json"));
        SourceRow[] rows = SourceFiles.Rows(source);

        Assert.Equal("FindTreatment.gov API", source.Name);
        Assert.Null(source.Codes);
        Assert.Equal(Enumerable.Range(1, 30), rows.Select(row => row.Row));
        Assert.Equal(14, rows.Count(row => row.Type == ProgramType.SubstanceUse));
        Assert.Equal(16, rows.Count(row => row.Type == ProgramType.MentalHealth));
        Assert.Equal("38.0282239", rows[0].Latitude);
        Assert.Equal([new SourcePhone("phone", "main", "434-979-8871"), new SourcePhone("intake1", "intake", "434-972-1800")], rows[0].Phones);

        int known = rows.Sum(row => row.Codes.Count);
        int unknown = rows.Sum(row => row.UnknownNames.Count);
        Assert.True(known >= 0.98 * (known + unknown),
            $"{unknown} of {known + unknown} are unknown: {string.Join(", ", rows.SelectMany(row => row.UnknownNames).Distinct())}");
    }

    [Fact]
    public void The_licences_of_California_are_refused_with_their_columns()
    {
        string sentence = SourceFiles.RefusalOf(SharedData.PathOf("california/licensed_facilities_2026-08.csv"));
        Assert.Contains("license_number", sentence, StringComparison.Ordinal);
        Assert.Contains("National Directory", sentence, StringComparison.Ordinal);
    }
}
