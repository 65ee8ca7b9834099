using System.IO.Compression;
using Locator.Geo;
using Sylvan.Data.Csv;

namespace Locator.Places;

/// <summary>
/// The bundled tables of ZIP Codes and counties. They are built by <c>tools/PlacesBuilder</c>; docs/places.md says from
/// what and by which rules. Immutable, safe for all threads.
/// </summary>
public sealed class Gazetteer
{
    private static readonly Lazy<Gazetteer> LazyBundled = new(LoadBundled);
    private static readonly Distance NearAZip = Distance.FromMiles(100);

    /// <summary>The mainland of Alaska, west of Canada and east of Siberia; the Aleutian Islands, over the 180° meridian.</summary>
    private static readonly BoundingBox[] Alaska = [new(-168.5, 54, -141, 71.5), new(172, 51, -160, 55.5)];

    private readonly Dictionary<string, ZipPlace> _zips;
    private readonly Dictionary<string, County> _counties;
    private readonly Lazy<Dictionary<(string State, string Name), County>> _countiesByName;
    private readonly Lazy<NearestPoints> _points;
    private readonly Lazy<(UnitVector At, string State)[]> _states;

    private Gazetteer(IEnumerable<County> counties, Func<Dictionary<string, County>, IEnumerable<ZipPlace>> zips)
    {
        _counties = counties.ToDictionary(county => county.Fips);
        _countiesByName = new(() => ByName(_counties.Values));
        _points = new(() => new NearestPoints([.. _zips!.Values.Where(zip => zip.Point is not null).Select(zip => zip.Point!.Value).Distinct()]));
        _states = new(() =>
        [
            .. _zips!.Values.Where(zip => zip.Point is not null && State.Find(zip.State) is not null)
                .Select(zip => (UnitVector.Of(zip.Point!.Value), zip.State)).Distinct(),
        ]);
        _zips = new Dictionary<string, ZipPlace>(43_000);
        foreach (ZipPlace place in zips(_counties))
        {
            _zips.Add(place.Zip, place);
        }
    }

    /// <summary>The tables bundled with the library, read on first use.</summary>
    public static Gazetteer Bundled => LazyBundled.Value;

    /// <summary>Every ZIP, ascending.</summary>
    public IReadOnlyCollection<ZipPlace> Zips => _zips.Values;

    /// <summary>Every county, by FIPS ascending.</summary>
    public IReadOnlyCollection<County> Counties => _counties.Values;

    /// <summary>The place of a five-digit ZIP, or null when there is no such ZIP.</summary>
    public ZipPlace? FindZip(string zip) => _zips.GetValueOrDefault(zip);

    /// <summary>
    /// Whether a point lies in the United States, its territories or the freely associated states, or not far beyond their
    /// borders: within 100 miles of the point of a ZIP, or in Alaska, where ZIPs lie farther apart.
    /// </summary>
    public bool Covers(GeoPoint point) =>
        point.IsValid && !point.IsNullIsland
        && (Alaska.Any(box => box.Contains(point)) || _points.Value.Nearest(point, 1)[0].Distance <= NearAZip);

    /// <summary>The states with a ZIP's point within a distance, by their nearest such point; the one nearest of all comes first even where it lies farther away.</summary>
    /// <param name="point">Where distances are measured from.</param>
    /// <param name="within">How far to look.</param>
    public IReadOnlyList<string> StatesNear(GeoPoint point, Distance within)
    {
        UnitVector from = UnitVector.Of(point);
        double most = UnitVector.SquaredChordOf(within);
        Dictionary<string, double> nearest = new(StringComparer.Ordinal);
        foreach ((UnitVector at, string state) in _states.Value)
        {
            double chord = at.SquaredChordTo(from);
            if (!nearest.TryGetValue(state, out double known) || chord < known)
            {
                nearest[state] = chord;
            }
        }

        (string State, double Chord)[] order =
            [.. nearest.Select(pair => (pair.Key, pair.Value)).OrderBy(state => state.Value).ThenBy(state => state.Key, StringComparer.Ordinal)];
        return [.. order.Where((state, i) => i == 0 || state.Chord <= most).Select(state => state.State)];
    }

