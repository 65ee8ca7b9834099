using Locator.Places;

namespace LocatorApi.Pages.Map;

/// <summary>
/// Names of places that the map writes, from the bundled table of cities. How many ZIPs are called by a name is the nearest to a
/// size that the table gives: where two names would overlap, the one with more of them stands.
/// </summary>
internal sealed class MapPlaces
{
    /// <summary>The map of a state has room for some dozens at a time, in whatever part of it.</summary>
    private const int MostOfState = 400;

    /// <summary>The country's map needs its large cities only, and from every state at least these.</summary>
    private const int LargeCity = 10, FewestOfState = 3;

    /// <summary>Three decimals are 110 m.</summary>
    private const int Decimals = 3;

    private readonly Lazy<ILookup<string, CityPlace>> _byState =
        new(() => Cities.Bundled.All.OrderByDescending(city => city.Zips).ThenBy(city => city.Kind).ToLookup(city => city.State, StringComparer.Ordinal));

    private readonly Lazy<IReadOnlyList<object[]>> _national;

    public MapPlaces() => _national = new(() =>
    [
        .. _byState.Value.SelectMany(state => state.Where((city, i) => city.Zips > 0 && (i < FewestOfState || city.Zips >= LargeCity))).Select(RowOf),
    ]);

    /// <summary>The country's large cities as rows of name, latitude, longitude and number of ZIPs.</summary>
    public IReadOnlyList<object[]> National => _national.Value;

    /// <summary>The larger places of a state as such rows, the largest first; those whose mail goes by another name are left out.</summary>
    /// <param name="state">Two-letter USPS code.</param>
    public IReadOnlyList<object[]> Of(string state) => [.. _byState.Value[state].Where(city => city.Zips > 0).Take(MostOfState).Select(RowOf)];

    private static object[] RowOf(CityPlace city) =>
        [city.Name, Math.Round(city.Point.Latitude, Decimals), Math.Round(city.Point.Longitude, Decimals), city.Zips];
}
