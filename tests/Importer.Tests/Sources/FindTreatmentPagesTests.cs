using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Importer.Sources;
using Locator.Facilities;
using Locator.Testing;
using Xunit;

namespace Importer.Tests.Sources;

public sealed class FindTreatmentPagesTests : IDisposable
{
    private readonly SourceFiles files = new();

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData("""{"page":1,"totalPages":1,"recordCount":1,"rows":[ROW]}""")]
    [InlineData("""  {"extra":{"rows":[{"name1":"no"}]},"rows":[ROW],"more":[[1],{"a":[]}]}  """)]
    [InlineData("[ROW]")]
    [InlineData("\uFEFF[ROW]\r\n")]
    public void Rows_stand_in_a_page_or_alone(string document)
    {
        SourceRow[] rows = SourceFiles.Rows(files.OpenText(document.Replace("ROW", """{"name1":" A ","type_facility":"MH","services":null}""", StringComparison.Ordinal)));
        SourceRow row = Assert.Single(rows);
        Assert.Equal((1, "A", ProgramType.MentalHealth), (row.Row, row.Name1, row.Type));
        Assert.Empty(row.Codes);
        Assert.Empty(row.UnknownNames);
    }

    [Fact]
    public void Coordinates_and_ZIPs_may_be_strings_or_numbers_and_every_telephone_has_its_kind()
    {
        SourceRow row = Assert.Single(Rows("""
            {"name1":"A","name2":"","street1":null,"zip":2150,"latitude":42.50,"longitude":"-71.1","typeFacility":"OTP",
             "phone":"1","intake1":"2","intake2":null,"hotline1":"3"}
            """));
        Assert.Equal(("2150", "42.50", "-71.1", null, null), (row.Zip, row.Latitude, row.Longitude, row.Name2, row.Street1));
        Assert.Equal(ProgramType.OpioidTreatmentProgram, row.Type);
        Assert.Equal([new("phone", "main", "1"), new("intake1", "intake", "2"), new("hotline1", "hotline", "3")], row.Phones);
    }

    [Fact]
    public void A_name_is_looked_up_within_its_category_and_divided_by_semicolons_only()
    {
        SourceRow row = Assert.Single(Rows("""
            {"name1":"A","services":[
              {"f1":"Service Setting ","f2":"SET","f3":"partial hospitalization/day treatment;Outpatient"},
              {"f1":"Facility Type","f2":"FT","f3":" Psychiatric hospital "},
              {"f1":"Type of Care","f2":"TC","f3":"Transitional housing, halfway house, or sober home; Flying lessons"},
              {"f2":"AGE","f3":"Young adults"}, {"f1":"Sex Accepted","f2":"SN","f3":"Female"}, {"f2":"SG","f3":null}, 7]}
            """));
        Assert.Equal(["FEM", "HH", "OP", "PHDT", "PSY", "YAD"], row.Codes);
        Assert.Equal([new("TC", "Flying lessons"), new UnknownName("services", "7")], row.UnknownNames);
    }

    [Property(MaxTest = 30)]
    public Property Any_rows_are_read_back_the_same_however_they_lie_across_the_buffer() => Prop.ForAll(
        AnyText.OfUtf16.Generator.ArrayOf().ToArbitrary(), ArbMap.Default.ArbFor<ushort>(), ReadBack);

    private void ReadBack(string[] names, ushort padding)
    {
        string[] written = [.. names.Select(name => "Name" + name)];
        string filler = new('é', padding);
        string rowsOfPage = string.Join(",\n", written.Prepend("first").Select(name => $$"""{"name1":"{{Escaped(name)}}","filler":"{{filler}}"}"""));
        SourceRow[] rows = SourceFiles.Rows(files.OpenText($$"""{"note":"{{new string('x', padding * 4)}}","rows":[{{rowsOfPage}}]}"""));
        Assert.Equal(written.Prepend("first").Select(name => SourceText.Of(name)), rows.Select(row => row.Name1));
    }

    /// <summary>Every unit escaped: only so does half a character get into a file.</summary>
    private static string Escaped(string text) => string.Concat(text.Select(unit => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")));

    [Fact]
    public void A_row_that_is_no_object_is_yielded_with_its_defect()
    {
        SourceRow[] rows = SourceFiles.Rows(files.OpenText("""[{"name1":"A"},null,[{"name1":"B"}],{"name1":"C"}]"""));
        Assert.Equal(["A", null, null, "C"], rows.Select(row => row.Name1));
        Assert.Equal([null, "is not a JSON object", "is not a JSON object", null], rows.Select(row => row.Defect));
    }

    private SourceRow[] Rows(string row) => SourceFiles.Rows(files.OpenText($$"""{"rows":[{{row}}]}"""));
}
