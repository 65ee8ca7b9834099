using System.Globalization;
using System.IO.Compression;
using System.Text;
using Importer.Commands;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Search;
using Locator.Testing;
using Locator.Publishing.Files;
using Locator.Text;
using Locator.Versions;
using Xunit;

namespace Importer.Tests;

/// <summary>The command line from end to end, in process, on a data folder of its own.</summary>
public sealed class CommandLineTests : IDisposable
{
    private const string Header = "name1,name2,street1,street2,city,state,zip,phone,website,latitude,longitude,type_facility,sa,oit,md,op";
    private const string GoodRow = "Sample Recovery,,1 Example Street,,Atlanta,GA,30309,404-555-0100,,33.79,-84.38,SU,1,1,1,1";

    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("importer-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("directory/National_Directory_SA_Facilities_2022.xlsx", 12176, 0, 0)]
    [InlineData("directory/directory2024_reexport.csv.gz", 20519, 5, 1974)]
    [InlineData("directory/directory2024_with_coordinates.csv.gz", 20519, 0, 0)]
    [InlineData("findtreatment/export_2025-08-19_MA.csv", 662, 0, 0)]
    [InlineData("findtreatment/api_page_2019-05.json", 30, 0, 0)]
    public async Task Counts_add_up_and_every_row_left_out_is_in_the_report(string file, int programs, int leftOut, int zipsRepaired)
    {
        string path = SharedData.PathOf(file), report = Path.Combine(_folder, "report.csv");
        (int code, string output, string error) = await RunAsync("import", path, "--report", report, "--as-of", "2025-12-31");
        Assert.True(code == ExitCode.Done, error);
        Assert.Contains("Published", output, StringComparison.Ordinal);

        DirectoryVersion version = await CurrentAsync();
        ManifestSource source = Assert.Single(version.Manifest.Sources);
        Assert.Equal((programs + leftOut, programs, leftOut), (source.Read, source.Programs, source.LeftOut));
        Assert.Equal(programs, version.Facilities.Sum(facility => facility.Programs.Count));

        string[] lines = await File.ReadAllLinesAsync(report);
        Assert.Equal("file,row,field,problem,outcome,value", lines[0]);
        Assert.Equal(leftOut, lines.Count(line => line.Contains(",left-out,", StringComparison.Ordinal)));
        Assert.Equal(zipsRepaired, lines.Count(line => line.Contains("lost its leading zeros,repaired", StringComparison.Ordinal)));
        if (leftOut > 0)
        {
            int last = source.Read + 1;
            Assert.All(
                Enumerable.Range(last - leftOut + 1, leftOut),
                row => Assert.Contains(lines, line => line.Contains(FormattableString.Invariant($",{row},name1,"), StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task The_2024_directory_has_16488_sites_and_939_withheld_addresses()
    {
        Assert.Equal(ExitCode.Done, (await RunAsync("import", SharedData.PathOf("directory/directory2024_reexport.csv.gz"), "--as-of", "2024-12-31")).Code);
        IReadOnlyList<Facility> facilities = (await CurrentAsync()).Facilities;
        Assert.Equal(16_488, facilities.Count(facility => facility.Address.Street1 is not null));
        Assert.Equal(939, facilities.Count(facility => facility.Address.Street1 is null));
        Assert.Equal(2_800, facilities.Count(facility => facility.Programs.Select(program => program.Type).Distinct().Count() == 2));
    }

    [Fact]
    public async Task The_same_site_has_the_same_id_whichever_file_it_comes_from()
    {
        Assert.Equal(ExitCode.Done, (await RunAsync("import", SharedData.PathOf("findtreatment/export_2025-08-19_MA.csv"))).Code);
        Dictionary<string, Facility> of2025 = (await CurrentAsync()).Facilities.ToDictionary(facility => facility.Id);
        Assert.Equal(ExitCode.Done, (await RunAsync("import", SharedData.PathOf("directory/directory2024_reexport.csv.gz"), "--as-of", "2024-12-31", "--accept-drop")).Code);
        DirectoryVersion second = await CurrentAsync();
        Facility[] both = [.. second.Facilities.Where(facility => of2025.ContainsKey(facility.Id))];

        // 2025's names and addresses that the 2024 directory has too, its ZIPs repaired.
        Assert.Equal(305, both.Count(facility => facility.Address.Street1 is not null));
        // Names too, but for one whose second half the source itself wrote anew: ids are made of the first.
        Assert.Equal(
            ["North Charles Institute for the Addiction Services/Counseling Office"],
            both.Where(facility => !string.Equals(of2025[facility.Id].Name, facility.Name, StringComparison.OrdinalIgnoreCase)).Select(facility => facility.Name));

        // From an empty store the 2024 directory gets the very ids that it got after the other file.
        System.IO.Directory.Delete(Data, recursive: true);
        Assert.Equal(ExitCode.Done, (await RunAsync("import", SharedData.PathOf("directory/directory2024_reexport.csv.gz"), "--as-of", "2024-12-31")).Code);
        Assert.Equal(second.Facilities.Select(facility => facility.Id), (await CurrentAsync()).Facilities.Select(facility => facility.Id));
    }

    [Fact]
    public async Task Importing_the_same_file_twice_makes_no_new_version_not_even_on_another_day()
    {
        string path = SharedData.PathOf("directory/directory2024_with_coordinates.csv.gz");
        Assert.Equal(ExitCode.Done, (await RunAsync("import", path, "--as-of", "2024-12-31")).Code);
        DirectoryManifest first = (await CurrentAsync()).Manifest;
        (int code, string output, _) = await RunAsync(["import", path], new Tomorrow());
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("Unchanged", output, StringComparison.Ordinal);
        DirectoryManifest second = (await CurrentAsync()).Manifest;
        Assert.Equal((first.Version, first.ContentSha256), (second.Version, second.ContentSha256));
        Assert.Contains($"* {first.Version}", (await RunAsync("versions")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_page_of_many_is_told_from_a_whole_directory()
    {
        string page = """{"page":1,"totalPages":2,"recordCount":2,"rows":[{"name1":"Sample Recovery","street1":"1 Example Street","city":"Atlanta","state":"GA","zip":"30309","phone":"404-555-0100","typeFacility":"SA","services":null}]}""";
        string first = await FileOf("1.json", page), second = await FileOf("2.json", page.Replace("1 Example", "2 Example", StringComparison.Ordinal));
        (_, string output, _) = await RunAsync("import", first, "--dry-run", "--without-services");
        Assert.Contains("one of several pages", output, StringComparison.Ordinal);
        (_, output, _) = await RunAsync("import", first, second, "--dry-run", "--without-services");
        Assert.DoesNotContain("one of several pages", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\ufffe")]
    [InlineData("\uffff")]
    [InlineData("\ufdd0")]
    [InlineData("\U0010fffe")]
    [InlineData("\0")]
    [InlineData("\u0001")]
    public async Task No_character_keeps_a_directory_from_being_imported_and_indexed(string character)
    {
        string Broken(string cells) => string.Join(',', cells.Split(',').Select(cell => cell.Length == 0 ? cell : character + cell + character));
        string file = character == "\0" ? "export.csv" : $"ex{character}port.csv";
        string export = await FileOf(file, Broken(Header + ",unknown"), Broken(GoodRow + ","));
        string directory = await FileOf("directory.csv",
            "directory,name1,city,state,zip,phone,service_code_info",
            Broken("SU,Second Recovery,Atlanta,GA,30309,888-PARNEXT x1,SA * OIT * Z9Z"));
        string page = await FileOf("page.json", """
            [{"name1":"Third Recovery#","city":"\ud800","state":"GA","zip":"30309#","website":"#www.example.org","typeFacility":"SA",
              "\udc00":"#","services":[{"f2":"SET","f3":"Outpatient#; Outings#\udfff"}]}]
            """.Replace("#", character, StringComparison.Ordinal));
        string report = Path.Combine(_folder, "report.csv");

        (int code, _, string error) = await RunAsync("import", export, directory, page, "--report", report);
        Assert.True(code == ExitCode.Done, error);
        DirectoryVersion version = await CurrentAsync();
        Assert.Equal(["Sample Recovery", "Second Recovery", "Third Recovery"], version.Facilities.Select(facility => facility.Name).Order(StringComparer.Ordinal));
        Assert.Equal(3, FacilityIndexer.All(version, Vocabulary.Current).Count);
        Assert.Equal(["MD", "OIT", "OP", "SA"], version.Manifest.Sources[0].Codes);

        string[] lines = await File.ReadAllLinesAsync(report);
        Assert.All(lines, line => Assert.DoesNotContain(line.EnumerateRunes(), rune => Rune.IsControl(rune) || WellFormedText.IsNoncharacter(rune)));
        Assert.All(
            (string[])["port.csv,,header,", "port.csv,2,name1,", "port.csv,2,oit,", "directory.csv,2,service_code_info,", "page.json,1,city,", "page.json,1,services,"],
            begin => Assert.Contains(lines, line => line.Contains(begin + "Characters that are no text were taken out,repaired", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_dry_run_publishes_nothing()
    {
        (int code, string output, _) = await RunAsync("import", await FileOf("a.csv", Header, GoodRow), "--dry-run");
        Assert.Equal(ExitCode.Done, code);
        Assert.Contains("nothing was published", output, StringComparison.Ordinal);
        Assert.Contains("no version", (await RunAsync("versions")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("listing_2026_03_04_101500.csv", null, "2026-03-04")]
    [InlineData("listing.csv", null, "2026-05-06")]
    [InlineData("listing_2099-01-01.csv", null, "2026-05-06")]
    [InlineData("listing_2026-03-04.csv", "2025-12-31", "2025-12-31")]
    public async Task The_date_is_the_one_asked_for_else_the_file_names_else_todays(string name, string? asked, string expected)
    {
        List<string> args = ["import", await FileOf(name, Header, GoodRow)];
        if (asked is not null)
        {
            args.AddRange(["--as-of", asked]);
        }

        Assert.Equal(ExitCode.Done, (await RunAsync([.. args], new Day(new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.Zero)))).Code);
        Assert.Equal(expected, (await CurrentAsync()).Manifest.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_file_without_a_list_of_codes_states_those_that_occur_in_it()
    {
        string path = await FileOf("directory.csv",
            "directory,name1,name2,street1,street2,city,state,zip,phone,service_code_info",
            "SU,Sample Recovery,,1 Example Street,,Atlanta,GA,30309,404-555-0100,SA * OIT * MD",
            "MH,Sample Recovery,,1 Example Street,,Atlanta,GA,30309,404-555-0100,MH * OP");
        Assert.Equal(ExitCode.Done, (await RunAsync("import", path)).Code);
        Assert.Equal(["MD", "MH", "OIT", "OP", "SA"], (await CurrentAsync()).Manifest.Sources[0].Codes);
    }

    [Fact]
    public async Task Unusable_files_are_refused_with_a_sentence_and_nothing_changes()
    {
        Assert.Equal(ExitCode.Done, (await RunAsync("import", await FileOf("good.csv", Header, GoodRow))).Code);
        string before = (await CurrentAsync()).Manifest.Version;
        string half = Path.Combine(_folder, "half.csv.gz");
        await using (FileStream file = File.Create(half))
        {
            using MemoryStream whole = new();
            await using (GZipStream gzip = new(whole, CompressionLevel.Fastest, leaveOpen: true))
            {
                string rows = string.Join('\n', Enumerable.Range(1, 3000).Select(i => GoodRow.Replace("1 Ex", $"{i * 7919 % 104729} Ex", StringComparison.Ordinal)));
                await gzip.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{Header}\n{rows}\n"));
            }

            await file.WriteAsync(whole.ToArray().AsMemory(0, (int)whole.Length / 2));
        }

        string good = Path.Combine(_folder, "good.csv");
        foreach (string[] files in (string[][])
        [
            [Path.Combine(_folder, "absent.csv")],
            [_folder],
            [await FileOf("empty.csv")],
            [await FileOf("header.csv", Header)],
            [await FileOf("wrong.csv", "a,b,c", "1,2,3")],
            [await FileOf("wrong.json", "{\"rows\": [")],
            [await FileOf("wrong.xlsx", "this is no workbook")],
            [half],
            [good, half],
            [good, await FileOf("copy.csv", Header, GoodRow)],
            [await FileOf("nameless.csv", Header, GoodRow, GoodRow.Replace("Sample Recovery", "", StringComparison.Ordinal))],
            [await FileOf("centers.csv", Header, GoodRow.Replace(",SU,", ",HRSA,", StringComparison.Ordinal))],
        ])
        {
            (int code, string output, string error) = await RunAsync(["import", .. files]);
            Assert.True(code == ExitCode.Refused, $"{string.Join(' ', files)}: {code} {output} {error}");
            Assert.Contains(Path.GetFileName(files[^1]), error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
            Assert.Equal(before, (await CurrentAsync()).Manifest.Version);
        }
    }

    [Fact]
    public async Task A_refused_file_still_gives_its_report_and_passes_when_more_may_be_left_out()
    {
        string path = await FileOf("nameless.csv", Header, GoodRow, GoodRow.Replace("Sample Recovery", "", StringComparison.Ordinal));
        string report = Path.Combine(_folder, "report.csv");
        Assert.Equal(ExitCode.Refused, (await RunAsync("import", path, "--report", report)).Code);
        Assert.Contains("nameless.csv,3,name1,", await File.ReadAllTextAsync(report), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, (await RunAsync("import", path, "--max-left-out", "50%")).Code);
    }

    [Fact]
    public async Task A_facility_without_ZIP_is_published_all_the_same()
    {
        string path = await FileOf("a.csv", Header, GoodRow.Replace("30309", "", StringComparison.Ordinal).Replace("33.79,-84.38", ",", StringComparison.Ordinal));
        string report = Path.Combine(_folder, "report.csv");
        Assert.Equal(ExitCode.Done, (await RunAsync("import", path, "--report", report)).Code);
        Facility facility = Assert.Single((await CurrentAsync()).Facilities);
        Assert.Equal(("", "Atlanta", "GA", null), (facility.Address.Zip, facility.Address.City, facility.Address.State, facility.Location));
        Assert.Contains("found by state and name only", await File.ReadAllTextAsync(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_keeps_the_import_from_publishing()
    {
        (int code, _, string error) = await RunAsync(
            "import", await FileOf("a.csv", Header, GoodRow), "--report", Path.Combine(_folder, "no", "such", "folder", "report.csv"));
        Assert.Equal(ExitCode.StoreFailed, code);
        Assert.NotEqual("", error);
        Assert.Equal(PointerState.NeverPublished, (await Store().CurrentAsync(CancellationToken.None)).State);
    }

    [Fact]
    public async Task Health_centers_are_left_out_by_policy_unless_included()
    {
        string path = await FileOf("mixed.csv", Header, GoodRow, GoodRow.Replace(",SU,", ",HRSA,", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Done, (await RunAsync("import", path)).Code);
        Assert.Equal(1, (await CurrentAsync()).Manifest.Programs);
        Assert.Equal(ExitCode.Done, (await RunAsync("import", path, "--include", "health-center")).Code);
        Assert.Equal(2, (await CurrentAsync()).Manifest.Programs);
    }

    [Theory]
    [InlineData]
    [InlineData("import")]
    [InlineData("imprt", "x.csv")]
    [InlineData("import", "x.csv", "--as-of", "yesterday")]
    [InlineData("import", "x.csv", "--max-left-out", "lots")]
    [InlineData("import", "x.csv", "--include", "hospital")]
    [InlineData("import", "x.csv", "--dry-rum")]
    public async Task A_wrong_command_line_is_exit_code_2(params string[] args)
    {
        (int code, _, string error) = await RunAsync(args, withData: false);
        Assert.Equal(ExitCode.WrongCommandLine, code);
        Assert.NotEqual("", error);
    }

    [Fact]
    public async Task The_help_teaches_with_examples_and_names_the_exit_codes()
    {
        (int code, string output, _) = await RunAsync(["import", "--help"], withData: false);
        Assert.Equal(0, code);
        Assert.Contains("--dry-run --report", output, StringComparison.Ordinal);
        Assert.Contains("130 cancelled", (await RunAsync(["--help"], withData: false)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_import_changes_nothing()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(
            ["import", await FileOf("a.csv", Header, GoodRow), "--data", Data], output, error, TimeProvider.System, cancelled.Token);
        Assert.Equal(ExitCode.Cancelled, code);
        Assert.Equal(PointerState.NeverPublished, (await Store().CurrentAsync(CancellationToken.None)).State);
    }

    [Fact]
    public async Task The_bundled_sample_is_what_the_command_makes()
    {
        string file = Path.Combine(SharedData.RepositoryRoot, "src/Importer/Sample/sample-directory.csv");
        Assert.Equal(ExitCode.Done, (await RunAsync(["sample", "--from", file, "--to", _folder], withData: false)).Code);
        string shipped = Path.Combine(SharedData.RepositoryRoot, "src/Locator/Versions/Sample");
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(shipped, "manifest.json")), await File.ReadAllTextAsync(Path.Combine(_folder, "manifest.json")));
        Assert.Equal(await UnzippedAsync(Path.Combine(shipped, "facilities.ndjson.gz")), await UnzippedAsync(Path.Combine(_folder, "facilities.ndjson.gz")));
    }

    [Fact]
    public async Task The_sample_is_invented_through_and_through()
    {
        DirectoryVersion sample = await SampleDirectory.LoadAsync(CancellationToken.None);
        Assert.True(sample.Facilities.Count >= 60);
        Assert.True(sample.Facilities.Select(facility => facility.Address.State).Distinct().Count() >= 25);
        Assert.All(sample.Facilities, facility => Assert.Matches("Sample|Example|Invented|Ejemplo", facility.Name));
        Assert.All(sample.Facilities.SelectMany(facility => facility.Phones), phone => Assert.Matches(@"^\+1\d{3}55501\d\d$", phone.Number));
        Assert.Equal(3, sample.Facilities.SelectMany(facility => facility.Programs).Select(program => program.Type).Distinct().Count());
    }

    private static async Task<string> UnzippedAsync(string path)
    {
        await using GZipStream gzip = new(File.OpenRead(path), CompressionMode.Decompress);
        using StreamReader reader = new(gzip);
        return await reader.ReadToEndAsync();
    }

    private async Task<string> FileOf(string name, params string[] lines)
    {
        string path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, string.Concat(lines.Select(line => line + "\r\n")));
        return path;
    }

    private FileVersionStorage Store() => new(Data, TimeProvider.System);

    private async Task<DirectoryVersion> CurrentAsync()
    {
        FileVersionStorage store = Store();
        VersionStamp? current = (await store.CurrentAsync(CancellationToken.None)).Stamp;
        Assert.NotNull(current);
        return await store.LoadAsync(current.Value.Id, CancellationToken.None);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => RunAsync(args, withData: true);

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] args, TimeProvider? time = null, bool withData = true)
    {
        using StringWriter output = new(), error = new();
        int code = await CommandLine.RunAsync(
            withData ? [.. args, "--data", Data] : args, output, error, time ?? TimeProvider.System, CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }

    private sealed class Day(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class Tomorrow : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(1);
    }
}
