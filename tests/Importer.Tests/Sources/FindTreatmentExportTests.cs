using Importer.Sources;
using Locator.Facilities;
using Xunit;

namespace Importer.Tests.Sources;

public sealed class FindTreatmentExportTests : IDisposable
{
    private const string Header = "    name1,name2,street1,street2,city,state,zip,zip4,county,phone,intake_prompt,intake1,intake2,website,latitude,longitude,type_facility";

    private readonly SourceFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void One_means_yes_empty_means_not_stated_and_what_is_neither_yes_nor_no_is_reported()
    {
        IDirectorySource source = files.OpenText($"{Header},sa,oit,MD,gl ,wibble\nA,,,,,,,1234,,,Intakes,,,,,,SU,1,,?, 1 ,1\n");
        SourceRow row = Assert.Single(SourceFiles.Rows(source));

        Assert.Equal(["GL", "MD", "OIT", "SA"], source.Codes);
        Assert.Equal([new UnknownName("header", "wibble")], source.UnknownNames);
        Assert.Equal(["GL", "SA"], row.Codes);
        Assert.Equal([new UnknownName("MD", "?")], row.UnknownNames);
        Assert.Equal(ProgramType.SubstanceUse, row.Type);
        Assert.Empty(row.Phones);
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("1.0", true)]
    [InlineData("TRUE", true)]
    [InlineData("true", true)]
    [InlineData("Y", true)]
    [InlineData("yes", true)]
    [InlineData("x", true)]
    [InlineData("0", false)]
    [InlineData("0.0", false)]
    [InlineData("False", false)]
    [InlineData("n", false)]
    [InlineData("No", false)]
    [InlineData("NA", false)]
    [InlineData("-", false)]
    public void Yes_and_no_are_read_as_other_programs_write_them(string cell, bool isYes)
    {
        SourceRow row = Assert.Single(SourceFiles.Rows(files.OpenText($"{Header},sa,md\nA,,,,,,,,,,,,,,,,SU,{cell},1\n")));
        Assert.Equal(isYes ? ["MD", "SA"] : ["MD"], row.Codes);
        Assert.Empty(row.UnknownNames);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("unknown")]
    [InlineData("-1")]
    public void What_is_neither_yes_nor_no_is_reported(string cell)
    {
        SourceRow row = Assert.Single(SourceFiles.Rows(files.OpenText($"{Header},sa,md\nA,,,,,,,,,,,,,,,,SU,{cell},1\n")));
        Assert.Equal(["MD"], row.Codes);
        Assert.Equal([new UnknownName("sa", cell)], row.UnknownNames);
    }

    [Fact]
    public void The_older_telehealth_column_states_telehealth()
    {
        IDirectorySource source = files.OpenText($"{Header},ct,tele\nA,,,,,,,,,,,,,,,,MH,1,\nB,,,,,,,,,,,,,,,,MH,,1\n");
        Assert.Equal(["TELE"], source.Codes);
        Assert.All(SourceFiles.Rows(source), row => Assert.Equal(["TELE"], row.Codes));
    }

    [Fact]
    public void Columns_are_found_by_name_in_any_order_in_a_workbook_too()
    {
        object?[]?[] facilities =
        [
            null, ["oit", "type_facility", "ZIP", "state", "city", "name1", "latitude", "sa", "md"],
            [1d, "SA", 2150d, "MA", "Chelsea", " A ", 42.3910401, true, "1"],
        ];
        IDirectorySource source = SourceFiles.Open(files.Write(SourceFiles.Workbook(facilities)));
        SourceRow row = Assert.Single(SourceFiles.Rows(source));

        Assert.Equal((3, "A", "2150", "42.3910401"), (row.Row, row.Name1, row.Zip, row.Latitude));
        Assert.Equal(["MD", "OIT", "SA"], row.Codes);
        Assert.Empty(row.UnknownNames);
    }

    [Fact]
    public void A_base_column_that_is_there_twice_is_refused()
    {
        Assert.Contains("names the column zip twice", SourceFiles.RefusalOf(files.Write($"{Header},sa,ZIP\nA,,,,,,1,,,,,,,,,,SU,1,2\n")), StringComparison.Ordinal);
    }
}
