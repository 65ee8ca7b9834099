using System.Globalization;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Places;
using Locator.Search;
using Locator.Testing;
using Locator.Versions;

namespace Locator.Benchmarks.Answers;

/// <summary>
/// What is asked of the API when its answers are recorded: every resource, every parameter in the ways that people combine
/// them, and then random searches without end. The same directory gives the same requests on every run.
/// </summary>
internal sealed class RequestPlan
{
    private const int Seed = 2024;

    private static readonly string[] Problems =
    [
        "invalid-parameters", "unknown-zip", "insurer-not-in-directory", "cursor-expired", "facility-not-found", "bad-request", "not-found",
        "method-not-allowed", "search-unavailable", "internal-error",
    ];

    /// <summary>Places where something is peculiar: far away, over the date line, at the end of a scale, in the sea.</summary>
    private static readonly (double Latitude, double Longitude)[] PeculiarPoints =
    [
        (61.2181, -149.9003), (21.3069, -157.8583), (13.4443, 144.7937), (18.4655, -66.1057), (-14.2756, -170.702), (52.9, 173.2), (33.790103, -84.364876),
        (0, 0), (90, 0), (-90, 180), (40, -180), (40, 180), (26.5, -90.25), (71.29, -156.79),
    ];

    private static readonly BoundingBox[] PeculiarBoxes =
    [
        new(-180, -90, 180, 90), new(172, 51, -129, 71), new(144, 13, -154, 22), new(-84.4, 33.7, -84.3, 33.8), new(-84.38, 33.79, -84.38, 33.79), new(-91, 25, -90, 26),
        new(-180, 50, -170, 60), new(0, 0, 10, 10),
    ];

    private readonly Random _random = new(Seed);
    private readonly Facility[] _facilities;
    private readonly IReadOnlyList<IndexedFacility> _indexed;
    private readonly FilterGroup[] _groups = [.. Vocabulary.Current.Groups];
    private readonly string[] _codes = [.. Vocabulary.Current.Codes.Select(code => code.Code)];
    private readonly ZipPlace[] _zips = [.. Gazetteer.Bundled.Zips];
    private readonly County[] _counties = [.. Gazetteer.Bundled.Counties];

    private RequestPlan(IReadOnlyList<Facility> facilities, IReadOnlyList<IndexedFacility> indexed) => (_facilities, _indexed) = ([.. facilities], indexed);

    /// <summary>The plan for the directory file of the benchmarks.</summary>
    public static RequestPlan Read()
    {
        DirectoryVersion version = RealDirectory.VersionOf(BenchmarkDirectory.Draft());
        return new RequestPlan(version.Facilities, FacilityIndexer.All(version, Vocabulary.Current));
    }

    /// <summary>Every resource and parameter.</summary>
    public IEnumerable<PlannedRequest> Requests() =>
    [
        .. References(), .. RefusedRequests.All, .. Zips(), .. Facilities(), .. Origins(), .. Areas(), .. Groups(), .. Services(), .. Texts(), .. Amounts(),
        .. NothingFound(), .. Pages(),
    ];

    /// <summary>Random searches, without end.</summary>
    public IEnumerable<PlannedRequest> RandomSearches()
    {
        RealQueries queries = new(_indexed, Seed);
        while (true)
        {
            SearchQuery query = queries.Next();
            if (SearchAddress.Of(query with { Limit = Chance(0.2) ? query.Limit : 1 + (query.Limit / 10) }) is { } path)
            {
                yield return new PlannedRequest(path, FurtherPages: Chance(0.1) ? 2 : 0);
            }
        }
    }

    private static IEnumerable<PlannedRequest> References() =>
    [
        new("/v1/filters"), new("/v1/directory"), new("/openapi/v1.json"), new("/healthz/live"), new("/"),
        .. Problems.Select(type => new PlannedRequest("/problems/" + type)),
    ];

    private IEnumerable<PlannedRequest> Zips()
    {
        foreach (ZipPlace[] kind in ZipsByKind())
        {
            for (int i = 0; i < 8; i++)
            {
                string zip = Any(kind).Zip;
                yield return new PlannedRequest($"/v1/zips/{zip}{(i == 6 ? "-0001" : i == 7 ? "0001" : "")}");
            }
        }

        for (int i = 0; i < 12; i++)
        {
            yield return new PlannedRequest("/v1/zips/" + UnknownZip());
        }

        foreach (string slip in (string[])["3030", "303091", "0309", "abcde", "30309-1", "3030x", "%20", "30309%2D0001"])
        {
            yield return new PlannedRequest("/v1/zips/" + slip);
        }
    }

