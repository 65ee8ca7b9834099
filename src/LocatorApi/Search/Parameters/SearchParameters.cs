using System.Globalization;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Places;
using Locator.Search;
using Locator.Text;
using LocatorApi.Http;
using LocatorApi.Places;

namespace LocatorApi.Search.Parameters;

/// <summary>
/// The one table of search parameters. Reading requests, errors, Swagger and the test of the documentation all go by it, so
/// a new parameter is one more row.
/// </summary>
internal sealed class SearchParameters
{
    public const int DefaultLimit = 20;
    public const string Cursor = "cursor";
    public const string Unknown = "unknown";
    public const string Facets = "facets";
    private const string Include = "include";
    private const string Exclude = "exclude";
    private const string NoFacets = "none";
    private const string Everyone = "everyone";
    private const int LongestText = 100;
    private const string NoNumber = "It must be a number with a decimal point.";
    private const string NoLatitude = "It must lie between -90 and 90.";
    private static readonly string[] OriginParameters = ["zip", "place", "lat", "lon"];

    /// <summary>Areas that stand without an origin.</summary>
    private static readonly string[] AreaParameters = ["bbox", "state", "county"];

    private readonly Vocabulary _vocabulary;
    private readonly Gazetteer _gazetteer;
    private readonly Dictionary<string, SearchParameter> _byName;

