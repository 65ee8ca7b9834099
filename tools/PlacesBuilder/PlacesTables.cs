using System.Globalization;
using System.IO.Compression;
using System.Text;
using Locator.Places;

namespace PlacesBuilder;

/// <summary>The tables that the library ships.</summary>
/// <param name="Zips">By ZIP ascending.</param>
/// <param name="Counties">By FIPS ascending.</param>
internal sealed record PlacesTables(IReadOnlyList<ZipPlace> Zips, IReadOnlyList<County> Counties)
{
    /// <summary>Writes <c>zips.csv.gz</c> and <c>counties.csv</c> into a folder: both whole, or none replaced.</summary>
    public void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        string zips = Path.Combine(folder, "zips.csv.gz"), counties = Path.Combine(folder, "counties.csv");
        using (FileStream file = File.Create(zips + ".new"))
        using (GZipStream packed = new(file, CompressionLevel.SmallestSize))
        using (StreamWriter text = Utf8(packed))
        {
            WriteZips(text);
        }

        using (StreamWriter text = Utf8(File.Create(counties + ".new")))
        {
            WriteCounties(text);
        }

        File.Move(zips + ".new", zips, overwrite: true);
        File.Move(counties + ".new", counties, overwrite: true);
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

    private static string Cell(string text) => text.AsSpan().ContainsAny(",\"\n")
        ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : text;

    private static StreamWriter Utf8(Stream stream) => new(stream, new UTF8Encoding(false)) { NewLine = "\n" };
}