    private IEnumerable<PlannedRequest> Facilities()
    {
        Facility[] some = [.. Enumerable.Range(0, 150).Select(_ => Any(_facilities))];
        foreach (Facility facility in some)
        {
            yield return new PlannedRequest("/v1/facilities/" + facility.Id);
        }

        string id = some[0].Id;
        foreach (string unknown in (string[])
            [id.ToUpperInvariant(), id[..^1], id + "x", some[1].Programs[0].Id, "f000000000000", "nope", "%20", id + "%2F", "%00", new string('f', 300)])
        {
            yield return new PlannedRequest("/v1/facilities/" + unknown);
        }
    }

    private IEnumerable<PlannedRequest> Origins()
    {
        foreach (ZipPlace[] kind in ZipsByKind())
        {
            for (int i = 0; i < 5; i++)
            {
                yield return Search([("zip", Any(kind).Zip), .. i == 0 ? Radius(50) : [], ("limit", "3")]);
            }
        }

        yield return Search(("zip", AnyZip() + "-1234"), ("limit", "3"));
        yield return Search(("zip", AnyZip() + "1234"), ("limit", "3"));
        foreach ((double latitude, double longitude) in PeculiarPoints)
        {
            yield return Search(("lat", SearchAddress.Text(latitude)), ("lon", SearchAddress.Text(longitude)), ("limit", "3"));
        }

        foreach (double miles in (double[])[0.1, 0.25, 1, 2.5, 5, 10, 33.333333, 75, 100, 250, 500])
        {
            yield return Search([("zip", AnyZip()), .. Radius(miles), ("limit", "5"), ("facets", miles < 10 ? "level" : "none")]);
            yield return Search([.. AnyPoint(), .. Radius(miles), ("limit", "5"), ("facets", miles < 10 ? "none" : "age")]);
        }
    }

    private IEnumerable<PlannedRequest> Areas()
    {
        foreach (State state in State.All)
        {
            bool lower = Chance(0.2);
            yield return Search(
                ("state", lower ? state.Code.ToLowerInvariant() : state.Code), ("limit", "2"), ("facets", Chance(0.5) ? "none" : Any(_groups).Name));
        }

        foreach (BoundingBox box in PeculiarBoxes)
        {
            yield return Search(("bbox", SearchAddress.Text(box)), ("limit", "3"));
        }

        for (int i = 0; i < 8; i++)
        {
            yield return Search(("bbox", SearchAddress.Text(AnyBox())), ("limit", "3"), ("facets", "none"));
            yield return Search([("bbox", SearchAddress.Text(AnyBox())), .. AnyPoint(), ("limit", "3"), ("facets", "none")]);
        }

        for (int i = 0; i < 20; i++)
        {
            Facility facility = Any(_facilities);
            if (facility.Address.CountyFips is { } fips)
            {
                County county = _counties.First(c => c.Fips == fips);
                yield return Search([.. NamedCounty(county, i), ("limit", "3"), ("facets", "none")]);
            }

            yield return Search([.. NamedCounty(Any(_counties), i), ("limit", "3")]);
            yield return Search([("zip", AnyZip()), .. i % 2 == 0 ? Radius(100) : [], ("state", facility.Address.State), ("limit", "3"), ("facets", "none")]);
        }

        // Whatever does not overlap is empty, and says so.
        yield return Search([("zip", "30309"), .. Radius(25), ("state", "GA"), ("county", "Fulton"), ("bbox", "-84.6,33.6,-84.2,34.0"), ("limit", "3")]);
        yield return Search([("zip", "30309"), .. Radius(25), ("state", "AK"), ("limit", "3")]);
    }

    private IEnumerable<PlannedRequest> Groups()
    {
        foreach ((int i, FilterGroup group) in _groups.Index())
        {
            string[] values = [.. Shuffled(group.Values.Select(value => value.Slug))];
            FilterGroup other = _groups[(i + 7) % _groups.Length];
            string otherValue = Any(other.Values.ToArray()).Slug;
            string list = string.Join(',', values.Take(3));
            yield return Search(("zip", AnyZip()), (group.Name, values[0]), ("limit", "5"));
            yield return Search([("zip", AnyZip()), .. Radius(25), .. values.Take(2).Select(value => (group.Name, value)), ("limit", "5"), ("facets", group.Name)]);
            yield return Search([("zip", AnyZip()), .. Radius(100), (group.Name, list), (group.Name + "Match", "all"), ("limit", "5"), ("facets", group.Name)]);
            yield return Search(("zip", AnyZip()), (group.Name, values[^1]), ("unknown", "include"), ("limit", "5"), ("facets", "none"));
            yield return Search([.. AnyPoint(), .. Radius(50), (group.Name, list), ("unknown", group.Name), ("limit", "5"), ("facets", $"{group.Name},{other.Name}")]);
            yield return Search(("state", Any(_facilities).Address.State), (group.Name, list), (group.Name + "Match", "any"), ("unknown", "exclude"), ("limit", "3"), ("facets", "none"));
            yield return Search(
                [("zip", AnyZip()), .. Radius(50), (group.Name, list), (group.Name + "Match", "all"), (other.Name, otherValue), ("unknown", $"{group.Name},{other.Name}"), ("limit", "3")]);
        }
    }

