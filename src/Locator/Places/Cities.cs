using System.Globalization;
using System.IO.Compression;
using Locator.Geo;
using Locator.Text;
using Sylvan.Data.Csv;

namespace Locator.Places;

/// <summary>
/// The bundled table of cities: the Census's places, and the names of post offices that the Census does not know. It is built
/// by <c>tools/PlacesBuilder</c>; docs/places.md says by which rules. Immutable, safe for all threads.
/// </summary>
public sealed class Cities
{
    private static readonly Lazy<Cities> LazyBundled = new(() => new Cities([.. ReadBundled(Gazetteer.Bundled)]));

    private readonly Dictionary<string, CityPlace[]> _byName = new(StringComparer.Ordinal);
    private readonly string[] _names;

    private Cities(IReadOnlyList<CityPlace> all)
    {
        All = all;
        foreach (CityPlace city in all)
        {
            foreach (string name in city.Aliases.Prepend(city.Name).Select(CityPlace.Fold).Distinct(StringComparer.Ordinal))
            {
                _byName[name] = [.. _byName.GetValueOrDefault(name, []), city];
            }
        }

        _names = [.. _byName.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>The table bundled with the library, read on first use.</summary>
    public static Cities Bundled => LazyBundled.Value;

    /// <summary>All of them, by state, then name; of one name in a state, first the one that people mean most likely.</summary>
    public IReadOnlyList<CityPlace> All { get; }

    /// <summary>The cities of a name, in any spelling that <see cref="CityPlace.Fold"/> takes for the same; in the order of <see cref="All"/>.</summary>
    public IReadOnlyList<CityPlace> Named(string name) => _byName.GetValueOrDefault(CityPlace.Fold(name)) ?? [];

    /// <summary>The cities whose name begins so; with <paramref name="slip"/> those, too, whose beginning differs by one slip.</summary>
    /// <param name="beginning">What was typed of a name.</param>
    /// <param name="slip">Whether one slip is forgiven.</param>
    public IEnumerable<CityPlace> Beginning(string beginning, bool slip = false)
    {
        string folded = CityPlace.Fold(beginning);
        if (slip)
        {
            return OneSlip.IsForgivenIn(folded)
                ? _names.Where(name => OneSlip.Begins(name, folded)).SelectMany(name => _byName[name]).Distinct()
                : [];
        }

        int at = Array.BinarySearch(_names, folded, StringComparer.Ordinal);
        return _names.Skip(at < 0 ? ~at : at).TakeWhile(name => name.StartsWith(folded, StringComparison.Ordinal))
            .SelectMany(name => _byName[name]).Distinct();
    }

    /// <summary>Cities with names near to one that is none, those with more ZIPs first.</summary>
    /// <param name="name">The name.</param>
    /// <param name="state">Two-letter code of the state to look in; null for the whole country.</param>
    /// <param name="limit">The most to return.</param>
    public IReadOnlyList<CityPlace> NearSpellings(string name, string? state, int limit)
    {
        string folded = CityPlace.Fold(name);
        return folded.Length < OneSlip.ShortestForgiven ? [] :
        [
            .. _names.Where(known => OneSlip.IsWithin(known, folded)).SelectMany(known => _byName[known])
                .Where(city => state is null || city.State == state).Distinct()
                .OrderByDescending(city => city.Zips).Take(limit),
        ];
    }

    private static IEnumerable<CityPlace> ReadBundled(Gazetteer gazetteer)
    {
        using Stream packed = typeof(Cities).Assembly.GetManifestResourceStream(typeof(Cities), "cities.csv.gz")
            ?? throw new InvalidOperationException("The library was built without its table cities.csv.gz.");
        using GZipStream unpacked = new(packed, CompressionMode.Decompress);
        using CsvDataReader rows = CsvDataReader.Create(new StreamReader(unpacked));
        // Most cities lie in one county, as many others do.
        Dictionary<string, County[]> counties = new(StringComparer.Ordinal);
        while (rows.Read())
        {
            string fips = rows.GetString(5);
            if (!counties.TryGetValue(fips, out County[]? own))
            {
                counties.Add(fips, own = Array.ConvertAll(Cells(fips), code => gazetteer.FindCounty(code)!));
            }

            yield return new CityPlace(
                rows.GetString(1), string.Intern(rows.GetString(0)), Enum.Parse<CityKind>(rows.GetFieldSpan(2)),
                new GeoPoint(rows.GetDouble(3), rows.GetDouble(4)),
                own,
                int.Parse(rows.GetFieldSpan(6), CultureInfo.InvariantCulture))
            {
                Aliases = Cells(rows.GetString(7)),
            };
        }
    }

    private static string[] Cells(string text) => text.Split(';', StringSplitOptions.RemoveEmptyEntries);
}
