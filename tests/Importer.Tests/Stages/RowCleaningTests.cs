using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Importer.Sources;
using Importer.Stages;
using Locator.Facilities;
using Locator.Testing;
using Locator.Text;
using Locator.Versions;
using Xunit;

namespace Importer.Tests.Stages;

public sealed class RowCleaningTests
{
    [Fact]
    public void A_good_row_passes_without_a_word()
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good);
        Assert.NotNull(row);
        Assert.Empty(issues);
        Assert.Equal(("30309", "GA", "1 Example Street"), (row.Zip, row.State, row.Street1));
    }

    [Theory]
    [InlineData("2139", "02139")]
    [InlineData("2139.0", "02139")]
    [InlineData("02139-1234", "02139")]
    [InlineData("021391234", "02139")]
    [InlineData("21391234", "02139")]
    [InlineData("2139-1234", "02139")]
    public void A_mangled_ZIP_is_repaired_and_reported(string written, string zip)
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(
            SourceRows.Good with { City = "Cambridge", State = "MA", Zip = written, Latitude = "42.3647", Longitude = "-71.1042" });
        Assert.Equal(zip, row?.Zip);
        ImportIssue issue = Assert.Single(issues);
        Assert.Equal(("file.csv", 2, "zip", ImportOutcome.Repaired, written), (issue.File, issue.Row, issue.Field, issue.Outcome, issue.Value));
    }

    [Fact]
    public void Three_digits_are_a_ZIP_of_Puerto_Rico_only_in_Puerto_Rico()
    {
        SourceRow row = SourceRows.Good with { City = "San Juan", State = "PR", Zip = "907", Latitude = null, Longitude = null };
        Assert.Equal("00907", SourceRows.Clean(row).Row?.Zip);
        Assert.Equal("", SourceRows.Clean(row with { State = "OH" }).Row?.Zip);
    }

    [Fact]
    public void A_ZIP_that_lost_its_zeros_is_known_by_its_city_where_the_state_is_wrong()
    {
        SourceRow row = SourceRows.Good with { City = "WEST SPRINGFIELD", State = "VT", Zip = "1089", Latitude = null, Longitude = null };
        Assert.Equal("01089", SourceRows.Clean(row).Row?.Zip);
        Assert.Equal("", SourceRows.Clean(row with { City = "Burlington" }).Row?.Zip);
    }

    [Fact]
    public void An_unknown_ZIP_is_kept_and_marked()
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { Zip = "00000" });
        Assert.Equal("00000", row?.Zip);
        Assert.Equal(ImportOutcome.Marked, Assert.Single(issues).Outcome);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("unknown")]
    public void A_row_without_ZIP_stays_where_its_city_and_state_are_known(string? zip)
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { Zip = zip });
        Assert.Equal("", row?.Zip);
        Assert.Equal("zip", Assert.Single(issues).Field);
        Assert.Null(SourceRows.Clean(SourceRows.Good with { Zip = zip, City = null }).Row);
    }

    [Fact]
    public void A_missing_state_or_city_is_taken_from_the_ZIP()
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { State = "Georgia", City = null });
        Assert.Equal(("Atlanta", "GA"), (row?.City, row?.State));
        Assert.All(issues, issue => Assert.Equal(ImportOutcome.Repaired, issue.Outcome));
    }

    [Theory]
    [InlineData("AE", "09012")]
    [InlineData(null, "09012")]
    [InlineData("AP", "96201")]
    [InlineData("AA", "34001")]
    [InlineData("", "9012")]
    public void A_military_ZIP_is_no_place_so_it_gives_no_state(string? state, string zip)
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { City = "APO", State = state, Zip = zip });
        Assert.Null(row);
        ImportIssue leftOut = Assert.Single(issues, issue => issue.Outcome == ImportOutcome.LeftOut);
        Assert.Equal(("state", "The row has neither a state nor a known ZIP"), (leftOut.Field, leftOut.Problem));
    }

    [Fact]
    public void A_military_ZIP_gives_no_city_and_does_not_change_the_state()
    {
        SourceRow row = SourceRows.Good with { Zip = "09012", Latitude = null, Longitude = null };
        Assert.Equal(("GA", "Atlanta"), (SourceRows.Clean(row).Row?.State, SourceRows.Clean(row).Row?.City));
        Assert.Null(SourceRows.Clean(row with { City = null }).Row);
    }

    [Theory]
    [InlineData("\uff13\uff10\uff13\uff10\uff19")]
    [InlineData("\u0663\u0660\u0663\u0660\u0669")]
    [InlineData("30309-\u0661\u0662\u0663\u0664")]
    public void Digits_of_another_script_are_no_ZIP(string written)
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { Zip = written });
        Assert.Equal("", row?.Zip);
        Assert.Equal("This is no ZIP", Assert.Single(issues).Problem);
    }

    [Fact]
    public void What_is_no_text_is_reported_once_for_each_field()
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { RepairedFields = ["name1", "services"] });
        Assert.NotNull(row);
        Assert.Equal([("name1", ImportOutcome.Repaired), ("services", ImportOutcome.Repaired)], issues.Select(issue => (issue.Field, issue.Outcome)));
        Assert.All(issues, issue => Assert.Equal("Characters that are no text were taken out", issue.Problem));
    }

    [Theory]
    [InlineData(300, 300)]
    [InlineData(301, 300)]
    [InlineData(1_000_000, 300)]
    public void Names_and_city_have_at_most_300_characters(int written, int taken)
    {
        string text = new('n', written);
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { Name1 = text, Name2 = text, City = text });
        Assert.Equal((taken, taken, taken), (row!.Name1.Length, row.Name2!.Length, row.City.Length));
        Assert.Equal(written == taken ? [] : ["name1", "city", "name2"], issues.Select(issue => issue.Field));
        Assert.All(issues, issue => Assert.Equal(
            ("The text was longer than 300 characters and was cut", ImportOutcome.Repaired, 1_000),
            (issue.Problem, issue.Outcome, Math.Max(issue.Value!.Length, 1_000))));
    }

    [Fact]
    public void A_name_that_grows_when_it_is_folded_is_cut_to_what_can_be_indexed()
    {
        // One letter that folds to eighteen, in 33 bytes.
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { Name1 = new string('\ufdfa', 300) });
        Assert.Equal(60, row!.Name1.Length);
        Assert.Equal("The text was longer than 2000 bytes in search and was cut", Assert.Single(issues).Problem);
    }

    [Property]
    public Property Every_name_that_is_taken_can_be_indexed() => Prop.ForAll(AnyText.OfUtf16, Gen.Choose(1, 400).ToArbitrary(), (text, times) =>
    {
        string name = SourceText.Of(string.Concat(Enumerable.Repeat(text + "a", times)))!;
        string shortened = TextLimits.Shorten(name);
        Assert.StartsWith(shortened, name, StringComparison.Ordinal);
        Assert.InRange(shortened.Length, 1, 300);
        Assert.InRange(Encoding.UTF8.GetByteCount(string.Join(' ', FoldedText.Words(shortened))), 0, 2_000);
        Assert.All(FoldedText.IndexWords([shortened]), word => Assert.InRange(Encoding.UTF8.GetByteCount(word), 1, 2_000));
        Assert.True(shortened == name || shortened.Length > 30);
    });

    [Fact]
    public void Other_texts_have_at_most_1000_characters_and_a_web_address_is_not_cut_but_dropped()
    {
        string text = new('n', 1_001);
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with
        {
            Street1 = text, Street2 = text, County = text, Website = "https://example.org/" + text,
            Phones = [new SourcePhone("phone", "main", text), .. SourceRows.Good.Phones],
        });
        Assert.Equal((1_000, 1_000, 1_000, 1_000), (row!.Street1!.Length, row.Street2!.Length, row.County!.Length, row.FirstPhoneText!.Length));
        Assert.Null(row.Website);
        Assert.Single(row.Phones);
        Assert.Equal(
            ["street1 Repaired", "street2 Repaired", "county Repaired", "website Marked", "phone Marked"],
            issues.Select(issue => $"{issue.Field} {issue.Outcome}"));
        Assert.All(issues.Take(4), issue => Assert.Contains("longer than 1000 characters", issue.Problem, StringComparison.Ordinal));
        Assert.All(issues, issue => Assert.Equal(1_000, issue.Value!.Length));
    }

    [Theory]
    [InlineData("- - -")]
    [InlineData("---")]
    [InlineData("--")]
    [InlineData("----")]
    [InlineData(null)]
    public void A_street_of_dashes_is_none(string? street)
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { Street1 = street });
        Assert.NotNull(row);
        Assert.Null(row.Street1);
        ImportIssue issue = Assert.Single(issues, issue => issue.Field == "street1");
        Assert.Equal((ImportOutcome.Marked, street), (issue.Outcome, issue.Value));
    }

    [Fact]
    public void The_point_of_a_withheld_street_is_never_shown()
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { Street1 = "- - -" });
        Assert.Null(row!.Point);
        Assert.Contains(issues, issue => issue is { Field: "latitude", Outcome: ImportOutcome.Marked, Value: null });
    }

    [Theory]
    [InlineData("P.O. Box 2212", null)]
    [InlineData("PO BOX 12", "Suite 4")]
    [InlineData("Post Office Box 724", null)]
    [InlineData("P O Box #15-A", null)]
    [InlineData("POB 12", "PO Box 12")]
    [InlineData("P.O. Drawer 280356", null)]
    [InlineData("Box 91", null)]
    [InlineData("Apartado 12", null)]
    [InlineData("General Delivery", null)]
    [InlineData("PO Box 12 (mailing address)", null)]
    public void The_point_of_a_post_office_box_is_not_where_the_facility_is(string street1, string? street2)
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { Street1 = street1, Street2 = street2 });
        Assert.Equal((street1, null), (row!.Street1, row.Point));
        ImportIssue issue = Assert.Single(issues);
        Assert.Equal(
            ("latitude", "The coordinates of a post office box are not used", ImportOutcome.Marked, street1),
            (issue.Field, issue.Problem, issue.Outcome, issue.Value));
    }

    [Theory]
    [InlineData("2080 Child Street, P.O. Box 1000", null)]
    [InlineData("PO Box 12", "100 Main Street")]
    [InlineData("6850 Upper Box Elder Road", null)]
    [InlineData("Box Elder Road", null)]
    [InlineData("1 Boxwood Lane", null)]
    [InlineData("Post Office Road 12", null)]
    public void A_street_beside_a_post_office_box_has_its_point(string street1, string? street2) =>
        Assert.NotNull(SourceRows.Clean(SourceRows.Good with { Street1 = street1, Street2 = street2 }).Row!.Point);

    [Theory]
    [InlineData("GA", "00000", null, "The coordinates are not in the state that the row names")]
    [InlineData("GA", null, null, "The coordinates are not in the state that the row names")]
    [InlineData("AL", null, null, null)]
    [InlineData("AL", null, "Lee County", null)]
    [InlineData("AL", null, "Mobile", "The coordinates are not in the county that the row names")]
    [InlineData("AL", null, "Nowhere", null)]
    public void A_point_is_held_to_the_state_and_the_county_that_its_row_names(string state, string? zip, string? county, string? problem)
    {
        // Auburn, Alabama; the ZIP does not exist, or is not given.
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with
        {
            State = state, Zip = zip, County = county, City = "Auburn", Latitude = "32.6099", Longitude = "-85.4808",
        });
        Assert.Equal(problem is null, row!.Point is not null);
        Assert.Equal(problem, issues.Find(issue => issue.Field == "latitude")?.Problem);
    }

    [Theory]
    [InlineData("www.example.org", "http://www.example.org", ImportOutcome.Repaired)]
    [InlineData("http:\\\\www.example.org\\help", "http://www.example.org/help", ImportOutcome.Repaired)]
    [InlineData("https:\\www.example.org", "https://www.example.org", ImportOutcome.Repaired)]
    [InlineData("none", null, ImportOutcome.Marked)]
    [InlineData("javascript:alert(1)", null, ImportOutcome.Marked)]
    [InlineData("javascript://example.org/%0aalert(1)", null, ImportOutcome.Marked)]
    [InlineData("ftp://example.org", null, ImportOutcome.Marked)]
    [InlineData("someone@example.org", null, ImportOutcome.Marked)]
    public void A_website_is_a_link_of_http_or_none(string written, string? website, ImportOutcome outcome)
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { Website = written });
        Assert.Equal(website, row?.Website);
        Assert.Equal(("website", outcome), (Assert.Single(issues).Field, issues[0].Outcome));
    }

    [Theory]
    [InlineData("http://")]
    [InlineData("https://")]
    [InlineData("HTTP:\\\\")]
    [InlineData("http://www.")]
    public void The_beginning_of_a_web_address_alone_is_no_value_and_no_issue(string written)
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { Website = written });
        Assert.NotNull(row);
        Assert.Null(row.Website);
        Assert.Empty(issues);
    }

    [Fact]
    public void A_row_with_only_a_second_name_has_it_as_its_first()
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { Name1 = null });
        Assert.Equal(("Outpatient", null), (row!.Name1, row.Name2));
        Assert.Equal(("name1", ImportOutcome.Repaired, "Outpatient"), (Assert.Single(issues).Field, issues[0].Outcome, issues[0].Value));

        // Cells that stand in wrong columns are no facility.
        Assert.Null(SourceRows.Clean(SourceRows.Good with { Name1 = null, Name2 = "SA", State = "HI", Zip = "OP" }).Row);
    }

    [Theory]
    [InlineData("-84.3886", "33.7989")]
    [InlineData("33.7989", "84.3886")]
    [InlineData("84.3886", "33.7989")]
    public void Swapped_coordinates_and_a_lost_minus_sign_are_repaired(string latitude, string longitude)
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { Latitude = latitude, Longitude = longitude });
        Assert.Equal((33.7989, -84.3886), (row!.Point!.Value.Latitude, row.Point.Value.Longitude));
        Assert.Equal(ImportOutcome.Repaired, Assert.Single(issues).Outcome);
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("133", "-84")]
    [InlineData("abc", "-84")]
    [InlineData("NaN", "NaN")]
    [InlineData("33.7989", null)]
    [InlineData("40.75", "-73.99")]
    public void Coordinates_that_are_wrong_are_dropped_and_marked(string latitude, string? longitude)
    {
        (CleanRow? row, List<ImportIssue> issues) = SourceRows.Clean(SourceRows.Good with { Latitude = latitude, Longitude = longitude });
        Assert.NotNull(row);
        Assert.Null(row.Point);
        Assert.Equal(ImportOutcome.Marked, Assert.Single(issues).Outcome);
    }

    [Theory]
    [InlineData("Prescott", "AZ", "86305", "34.5424549", "-112.479917", true)]
    [InlineData("Troy", "MT", "59935", "48.8286703", "-115.7050438", true)]
    [InlineData("Ajo", "AZ", "85321", "32.3755359", "-112.863673", true)]
    [InlineData("Newport Beach", "CA", "92663", "33.98", "-117.43", false)]
    [InlineData("Bartow", "FL", "33830", "28.18", "-82.59", false)]
    [InlineData("Redding", "CA", "96001", "39.77", "-121.87", false)]
    [InlineData("Ashland", "KY", "41101", "38.0806169", "-82.6290563", false)]
    [InlineData("South San Francisco", "CA", "94080", "37.8044", "-122.2712", false)] // Oakland
    [InlineData("Dedham", "MA", "02026", "42.369549", "-71.24938", false)] // Waltham
    [InlineData("Bellevue", "WA", "98004", "47.703404", "-122.3342328", false)] // Seattle, across the lake
    [InlineData("Nashua", "NH", "03063", "42.8329545", "-71.3071546", false)] // Windham
    [InlineData("Chicago", "IL", "60707", "41.742287", "-87.6142689", false)] // The same city, but its other end
    [InlineData("Littlefield", "AZ", "86432", "36.9065847", "-113.9299945", true)] // The nearest ZIPs are in Nevada and Utah.
    [InlineData("Saint Just", "PR", "00978", "18.4549194", "-67.0828687", false)] // Without inhabitants: 70 miles off
    public void A_far_point_is_wrong_only_when_it_is_in_another_town(
        string city, string state, string zip, string latitude, string longitude, bool isTaken)
    {
        CleanRow? row = SourceRows.Clean(SourceRows.Good with
        {
            City = city, State = state, Zip = zip, Latitude = latitude, Longitude = longitude,
        }).Row;
        Assert.Equal(isTaken, row!.Point is not null);
    }

    [Fact]
    public void A_row_without_name_type_or_place_is_left_out_with_the_reason()
    {
        foreach ((SourceRow row, string field) in new[]
        {
            (SourceRows.Good with { Name1 = " ", Name2 = null }, "name1"),
            (SourceRows.Good with { Type = null, TypeText = "XX" }, "type"),
            (SourceRows.Good with { State = "HI there", Zip = "OP" }, "state"),
            (new SourceRow { Row = 7, Defect = "has 12 fields where the header has 13" }, "row"),
        })
        {
            (CleanRow? clean, List<ImportIssue> issues) = SourceRows.Clean(row);
            Assert.Null(clean);
            ImportIssue leftOut = Assert.Single(issues, issue => issue.Outcome == ImportOutcome.LeftOut);
            Assert.Equal((row.Row, field), (leftOut.Row, leftOut.Field));
        }
    }

    [Fact]
    public void Health_centers_come_only_when_asked_for()
    {
        SourceRow row = SourceRows.Good with { Type = ProgramType.HealthCenter, TypeText = "HRSA" };
        Assert.Null(SourceRows.Clean(row).Row);
        Assert.Equal(ImportOutcome.LeftOut, Assert.Single(SourceRows.Clean(row).Issues).Outcome);
        Assert.NotNull(SourceRows.Clean(row, new HashSet<ProgramType> { ProgramType.HealthCenter }).Row);
    }

    [Fact]
    public void An_unknown_service_is_reported_once_with_its_count()
    {
        List<ImportIssue> issues = [];
        RowCleaning cleaning = new("file.csv", 0, Locator.Places.Gazetteer.Bundled, SourceRows.Points, ImportRequest.UsualTypes, issues.Add);
        for (int row = 2; row < 5; row++)
        {
            Assert.NotNull(cleaning.Clean(SourceRows.Good with { Row = row, Name2 = $"{row}", UnknownNames = [new UnknownName("services", "Sound baths")] }));
        }

        cleaning.Finish([], []);
        ImportIssue issue = Assert.Single(issues);
        Assert.Equal(
            (2, "services", "Sound baths (3 rows, this is the first); nothing tells its category, so no value becomes unknown"),
            (issue.Row, issue.Field, issue.Value));
    }

    [Fact]
    public void A_row_said_twice_is_kept_and_names_its_twin()
    {
        List<ImportIssue> issues = [];
        RowCleaning cleaning = new("file.csv", 0, Locator.Places.Gazetteer.Bundled, SourceRows.Points, ImportRequest.UsualTypes, issues.Add);
        Assert.NotNull(cleaning.Clean(SourceRows.Good));
        Assert.NotNull(cleaning.Clean(SourceRows.Good with { Row = 9 }));
        Assert.Equal((9, "same as row 2"), (Assert.Single(issues).Row, issues[0].Value));
    }
}
