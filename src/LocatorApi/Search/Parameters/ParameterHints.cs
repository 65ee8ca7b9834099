using System.Globalization;
using Locator.Facilities;
using Locator.Text;
using LocatorApi.Http;

namespace LocatorApi.Search.Parameters;

/// <summary>What to say of names and values that a search does not know: what was probably meant, or what there is.</summary>
internal static class ParameterHints
{
    /// <summary>So many values are listed; of more, the address that lists them is named.</summary>
    private const int Few = 20;

    private const string AskTheProgram = "The directory says only which kinds of insurance a program takes: search with payment=private-insurance (or medicaid, medicare) and call the program to ask about the plan.";

    private const string OperatedFor = "Answers show in operatedFor whom an operator serves first, and no source says that others are refused. The filters operator and population ask who runs a program and whom it is made for.";

    /// <summary>Names that other interfaces and forms have for what a search knows, in lower case, letters only.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.Ordinal)
    {
        ["insurance"] = "payment", ["insurer"] = "payment", ["plan"] = "payment", ["payer"] = "payment", ["pay"] = "payment",
        ["cost"] = "payment", ["price"] = "payment", ["coverage"] = "payment",
        ["city"] = "place", ["town"] = "place", ["location"] = "place", ["address"] = "place", ["near"] = "place",
        ["zipcode"] = "zip", ["postalcode"] = "zip", ["postcode"] = "zip",
        ["latitude"] = "lat", ["longitude"] = "lon", ["lng"] = "lon", ["long"] = "lon",
        ["miles"] = "radius", ["within"] = "radius",
        ["name"] = "q", ["query"] = "q", ["search"] = "q", ["text"] = "q", ["keyword"] = "q",
        ["page"] = "cursor", ["offset"] = "cursor", ["next"] = "cursor", ["after"] = "cursor",
        ["pagesize"] = "limit", ["perpage"] = "limit", ["size"] = "limit", ["count"] = "limit",
        ["sex"] = "gender", ["drug"] = "substance", ["ages"] = "age", ["code"] = "service", ["services"] = "service",
        ["treatment"] = "care", ["type"] = "care", ["typeofcare"] = "care", ["iop"] = "level", ["php"] = "level", ["setting"] = "level",
    };

    /// <summary>What people ask for and no directory says, or what answers show and no search asks for.</summary>
    private static readonly Dictionary<string, string> NotInDirectory = new(StringComparer.Ordinal)
    {
        ["schedule"] = "Schedules and opening hours are not in this directory: call the program and ask, about evening groups too.",
        ["hours"] = "Schedules and opening hours are not in this directory: call the program and ask, about evening groups too.",
        ["open"] = "Schedules and opening hours are not in this directory: call the program and ask, about evening groups too.",
        ["evening"] = "Schedules and opening hours are not in this directory: call the program and ask, about evening groups too.",
        ["availability"] = "Openings and waiting lists are not in this directory: call the program and ask.",
        ["waitlist"] = "Openings and waiting lists are not in this directory: call the program and ask.",
        ["beds"] = "Openings and waiting lists are not in this directory: call the program and ask.",
        ["operatedfor"] = OperatedFor, ["eligibility"] = OperatedFor,
        ["restrictedto"] = "Answers show it; openTo hides programs whose restrictedTo names nothing that the client has.",
        ["rating"] = "Ratings are not in this directory. Results are ordered by distance, and nothing is sponsored.",
        ["sort"] = "Results are ordered by distance from the origin, or by name without one; there is no other order.",
        ["order"] = "Results are ordered by distance from the origin, or by name without one; there is no other order.",
    };

    /// <summary>Everyday words for values, by parameter.</summary>
    private static readonly Dictionary<(string Parameter, string Word), string> EverydayWords = new()
    {
        [("gender", "woman")] = "female", [("gender", "women")] = "female", [("gender", "girl")] = "female", [("gender", "girls")] = "female", [("gender", "f")] = "female",
        [("gender", "man")] = "male", [("gender", "men")] = "male", [("gender", "boy")] = "male", [("gender", "boys")] = "male", [("gender", "m")] = "male",
        [("age", "child")] = "children-and-teens", [("age", "children")] = "children-and-teens", [("age", "kids")] = "children-and-teens",
        [("age", "teen")] = "children-and-teens", [("age", "teens")] = "children-and-teens", [("age", "adolescents")] = "children-and-teens",
        [("age", "adult")] = "adults", [("age", "senior")] = "seniors", [("age", "elderly")] = "seniors",
        [("unknown", "true")] = "include", [("unknown", "false")] = "exclude", [("unknown", "all")] = "include", [("unknown", "yes")] = "include",
        [("facets", "false")] = "none", [("facets", "price")] = "payment", [("facets", "insurance")] = "payment",
        [("payment", "insurance")] = "private-insurance", [("payment", "private")] = "private-insurance", [("payment", "self-pay")] = "cash",
    };