    /// <summary>
    /// Existing ZIPs that the writer of an unknown one may have meant, nearest spellings first: of four digits with the lost
    /// zero in front; two neighbours swapped; one digit wrong, lost or doubled; where there is none of all these, two digits
    /// wrong. Within each kind in ascending order.
    /// </summary>
    /// <param name="zip">Four to six digits; anything else has no near spellings.</param>
    /// <param name="limit">The most to return, at least 0.</param>
    public IReadOnlyList<ZipPlace> NearSpellings(string zip, int limit)
    {
        if (zip.Length is < 4 or > 6 || !zip.All(char.IsAsciiDigit))
        {
            return [];
        }

        IEnumerable<string> oneSlip = zip.Length switch
        {
            4 => Insertions(zip).Order(StringComparer.Ordinal).Prepend("0" + zip),
            5 => Swaps(zip).Order(StringComparer.Ordinal).Concat(Substitutions(zip).Order(StringComparer.Ordinal)),
            _ => Deletions(zip).Order(StringComparer.Ordinal),
        };
        List<ZipPlace> near = [.. oneSlip.Distinct().Where(text => text != zip && _zips.ContainsKey(text)).Take(limit).Select(text => _zips[text])];
        return near.Count > 0 || zip.Length != 5
            ? near
            : [.. _zips.Values.Where(place => DigitsApart(place.Zip, zip) == 2).Take(limit)];
    }

    /// <summary>
    /// The county of a state by name or FIPS; null when there is none. Case, accents, punctuation and the word "County",
    /// "Parish", "Borough", "Census Area", "Municipality" or "Municipio" do not matter; "St." is "Saint".
    /// </summary>
    /// <param name="state">Two-letter USPS code in either case.</param>
    /// <param name="nameOrFips">A name, or three or five digits.</param>
    /// <remarks>
    /// A whole name wins: "Baltimore city" is the independent city, "Baltimore County" the county. A bare "Baltimore" is
    /// the county where both exist (Maryland, Missouri, Virginia).
    /// </remarks>
    public County? FindCounty(string state, string nameOrFips)
    {
        string code = state.ToUpperInvariant(), text = nameOrFips.Trim();
        if (text.Length > 0 && text.All(char.IsAsciiDigit))
        {
            string? fips = text.Length == 3 ? State.Find(code)?.Fips + text : text;
            return FindCounty(fips) is { } county && county.State == code ? county : null;
        }

        return _countiesByName.Value.GetValueOrDefault((code, County.Fold(text)))
            ?? _countiesByName.Value.GetValueOrDefault((code, County.Fold(County.WithoutKind(text))));
    }

    /// <summary>The county of a five-digit FIPS code, or null.</summary>
    public County? FindCounty(string fips) => _counties.GetValueOrDefault(fips);

    private static Dictionary<(string State, string Name), County> ByName(IReadOnlyCollection<County> counties)
    {
        Dictionary<(string State, string Name), County> byName = counties.ToDictionary(county => (county.State, County.Fold(county.FullName)));

        // Bare names come second and never replace a whole name. Independent cities come last of all: "Baltimore" is the county.
        foreach (County county in counties.OrderBy(IsIndependentCity))
        {
            byName.TryAdd((county.State, BareName(county)), county);
        }

        return byName;
    }

    private static bool IsIndependentCity(County county) => county.FullName.EndsWith(" city", StringComparison.Ordinal);

    private static string BareName(County county) =>
        County.Fold(IsIndependentCity(county) ? county.FullName[..^" city".Length] : county.Name);

    private static IEnumerable<string> Swaps(string zip) =>
        Enumerable.Range(0, zip.Length - 1).Select(i => $"{zip[..i]}{zip[i + 1]}{zip[i]}{zip[(i + 2)..]}");

