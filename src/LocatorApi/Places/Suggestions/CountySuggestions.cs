using Locator.Geo;
using Locator.Places;

namespace LocatorApi.Places.Suggestions;

/// <summary>Counties by the beginning of their name.</summary>
internal sealed class CountySuggestions(Gazetteer gazetteer)
{
    /// <summary>The ZIPs of each county: their number is the nearest to a size that the tables give, and they say where it is.</summary>
    private readonly Lazy<ILookup<string, ZipPlace>> _zips = new(() =>
        gazetteer.Zips.Where(zip => zip is { Kind: ZipKind.Standard, Point: not null, CountyFips: not null }).ToLookup(zip => zip.CountyFips!));

    public IReadOnlyList<Ranked> Of(AskedSuggestions asked)
    {
        IEnumerable<(County County, Nearness Nearness)> found = asked.Typed.Names.SelectMany(typed => gazetteer.Counties
            .Select(county => (County: county, Nearness: NearnessOf(typed, county)))
            .Where(pair => pair.Nearness is not null && typed.IsIn(pair.County.State, []))
            .Select(pair => (pair.County, pair.Nearness!.Value)));
        found = asked.Origin is { } origin
            ? found.OrderBy(pair => pair.Nearness).ThenBy(pair => MetresTo(pair.County, origin))
            : found.OrderBy(pair => pair.Nearness).ThenByDescending(pair => _zips.Value[pair.County.Fips].Count());
        return
        [
            .. found.DistinctBy(pair => pair.County).Take(asked.Limit).Select(pair => new Ranked(pair.Nearness, SuggestionOf(pair.County))),
        ];
    }

    private static Nearness? NearnessOf(TypedName typed, County county) =>
        new[] { typed.NearnessOf(CityPlace.Fold(county.Name)), typed.NearnessOf(CityPlace.Fold(county.FullName)) }.Min();

    private double MetresTo(County county, GeoPoint origin) => _zips.Value[county.Fips]
        .Select(zip => GreatCircle.Between(origin, zip.Point!.Value).Metres).DefaultIfEmpty(double.MaxValue).Min();

    private static Suggestion SuggestionOf(County county) => new(
        "county", $"{county.FullName}, {county.State}", null,
        new Dictionary<string, string> { ["state"] = county.State, ["county"] = county.FullName }, null);
}
