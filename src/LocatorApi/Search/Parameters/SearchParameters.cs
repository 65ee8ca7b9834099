using System.Globalization;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Places;
using Locator.Search;
using Locator.Text;
using LocatorApi.Http;

namespace LocatorApi.Search.Parameters;

/// <summary>
/// The one table of search parameters. Reading requests, errors, Swagger and the test of the documentation all go by it, so
/// a new parameter is one more row.
/// </summary>
internal sealed class SearchParameters
{
    public const int DefaultLimit = 20;
    public const string Cursor = "cursor";
    public const string Limit = "limit";
    public const string Polygon = "polygon";
    public const string Unknown = "unknown";
    public const string Facets = "facets";
    public const string True = "true";
    public const int LongestText = 100;

    /// <summary>The most values of one parameter: more than there are service codes.</summary>
    public const int MostValues = 400;

    private const string Include = "include";
    private const string Exclude = "exclude";
    private const string NoFacets = "none";
    private const string Everyone = "everyone";

    private readonly Vocabulary _vocabulary;
    private readonly OriginRules _origins;
    private readonly AreaRules _areas;
    private readonly Dictionary<string, SearchParameter> _byName;

    /// <summary>What to count of each group: the same objects for every search, so that engines recognize them.</summary>
    private readonly Dictionary<string, FacetRequest> _facets;
    private readonly FacetRequest[] _defaultFacets;

    public SearchParameters(Vocabulary vocabulary, Gazetteer gazetteer)
    {
        _vocabulary = vocabulary;
        _origins = new OriginRules(gazetteer);
        _areas = new AreaRules(gazetteer);
        (string Name, string Label)[] groups = [.. vocabulary.Groups.Select(group => (group.Name, group.Label))];
        All =
        [
            .. _origins.Parameters,
            .. _areas.Parameters,
            new()
            {
                Name = "q", Example = "peachtree",
                Description = "Words that the names of the facility and its programs, or its city, must all contain; the last one may be the beginning of a word. Case and accents do not matter. At most 100 characters.",
                Read = ReadText,
            },
            .. vocabulary.Groups.SelectMany(GroupParameters),
            new()
            {
                Name = ServiceTokens.Group, Example = "OIT", Repeatable = true, ListedAt = "/v1/codes",
                Description = "Filter by raw SAMHSA service codes, in upper case (GET /v1/codes). Codes are stated or not, never unknown. Several: any of them, unless serviceMatch says all.",
                Choices = [.. vocabulary.Codes.Select(code => (code.Code, code.Name))],
                Read = (value, input) => { input.Ask(ServiceTokens.Group, ServiceTokens.Of(value)); return null; },
            },
            Match(ServiceTokens.Group),
            new()
            {
                Name = "openTo", Example = "opioids", Repeatable = true,
                Description = "What the client has: hides programs that state that they take only others (restrictedTo). everyone keeps the unreserved ones only. A program that states no limit is never hidden. Without it all are shown.",
                Choices = [(Everyone, "Unreserved programs only"), .. Restriction.All.Select(restriction => (restriction.Slug, restriction.Label))],
                Read = (value, input) => { input.OpenTo.Add(value); return null; },
            },
            new()
            {
                Name = Unknown, Default = Exclude, Example = "accreditation", Repeatable = true,
                Description = "Whether programs pass whose source was never asked: exclude, include, or the filter groups where they pass. total counts what passes, unknownHidden how many more include would show.",
                Choices = [(Exclude, "Never"), (Include, "In every group"), .. groups],
                Read = (value, input) => { input.Unknown.Add(value); return null; },
            },
            new()
            {
                Name = "stateTelehealth", Example = True, IsFlag = true,
                Description = "With an origin, on the first page: also telehealth programs anywhere in the origin's state, and in each state within 25 miles, that fit the other filters (member stateTelehealth).",
                Choices = [(True, "Show them")],
                Read = (_, input) => { input.StateTelehealth = true; return null; },
            },
            new()
            {
                Name = Facets, Example = "payment", Repeatable = true, Default = string.Join(',', DefaultFacets),
                Description = "Filter groups whose values are counted: what choosing each would give. none for no counts. Only the first page has them.",
                Choices = [(NoFacets, "No counts"), .. groups, (ServiceTokens.Group, "Raw service codes")],
                Read = (value, input) => { input.Facets.Add(value); return null; },
            },
            NumberParameter.Of(Limit, 1, 100, null, "20", "How many results a page has. It may change from page to page; without it a later page has as many as the one before.",
                (input, value) => input.Limit = (int)value, isWhole: true) with
            {
                Default = DefaultLimit.ToString(CultureInfo.InvariantCulture),
            },
            new()
            {
                Name = "distance", Default = "false", Example = "true",
                Description = "Whether GeoJSON and CSV have distances, their order and, in GeoJSON, origin and next: all of these tell where somebody looks for help. JSON always has them.",
                Choices = [("true", "With distances"), ("false", "Without")],
                Read = (value, input) => { input.ShowsDistance = value == "true"; return null; },
            },
            new()
            {
                Name = Cursor,
                Description = "The next page: the member next of the page before. It carries the whole search, so nothing else is needed; parameters given beside it, but for limit, must be the same as in the first request. It ends after 24 hours.",
                Read = (_, _) => null,
            },
        ];
        _byName = All.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
        _facets = vocabulary.Groups.Select(group => new FacetRequest(group.Name, [.. group.Values.Select(value => value.Token)]))
            .Append(new FacetRequest(ServiceTokens.Group, [.. vocabulary.Codes.Select(code => ServiceTokens.Of(code.Code))]))
            .ToDictionary(facet => facet.Group, StringComparer.Ordinal);
        _defaultFacets = [.. DefaultFacets.Select(group => _facets[group])];
    }