    public SearchParameters(Vocabulary vocabulary, Gazetteer gazetteer)
    {
        _vocabulary = vocabulary;
        _gazetteer = gazetteer;
        (string Name, string Label)[] groups = [.. vocabulary.Groups.Select(group => (group.Name, group.Label))];
        All =
        [
            new()
            {
                Name = "zip", Example = "30309",
                Description = "Origin: five digits, or ZIP+4. PO-box and single-organization ZIP Codes work too. Give one origin: zip, place, or lat and lon.",
                Read = ReadZip,
            },
            new()
            {
                Name = "place",
                Description = "Origin: a city with its state (City, ST), with its county between them where a state has several of that name (City, County, ST), or a city that is the only one of its name. Distances are from the Census's point of the city.",
                Read = ReadPlace,
            },
            Number("lat", -90, 90, "33.7901", "Origin: latitude in degrees north, with lon.", (input, value) => input.Latitude = value) with
            {
                Read = ReadLatitude,
            },
            Number("lon", -180, 180, "-84.3877", "Origin: longitude in degrees east (in the United States mostly negative), with lat.",
                (input, value) => input.Longitude = value),
            Number("radius", 0.1, 500, "25",
                "Area: miles around the origin, edge inside, along the great circle. Without any area: the smallest of 5, 10, 15, 25, 50, 75 and 100 miles that holds at least 10 matches.",
                (input, value) => input.Radius = Distance.FromMiles(value)),
            new()
            {
                Name = "bbox", Example = "-84.6,33.6,-84.2,34.0",
                Description = "Area: a box as minLon,minLat,maxLon,maxLat in degrees, edges inside. minLon greater than maxLon crosses the 180° meridian.",
                Read = ReadBox,
            },
            new()
            {
                Name = "state", Example = "GA",
                Description = "Area: facilities with an address in this state, district or territory, by its two-letter USPS code.",
                // People write states in either case; slugs and codes are what GET /v1/filters says.
                Choices = [.. State.All.Select(state => (state.Code, state.Name))], IgnoreCase = true,
                Read = ReadState,
            },
            new()
            {
                Name = "county", Example = "Fulton",
                Description = "Area: a county or its equivalent, by name (with state) or by FIPS: five digits, or three with state.",
                Read = (value, input) => { input.County = value; return null; },
            },
            new()
            {
                Name = "q", Example = "peachtree",
                Description = "Words that the names of the facility and its programs, or its city, must all contain; the last one may be the beginning of a word. Case and accents do not matter. At most 100 characters.",
                Read = ReadText,
            },
            .. vocabulary.Groups.SelectMany(GroupParameters),
            new()
            {
                Name = ServiceTokens.Group, Example = "OIT", Repeatable = true,
                Description = "Filter by raw SAMHSA service codes, in upper case. Codes are stated or not, never unknown. Several: any of them, unless serviceMatch says all.",
                Choices = [.. vocabulary.Codes.Select(code => (code.Code, code.Name))],
                Read = ReadService,
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
                Name = Facets, Example = "payment", Repeatable = true, Default = string.Join(',', DefaultFacets),
                Description = "Filter groups whose values are counted: what choosing each would give. none for no counts. Only the first page has them.",
                Choices = [(NoFacets, "No counts"), .. groups, (ServiceTokens.Group, "Raw service codes")],
                Read = (value, input) => { input.Facets.Add(value); return null; },
            },
            Number("limit", 1, 100, "20", "How many results a page has.", (input, value) => input.Limit = (int)value, whole: true) with
            {
                Default = DefaultLimit.ToString(CultureInfo.InvariantCulture),
            },
            new()
            {
                Name = Cursor,
                Description = "The next page: the member next of the page before. It carries the whole search, so nothing else is needed; parameters given beside it must be the same as in the first request.",
                Read = (_, _) => null,
            },
        ];
        _byName = All.ToDictionary(parameter => parameter.Name, StringComparer.Ordinal);
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
    public SortedDictionary<string, string[]> Canonical(RawParameters raw, ParameterErrors errors)
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
                errors.Add(name, () => new ParameterError(
                    "There is no such parameter." + errors.Hint(name, All.Select(p => (p.Name, Label: "")))));
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
                    errors.Add(name, () => UnknownChoice(parameter, value, errors));
                }
                else if (parameter.Read(value, input) is { } error)
                {
                    errors.Add(name, error.Message, error.Type);
                }
            }
        }

        bool hasZip = Given(canonical, errors, "zip"), hasLat = Given(canonical, errors, "lat"), hasLon = Given(canonical, errors, "lon");
        bool hasPlace = Given(canonical, errors, "place");
        bool hasOrigin = hasZip || hasPlace || hasLat || hasLon;
        string point = hasLat && hasLon ? "lat and lon" : hasLat ? "lat" : hasLon ? "lon" : "";
        string[] origins = [.. new[] { hasZip ? "zip" : "", hasPlace ? "place" : "", point }.Where(origin => origin.Length > 0)];
        if (origins.Length > 1)
        {
            string message = $"A search starts from one place: give zip, place, or lat and lon, not {string.Join(" together with ", origins)}.";
            foreach (string name in OriginParameters.Where(canonical.ContainsKey))
            {
                errors.Add(name, message);
            }
        }
        else if (hasLat != hasLon)
        {
            errors.Add(hasLat ? "lat" : "lon", $"A point needs lat and lon; {(hasLat ? "lon" : "lat")} is missing.");
        }

        CheckPoint(input, errors);
        bool hasArea = AreaParameters.Any(name => Given(canonical, errors, name));
        if (!hasOrigin && Given(canonical, errors, "radius"))
        {
            errors.Add("radius", "A radius needs an origin: give zip, place, or lat and lon.");
        }
        else if (!hasOrigin && !hasArea)
        {
            errors.Add("zip", "A search needs a place: give zip, place, or lat and lon, or an area by bbox, state or county.");
        }

        County? county = ReadCounty(input, canonical, errors);
        CheckAlone(Unknown, input.Unknown, [Exclude, Include], errors);
        CheckAlone(Facets, input.Facets, [NoFacets], errors);
        return errors.Any ? null : new SearchRequest(input, county, _vocabulary, FacetGroups(input), UnknownGroups(input));
    }

    private static bool Given(IReadOnlyDictionary<string, string[]> canonical, ParameterErrors errors, string name) =>
        canonical.ContainsKey(name) || errors.Has(name);

    private static IReadOnlyList<string> FacetGroups(SearchInput input) =>
        input.Facets.Count == 0 ? DefaultFacets : input.Facets.Contains(NoFacets) ? [] : input.Facets;

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

    private static ParameterError UnknownChoice(SearchParameter parameter, string value, ParameterErrors errors)
    {
        if (parameter.Name == "payment" && Insurers.Names(value))
        {
            return new ParameterError(
                $"\"{value}\" is an insurer. The directory says only which kinds of insurance a program takes: search with payment=private-insurance (or medicaid, medicare) and call the program to ask about the plan.",
                ProblemType.InsurerNotInDirectory);
        }

        string hint = errors.Hint(value, parameter.Choices);
        return new ParameterError(
            $"\"{value}\" is not a value of {parameter.Name}.{(hint.Length > 0 ? hint : " GET /v1/filters lists the values.")}");
    }

    private static IEnumerable<SearchParameter> GroupParameters(FilterGroup group) =>
    [
        new()
        {
            Name = group.Name, Repeatable = true, Example = group.Values[0].Slug,
            Description = $"{group.Label}. {group.Description} Several values: any of them, unless {group.Name}Match says all.",
            Choices = [.. group.Values.Select(value => (value.Slug, value.Label))],
            Read = (value, input) =>
            {
                input.Ask(group.Name, group.Values.First(v => v.Slug == value).Token);
                return null;
            },
        },
        Match(group.Name),
    ];

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

    private static SearchParameter Number(
        string name, double least, double greatest, string example, string description, Action<SearchInput, double> set,
        bool whole = false)
    {
        // No exponents, thousands or infinities: what is not plainly a number is a slip.
        NumberStyles style = whole ? NumberStyles.None : NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return new SearchParameter
        {
            Name = name, Description = description, Example = example, Range = (least, greatest), Whole = whole,
            Read = (value, input) =>
            {
                if (!double.TryParse(value, style, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
                {
                    return new ParameterError(whole ? "It must be a whole number." : NoNumber);
                }

                if (number < least || number > greatest)
                {
                    return new ParameterError(string.Create(CultureInfo.InvariantCulture, $"It must lie between {least} and {greatest}."));
                }

                set(input, number);
                return null;
            },
        };
    }

    private ParameterError? ReadZip(string value, SearchInput input)
    {
        ZipReading reading = ZipReading.Of(value, _gazetteer);
        input.Zip = reading.Place;
        return reading.Error;
    }

    private ParameterError? ReadPlace(string value, SearchInput input)
    {
        PlaceReading reading = PlaceReading.Of(value, Cities.Bundled, _gazetteer);
        input.Place = reading.City;
        return reading.Error;
    }

    /// <summary>As a number from -90 to 90, and on to 180: a longitude in its place is told apart when both are known.</summary>
    private static ParameterError? ReadLatitude(string value, SearchInput input)
    {
        if (!double.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double degrees)
            || !double.IsFinite(degrees))
        {
            return new ParameterError(NoNumber);
        }

        if (Math.Abs(degrees) > 180)
        {
            return new ParameterError(NoLatitude);
        }

        input.Latitude = degrees;
        return null;
    }

    /// <summary>Refuses a point outside the country, with the slip that most likely put it there.</summary>
    private void CheckPoint(SearchInput input, ParameterErrors errors)
    {
        if (input.Latitude is not { } latitude)
        {
            return;
        }

        if (input.Longitude is not { } longitude || errors.Has("lon"))
        {
            if (Math.Abs(latitude) > 90)
            {
                errors.Add("lat", NoLatitude);
            }

            return;
        }

        if (_gazetteer.Covers(new GeoPoint(latitude, longitude)))
        {
            return;
        }

        bool isSwapped = _gazetteer.Covers(new GeoPoint(longitude, latitude));
        if (Math.Abs(latitude) > 90 && !isSwapped)
        {
            errors.Add("lat", NoLatitude);
            return;
        }

        string where = "The directory lists programs in the United States and its territories only, and this point is elsewhere.";
        string message =
            latitude == 0 && longitude == 0 ? "Both are 0, which programs send when they do not know where somebody is: give another point, or zip."
            : isSwapped ? where + " Are lat and lon swapped?"
            : _gazetteer.Covers(new GeoPoint(latitude, -longitude)) ? where + " Did lon lose its minus sign? West of Greenwich longitudes are negative."
            : _gazetteer.Covers(new GeoPoint(longitude, -latitude)) ? where + " Are lat and lon swapped, and did the longitude lose its minus sign?"
            : where;
        errors.Add("lat", message, ProblemType.OutsideDirectory);
        errors.Add("lon", message, ProblemType.OutsideDirectory);
    }

    private static ParameterError? ReadBox(string value, SearchInput input)
    {
        string[] parts = value.Split(',', StringSplitOptions.TrimEntries);
        double[] edges = new double[4];
        if (parts.Length != 4
            || !parts.Select((part, i) => double.TryParse(part, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture, out edges[i])).All(read => read))
        {
            return new ParameterError("It must be four numbers: minLon,minLat,maxLon,maxLat.");
        }

        (double west, double south, double east, double north) = (edges[0], edges[1], edges[2], edges[3]);
        if (!new GeoPoint(south, west).IsValid || !new GeoPoint(north, east).IsValid)
        {
            return new ParameterError("Longitudes (first and third) lie between -180 and 180, latitudes (second and fourth) between -90 and 90.");
        }

        if (south > north)
        {
            return new ParameterError("minLat (the second number) must not be greater than maxLat (the fourth).");
        }

        input.Box = new BoundingBox(west, south, east, north);
        return null;
    }

    private static ParameterError? ReadState(string value, SearchInput input)
    {
        input.State = State.Find(value);
        return null;
    }

    private static ParameterError? ReadText(string value, SearchInput input)
    {
        if (value.Length > LongestText)
        {
            return new ParameterError($"It has more than {LongestText} characters.");
        }

        input.Words = FoldedText.Words(value);
        return input.Words.Count == 0 ? new ParameterError("It needs at least one letter or digit.") : null;
    }

    private static ParameterError? ReadService(string value, SearchInput input)
    {
        input.Ask(ServiceTokens.Group, ServiceTokens.Of(value));
        return null;
    }

    private County? ReadCounty(SearchInput input, IReadOnlyDictionary<string, string[]> canonical, ParameterErrors errors)
    {
        if (input.County is not { } text || errors.Has("state"))
        {
            return null;
        }

        bool fips = text.Length == 5 && text.All(char.IsAsciiDigit);
        if (input.State is null && !fips)
        {
            errors.Add("county", "A county's name needs state beside it; a five-digit FIPS code stands alone.");
            return null;
        }

        County? county = fips ? _gazetteer.FindCounty(text) : _gazetteer.FindCounty(input.State!.Code, text);
        if (county is null)
        {
            string hint = fips || input.State is null ? "" : errors.Hint(text,
                _gazetteer.Counties.Where(c => c.State == input.State.Code).Select(c => (c.Name, Label: c.FullName)));
            errors.Add("county", $"There is no such county{(input.State is null ? "" : " in " + input.State.Name)}.{hint}");
        }
        else if (input.State is not null && county.State != input.State.Code)
        {
            errors.Add("county", $"It lies in {county.State}, not in {input.State.Code}.");
        }

        return county;
    }
}
