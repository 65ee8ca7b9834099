using System.Globalization;
using System.IO.Compression;
using System.Text;
using Locator.Places;

namespace PlacesBuilder;

/// <summary>The tables that the library ships.</summary>
/// <param name="Zips">By ZIP ascending.</param>
/// <param name="Counties">By FIPS ascending.</param>
/// <param name="Cities">By state, then name.</param>
internal sealed record PlacesTables(IReadOnlyList<ZipPlace> Zips, IReadOnlyList<County> Counties, IReadOnlyList<CityPlace> Cities)
{
    /// <summary>Writes <c>zips.csv.gz</c>, <c>counties.csv</c> and <c>cities.csv.gz</c> into a folder: all whole, or none replaced.</summary>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        string zips = Path.Combine(folder, "zips.csv.gz"), counties = Path.Combine(folder, "counties.csv"), cities = Path.Combine(folder, "cities.csv.gz");
        WritePacked(zips + ".new", WriteZips);
        WritePacked(cities + ".new", WriteCities);

        using (StreamWriter text = Utf8(File.Create(counties + ".new")))
        {
            WriteCounties(text);
        }

        File.Move(zips + ".new", zips, overwrite: true);
        File.Move(counties + ".new", counties, overwrite: true);
        File.Move(cities + ".new", cities, overwrite: true);
    }

    private static void WritePacked(string path, Action<TextWriter> write)
    {
        using FileStream file = File.Create(path);
        using GZipStream packed = new(file, CompressionLevel.SmallestSize);
        using StreamWriter text = Utf8(packed);
        write(text);
    }

    /// <summary>The table of ZIPs as CSV.</summary>
    public void WriteZips(TextWriter text)
    {
        text.Write("zip,kind,city,state,county,latitude,longitude,precision,source,populated\n");
        foreach (ZipPlace place in Zips)
        {
            text.Write(string.Create(CultureInfo.InvariantCulture,
                $"{place.Zip},{place.Kind},{Cell(place.City)},{place.State},{place.CountyFips},{place.Point?.Latitude},{place.Point?.Longitude},{place.Precision},{place.PointSource},{(place.IsPopulated ? "1" : "")}\n"));
        }
    }

    /// <summary>The table of counties as CSV.</summary>
    public void WriteCounties(TextWriter text)
    {
        text.Write("fips,state,name\n");
        foreach (County county in Counties)
        {
            text.Write($"{county.Fips},{county.State},{Cell(county.FullName)}\n");
        }
    }

    /// <summary>The table of cities as CSV.</summary>
    public void WriteCities(TextWriter text)
    {
        text.Write("state,name,kind,latitude,longitude,counties,zips,aliases\n");
        foreach (CityPlace city in Cities)
        {
            string counties = string.Join(';', city.Counties.Select(county => county.Fips)), aliases = string.Join(';', city.Aliases);
            text.Write(string.Create(CultureInfo.InvariantCulture,
                $"{city.State},{Cell(city.Name)},{city.Kind},{city.Point.Latitude},{city.Point.Longitude},{counties},{city.Zips},{Cell(aliases)}\n"));
        }
    }

    private static string Cell(string text) => text.AsSpan().ContainsAny(",\"\n")
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : text;

    private static StreamWriter Utf8(Stream stream) => new(stream, new UTF8Encoding(false)) { NewLine = "\n" };
}