    private IEnumerable<PlannedRequest> Services()
    {
        for (int i = 0; i < 18; i++)
        {
            string[] codes = i < 12
                // Codes that one program states together.
                ? [.. Shuffled(Any(Any(_facilities).Programs.ToArray()).Codes).Take(1 + (i % 3))]
                : [.. Shuffled(_codes).Take(2)];
            yield return Search(
            [
                ("zip", AnyZip()), .. Radius(100), ("service", string.Join(',', codes)), .. i % 2 == 0 ? [("serviceMatch", "all")] : Array.Empty<(string, string)>(),
                ("limit", "3"), ("facets", i % 4 == 0 ? "service" : "none"),
            ]);
        }

        yield return Search(("state", "VT"), ("service", "OIT"), ("level", "intensive-outpatient"), ("unknown", "include"), ("limit", "3"));
        yield return Search(("state", "VT"), ("service", "OIT,SA"), ("serviceMatch", "any"), ("facets", "service,level"), ("limit", "3"));
    }

    private IEnumerable<PlannedRequest> Texts()
    {
        for (int i = 0; i < 20; i++)
        {
            Facility facility = Any(_facilities);
            string[] words = [.. facility.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Any(char.IsLetterOrDigit))];
            string text = (i % 5) switch
            {
                0 => words[0],
                1 => string.Join(' ', words.Take(3)),
                2 => $"{words[^1]} {words[0]}".ToUpperInvariant(),
                3 => $"{facility.Address.City} {words[0][..Math.Min(3, words[0].Length)]}",
                _ => facility.Name,
            };
            text = text[..Math.Min(100, text.Length)];
            yield return Search([.. i % 2 == 0 ? [("zip", facility.Address.Zip), .. Radius(100)] : new[] { ("state", facility.Address.State) }, ("q", text), ("limit", "5"), ("facets", "none")]);
        }