    private static IEnumerable<string> Substitutions(string zip) =>
        Enumerable.Range(0, zip.Length).SelectMany(i => "0123456789", (i, digit) => $"{zip[..i]}{digit}{zip[(i + 1)..]}");

    private static IEnumerable<string> Insertions(string zip) =>
        Enumerable.Range(0, zip.Length + 1).SelectMany(i => "0123456789", (i, digit) => $"{zip[..i]}{digit}{zip[i..]}");

    private static IEnumerable<string> Deletions(string zip) =>
        Enumerable.Range(0, zip.Length).Select(i => zip.Remove(i, 1));

    private static int DigitsApart(string one, string other)
    {
        int apart = 0;
        for (int i = 0; i < one.Length; i++)
        {
            apart += one[i] == other[i] ? 0 : 1;
        }

        return apart;
    }

    private static Gazetteer LoadBundled()
    {
        using CsvDataReader counties = CsvDataReader.Create(new StreamReader(Resource("counties.csv")));
        using GZipStream unpacked = new(Resource("zips.csv.gz"), CompressionMode.Decompress);
        using CsvDataReader zips = CsvDataReader.Create(new StreamReader(unpacked));
        return new Gazetteer(ReadCounties(counties), known => ReadZips(zips, known));
    }

    private static Stream Resource(string name) =>
        typeof(Gazetteer).Assembly.GetManifestResourceStream(typeof(Gazetteer), name)
        ?? throw new InvalidOperationException($"The library was built without its table {name}.");

    private static IEnumerable<County> ReadCounties(CsvDataReader rows)
    {
        while (rows.Read())
        {
            yield return County.Of(rows.GetString(0), rows.GetString(1), rows.GetString(2));
        }
    }

    private static IEnumerable<ZipPlace> ReadZips(CsvDataReader rows, Dictionary<string, County> counties)
    {
        // What repeats is kept once, and asked by its characters: most cells never become strings.
        HashSet<string> texts = [];
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> known = texts.GetAlternateLookup<ReadOnlySpan<char>>();
        Dictionary<string, County>.AlternateLookup<ReadOnlySpan<char>> countyOf = counties.GetAlternateLookup<ReadOnlySpan<char>>();
        string Shared(ReadOnlySpan<char> text)
        {
            if (!known.TryGetValue(text, out string? shared))
            {
                shared = text.ToString();
                texts.Add(shared);
            }

            return shared;
        }

        while (rows.Read())
        {
            County? county = countyOf.TryGetValue(rows.GetFieldSpan(4), out County? found) ? found : null;
            GeoPoint? point = rows.GetFieldSpan(5).IsEmpty ? null : new GeoPoint(rows.GetDouble(5), rows.GetDouble(6));
            yield return new ZipPlace(
                rows.GetString(0), KindOf(rows.GetFieldSpan(1)), Shared(rows.GetFieldSpan(2)), Shared(rows.GetFieldSpan(3)),
                county?.Name, county?.Fips, point, PrecisionOf(rows.GetFieldSpan(7)))
            {
                PointSource = SourceOf(rows.GetFieldSpan(8)),
                IsPopulated = !rows.GetFieldSpan(9).IsEmpty,
            };
        }
    }

    private static ZipKind KindOf(ReadOnlySpan<char> name) => name switch
    {
        nameof(ZipKind.Standard) => ZipKind.Standard,
        nameof(ZipKind.PoBoxOrUnique) => ZipKind.PoBoxOrUnique,
        _ => Enum.Parse<ZipKind>(name),
    };

    private static PlacePrecision PrecisionOf(ReadOnlySpan<char> name) => name switch
    {
        nameof(PlacePrecision.Zip) => PlacePrecision.Zip,
        nameof(PlacePrecision.City) => PlacePrecision.City,
        _ => Enum.Parse<PlacePrecision>(name),
    };

    private static PointSource SourceOf(ReadOnlySpan<char> name) => name switch
    {
        nameof(PointSource.Hud) => PointSource.Hud,
        nameof(PointSource.Geonames) => PointSource.Geonames,
        _ => Enum.Parse<PointSource>(name),
    };
}