    private static readonly Lazy<CareWords> Care = new(() => CareWords.Bundled(Vocabulary.Current));

    /// <summary>What to say of a parameter that there is not.</summary>
    public static ParameterError OfName(
        string name, IReadOnlyList<string> values, IReadOnlyList<SearchParameter> known, ParameterErrors errors)
    {
        string plain = UnknownName.Plain(name);
        if ((NotInDirectory.GetValueOrDefault(plain) ?? UnknownName.HeaderFor(name)) is { } sentence)
        {
            return new ParameterError("There is no such parameter. " + sentence);
        }

        string? other = known.FirstOrDefault(parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase))?.Name
            ?? OtherNames.GetValueOrDefault(plain);
        if (other == "payment" && values.Any(Insurers.Names))
        {
            return new ParameterError("There is no such parameter. " + AskTheProgram, ProblemType.InsurerNotInDirectory);
        }

        if (name.EndsWith("Match", StringComparison.Ordinal) && known.FirstOrDefault(parameter => parameter.Name + "Match" == name) is { IsFlag: true } flag)
        {
            return new ParameterError($"There is no such parameter: {flag.Name} has one value, true.");
        }

        return new ParameterError(other is not null
            ? $"There is no such parameter. Did you mean \"{other}\"?"
            : UnknownName.Sentence(name, known.Select(parameter => parameter.Name), errors));
    }

    /// <summary>What to say of a value that a parameter does not have.</summary>
    public static ParameterError OfValue(SearchParameter parameter, string value, ParameterErrors errors)
    {
        if (parameter.Name == "payment" && Insurers.Names(value))
        {
            return new ParameterError($"\"{value}\" is an insurer. {AskTheProgram}", ProblemType.InsurerNotInDirectory);
        }

        if (parameter.IsFlag)
        {
            return new ParameterError($"It takes true only; leave it out to ask nothing of {parameter.Name}.");
        }

        if (parameter.Name == "state" && value.Contains(',', StringComparison.Ordinal))
        {
            return new ParameterError("It takes one state by its two-letter code: search each state by itself.");
        }

        if (parameter.Name == "age" && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int years))
        {
            string group = years <= 17 ? "children-and-teens" : years <= 25 ? "young-adults" : years <= 64 ? "adults" : "seniors";
            return new ParameterError(
                $"age takes children-and-teens (0–17), young-adults (18–25), adults (26–64) and seniors (65 or older). Did you mean \"{group}\"?");
        }

        string start = $"\"{value}\" is not a value of {parameter.Name}.";
        if (EverydayWords.TryGetValue((parameter.Name, value.ToLowerInvariant()), out string? word) && parameter.Knows(word))
        {
            return new ParameterError($"{start} Did you mean \"{word}\"?{Listed(parameter, " ")}");
        }

        if (Meant(parameter, value) is { Length: > 0 } meant)
        {
            return new ParameterError($"{start} Did you mean {meant}?");
        }

        string hint = errors.Hint(value, parameter.Choices);
        return new ParameterError(start + (hint.Length > 0 ? hint : Listed(parameter, " ")));
    }

    /// <summary>What common words for care mean: a value of this filter, else one of another ("medication=narcan").</summary>
    private static string Meant(SearchParameter parameter, string value)
    {
        FilterValue[] filters =
        [
            .. Care.Value.Find([.. FoldedText.Words(value)]).Where(found => found.Fit == CareWords.Fit.Whole).Select(found => found.Filter),
        ];
        bool isFilter = Vocabulary.Current.FindGroup(parameter.Name) is not null;
        string? own = filters.FirstOrDefault(filter => filter.Group == parameter.Name)?.Slug;
        return !isFilter || filters.Length == 0 ? ""
            : own is not null ? $"\"{own}\""
            : $"{filters[0].Group}={filters[0].Slug}";
    }

    private static string Listed(SearchParameter parameter, string before) => before + parameter.Name switch
    {
        SearchParameters.Unknown => "It takes exclude, include, or names of filter groups (GET /v1/filters lists them).",
        SearchParameters.Facets => "It takes none, service, or names of filter groups (GET /v1/filters lists them).",
        "state" => "It takes a two-letter USPS code, such as GA.",
        _ when parameter.Choices.Count <= Few => $"It takes {Sentence([.. parameter.Choices.Select(choice => choice.Name)])}.",
        _ => $"GET {parameter.ListedAt} lists the values.",
    };

    private static string Sentence(IReadOnlyList<string> values) =>
        values.Count == 1 ? values[0] : string.Join(", ", values.SkipLast(1)) + " or " + values[^1];
}
