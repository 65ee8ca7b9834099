using Importer.Stages;
using Importer.Tests.Sources;
using Locator.Facilities;
using Locator.Places;
using Locator.Publishing;
using Locator.Versions;
using Xunit;

namespace Importer.Tests.Stages;

/// <summary>What a service name or code that nobody knows does to what is known of its row.</summary>
public sealed class UnknownServicesTests : IDisposable
{
    private const string Header = "name1,name2,street1,street2,city,state,zip,phone,intake1,intake2,intake1a,intake2a,service_code_info,directory_type";

    private readonly SourceFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void A_name_that_is_recognizably_a_known_one_is_a_yes()
    {
        TreatmentProgram program = Assert.Single(Programs(Draft(Page("Alcohol Detoxification; Opioid Detoxification"))));
        Assert.Equal(["ADTX", "ODTX"], program.Codes);
        Assert.Null(program.OpenCategories);
    }

    [Fact]
    public void A_name_that_nobody_knows_leaves_its_category_open_for_its_row_only()
    {
        TreatmentProgram[] programs = Programs(Draft(
            files.Write("""[ROW1,ROW2]"""
                .Replace("ROW1", Row("A", "DETOX", "Alcohol Detoxification; Kratom detoxification"), StringComparison.Ordinal)
                .Replace("ROW2", Row("B", "DETOX", "Cocaine detoxification"), StringComparison.Ordinal))));
        Assert.Equal(["DETOX"], programs.Single(program => program.Name == "A").OpenCategories);
        Assert.Null(programs.Single(program => program.Name == "B").OpenCategories);
    }

    [Theory]
    [InlineData("SN", "Everybody", "GN")]
    [InlineData("EDU", "Flying lessons", "ECS RSS")]
    [InlineData("NEWCAT", "Flying lessons", null)]
    public void A_former_category_opens_those_that_took_its_place(string category, string name, string? open)
    {
        TreatmentProgram[] programs = Programs(Draft(files.Write($"[{Row("A", category, name)},{Row("B", "DETOX", "Cocaine detoxification")}]")));
        Assert.Equal(open?.Split(' '), programs.Single(program => program.Name == "A").OpenCategories);
    }

    [Theory]
    [InlineData("SA * OP OIT NEWONE * FEM", "SET")]
    [InlineData("SA * NEWONE OTHERNEW BU * FEM", "OM")]
    [InlineData("SA * NEWONE * FEM", null)]
    public void A_code_that_nobody_knows_is_of_the_category_of_its_group(string codes, string? open)
    {
        TreatmentProgram program = Assert.Single(Programs(Draft(files.Write($"{Header}\nA,,1 Elm St,,Rome,GA,30161,,,,,,{codes},SU\n"))));
        Assert.Equal(open?.Split(' '), program.OpenCategories);
    }

    [Fact]
    public void A_code_sheet_says_of_which_category_a_new_code_is()
    {
        object?[][] sheet = [["category_code", "service_code"], ["SET", "OIT"], ["GN", "FEM"], ["OT", "NEWONE"]];
        object?[]?[] facilities = [[.. Header.Split(',')[..13]], ["A", null, "1 Elm St", null, "Rome", "GA", "30161", null, null, null, null, null, "OIT NEWONE * FEM"]];
        TreatmentProgram program = Assert.Single(Programs(Draft(files.Write(SourceFiles.Workbook(sheet, facilities)))));
        Assert.Equal(["OT"], program.OpenCategories);
    }

    [Fact]
    public void A_name_declared_harmless_opens_nothing_whatever_its_case_and_is_reported_as_such()
    {
        DirectoryDraft draft = Draft(Page("Alcohol Detoxification; Kratom detoxification"), "kratom  DETOXIFICATION");
        Assert.Null(Assert.Single(Programs(draft)).OpenCategories);
        Assert.DoesNotContain(draft.Issues, issue => issue.Problem.StartsWith("The vocabulary does not know", StringComparison.Ordinal));
        Assert.Contains(draft.Issues, issue => issue.Problem.Contains("--ignore-name", StringComparison.Ordinal) && issue.Value == "Kratom detoxification (1 times)");
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(18, true)]
    public void In_more_than_one_row_of_twenty_it_is_the_first_line_of_the_report_with_what_becomes_unknown(int others, bool isFirst)
    {
        string rows = string.Join(',', Enumerable.Range(0, others).Select(i => Row($"N{i}", "DETOX", "Cocaine detoxification"))
            .Append(Row("A", "DETOX", "Kratom detoxification")));
        ImportIssue first = Draft(files.Write($"[{rows}]")).Issues[0];
        Assert.Equal(isFirst, first.Problem == UnknownServices.Often);
        if (isFirst)
        {
            Assert.Equal("DETOX", first.Field);
            Assert.Contains("Kratom detoxification (1 rows", first.Value, StringComparison.Ordinal);
            Assert.Contains("detoxFrom:cocaine", first.Value, StringComparison.Ordinal);
        }
    }

    private string Page(string names) => files.Write($"[{Row("A", "DETOX", names)}]");

    private static string Row(string name, string category, string names) => $$"""
        {"name1":"{{name}}","street1":"1 Elm St","city":"Rome","state":"GA","zip":"30161","typeFacility":"SA","services":[{"f2":"{{category}}","f3":"{{names}}"}]}
        """;

    private static TreatmentProgram[] Programs(DirectoryDraft draft) => [.. draft.Facilities.SelectMany(facility => facility.Programs)];

    private static DirectoryDraft Draft(string file, params string[] ignored) => new DirectoryImport(Gazetteer.Bundled, TimeProvider.System).Draft(
        new ImportRequest { Files = [file], AsOf = new DateOnly(2026, 1, 2), IgnoredNames = ignored },
        IdentityRegistry.Empty, current: null, progress: null, TestContext.Current.CancellationToken);
}
