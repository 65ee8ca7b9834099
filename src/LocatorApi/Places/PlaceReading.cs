using System.Globalization;
using Locator.Places;
using Locator.Text;
using LocatorApi.Http;

namespace LocatorApi.Places;

/// <summary>What a text for a city means: the city, or what is wrong with it.</summary>
/// <param name="City">The city; null with an error.</param>
/// <param name="Error">What is wrong; null with a city.</param>
internal readonly record struct PlaceReading(CityPlace? City, ParameterError? Error)
{
    /// <summary>Longest text, in characters: the longest name of a city, its county and state is 70.</summary>
    public const int Longest = 100;

    private const int MostCandidates = 10;
    private const int MostSuggestions = 3;
    private static readonly string[] Country = ["us", "usa", "unitedstates", "unitedstatesofamerica"];
    private static readonly string[] KindWords = ["city", "town", "village", "borough"];

    /// <summary>
    /// Reads <c>City, ST</c>, <c>City, County, ST</c> (the state by code or name), or a city that is the only one of its name.
    /// Case, accents and punctuation do not matter; the comma before a state may be left out.
    /// </summary>
    public static PlaceReading Of(string text, Cities cities, Gazetteer gazetteer)
    {
        if (text.Length > Longest)
        {
            return Wrong($"It has more than {Longest} characters.", ProblemType.InvalidParameters);
        }

        if (Array.Find([.. FoldedText.Words(text)], word => word.Length == 5 && word.All(char.IsAsciiDigit)) is { } zip)
        {
            return Wrong($"A ZIP Code is given as zip: zip={zip}.", ProblemType.UnknownPlace);
        }

        string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        parts = parts.Length > 1 && Country.Contains(CityPlace.Fold(parts[^1])) ? parts[..^1] : parts;
        return parts switch
        {
            [] => Wrong("It needs at least one letter or digit.", ProblemType.InvalidParameters),
            [var name] => OfName(name, cities, gazetteer),
            [var name, var state] => OfState(name, null, state, cities, gazetteer),
            [var name, var county, var state] => OfState(name, county, state, cities, gazetteer),
            _ => Wrong("A place is a city and its state, such as \"Washington, IN\", or a city, its county and state.", ProblemType.UnknownPlace),
        };
    }

    /// <summary>A city by itself, or with its state behind it without a comma.</summary>
    private static PlaceReading OfName(string name, Cities cities, Gazetteer gazetteer)
    {
        if (Named(name, cities) is { Count: > 0 } found)
        {
            return found.Select(city => city.State).Distinct().Skip(1).Any() || Meant(found) is not { } city
                ? Ambiguous(name, [.. found.OrderByDescending(city => city.Zips)])
                : new PlaceReading(city, null);
        }

        string[] words = name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (int cut = 1; cut < words.Length; cut++)
        {
            // The longest state first: "West Virginia" before "Virginia".
            if (State.FindByName(string.Join(' ', words.Skip(cut))) is { } state)
            {
                return OfState(string.Join(' ', words.Take(cut)), null, state, cities, gazetteer);
            }
        }

        string hint = State.FindByName(name) is { } whole
            ? $" {whole.Name} is a state: search with state={whole.Code}, or name a city in it."
            : Near(name, null, cities);
        return Wrong($"There is no city \"{name}\" in the United States.{hint}", ProblemType.UnknownPlace);
    }

    private static PlaceReading OfState(string name, string? county, string stateText, Cities cities, Gazetteer gazetteer)
    {
        if (State.FindByName(stateText) is not { } state)
        {
            string hint = NearSpelling.Hint(stateText, State.All.Select(known => (known.Name, Label: known.Code)));
            return Wrong($"\"{stateText}\" is no state: a place ends with its state, such as IN or Indiana.{hint}", ProblemType.UnknownPlace);
        }

        if (county is null)
        {
            return OfState(name, null, state, cities, gazetteer);
        }

        if (gazetteer.FindCounty(state.Code, county) is not { } known)
        {
            string hint = NearSpelling.Hint(
                county, gazetteer.Counties.Where(c => c.State == state.Code).Select(c => (c.Name, Label: c.FullName)));
            return Wrong($"There is no county \"{county}\" in {state.InSentence}.{hint}", ProblemType.UnknownPlace);
        }

        return OfState(name, known, state, cities, gazetteer);
    }

    private static PlaceReading OfState(string name, County? county, State state, Cities cities, Gazetteer gazetteer)
    {
        List<CityPlace> inState = [.. Named(name, cities).Where(city => city.State == state.Code)];
        if (inState.Count == 0)
        {
            string hint = gazetteer.FindCounty(state.Code, name) is { } whole
                ? $" {whole.FullName} is an area: search with state={state.Code} and county={whole.Name}."
                : Near(name, state.Code, cities);
            return Wrong($"There is no city \"{name}\" in {state.InSentence}.{hint}", ProblemType.UnknownPlace);
        }

        if (county is null)
        {
            return Meant(inState) is { } city ? new PlaceReading(city, null) : Ambiguous(name, inState);
        }

        // Of two in one county the larger is meant: nothing more could be given to tell them apart.
        return inState.Find(city => city.Counties.Contains(county)) is { } inCounty
            ? new PlaceReading(inCounty, null)
            : Wrong(
                $"There is no city \"{name}\" in {county.FullName}, {state.Code}. {ListOf("Did you mean", inState)}?", ProblemType.UnknownPlace);
    }

    /// <summary>The cities of a name; where there are none, without a word that says what a city is ("New York City").</summary>
    private static IReadOnlyList<CityPlace> Named(string name, Cities cities)
    {
        IReadOnlyList<CityPlace> found = cities.Named(name);
        IReadOnlyList<string> words = found.Count > 0 ? [] : FoldedText.Words(name);
        return words switch
        {
            [.., var last] when words.Count > 1 && KindWords.Contains(last) => cities.Named(string.Join(' ', words.SkipLast(1))),
            [var first, "of", ..] when words.Count > 2 && KindWords.Contains(first) => cities.Named(string.Join(' ', words.Skip(2))),
            _ => found,
        };
    }

    /// <summary>
    /// Which one of a state's cities of one name is meant without its county: the only one that the mail calls so; else the
    /// largest, where they share their county. Null where that says nothing.
    /// </summary>
    private static CityPlace? Meant(IReadOnlyList<CityPlace> ofOneState)
    {
        CityPlace[] mail = [.. ofOneState.Where(city => city.Zips > 0)];
        IReadOnlyList<CityPlace> likely = mail.Length > 0 ? mail : ofOneState;
        return likely.Select(city => city.Counties.Count == 0 ? null : city.Counties[0]).Distinct().Skip(1).Any() ? null : likely[0];
    }

    private static PlaceReading Ambiguous(string name, List<CityPlace> candidates) => Wrong(
        string.Create(CultureInfo.InvariantCulture, $"\"{name}\" is the name of {candidates.Count} places. {ListOf("Give one of them with its state", candidates)}."),
        ProblemType.AmbiguousPlace);

    private static string ListOf(string asking, IReadOnlyList<CityPlace> cities)
    {
        string[] texts = [.. cities.Select(TextOf).Distinct()];
        string more = texts.Length > MostCandidates ? string.Create(CultureInfo.InvariantCulture, $"; and {texts.Length - MostCandidates} more") : "";
        return $"{asking}: {string.Join("; ", texts.Take(MostCandidates))}{more}";
    }

    /// <summary>A text that means this city, with its county where it has one.</summary>
    private static string TextOf(CityPlace city) =>
        city.Counties.Count == 0 ? $"{city.Name}, {city.State}" : $"{city.Name}, {city.Counties[0].Name}, {city.State}";

    private static string Near(string name, string? state, Cities cities)
    {
        // Who knows the city has perhaps the wrong state.
        IReadOnlyList<CityPlace> spelt = cities.NearSpellings(name, state, MostSuggestions);
        IEnumerable<CityPlace> likely = spelt.Count > 0 ? spelt : Named(name, cities).OrderByDescending(city => city.Zips);
        string[] near = [.. likely.Select(city => $"\"{city.Name}, {city.State}\"").Distinct().Take(MostSuggestions)];
        return near.Length == 0 ? "" : $" Did you mean {string.Join(" or ", near)}?";
    }

    private static PlaceReading Wrong(string message, ProblemType type) => new(null, new ParameterError(message, type));
}
