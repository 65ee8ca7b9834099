using Locator.Geo;
using Locator.Places;

namespace LocatorApi.Places.Suggestions;

/// <summary>Cities by the beginning of their name.</summary>
internal static class CitySuggestions
{
    public static IReadOnlyList<Ranked> Of(AskedSuggestions asked, Cities cities, Gazetteer gazetteer)
    {
        IEnumerable<(CityPlace City, Nearness Nearness)> found = asked.Typed.Names
            .SelectMany(typed => Found(typed, cities).Where(found => typed.IsIn(found.City.State, found.City.Counties)));
        found = asked.Origin is { } origin
            ? found.OrderBy(pair => pair.Nearness).ThenBy(pair => GreatCircle.Between(origin, pair.City.Point).Metres)
            : found.OrderBy(pair => pair.Nearness).ThenByDescending(pair => pair.City.Zips);
        return
        [
            .. found.DistinctBy(pair => pair.City)
                .Select(pair => (pair.Nearness, pair.City, Text: TextOf(pair.City, cities, gazetteer)))
                .Where(pair => pair.Text is not null)
                .Take(asked.Limit)
                .Select(pair => new Ranked(pair.Nearness, new Suggestion(
                    "city", pair.Text!, pair.City.Counties.Count == 0 ? null : pair.City.Counties[0].FullName,
                    new Dictionary<string, string> { ["place"] = pair.Text! }, null))),
        ];
    }

    private static IEnumerable<(CityPlace City, Nearness Nearness)> Found(TypedName typed, Cities cities)
    {
        Nearness? NearnessOf(CityPlace city) => city.Aliases.Prepend(city.Name).Select(name => typed.NearnessOf(CityPlace.Fold(name))).Min();
        IEnumerable<CityPlace> found = typed.IsWhole ? cities.Named(typed.Name) : cities.Beginning(typed.Name);
        return found.Concat(cities.Beginning(typed.Name, slip: true))
            .Select(city => (city, NearnessOf(city)))
            .Where(pair => pair.Item2 is not null)
            .Select(pair => (pair.city, pair.Item2!.Value));
    }

    /// <summary>What <c>place</c> takes for it, as short as may be; null for the smaller of two in one county, which nothing names.</summary>
    private static string? TextOf(CityPlace city, Cities cities, Gazetteer gazetteer)
    {
        IEnumerable<string> texts = [$"{city.Name}, {city.State}", .. city.Counties.Select(county => $"{city.Name}, {county.Name}, {city.State}")];
        return texts.FirstOrDefault(text => PlaceReading.Of(text, cities, gazetteer).City == city);
    }
}