        foreach ((string state, string text) in ((string, string)[])
            [("PR", "Mayagüez"), ("PR", "mayaguez"), ("NC", "St. Mary's"), ("NM", "Española"), ("CA", "a"), ("GA", "peachtree center"), ("NY", "rehab & recovery"), ("TX", "2"), ("OH", "zzzz")])
        {
            yield return Search(("state", state), ("q", text), ("limit", "5"), ("facets", "care"));
        }
    }

    private IEnumerable<PlannedRequest> Amounts()
    {
        foreach (string limit in (string[])["1", "2", "20", "50", "100"])
        {
            yield return Search([("zip", AnyZip()), .. Radius(100), ("limit", limit), ("facets", "none")]);
        }

        yield return Search(("zip", "30309"));
        yield return Search(("zip", "30309"), ("facets", string.Join(',', _groups.Select(group => group.Name))), ("limit", "1"));
        yield return Search(("zip", "99503"), ("facets", string.Join(',', _groups.Select(group => group.Name).Append("service"))), ("unknown", "include"), ("limit", "1"));
        yield return Search(("state", "GA"), ("level", "outpatient"), ("payment", "medicaid"), ("facets", string.Join(',', _groups.Select(group => group.Name))), ("limit", "1"));
        yield return Search(("bbox", "-180,-90,180,90"), ("facets", string.Join(',', _groups.Select(group => group.Name).Append("service"))), ("limit", "1"));
    }

    /// <summary>Too much is asked in too small a place: mostly nothing is found, and the answer says what would help.</summary>
    private IEnumerable<PlannedRequest> NothingFound()
    {
        for (int i = 0; i < 28; i++)
        {
            (string, string)[] place = (i % 4) switch
            {
                0 => [("zip", AnyZip()), .. Radius(0.5)],
                1 => [.. AnyPoint(), .. Radius(1)],
                2 => [("state", Any((string[])["GU", "AS", "MP", "PW", "VI", "WY"]))],
                _ => [("zip", Any(_zips).Zip)],
            };
            FilterGroup[] groups = [.. Shuffled(_groups).Take(2 + (i % 2))];
            yield return Search(
            [
                .. place, .. groups.SelectMany(group => Shuffled(group.Values).Take(3).Select(value => (group.Name, value.Slug))), .. groups.Select(group => (group.Name + "Match", "all")),
                .. i % 3 == 0 ? [("q", "recovery")] : Array.Empty<(string, string)>(), ("limit", "3"), ("facets", "none"),
            ]);
        }

        yield return Search(("lat", "26.5"), ("lon", "-90.25"), ("radius", "10"), ("level", "outpatient"), ("q", "hope"));
        yield return Search(("bbox", "-91,25,-90,26"), ("level", "outpatient"), ("payment", "medicaid"));
        yield return Search(("bbox", "-91,25,-90,26"));
        yield return Search([("zip", "30309"), .. Radius(5), ("q", "qqqqq xxxxx")]);
        yield return Search([("zip", "30309"), .. Radius(5), ("q", "qqqqq"), ("level", "outpatient")]);
        yield return Search(("zip", "30309"), ("care", "mental-health"), ("level", "intensive-outpatient"), ("crisis", "mobile"), ("detoxFrom", "alcohol"));
        yield return Search(("zip", "09003"), ("level", "outpatient"), ("payment", "medicaid"));
        yield return Search(("zip", "96201"));
        yield return Search(("state", "GA"), ("county", "Taliaferro"), ("level", "outpatient"), ("language", "oj"));
    }

    private IEnumerable<PlannedRequest> Pages()
    {
        for (int i = 0; i < 24; i++)
        {
            (string, string)[] place = (i % 6) switch
            {
                0 => [("zip", AnyZip())],
                1 => [("zip", AnyZip()), .. Radius(100)],
                2 => [("state", Any(_facilities).Address.State)],
                3 => [.. AnyPoint(), ("state", Any(_facilities).Address.State)],
                4 => [("bbox", SearchAddress.Text(AnyBox()))],
                _ => [.. AnyPoint(), .. Radius(50)],
            };
            (string, string)[] filter = (i % 4) switch
            {
                0 => [("level", "outpatient"), ("unknown", "include")],
                1 => [],
                2 => [("payment", "medicaid,medicare"), ("paymentMatch", "all")],
                _ => [("q", "c")],
            };
            string limit = Any((string[])["1", "3", "5", "10", "20"]);
            yield return Search([.. place, .. filter, ("limit", limit), ("facets", i % 3 == 0 ? "level" : "none")]) with { FurtherPages = 3 };
        }

        // A cursor beside the parameters that it already holds, in another order.
        yield return new PlannedRequest("/v1/search?bbox=-180,-90,180,90&care=substance-use,mental-health&limit=2&facets=none");
        yield return new PlannedRequest($"/v1/search?limit=2&cursor={ApiAnswer.NextPage}&care=mental-health&care=substance-use");
    }

    private static PlannedRequest Search(params IEnumerable<(string Name, string Value)> parameters) => new(SearchAddress.Of(parameters));

    private static (string, string)[] Radius(double miles) => [("radius", SearchAddress.Text(miles))];

    private static IEnumerable<(string, string)> NamedCounty(County county, int way) => (way % 5) switch
    {
        0 => [("county", county.Fips)],
        1 => [("state", county.State), ("county", county.Fips[2..])],
        2 => [("state", county.State), ("county", county.Name.ToLowerInvariant())],
        3 => [("state", county.State), ("county", county.FullName)],
        _ => [("state", county.State), ("county", county.Name)],
    };

    private IEnumerable<ZipPlace[]> ZipsByKind() =>
        _zips.GroupBy(place => (place.Kind, place.Point is null)).OrderBy(kind => kind.Key).Select(kind => kind.ToArray());

    private (string, string)[] AnyPoint()
    {
        GeoPoint point = PointOf(Any(_facilities));
        return [("lat", SearchAddress.Text(Math.Round(point.Latitude, 4))), ("lon", SearchAddress.Text(Math.Round(point.Longitude, 4)))];
    }

    private BoundingBox AnyBox()
    {
        GeoPoint point = PointOf(Any(_facilities));
        double half = Math.Round(0.02 + _random.NextDouble(), 3);
        return new BoundingBox(
            Math.Max(-180, point.Longitude - half), Math.Max(-90, point.Latitude - half), Math.Min(180, point.Longitude + half), Math.Min(90, point.Latitude + half));
    }

    private static GeoPoint PointOf(Facility facility) => facility.Location?.Point ?? AFacility.Atlanta;

    /// <summary>The ZIP of a facility, so that cities count as often as they do in the directory.</summary>
    private string AnyZip()
    {
        string zip;
        do
        {
            zip = Any(_facilities).Address.Zip;
        }
        while (Gazetteer.Bundled.FindZip(zip)?.Point is null);
        return zip;
    }

    private string UnknownZip()
    {
        string zip;
        do
        {
            zip = _random.Next(100_000).ToString("D5", CultureInfo.InvariantCulture);
        }
        while (Gazetteer.Bundled.FindZip(zip) is not null);
        return zip;
    }

    private IEnumerable<T> Shuffled<T>(IEnumerable<T> items) => [.. items.OrderBy(_ => _random.Next())];

    private T Any<T>(T[] of) => of[_random.Next(of.Length)];

    private bool Chance(double probability) => _random.NextDouble() < probability;
}
