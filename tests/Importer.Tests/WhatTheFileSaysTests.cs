using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Importer.Commands;
using Importer.Tests.Sources;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Publishing.Files;
using Locator.Versions;
using Xunit;

namespace Importer.Tests;

/// <summary>
/// What files mean that went through other programs or other hands: each is imported by the command line, and what is not
/// taken as it stands is in the report once.
/// </summary>
public sealed class WhatTheFileSaysTests : IDisposable
{
    private const string Header = "name1,name2,street1,street2,city,state,zip,phone,website,latitude,longitude,type_facility,sa,oit,md,op";
    private const string GoodRow = "Sample Recovery,,1 Example Street,,Atlanta,GA,30309,404-555-0100,,33.79,-84.38,SU,1,1,1,1";
    private const string Directory = "name1,name2,street1,street2,city,state,zip,phone,service_code_info";

    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("importer-").FullName;

    private string Data => Path.Combine(_folder, "data");

    private string Report => Path.Combine(_folder, "report.csv");

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("NA")]
    [InlineData("n/a")]
    [InlineData("#N/A")]
    [InlineData("Null")]
    [InlineData("nan")]
    [InlineData("NONE")]
    [InlineData("<NA>")]
    [InlineData("\\N")]
    [InlineData("nil")]
    [InlineData("--")]
    [InlineData("- - -")]
    public async Task A_word_for_a_missing_value_is_an_empty_cell_in_every_column(string word)
    {
        await ImportAsync("a.csv", Header, $"Clinic,{word},1 A Street,{word},Atlanta,GA,30309,{word},{word},{word},{word},SU,1,{word},1,{word}");
        Facility facility = Assert.Single((await CurrentAsync()).Facilities);
        TreatmentProgram program = Assert.Single(facility.Programs);
        Assert.Equal(("Clinic", "Clinic", null, null), (facility.Name, program.Name, facility.Address.Street2, facility.Website));
        Assert.Empty(facility.Phones);
        Assert.Equal(["MD", "SA"], program.Codes);
        Assert.Equal(LocationPrecision.Zip, facility.Location!.Precision);
        Assert.Single(ReportLines("Words for a missing value were taken as empty cells"));
        Assert.DoesNotContain(ReportLines(","), line => line.Contains("No telephone", StringComparison.Ordinal) || line.Contains("no web address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_without_street_are_not_joined_by_the_word_that_stands_for_none()
    {
        await ImportAsync("a.csv", Header,
            GoodRow.Replace("1 Example Street", "NA", StringComparison.Ordinal),
            GoodRow.Replace("1 Example Street", "NA", StringComparison.Ordinal).Replace("0100", "0101", StringComparison.Ordinal));
        IReadOnlyList<Facility> facilities = (await CurrentAsync()).Facilities;
        Assert.Equal(2, facilities.Count);
        Assert.All(facilities, facility => Assert.Null(facility.Address.Street1));
    }

    [Theory]
    [InlineData("ND", "Fargo", "58102")]
    public async Task A_state_that_looks_like_such_a_word_stays(string state, string city, string zip)
    {
        await ImportAsync("a.csv", Header, $"Unknown,X,NO,0,{city},{state},{zip},404-555-0100,,,,SU,1,1,1,1");
        Facility facility = Assert.Single((await CurrentAsync()).Facilities);
        Assert.Equal(("Unknown", "X", "NO", "0", state),
            (facility.Name, facility.Programs[0].Name, facility.Address.Street1, facility.Address.Street2, facility.Address.State));
    }

    [Fact]
    public async Task A_page_of_the_API_may_have_words_for_a_missing_value_too()
    {
        await ImportAsync("page.json", """
            [{"name1":"Clinic","name2":"NA","street1":"1 A Street","street2":"None","city":"Atlanta","state":"GA","zip":"30309","phone":"N/A",
              "lat":"33.79","lng":"-84.38","typeFacility":"SA","services":[{"f2":"SET","f3":"Outpatient"}]}]
            """);
        Facility facility = Assert.Single((await CurrentAsync()).Facilities);
        Assert.Equal(("Clinic", null, LocationPrecision.Address), (facility.Programs[0].Name, facility.Address.Street2, facility.Location!.Precision));
        Assert.Single(ReportLines("Words for a missing value"));
    }

    [Fact]
    public async Task A_second_address_line_is_the_programs_where_they_differ_in_it()
    {
        string Row(string name2, string street2) => $"Sample Recovery,{name2},1 Example Street,{street2},Atlanta,GA,30309,404-555-0100,,33.79,-84.38,SU,1,1,1,1";
        await ImportAsync("a.csv", Header, Row("A", "Suite 300"), Row("B", "Suite 210"), Row("C", ""));
        Facility facility = Assert.Single((await CurrentAsync()).Facilities);
        Assert.Null(facility.Address.Street2);
        Assert.Equal([("A", "Suite 300"), ("B", "Suite 210"), ("C", null)], facility.Programs.Select(program => (program.Name, program.Street2)));

        await ImportAsync("b.csv", Header, Row("A", "Suite 300"), Row("B", "SUITE  300"));
        facility = Assert.Single((await CurrentAsync()).Facilities);
        Assert.Equal("Suite 300", facility.Address.Street2);
        Assert.All(facility.Programs, program => Assert.Null(program.Street2));
    }

    [Fact]
    public async Task The_city_is_the_most_frequent_one_of_the_rows_and_the_others_are_reported()
    {
        string Row(string name2, string city) => $"Sample Recovery,{name2},1 Example Street,,{city},GA,30309,404-555-0100,,33.79,-84.38,SU,1,1,1,1";
        await ImportAsync("a.csv", Header, Row("A", "Decatur"), Row("B", "Atlanta"), Row("C", "ATLANTA"));
        Assert.Equal("Atlanta", Assert.Single((await CurrentAsync()).Facilities).Address.City);
        Assert.Contains("a.csv,2,city,", Assert.Single(ReportLines("name another city")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lat,long")]
    [InlineData("lat,lng")]
    [InlineData("Lat,Lon")]
    [InlineData("Latitude,Lng")]
    public async Task Coordinates_are_found_under_other_names(string columns)
    {
        await ImportAsync("a.csv", Header.Replace("latitude,longitude", columns, StringComparison.Ordinal), GoodRow);
        Facility facility = Assert.Single((await CurrentAsync()).Facilities);
        AssertStandsAtItsAddress(facility);
        Assert.Contains(columns.Replace(",", ", ", StringComparison.Ordinal), Assert.Single(ReportLines("columns of other names")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X,Y", "-84.38,33.79")]
    [InlineData("Y,X", "33.79,-84.38")]
    [InlineData("X,Y", "84.38,33.79")]
    public async Task X_is_the_longitude_and_Y_the_latitude(string columns, string cells)
    {
        await ImportAsync("a.csv", Header.Replace("latitude,longitude", columns, StringComparison.Ordinal), GoodRow.Replace("33.79,-84.38", cells, StringComparison.Ordinal));
        AssertStandsAtItsAddress(Assert.Single((await CurrentAsync()).Facilities));
    }

    [Fact]
    public async Task The_usual_columns_go_before_others_and_capitals_do_not_matter()
    {
        await ImportAsync("a.csv", Header.Replace("latitude,longitude", "LATITUDE,LONGITUDE", StringComparison.Ordinal) + ",X,Y", GoodRow + ",1,2");
        Assert.Equal(LocationPrecision.Address, Assert.Single((await CurrentAsync()).Facilities).Location!.Precision);
        Assert.Empty(ReportLines("columns of other names"));
    }

    [Fact]
    public async Task Headers_are_known_however_they_are_written()
    {
        await ImportAsync("a.csv", "Name 1,Name 2,Street 1,STREET_2,City,State,ZIP Code,Phone,Website,Latitude,Longitude,Type Facility,SA,OIT,MD,OP",
            GoodRow.Replace("Sample Recovery,,1 Example Street,,", "Sample Recovery,Outpatient,1 Example Street,Suite 5,", StringComparison.Ordinal));
        Facility facility = Assert.Single((await CurrentAsync()).Facilities);
        Assert.Equal(("Outpatient", "1 Example Street", "Suite 5", "30309"),
            (facility.Programs[0].Name, facility.Address.Street1, facility.Address.Street2, facility.Address.Zip));
        Assert.Empty(ReportLines("does not know this name"));
    }

    [Theory]
    [InlineData("Treatment facilities, by state\r\n\r\nPrinted on \"Monday\r\n")]
    [InlineData("Facilities;2026\r\n")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n18\n19\n20\n")]
    public async Task Lines_above_the_header_are_skipped_and_reported(string titles)
    {
        string path = Path.Combine(_folder, "a.csv");
        await File.WriteAllTextAsync(path, $"{titles}{Header}\r\n{GoodRow}\r\n");
        await RunAsync("import", path, "--report", Report);
        TreatmentProgram program = Assert.Single(Assert.Single((await CurrentAsync()).Facilities).Programs);
        Assert.Equal(titles.Count(c => c == '\n') + 2, program.Source.Row);
        Assert.Single(ReportLines("The lines above the header were skipped"));
    }

    [Fact]
    public async Task Lines_above_the_header_of_a_worksheet_are_skipped_too()
    {
        string path = Path.Combine(_folder, "a.xlsx");
        await File.WriteAllBytesAsync(path, SourceFiles.Workbook([["Treatment facilities"], null, ["Printed on Monday"], Header.Split(','), GoodRow.Split(',')]));
        await RunAsync("import", path, "--report", Report);
        Assert.Equal(5, Assert.Single(Assert.Single((await CurrentAsync()).Facilities).Programs).Source.Row);
        Assert.Contains("Treatment facilities", Assert.Single(ReportLines("The lines above the header were skipped")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("const facilities = [{\"name1\": \"A\"}];")]
    [InlineData("// made by hand\nvar rows={\"rows\":[]}")]
    [InlineData("window.data = [{}]")]
    [InlineData("export default [{}]")]
    [InlineData("callback([{}]);")]
    public async Task JavaScript_around_JSON_is_refused_with_what_was_found_and_what_is_expected(string content)
    {
        string path = Path.Combine(_folder, "a.js");
        await File.WriteAllTextAsync(path, content);
        string error = await RefusalAsync("import", path);
        Assert.Contains("JavaScript", error, StringComparison.Ordinal);
        Assert.Contains(content[..10], error, StringComparison.Ordinal);
        Assert.Contains("the JSON alone", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_does_not_tell_its_type_has_the_only_one_of_its_file()
    {
        await ImportAsync("a.csv", Directory,
            "A,,1 A Street,,Atlanta,GA,30309,404-555-0100,PVTN * PA SS * SMPD",
            "B,,2 A Street,,Atlanta,GA,30309,404-555-0100,MH * OP PHDT * OMH");
        Assert.All((await CurrentAsync()).Facilities, facility => Assert.Equal(ProgramType.MentalHealth, Assert.Single(facility.Programs).Type));
        Assert.Contains("mental-health (1 rows, the first is row 2)", Assert.Single(ReportLines("only type of the file")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_that_does_not_tell_its_type_is_left_out_where_the_file_has_two()
    {
        string path = await FileOf("a.csv", Directory,
            "A,,1 A Street,,Atlanta,GA,30309,404-555-0100,PVTN * PA SS * SMPD",
            "B,,2 A Street,,Atlanta,GA,30309,404-555-0100,MH * OP PHDT * OMH",
            "C,,3 A Street,,Atlanta,GA,30309,404-555-0100,SA * OP OIT");
        await RunAsync("import", path, "--report", Report, "--max-left-out", "50%");
        Assert.Equal(["B", "C"], (await CurrentAsync()).Facilities.Select(facility => facility.Name).Order(StringComparer.Ordinal));
        Assert.Single(ReportLines("does not say what type of program"));
    }

    [Fact]
    public async Task The_operator_can_say_of_which_type_the_entries_are()
    {
        string path = await FileOf("a.csv", "name1,street1,city,state,zip,phone", "A,1 A Street,Atlanta,GA,30309,404-555-0100");
        Assert.Contains("no directory of a known kind", await RefusalAsync("import", path), StringComparison.Ordinal);
        Assert.Contains("--without-services", await RefusalAsync("import", path, "--type", "mental-health"), StringComparison.Ordinal);
        await RunAsync("import", path, "--type", "mental-health", "--without-services");
        DirectoryVersion version = await CurrentAsync();
        Assert.Equal(ProgramType.MentalHealth, Assert.Single(Assert.Single(version.Facilities).Programs).Type);
        Assert.True(Assert.Single(version.Manifest.Sources).WithoutServices);
        Assert.Equal(ExitCode.WrongCommandLine, (await TryAsync("import", path, "--type", "dental")).Code);
    }

    [Fact]
    public async Task What_a_row_says_of_its_type_goes_before_what_the_operator_says()
    {
        string path = await FileOf("a.csv", Header, GoodRow, GoodRow.Replace(",SU,", ",,", StringComparison.Ordinal));
        await RunAsync("import", path, "--type", "mental-health", "--report", Report);
        Assert.Equal([ProgramType.MentalHealth, ProgramType.SubstanceUse],
            Assert.Single((await CurrentAsync()).Facilities).Programs.Select(program => program.Type).OrderDescending());
        Assert.Contains("row 3", Assert.Single(ReportLines("the one of --type")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", "0", "0", "0")]
    [InlineData("", "", "", "")]
    [InlineData("NA", "No", "FALSE", "0.0")]
    [InlineData("2", "2", "2", "2")]
    public async Task A_file_with_columns_of_codes_but_without_one_yes_is_refused_unless_it_is_taken_without_services(params string[] cells)
    {
        string path = await FileOf("a.csv", Header, GoodRow[..^7] + string.Join(',', cells));
        string error = await RefusalAsync("import", path);
        Assert.Contains("a.csv states no service", error, StringComparison.Ordinal);
        Assert.Contains("--without-services", error, StringComparison.Ordinal);

        await RunAsync("import", path, "--without-services");
        DirectoryVersion version = await CurrentAsync();
        ManifestSource source = Assert.Single(version.Manifest.Sources);
        Assert.Equal((true, 0), (source.WithoutServices, source.Codes.Count));

        // Nothing is a no: what it offers is not known.
        using JsonDocument document = JsonDocument.Parse(Assert.Single(FacilityIndexer.All(version, Vocabulary.Current)).Document.ToBytes());
        string?[] unknown = [.. document.RootElement.GetProperty("programs")[0].GetProperty("unknown").EnumerateArray().Select(value => value.GetString())];
        Assert.Contains("payment", unknown);
        Assert.Contains("level", unknown);
    }

    [Fact]
    public async Task A_file_without_any_code_is_refused_unless_it_is_taken_without_services()
    {
        string path = await FileOf("a.csv", "directory," + Directory, "SU,A,,1 A Street,,Atlanta,GA,30309,404-555-0100,");
        Assert.Contains("no service codes", await RefusalAsync("import", path), StringComparison.Ordinal);
        await RunAsync("import", path, "--without-services");
        Assert.True(Assert.Single((await CurrentAsync()).Manifest.Sources).WithoutServices);
        await RunAsync("import", await FileOf("b.csv", Header, GoodRow), "--accept-drop");
        Assert.Null(Assert.Single((await CurrentAsync()).Manifest.Sources).WithoutServices);
    }

    [Theory]
    [InlineData("directory_20240304.csv", "2024-03-04", "the file's name")]
    [InlineData("directory.2024.03.04.csv", "2024-03-04", "the file's name")]
    public async Task A_date_in_the_name_is_taken_and_reported(string name, string date, string reported)
    {
        await ImportAsync(name, Header, GoodRow);
        Assert.Equal(date, await AsOfAsync());
        Assert.Single(ReportLines(reported));
    }

    [Theory]
    [InlineData("National Directory 2022.csv")]
    [InlineData("directory2024_reexport.csv")]
    [InlineData("page_2019-05.csv")]
    public async Task A_year_is_no_date_and_the_operator_is_asked(string name)
    {
        string path = await FileOf(name, Header, GoodRow);
        string error = await RefusalAsync("import", path);
        Assert.Contains("--as-of", error, StringComparison.Ordinal);
        Assert.Contains(name, error, StringComparison.Ordinal);
        await RunAsync("import", path, "--as-of", "2022-05-19");
        Assert.Equal("2022-05-19", await AsOfAsync());

        // The same file again has the date that it has in the current version.
        await RunAsync("import", path);
    }

    [Theory]
    [InlineData("<dcterms:created>2022-05-06T15:56:29Z</dcterms:created><dcterms:modified>2022-05-19T19:28:42Z</dcterms:modified>", "2022-05-19")]
    [InlineData("<dcterms:created>2022-05-06T23:56:29-05:00</dcterms:created>", "2022-05-07")]
    public async Task A_workbook_says_when_it_was_saved(string properties, string date)
    {
        string path = Path.Combine(_folder, "National Directory 2022.xlsx");
        await File.WriteAllBytesAsync(path, SourceFiles.Workbook([Header.Split(','), GoodRow.Split(',')]));
        await using (ZipArchive zip = await ZipFile.OpenAsync(path, ZipArchiveMode.Update))
        {
            await using StreamWriter core = new(await zip.CreateEntry("docProps/core.xml").OpenAsync());
            await core.WriteAsync($"""<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dcterms="http://purl.org/dc/terms/">{properties}</cp:coreProperties>""");
        }

        await RunAsync("import", path, "--report", Report);
        Assert.Equal(date, await AsOfAsync());
        Assert.Contains(date, Assert.Single(ReportLines("workbook's properties")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_older_than_what_it_would_replace_is_refused_unless_that_is_allowed()
    {
        await RunAsync("import", await FileOf("new.csv", Header, GoodRow), "--as-of", "2026-03-04");
        string older = await FileOf("old.csv", Header, GoodRow, GoodRow);
        string error = await RefusalAsync("import", older, "--as-of", "2025-01-02");
        Assert.Contains("old.csv is as of 2025-01-02", error, StringComparison.Ordinal);
        Assert.Contains("new.csv as of 2026-03-04", error, StringComparison.Ordinal);
        Assert.Contains("--allow-older", error, StringComparison.Ordinal);
        Assert.Equal("2026-03-04", await AsOfAsync());

        await RunAsync("import", older, "--as-of", "2025-01-02", "--allow-older");
        Assert.Equal("2025-01-02", await AsOfAsync());
    }

    [Fact]
    public async Task An_older_file_of_another_kind_type_or_state_replaces_nothing_newer()
    {
        await RunAsync("import", await FileOf("new.csv", Header, GoodRow), "--as-of", "2026-03-04");
        foreach ((string name, string[] lines) in new[]
        {
            ("kind.csv", new[] { "directory," + Directory, "SU,Sample Recovery,,1 Example Street,,Atlanta,GA,30309,404-555-0100,SA * OIT" }),
            ("type.csv", new[] { Header, GoodRow.Replace(",SU,", ",MH,", StringComparison.Ordinal) }),
            ("state.csv", new[] { Header, GoodRow.Replace("Atlanta,GA,30309", "Boston,MA,02118", StringComparison.Ordinal) }),
        })
        {
            await RunAsync("import", await FileOf(name, lines), "--as-of", "2025-01-02", "--accept-drop");
            await RunAsync("import", Path.Combine(_folder, "new.csv"), "--as-of", "2026-03-04", "--accept-drop");
        }
    }

    [Fact]
    public async Task What_a_partial_import_takes_over_makes_no_file_older()
    {
        string boston = GoodRow.Replace("Atlanta,GA,30309", "Boston,MA,02118", StringComparison.Ordinal);
        await RunAsync("import", await FileOf("ma.csv", Header, boston), await FileOf("all.csv", Header, GoodRow), "--as-of", "2025-01-02");
        await RunAsync("import", await FileOf("ga.csv", Header, GoodRow, GoodRow), "--as-of", "2026-03-04", "--base", "current", "--replace", "state=GA");
        string[] over = ["--base", "current", "--replace", "state=MA"];
        await RunAsync(["import", await FileOf("ma2.csv", Header, boston, boston), "--as-of", "2025-06-07", .. over]);
        Assert.Contains("--allow-older", await RefusalAsync(["import", await FileOf("ma3.csv", Header, boston, boston, boston), "--as-of", "2025-01-01", .. over]), StringComparison.Ordinal);
    }

    private static void AssertStandsAtItsAddress(Facility facility)
    {
        Assert.Equal(LocationPrecision.Address, facility.Location!.Precision);
        Assert.Equal((33.79, -84.38), (Math.Round(facility.Location.Point.Latitude, 6), Math.Round(facility.Location.Point.Longitude, 6)));
    }

    private async Task ImportAsync(string name, params string[] lines) => await RunAsync("import", await FileOf(name, lines), "--report", Report, "--accept-drop");

    private async Task<string> FileOf(string name, params string[] lines)
    {
        string path = Path.Combine(_folder, name);
        await File.WriteAllLinesAsync(path, lines);
        return path;
    }

    private string[] ReportLines(string sentence) =>
        [.. File.ReadAllLines(Report).Skip(1).Where(line => line.Contains(sentence, StringComparison.Ordinal))];

    private async Task<string> AsOfAsync() =>
        Assert.Single((await CurrentAsync()).Manifest.Sources).AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<DirectoryVersion> CurrentAsync()
    {
        FileVersionStorage store = new(Data, TimeProvider.System);
        return await store.LoadAsync((await store.CurrentAsync(CancellationToken.None)).Stamp!.Value.Id, CancellationToken.None);
    }

    private async Task RunAsync(params string[] args)
    {
        (int code, string output, string error) = await TryAsync(args);
        Assert.True(code == ExitCode.Done, $"{error}{output}");
    }

    private async Task<string> RefusalAsync(params string[] args)
    {
        (int code, string output, string error) = await TryAsync(args);
        Assert.True(code == ExitCode.Refused, $"{code} {output}");
        return error;
    }

    private async Task<(int Code, string Output, string Error)> TryAsync(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync([.. args, "--data", Data], output, error, TimeProvider.System, CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
