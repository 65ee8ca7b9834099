using Locator.Geo;
using LocatorApi.Http;
using LocatorApi.Search.Parameters;

namespace LocatorApi.Places.Suggestions;

/// <summary>A request for suggestions that was understood.</summary>
/// <param name="Typed">What was typed.</param>
/// <param name="Origin">Near where; null for anywhere.</param>
/// <param name="Limit">The most suggestions.</param>
internal sealed record AskedSuggestions(TypedText Typed, GeoPoint? Origin, int Limit)
{
    public const int DefaultLimit = 10;
    public const int MostLimit = 20;

    /// <summary>Longest text, in characters: no name that is looked for is longer.</summary>
    public const int LongestText = 100;

    private static readonly string[] Names = ["q", "zip", "place", "lat", "lon", "limit"];

    /// <summary>Reads the parameters; null with errors.</summary>
    public static AskedSuggestions? Read(RawParameters raw, OriginRules origins, ParameterErrors errors)
    {
        Dictionary<string, string> values = SingleValues.Of(raw, Names, errors);
        TypedText? typed = ReadText(values, errors);
        int limit = SingleValues.WholeNumber(values, "limit", DefaultLimit, 1, MostLimit, errors);
        GeoPoint? origin = ReadOrigin(values, origins, errors);
        return errors.Any ? null : new AskedSuggestions(typed!, origin, limit);
    }

    private static TypedText? ReadText(Dictionary<string, string> values, ParameterErrors errors)
    {
        if (!values.TryGetValue("q", out string? text))
        {
            if (!errors.Has("q"))
            {
                errors.Add("q", "It is missing: what somebody has typed so far.");
            }

            return null;
        }

        if (text.Length > LongestText)
        {
            errors.Add("q", $"It has more than {LongestText} characters.");
            return null;
        }

        TypedText typed = TypedText.Of(text);
        if (typed.Words.Count == 0)
        {
            errors.Add("q", "It needs at least one letter or digit.");
        }

        return typed;
    }

    /// <summary>As the origin of a search is read: a slip in it is named alike.</summary>
    private static GeoPoint? ReadOrigin(Dictionary<string, string> values, OriginRules origins, ParameterErrors errors)
    {
        SearchInput input = new();
        foreach (SearchParameter parameter in origins.Parameters)
        {
            if (values.TryGetValue(parameter.Name, out string? value) && parameter.Read(value, input) is { } error)
            {
                errors.Add(parameter.Name, error.Message, error.Type);
            }
        }

        origins.Check(input, name => values.ContainsKey(name) || errors.Has(name), errors);
        return input.Origin;
    }
}
