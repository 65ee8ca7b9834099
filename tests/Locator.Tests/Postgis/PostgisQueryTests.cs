using System.Runtime.CompilerServices;
using Locator.Geo;
using Locator.Postgis;
using Locator.Search;
using Locator.Testing;
using Locator.Versions;
using Xunit;

namespace Locator.Tests.Postgis;

/// <summary>
/// The commands, word for word: one file for each shape of search. To accept a change, delete the file, run the test twice
/// and read the difference.
/// </summary>
public sealed class PostgisQueryTests
{
    private static readonly TokenBits Bits = new(["?level:iop", "level:iop", "level:op", "payment:medicaid"]);
    private static readonly VersionTables Tables = new(VersionId.Parse("2026-11-20.1"));

    private static TokenFilter Any(string group, params string[] values) => new(group, [.. values.Select(value => $"{group}:{value}")]);

    public static TheoryData<string, SearchQuery> Shapes => new()
    {
        {
            "radius-filters-facets",
            new SearchQuery
            {
                Origin = AFacility.Atlanta,
                Radius = Distance.FromMiles(25),
                Filters = [Any("level", "iop", "op"), Any("payment", "medicaid")],
                Facets = [new FacetRequest("level", ["level:iop"]), new FacetRequest("age", ["age:adults"])],
            }
        },
        {
            "automatic-radius-unknown-allowed",
            new SearchQuery
            {
                Origin = AFacility.Atlanta,
                FindRadius = true,
                Filters = [Any("level", "iop", "op") with { All = true, AllowUnknown = true }],
                After = new ResultPosition(1000, null, "f3k9"),
            }
        },
        {
            "by-name-in-box-state-county-with-words",
            new SearchQuery
            {
                Box = new BoundingBox(179, 50, -179, 53),
                State = "AK",
                CountyFips = "02016",
                Words = ["saint", "ma"],
                Filters = [Any("level", "iop", "op") with { All = true }],
                After = new ResultPosition(null, "saint mary", "f3k9"),
            }
        },
        {
            "by-name-with-a-slip",
            new SearchQuery { Origin = AFacility.Atlanta, Words = [":peachtree", ":st", ":clin"], ForgiveTyping = true }
        },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_command_is_the_golden_file(string name, SearchQuery query) => IsGolden(name, PostgisQuery.Of(Tables, Bits, query).Command);

    [Fact]
    public void The_count_of_tiles_is_the_golden_file() => IsGolden("tiles", PostgisTiles.CommandOf(Tables, Bits, new TileQuery(
        new SearchQuery { Box = new BoundingBox(-85, 33, -84, 34.5), State = "GA", Words = ["hope"], Filters = [Any("level", "iop")] }, 12)));

    private static void IsGolden(string name, PostgisCommand command)
    {
        string golden = Path.Combine(Folder(), "PostgisQueries", name + ".sql");
        string text = command.Text + "\n";
        if (!File.Exists(golden))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            File.WriteAllText(golden, text);
            Assert.Fail($"{name}.sql was absent and has been written; run the test again.");
        }

        Assert.Equal(File.ReadAllText(golden), text, ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Nothing_that_was_searched_for_stands_in_the_text_and_equal_shapes_have_equal_texts()
    {
        static SearchQuery Query(string marker, double number) => new()
        {
            Origin = new GeoPoint(number, -number),
            Radius = Distance.FromMiles(number),
            Box = new BoundingBox(-number, -number, number, number),
            State = marker,
            CountyFips = marker,
            Words = [marker, marker],
            Filters = [Any(marker, marker), Any("level", marker) with { All = true }],
            Facets = [new FacetRequest(marker, [marker])],
            Limit = 42,
            After = new ResultPosition(number, marker, marker),
        };
        string text = PostgisQuery.Of(Tables, Bits, Query("zyzzyva", 33.7654)).Command.Text;
        Assert.DoesNotContain("zyzzyva", text, StringComparison.Ordinal);
        Assert.DoesNotContain("33.7654", text, StringComparison.Ordinal);
        Assert.DoesNotContain("42", text, StringComparison.Ordinal);
        Assert.Equal(text, PostgisQuery.Of(Tables, Bits, Query("other", 12.3)).Command.Text);
    }

    [Fact]
    public void A_token_that_the_version_does_not_know_is_a_bit_that_no_program_has()
    {
        Assert.Equal(5, Bits.Width);
        Assert.Equal(4, Bits.PositionOf("level:unheard-of"));
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