    /// <summary>The facets counted when nobody says which.</summary>
    public static IReadOnlyList<string> DefaultFacets { get; } =
        ["level", "payment", "assistance", "accreditation", "telehealth", "age", "care"];

    /// <summary>The parameters in the order of the documentation.</summary>
    public IReadOnlyList<SearchParameter> All { get; }

    /// <summary>
    /// The values of a request by parameter, lists taken apart, in one order: two requests with equal canonical values ask the
    /// same. Unknown names, empty values, what is no text and repeats of what can be given once only are errors.
    /// </summary>
    /// <param name="raw">What was given.</param>
    /// <param name="inBody">Whether it stood in a body, which takes more than an address.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public SortedDictionary<string, string[]> Canonical(RawParameters raw, bool inBody, ParameterErrors errors)
    {
        SortedDictionary<string, string[]> canonical = new(StringComparer.Ordinal);
        foreach (string name in raw.Names)
        {
            if (!raw.Of(name).Prepend(name).All(ReadableText.Is))
            {
                errors.Add(name, ReadableText.Complaint);
                continue;
            }

            if (!_byName.TryGetValue(name, out SearchParameter? parameter))
            {
                errors.Add(name, () => ParameterHints.OfName(name, raw.Of(name), All, errors));
                continue;
            }

            if (parameter.InBodyOnly && !inBody)
            {
                errors.Add(name, $"It is too large for an address: send it by POST, as the member {name} of the body.");
                continue;
            }

            string[] values = parameter.Repeatable
                ? [.. raw.Of(name).SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries))]
                : [.. raw.Of(name)];
            if (values.Any(value => value.Length == 0))
            {
                errors.Add(name, "It is given without a value; leave it out, or give one.");
            }
            else if (values.Length > 1 && !parameter.Repeatable)
            {
                errors.Add(name, "It is given more than once, but takes one value.");
            }
            else if (values.Length > MostValues)
            {
                errors.Add(name, string.Create(CultureInfo.InvariantCulture, $"It has more than {MostValues} values."));
            }
            else
            {
                canonical.Add(name, parameter.Repeatable ? [.. values.Distinct().Order(StringComparer.Ordinal)] : values);
            }
        }

        return canonical;
    }

    /// <summary>What canonical values mean together, or null with errors.</summary>
    public SearchRequest? Read(IReadOnlyDictionary<string, string[]> canonical, ParameterErrors errors)
    {
        SearchInput input = new();
        foreach ((string name, string[] values) in canonical)
        {
            SearchParameter parameter = _byName[name];
            foreach (string value in values)
            {
                if (!parameter.Knows(value))
                {
                    errors.Add(name, () => ParameterHints.OfValue(parameter, value, errors));
                }
                else if (parameter.Read(value, input) is { } error)
                {
                    errors.Add(name, error.Message, error.Type);
                }
            }
        }

        bool Given(string name) => canonical.ContainsKey(name) || errors.Has(name);
        bool hasOrigin = _origins.Check(input, Given, errors);
        if (!hasOrigin && !_areas.Names.Any(Given))
        {
            errors.Add(Given("radius") ? "radius" : "zip", Given("radius")
                ? $"A radius needs an origin: give {OriginRules.Origins}."
                : $"A search needs a place: give {OriginRules.Origins}, or an area by {AreaRules.Areas}.");
        }
        else if (!hasOrigin && Given("radius"))
        {
            errors.Add("radius", $"A radius needs an origin: give {OriginRules.Origins}.");
        }

        if (!hasOrigin && input.StateTelehealth)
        {
            errors.Add("stateTelehealth", $"It needs an origin, which says of which state: give {OriginRules.Origins}.");
        }

        County? county = _areas.CountyOf(input, errors);
        CheckAlone(Unknown, input.Unknown, [Exclude, Include], errors);
        CheckAlone(Facets, input.Facets, [NoFacets], errors);
        return errors.Any ? null : new SearchRequest(input, county, _vocabulary, FacetsOf(input), UnknownGroups(input));
    }

    private FacetRequest[] FacetsOf(SearchInput input) =>
        input.Facets.Count == 0 ? _defaultFacets
        : input.Facets.Contains(NoFacets) ? []
        : [.. input.Facets.Select(group => _facets[group])];

    private HashSet<string> UnknownGroups(SearchInput input) => (input.Unknown.Contains(Include)
        ? _vocabulary.Groups.Select(group => group.Name)
        : input.Unknown).ToHashSet(StringComparer.Ordinal);

    private static void CheckAlone(string parameter, List<string> values, string[] alone, ParameterErrors errors)
    {
        if (values.Count > 1 && values.Find(alone.Contains) is { } value)
        {
            errors.Add(parameter, $"\"{value}\" cannot stand beside other values.");
        }
    }

    private static IEnumerable<SearchParameter> GroupParameters(FilterGroup group)
    {
        SearchParameter parameter = new()
        {
            Name = group.Name, Repeatable = !group.IsFlag, IsFlag = group.IsFlag, Example = group.Values[0].Slug, ListedAt = "/v1/filters",
            Description = $"{group.Label}. {group.Description}"
                + (group.IsFlag ? " true asks for it; leave it out to ask nothing." : $" Several values: any of them, unless {group.Name}Match says all."),
            Choices = [.. group.Values.Select(value => (value.Slug, value.Label))],
            Read = (value, input) =>
            {
                input.Ask(group.Name, group.Values.First(v => v.Slug == value).Token);
                return null;
            },
        };
        return group.IsFlag ? [parameter] : [parameter, Match(group.Name)];
    }

    private static SearchParameter Match(string group) => new()
    {
        Name = group + "Match", Default = "any", Example = "all",
        Description = $"Whether any or all of the values of {group} must hold.",
        Choices = [("any", "Any of them"), ("all", "All of them")],
        Read = (value, input) =>
        {
            if (value == "all")
            {
                input.MatchAll.Add(group);
            }

            return null;
        },
    };

    private static ParameterError? ReadText(string value, SearchInput input)
    {
        if (value.Length > LongestText)
        {
            return new ParameterError($"It has more than {LongestText} characters.");
        }

        input.Words = FoldedText.Words(value);
        input.NamesInsurer = Insurers.Names(value);
        return input.Words.Count == 0 ? new ParameterError("It needs at least one letter or digit.") : null;
    }
}
