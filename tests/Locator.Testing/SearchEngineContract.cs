using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Search;
using Locator.Text;
using Locator.Versions;
using Xunit;

namespace Locator.Testing;

/// <summary>
/// Every rule of a search, as every engine must answer it. An engine's tests derive from this class and say only how the
/// engine is given a directory.
/// </summary>
public abstract class SearchEngineContract
{
    private static readonly VersionStamp Version = new(VersionId.Parse("2026-01-02.1"), "content");

    /// <summary>Number of random directories; queries are 80 for each.</summary>
    protected virtual int RandomDirectories => 25;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The engine, holding this version of this directory.</summary>
    protected abstract Task<ISearchEngine> HoldingAsync(VersionStamp version, IReadOnlyList<IndexedFacility> facilities);

    private async Task<SearchAnswer> SearchAsync(SearchQuery query, params IndexedFacility[] facilities) =>
        Assert.Single(await (await HoldingAsync(Version, facilities)).SearchAsync(Version, [query], Token));

    private static TokenFilter Any(string group, params string[] values) =>
        new(group, [.. values.Select(value => $"{group}:{value}")]);

    private static TokenFilter All(string group, params string[] values) => Any(group, values) with { All = true };

    private static SearchQuery Asking(params TokenFilter[] filters) => new() { Origin = AFacility.Atlanta, Filters = filters };

    private static string[] Ids(SearchAnswer answer) => [.. answer.Hits.Select(hit => hit.Id)];

    /// <summary>
    /// Sites in the order of their distance: small ones among those of 64 to 1,000 programs, which is more than any real site
    /// has. Programs count from 1.
    /// </summary>
    private static IndexedFacility[] SitesOfEverySize(Func<int, int, string[]> tokensOf) =>
    [
        .. new[] { 3, 64, 1, 65, 2, 90, 30, 128, 63, 129, 5, 1_000, 4 }.Select((programs, i) => AFacility
            .With($"{(char)('a' + i)}-{programs}", [.. Enumerable.Range(1, programs).Select(program => tokensOf(program, programs))])
            .MilesNorth(0.1 * i)),
    ];

    [Fact]
    public async Task Results_are_nearest_first_and_ties_are_ordered_by_id_ordinally()
    {
        SearchAnswer answer = await SearchAsync(
            new SearchQuery { Origin = AFacility.Atlanta },
            AFacility.With("b", ["x:y"]).MilesNorth(1),
            AFacility.With("far", ["x:y"]).MilesNorth(3),
            AFacility.With("B", ["x:y"]).MilesNorth(1),
            AFacility.With("near", ["x:y"]).MilesNorth(0.5));
        Assert.Equal(["near", "B", "b", "far"], Ids(answer));
        Assert.Equal(4, answer.Total);
        Assert.Null(answer.Radius);
        Assert.InRange(answer.Hits[0].Distance!.Value.Miles, 0.49999, 0.50001);
    }

    [Fact]
    public async Task Without_an_origin_results_are_ordered_by_folded_name_then_id()
    {
        SearchAnswer answer = await SearchAsync(
            new SearchQuery { State = "GA" },
            AFacility.With("1", ["x:y"]).Named("Zebra House"),
            AFacility.With("3", ["x:y"]).Named("élan"),
            AFacility.With("2", ["x:y"]).Named("ELAN"),
            AFacility.With("4", ["x:y"]).Named("Elan") with { State = "AL" });
        Assert.Equal(["2", "3", "1"], Ids(answer));
        Assert.All(answer.Hits, hit => Assert.Null(hit.Distance));
    }

    [Fact]
    public async Task The_edge_of_the_radius_is_inside()
    {
        IndexedFacility at = AFacility.With("at", ["x:y"]).MilesNorth(10);
        Distance exactly = GreatCircle.Between(AFacility.Atlanta, at.Point!.Value);
        IndexedFacility[] facilities = [at, AFacility.With("beyond", ["x:y"]).MilesNorth(10.00001)];
        SearchAnswer answer = await SearchAsync(new SearchQuery { Origin = AFacility.Atlanta, Radius = exactly }, facilities);
        Assert.Equal(["at"], Ids(answer));
        SearchAnswer nearer = await SearchAsync(
            new SearchQuery { Origin = AFacility.Atlanta, Radius = Distance.FromMetres(exactly.Metres - 0.01) }, facilities);
        Assert.Empty(nearer.Hits);
    }

    [Fact]
    public async Task A_circle_reaches_over_the_date_line_and_around_a_pole()
    {
        IndexedFacility[] facilities =
        [
            AFacility.With("adak", ["x:y"]).At(new GeoPoint(52, -179.9)),
            AFacility.With("attu", ["x:y"]).At(new GeoPoint(52, 179.9)),
            AFacility.With("pole", ["x:y"]).At(new GeoPoint(89.9, -170)),
        ];
        SearchAnswer dateLine = await SearchAsync(
            new SearchQuery { Origin = new GeoPoint(52, 179.95), Radius = Distance.FromMiles(20) }, facilities);
        Assert.Equal(["attu", "adak"], Ids(dateLine));
        SearchAnswer pole = await SearchAsync(
            new SearchQuery { Origin = new GeoPoint(89.9, 10), Radius = Distance.FromMiles(20) }, facilities);
        Assert.Equal(["pole"], Ids(pole));
    }

    [Fact]
    public async Task A_drawn_area_holds_its_edges_and_corners_but_not_its_holes()
    {
        IndexedFacility[] facilities =
        [
            AFacility.With("corner", ["x:y"]).At(new GeoPoint(52, 179.5)),
            AFacility.With("edge", ["x:y"]).At(new GeoPoint(52, -179.75)),
            AFacility.With("hole", ["x:y"]).At(new GeoPoint(52.5, 179.99)),
            AFacility.With("in", ["x:y"]).At(new GeoPoint(52.1, -179.99)),
            AFacility.With("nowhere", ["x:y"]).At(null),
            AFacility.With("out", ["x:y"]).At(new GeoPoint(51.99, 179.9)),
            AFacility.With("rim", ["x:y"]).At(new GeoPoint(52.25, 180)),
        ];
        string corner = string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"[{facilities[0].Point!.Value.Longitude:R},{facilities[0].Point!.Value.Latitude:R}]");
        string south = facilities[1].Point!.Value.Latitude.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        string shell = $"[{corner},[-179.5,{south}],[-179.5,53],[179.5,53],{corner}]";
        string hole = "[[179.75,52.25],[-179.75,52.25],[-179.75,52.75],[179.75,52.75],[179.75,52.25]]";
        Assert.True(AreaPolygon.TryRead(
            $$"""{"type":"Polygon","coordinates":[{{shell}},{{hole}}]}""", out AreaPolygon? area, out string problem), problem);
        SearchAnswer byName = await SearchAsync(new SearchQuery { Polygon = area }, facilities);
        Assert.Equal(["corner", "edge", "in", "rim"], Ids(byName));
        SearchAnswer boxed = await SearchAsync(
            new SearchQuery { Polygon = area, Box = new BoundingBox(179, 51, 180, 54), Origin = new GeoPoint(52, 180), Radius = Distance.FromMiles(50) }, facilities);
        Assert.Contains("corner", Ids(boxed));
        Assert.DoesNotContain("edge", Ids(boxed));
    }

    [Fact]
    public async Task All_groups_asked_must_hold_in_the_same_program()
    {
        IndexedFacility split = AFacility.With("split", ["level:iop"], ["payment:medicaid"]);
        IndexedFacility same = AFacility.With("same", ["care:other"], ["level:iop", "payment:medicaid"]);
        SearchAnswer answer = await SearchAsync(Asking(Any("level", "iop"), Any("payment", "medicaid")), split, same);
        Assert.Equal(["same"], Ids(answer));
        Assert.Equal(1, answer.Total);
        Assert.Equal(
            [new ProgramMatch("same-1", Knowledge.No), new ProgramMatch("same-2", Knowledge.Yes)], answer.Hits[0].Matched);
    }

    [Fact]
    public async Task Several_values_of_a_group_mean_any_unless_all_is_asked()
    {
        IndexedFacility one = AFacility.With("one", ["age:adults"]);
        IndexedFacility both = AFacility.With("two", ["age:adults", "age:seniors"]);
        IndexedFacility apart = AFacility.With("zap", ["age:adults"], ["age:seniors"]);
        Assert.Equal(["one", "two", "zap"], Ids(await SearchAsync(Asking(Any("age", "adults", "seniors")), one, both, apart)));
        Assert.Equal(["two"], Ids(await SearchAsync(Asking(All("age", "adults", "seniors")), one, both, apart)));
    }

    [Fact]
    public async Task A_program_that_takes_others_only_is_hidden_from_everything_that_is_counted()
    {
        IndexedFacility[] facilities =
        [
            AFacility.With("a-anyone", ["level:iop", "?payment:cash"]),
            AFacility.With("b-opioids", ["level:iop", "payment:cash", "service:OUDO"]),
            AFacility.With("c-dui", ["level:iop", "payment:cash", "service:DUO"]),
            AFacility.With("d-both", ["level:iop", "service:DUO", "service:OUDO", "?payment:cash"]),
            AFacility.With("e-two-programs", ["level:iop", "payment:cash", "service:DUO"], ["level:iop"]),
        ];
        string[] limits = ["service:DUO", "service:AUDO", "service:OUDO"];
        SearchQuery asking = Asking(Any("level", "iop")) with { Facets = [new FacetRequest("payment", ["payment:cash"]), new FacetRequest("level", ["level:iop"])] };

        SearchAnswer opioids = await SearchAsync(asking with { OpenTo = new OpenTo(limits, ["service:OUDO"]) }, facilities);
        Assert.Equal(["a-anyone", "b-opioids", "d-both", "e-two-programs"], Ids(opioids));
        Assert.Equal((4, 0), (opioids.Total, opioids.UnknownHidden));
        Assert.Equal([new FacetCount("payment:cash", 1, 2)], opioids.Facets[0].Values);
        Assert.Equal([new FacetCount("level:iop", 4, 0)], opioids.Facets[1].Values);
        Assert.Equal(
            [new ProgramMatch("e-two-programs-1", Knowledge.No), new ProgramMatch("e-two-programs-2", Knowledge.Yes)], opioids.Hits[^1].Matched);

        SearchAnswer everyone = await SearchAsync(asking with { OpenTo = new OpenTo(limits, []) }, facilities);
        Assert.Equal(["a-anyone", "e-two-programs"], Ids(everyone));
        SearchAnswer hidden = await SearchAsync(Asking(Any("payment", "cash")) with { OpenTo = new OpenTo(limits, ["service:OUDO"]) }, facilities);
        Assert.Equal((1, 2), (hidden.Total, hidden.UnknownHidden));
        SearchAnswer nothingAsked = await SearchAsync(new SearchQuery { State = "GA", OpenTo = new OpenTo(limits, []) }, facilities);
        Assert.Equal(["a-anyone", "e-two-programs"], Ids(nothingAsked));
    }

    [Fact]
    public async Task Unknown_is_hidden_and_counted_unless_it_is_allowed()
    {
        IndexedFacility[] facilities =
        [
            AFacility.With("a-yes", ["level:iop", "accreditation:carf"]),
            AFacility.With("b-unknown", ["level:iop", "?accreditation:carf"]),
            AFacility.With("c-no", ["level:iop"]),
            AFacility.With("d-both", ["?level:iop", "?accreditation:carf"]),
        ];
        TokenFilter level = Any("level", "iop"), carf = Any("accreditation", "carf");

        SearchAnswer strict = await SearchAsync(Asking(level, carf), facilities);
        Assert.Equal(["a-yes"], Ids(strict));
        Assert.Equal((1, 2), (strict.Total, strict.UnknownHidden));

        SearchAnswer lenient = await SearchAsync(Asking(level, carf with { AllowUnknown = true }), facilities);
        Assert.Equal(["a-yes", "b-unknown"], Ids(lenient));
        Assert.Equal((2, 1), (lenient.Total, lenient.UnknownHidden));
        Assert.Equal(Knowledge.Unknown, Assert.Single(lenient.Hits[1].Matched).Match);

        SearchAnswer all = await SearchAsync(
            Asking(level with { AllowUnknown = true }, carf with { AllowUnknown = true }), facilities);
        Assert.Equal((3, 0), (all.Total, all.UnknownHidden));
    }

    [Fact]
    public async Task Any_is_the_best_of_its_values_and_all_the_worst()
    {
        IndexedFacility[] facilities =
        [
            AFacility.With("a", ["age:adults", "?age:teens"]),
            AFacility.With("b", ["?age:adults", "?age:teens"]),
            AFacility.With("c", ["?age:adults"]),
        ];
        SearchAnswer any = await SearchAsync(Asking(Any("age", "adults", "teens")), facilities);
        Assert.Equal((1, 2), (any.Total, any.UnknownHidden));
        SearchAnswer all = await SearchAsync(Asking(All("age", "adults", "teens")), facilities);
        Assert.Equal((0, 2), (all.Total, all.UnknownHidden));
        SearchAnswer allLenient = await SearchAsync(
            Asking(All("age", "adults", "teens") with { AllowUnknown = true }), facilities);
        Assert.Equal(["a", "b"], Ids(allLenient));
    }

    [Fact]
    public async Task A_facility_appears_once_however_many_of_its_programs_fit()
    {
        SearchAnswer answer = await SearchAsync(
            Asking(Any("level", "iop")) with { Facets = [new FacetRequest("level", ["level:iop"])] },
            AFacility.With("f", ["level:iop"], ["level:iop"], ["?level:iop"]));
        Assert.Equal(["f"], Ids(answer));
        Assert.Equal((1, 0), (answer.Total, answer.UnknownHidden));
        Assert.Equal(new FacetCount("level:iop", 1, 1), Assert.Single(answer.Facets[0].Values));
    }

    [Fact]
    public async Task A_site_of_any_number_of_programs_is_found_by_its_last_program_alone()
    {
        IndexedFacility[] sites = SitesOfEverySize((program, programs) =>
            program == programs ? ["level:iop", "payment:medicaid"] : ["payment:medicaid"]);
        SearchAnswer answer = await SearchAsync(
            Asking(Any("level", "iop"), Any("payment", "medicaid")) with { Facets = [new FacetRequest("level", ["level:iop"])] }, sites);
        Assert.Equal(sites.Select(site => site.Id), Ids(answer));
        Assert.Equal((sites.Length, 0), (answer.Total, answer.UnknownHidden));
        Assert.Equal(new FacetCount("level:iop", sites.Length, 0), Assert.Single(answer.Facets[0].Values));
        Assert.All(answer.Hits.Zip(sites), found => Assert.Equal(
            found.Second.Programs.Select(program => new ProgramMatch(
                program.Id, program == found.Second.Programs[^1] ? Knowledge.Yes : Knowledge.No)),
            found.First.Matched));
    }

    [Fact]
    public async Task A_site_of_any_number_of_programs_appears_once_where_all_of_them_fit()
    {
        IndexedFacility[] sites = SitesOfEverySize((_, _) => ["level:iop", "?age:teens"]);
        SearchAnswer answer = await SearchAsync(
            Asking(Any("level", "iop")) with
            {
                Facets = [new FacetRequest("level", ["level:iop"]), new FacetRequest("age", ["age:teens"])],
            },
            sites);
        Assert.Equal(sites.Select(site => site.Id), Ids(answer));
        Assert.Equal((sites.Length, 0), (answer.Total, answer.UnknownHidden));
        Assert.Equal(new FacetCount("level:iop", sites.Length, 0), Assert.Single(answer.Facets[0].Values));
        Assert.Equal(new FacetCount("age:teens", 0, sites.Length), Assert.Single(answer.Facets[1].Values));
    }

    /// <summary>Level and payment are a word apart, at the same bit of it: where a program is a bit, words must not mix.</summary>
    [Fact]
    public async Task Groups_asked_must_hold_in_the_same_program_of_a_large_site_too()
    {
        IndexedFacility[] sites = SitesOfEverySize((program, programs) =>
            program == programs - 64 ? ["level:iop"] : program == programs ? ["payment:medicaid"] : ["level:op"]);
        SearchAnswer answer = await SearchAsync(
            Asking(Any("level", "iop"), Any("payment", "medicaid")) with
            {
                Facets = [new FacetRequest("level", ["level:iop"]), new FacetRequest("payment", ["payment:medicaid"])],
            },
            sites);
        Assert.Empty(answer.Hits);
        Assert.Equal((0, 0), (answer.Total, answer.UnknownHidden));
        Assert.All(answer.Facets, facet => Assert.Equal((0, 0), (facet.Values[0].Count, facet.Values[0].Unknown)));
    }

    [Fact]
    public async Task Any_all_and_unknown_hold_by_the_program_in_a_large_site_too()
    {
        // The first program takes adults, the last one adults and perhaps teens; of the second nothing is known.
        IndexedFacility[] sites = SitesOfEverySize((program, programs) =>
            program == programs ? ["age:adults", "?age:teens"]
            : program == 1 ? ["age:adults"]
            : program == 2 ? ["?age:adults", "?age:teens"]
            : ["age:seniors"]);
        FacetRequest ages = new("age", ["age:adults", "age:teens", "age:seniors"]);
        int all = sites.Length;
        int withUnknown = sites.Count(site => site.Programs.Count > 2), withSeniors = sites.Count(site => site.Programs.Count > 3);
        ISearchEngine engine = await HoldingAsync(Version, sites);
        IReadOnlyList<SearchAnswer> answers = await engine.SearchAsync(
            Version,
            [
                Asking(Any("age", "adults", "teens")) with { Facets = [ages] },
                Asking(Any("age", "teens")),
                Asking(All("age", "adults", "teens")) with { Facets = [ages] },
                Asking(All("age", "adults", "teens") with { AllowUnknown = true }) with { Facets = [ages] },
            ],
            Token);
        Assert.Equal([(all, 0), (0, all), (0, all), (all, 0)], answers.Select(answer => (answer.Total, answer.UnknownHidden)));
        Assert.Equal(
            [new("age:adults", all, withUnknown), new("age:teens", 0, all), new FacetCount("age:seniors", withSeniors, 0)],
            answers[0].Facets[0].Values);
        Assert.Equal([new("age:adults", 0, 0), new("age:teens", 0, 0), new FacetCount("age:seniors", 0, 0)], answers[2].Facets[0].Values);
        Assert.Equal(
            [new("age:adults", all, withUnknown), new("age:teens", 0, all), new FacetCount("age:seniors", 0, 0)],
            answers[3].Facets[0].Values);
    }

    [Fact]
    public async Task A_large_site_is_one_of_the_ten_that_the_automatic_radius_looks_for()
    {
        IndexedFacility[] sites = SitesOfEverySize((_, _) => ["level:iop"]);
        IndexedFacility[] near = [.. sites[..9].Select(site => site.MilesNorth(3))];
        Assert.Contains(near, site => site.Programs.Count > 64);
        SearchQuery query = Asking(Any("level", "iop")) with { FindRadius = true };
        SearchAnswer nine = await SearchAsync(query, [.. near, AFacility.With("tenth", ["level:iop"]).MilesNorth(9)]);
        Assert.Equal(10, nine.Radius!.Value.Miles, 1e-9);
        Assert.Equal(10, nine.Total);
        SearchAnswer ten = await SearchAsync(query, [.. near, sites[9].MilesNorth(4), AFacility.With("beyond", ["level:iop"]).MilesNorth(9)]);
        Assert.Equal(5, ten.Radius!.Value.Miles, 1e-9);
        Assert.Equal(10, ten.Total);
    }

    [Fact]
    public async Task A_facet_drops_its_own_selection_where_values_mean_any_and_keeps_it_where_they_mean_all()
    {
        IndexedFacility[] facilities =
        [
            AFacility.With("a", ["level:iop", "payment:medicaid"]),
            AFacility.With("b", ["level:php", "payment:medicaid", "?level:iop"]),
            AFacility.With("c", ["level:php", "payment:cash"]),
            AFacility.With("d", ["level:iop", "level:php", "payment:medicaid"]),
        ];
        FacetRequest levels = new("level", ["level:iop", "level:php", "level:none"]);
        SearchAnswer any = await SearchAsync(
            Asking(Any("level", "iop"), Any("payment", "medicaid")) with { Facets = [levels] }, facilities);
        Assert.Equal(2, any.Total);
        Assert.Equal(
            [new FacetCount("level:iop", 2, 1), new("level:php", 2, 0), new("level:none", 0, 0)],
            Assert.Single(any.Facets).Values);
        SearchAnswer all = await SearchAsync(
            Asking(All("level", "iop"), Any("payment", "medicaid")) with { Facets = [levels] }, facilities);
        Assert.Equal(
            [new FacetCount("level:iop", 2, 0), new("level:php", 1, 0), new("level:none", 0, 0)],
            Assert.Single(all.Facets).Values);
    }

    [Fact]
    public async Task A_facet_counts_only_programs_that_fit_all_other_groups()
    {
        IndexedFacility split = AFacility.With("s", ["level:iop"], ["payment:medicaid"]);
        SearchAnswer answer = await SearchAsync(
            Asking(Any("payment", "medicaid")) with { Facets = [new FacetRequest("level", ["level:iop"])] }, split);
        Assert.Equal(new FacetCount("level:iop", 0, 0), Assert.Single(answer.Facets[0].Values));
    }

    [Fact]
    public async Task The_automatic_radius_is_the_smallest_that_holds_ten_matches()
    {
        IndexedFacility[] near = [.. Enumerable.Range(0, 9).Select(i => AFacility.With($"n{i}", ["level:iop"]).MilesNorth(3))];
        IndexedFacility[] decoys = [.. Enumerable.Range(0, 9).Select(i => AFacility.With($"d{i}", ["level:op"]).MilesNorth(4))];
        IndexedFacility[] at12 = [AFacility.With("m", ["level:iop"]).MilesNorth(12), AFacility.With("o", ["level:iop"]).MilesNorth(14)];
        IndexedFacility at16 = AFacility.With("p", ["level:iop"]).MilesNorth(16);
        SearchAnswer answer = await SearchAsync(
            Asking(Any("level", "iop")) with { FindRadius = true }, [.. near, .. decoys, .. at12, at16]);
        Assert.Equal(15, answer.Radius!.Value.Miles, 1e-9);
        Assert.Equal(11, answer.Total);
    }

    [Fact]
    public async Task Fewer_than_ten_within_a_hundred_miles_gives_a_hundred_miles_and_hidden_ones_count_there_too()
    {
        SearchAnswer answer = await SearchAsync(
            Asking(Any("level", "iop")) with { FindRadius = true },
            AFacility.With("a", ["level:iop"]).MilesNorth(99),
            AFacility.With("b", ["?level:iop"]).MilesNorth(98),
            AFacility.With("c", ["level:iop"]).MilesNorth(101));
        Assert.Equal(100, answer.Radius!.Value.Miles, 1e-9);
        Assert.Equal(["a"], Ids(answer));
        Assert.Equal(1, answer.UnknownHidden);
    }

    [Fact]
    public async Task Box_state_county_and_text_combine_and_the_origin_then_only_sorts()
    {
        IndexedFacility[] facilities =
        [
            AFacility.With("in", ["x:y"]).Named("Hope House").MilesNorth(30),
            AFacility.With("nearer", ["x:y"]).Named("Hope Home").MilesNorth(20),
            AFacility.With("state", ["x:y"]).Named("Hope House") with { State = "AL" },
            AFacility.With("county", ["x:y"]).Named("Hope House") with { CountyFips = "13089" },
            AFacility.With("text", ["x:y"]).Named("House of Hops"),
            AFacility.With("box", ["x:y"]).Named("Hope House").MilesNorth(80),
        ];
        SearchAnswer answer = await SearchAsync(
            new SearchQuery
            {
                Origin = AFacility.Atlanta,
                Box = new BoundingBox(-85, 33, -84, 34.5),
                State = "GA",
                CountyFips = "13121",
                Words = ["hope", "ho"],
            },
            facilities);
        Assert.Equal(["nearer", "in"], Ids(answer));
    }

    [Fact]
    public async Task A_box_may_cross_the_date_line()
    {
        SearchAnswer answer = await SearchAsync(
            new SearchQuery { Box = new BoundingBox(179, 50, -179, 53) },
            AFacility.With("west", ["x:y"]).At(new GeoPoint(52, 179.5)),
            AFacility.With("east", ["x:y"]).At(new GeoPoint(52, -179.5)),
            AFacility.With("out", ["x:y"]).At(new GeoPoint(52, -170)));
        Assert.Equal(["east", "west"], Ids(answer));
    }

    [Fact]
    public async Task Words_must_all_be_there_and_the_last_may_be_a_prefix()
    {
        IndexedFacility clinic = AFacility.With("c", ["x:y"]).Named("St. Mary's Subst Abuse Ctr");
        foreach ((string text, bool found) in new[]
        {
            ("saint marys", true), ("st mary", true), ("mary s", true), ("substance abuse center", true), ("abuse cen", true),
            ("abus center", false), ("hope", false), ("ST. MARY’S", true),
        })
        {
            SearchAnswer answer = await SearchAsync(
                new SearchQuery { Origin = AFacility.Atlanta, Words = FoldedText.Words(text) }, clinic);
            Assert.True(answer.Hits.Count == (found ? 1 : 0), text);
        }
    }

    [Fact]
    public async Task A_facility_without_a_point_is_found_by_state_and_stands_last()
    {
        IndexedFacility[] facilities =
        [
            AFacility.With("a-none", ["x:y"]).At(null),
            AFacility.With("b", ["x:y"]).MilesNorth(400),
        ];
        SearchAnswer byState = await SearchAsync(new SearchQuery { Origin = AFacility.Atlanta, State = "GA" }, facilities);
        Assert.Equal(["b", "a-none"], Ids(byState));
        Assert.Null(byState.Hits[1].Distance);
        SearchAnswer byRadius = await SearchAsync(
            new SearchQuery { Origin = AFacility.Atlanta, Radius = Distance.FromMiles(500) }, facilities);
        Assert.Equal(["b"], Ids(byRadius));
    }

    [Fact]
    public async Task Raw_service_codes_are_stated_or_not_and_never_unknown()
    {
        SearchAnswer answer = await SearchAsync(
            Asking(All(ServiceTokens.Group, "OIT", "CBT") with { AllowUnknown = true }),
            AFacility.With("a", ["service:CBT", "service:OIT"]),
            AFacility.With("b", ["service:OIT"]));
        Assert.Equal(["a"], Ids(answer));
        Assert.Equal(0, answer.UnknownHidden);
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gaps_or_repeats()
    {
        RandomDirectory random = new(seed: 7, size: 200);
        ISearchEngine engine = await HoldingAsync(Version, random.Facilities);
        foreach (SearchQuery query in new[]
        {
            new SearchQuery { Origin = AFacility.Atlanta, Radius = Distance.FromMiles(500), Limit = 7 },
            new SearchQuery { Origin = AFacility.Atlanta, State = "AK", Limit = 3 },
            new SearchQuery { State = "GA", Limit = 4 },
        })
        {
            SearchAnswer all = Assert.Single(await engine.SearchAsync(Version, [query with { Limit = 100 }], Token));
            List<string> paged = [];
            SearchAnswer page;
            ResultPosition? after = null;
            do
            {
                page = Assert.Single(await engine.SearchAsync(Version, [query with { After = after }], Token));
                paged.AddRange(Ids(page));
                after = page.Hits is [.., SearchHit last] ? last.Position : null;
                Assert.Equal(all.Total, page.Total);
            }
            while (page.HasMore);
            Assert.Equal(Ids(all), paged.Take(100));
            Assert.Equal(all.Total, paged.Count);
        }
    }

    [Fact]
    public async Task Pages_leave_nobody_out_who_stands_at_the_origin_or_a_few_steps_from_it()
    {
        // Many facilities stand at their ZIP's point, where a search by that ZIP begins, and on the grid a few millimetres from
        // it: so near, a server's own distances have hardly a digit that is right.
        GeoPoint origin = new(33.790104, -84.387703);
        IndexedFacility[] facilities =
        [
            .. Enumerable.Range(0, 40).Select(i => AFacility.With($"f{i:00}", ["x:y"]).At(
                i < 20 ? origin : AFacility.North(origin, Distance.FromMetres(0.01 * Math.Pow(1.7, i - 20))))),
        ];
        ISearchEngine engine = await HoldingAsync(Version, facilities);
        string[] expected = Ids(new ReferenceEngine(facilities).Search(new SearchQuery { Origin = origin, Limit = 100 }));
        foreach (int limit in (int[])[1, 3, 7])
        {
            List<string> paged = [];
            ResultPosition? after = null;
            SearchAnswer page;
            do
            {
                page = Assert.Single(await engine.SearchAsync(Version, [new SearchQuery { Origin = origin, Limit = limit, After = after }], Token));
                paged.AddRange(Ids(page));
                after = page.Hits is [.., SearchHit last] ? last.Position : null;
            }
            while (page.HasMore && paged.Count < 100);
            Assert.Equal(expected, paged);
        }
    }

    [Fact]
    public async Task Several_queries_are_answered_in_their_order()
    {
        ISearchEngine engine = await HoldingAsync(Version, [AFacility.With("a", ["x:y"]), AFacility.With("b", ["x:z"])]);
        IReadOnlyList<SearchAnswer> answers = await engine.SearchAsync(
            Version, [Asking(Any("x", "z")), Asking(Any("x", "y")), Asking()], Token);
        Assert.Equal(["b", "a", "a b"], answers.Select(answer => string.Join(' ', Ids(answer))));
    }

    [Fact]
    public async Task A_version_that_is_not_held_is_gone()
    {
        ISearchEngine engine = await HoldingAsync(Version, [AFacility.With("a", ["x:y"])]);
        VersionStamp other = new(VersionId.Parse("2025-01-01.1"), Version.ContentSha256);
        VersionGoneException gone = await Assert.ThrowsAsync<VersionGoneException>(() => engine.SearchAsync(other, [Asking()], Token));
        Assert.Equal(other.Id, gone.Version);
        await Assert.ThrowsAsync<VersionGoneException>(() => engine.FacilitiesAsync(other, ["a"], Token));
        await Assert.ThrowsAsync<VersionGoneException>(() => engine.CountTilesAsync(other, Tiles(new BoundingBox(-180, -90, 180, 90), 2), Token));
        Assert.Contains(Version, await engine.VersionsAsync(Token));
    }

    [Fact]
    public async Task Other_content_under_the_same_id_is_another_version()
    {
        ISearchEngine engine = await HoldingAsync(Version, [AFacility.With("a", ["x:y"])]);
        VersionStamp other = Version with { ContentSha256 = "other" };
        await Assert.ThrowsAsync<VersionGoneException>(() => engine.SearchAsync(other, [Asking()], Token));
        await Assert.ThrowsAsync<VersionGoneException>(() => engine.FacilitiesAsync(other, ["a"], Token));
        EngineState state = (await engine.StatusAsync(other, Token)).Answering;
        Assert.Equal((true, Version, false), (state.Answers, state.Held, state.Agrees));
        Assert.True((await engine.StatusAsync(Version, Token)).Answering.Agrees);
    }

    [Fact]
    public async Task Facilities_are_found_by_their_ids_with_the_codes_that_their_programs_state()
    {
        IndexedFacility[] facilities =
        [
            AFacility.With("a", ["level:iop", "service:CBT", "service:OIT"], ["?level:iop", "service:DBT"]),
            AFacility.With("B", ["x:y"]),
            AFacility.With("b", ["x:y"]),
        ];
        ISearchEngine engine = await HoldingAsync(Version, facilities);
        IReadOnlyList<FacilityRecord> found = await engine.FacilitiesAsync(Version, ["b", "none", "a", "", "a' OR 1=1", "é\"\u0001"], Token);
        Assert.Equal(["a", "b"], found.Select(facility => facility.Id).Order(StringComparer.Ordinal));
        FacilityRecord one = found.First(facility => facility.Id == "a");
        Assert.Equal(facilities[0].Document.ToBytes(), one.Document.ToBytes());
        Assert.Equal(
            [(facilities[0].Programs[0].Id, "CBT OIT"), (facilities[0].Programs[1].Id, "DBT")],
            one.Programs.Select(program => (program.ProgramId, string.Join(' ', program.Codes))));
        Assert.Empty(await engine.FacilitiesAsync(Version, [], Token));
    }

    [Theory]
    [InlineData(false, ":peachtree", "name")]
    [InlineData(false, ":peach", "name")]
    [InlineData(false, "peach", "both name")]
    [InlineData(false, ":peechtree", "")]
    [InlineData(true, ":peechtree", "name")]
    [InlineData(true, ":paech", "name")]
    [InlineData(true, ":peachtreee", "name")]
    [InlineData(true, ":eachtree", "name")]
    [InlineData(true, ":peahctrea", "")]
    [InlineData(true, "peechtree", "both name")]
    [InlineData(true, ":peechtree :cli", "name")]
    [InlineData(true, ":clinik :peech", "name")]
    [InlineData(true, ":clinik :pax", "")]
    [InlineData(true, ":cl :peachtree", "")]
    [InlineData(true, ":pxa", "")]
    [InlineData(true, "xpeachtree", "both name")]
    [InlineData(true, "xyeachtree", "")]
    public async Task Words_of_the_own_name_are_told_apart_and_may_have_one_slip_if_that_is_forgiven(bool forgive, string words, string found)
    {
        IndexedFacility[] facilities =
        [
            AFacility.With("name", ["x:y"]).Named("Peachtree Clinic"),
            AFacility.With("both", ["x:y"]) with { Words = FoldedText.IndexWords(["Hope House", "Peachtree City"]) },
            AFacility.With("none", ["x:y"]).Named("Hope House"),
        ];
        SearchQuery query = new() { Words = words.Split(' '), ForgiveTyping = forgive };
        foreach (SearchQuery asked in (SearchQuery[])[query with { Origin = AFacility.Atlanta }, query with { State = "GA" }])
        {
            SearchAnswer answer = await SearchAsync(asked, facilities);
            Assert.Equal(found.Split(' ', StringSplitOptions.RemoveEmptyEntries), Ids(answer).Order(StringComparer.Ordinal));
        }
    }

    private static TileQuery Tiles(BoundingBox box, int tileZoom, params TokenFilter[] filters) =>
        new(new SearchQuery { Box = box, Filters = filters }, tileZoom);

    [Fact]
    public async Task Tiles_count_what_fits_in_the_box_by_tile_and_apart_what_has_no_point()
    {
        IndexedFacility[] facilities =
        [
            AFacility.With("a", ["level:iop"], ["level:iop", "payment:cash"]),
            AFacility.With("b", ["level:iop"]).MilesNorth(0.1),
            AFacility.With("c", ["level:iop"]).MilesNorth(30),
            AFacility.With("d", ["?level:iop"]).MilesNorth(30),
            AFacility.With("e", ["level:op"]).MilesNorth(30),
            AFacility.With("f", ["level:iop"]).MilesNorth(90),
            AFacility.With("g", ["level:iop"]).At(null),
            AFacility.With("h", ["?level:iop"]).At(null),
            AFacility.With("i", ["level:iop"]).At(null) with { State = "AL" },
        ];
        ISearchEngine engine = await HoldingAsync(Version, facilities);
        TileQuery query = Tiles(new BoundingBox(-85, 33, -84, 34.5), 10, Any("level", "iop"));
        TileAnswer answer = await engine.CountTilesAsync(Version, query, Token);
        Assert.Equal((3, 1, 2), (answer.Total, answer.UnknownHidden, answer.WithoutPoint));
        Assert.Equal([new TileCount(new MapTile(10, 271, 408), 1), new TileCount(new MapTile(10, 271, 409), 2)], answer.Tiles);

        TileAnswer lenient = await engine.CountTilesAsync(
            Version, new TileQuery(query.Search with { State = "GA", Filters = [Any("level", "iop") with { AllowUnknown = true }] }, 0), Token);
        Assert.Equal((4, 0, 2), (lenient.Total, lenient.UnknownHidden, lenient.WithoutPoint));
        Assert.Equal([new TileCount(new MapTile(0, 0, 0), 4)], lenient.Tiles);

        TileAnswer words = await engine.CountTilesAsync(
            Version, new TileQuery(new SearchQuery { Box = query.Box, Words = ["g"], OpenTo = new OpenTo(["level:op"], []) }, 10), Token);
        Assert.Equal((0, 0, 1), (words.Total, words.UnknownHidden, words.WithoutPoint));
        Assert.Empty(words.Tiles!);
    }

    [Fact]
    public async Task Edges_of_a_box_of_tiles_are_inside_and_it_may_cross_the_date_line()
    {
        IndexedFacility[] facilities =
        [
            AFacility.With("corner", ["x:y"]).At(new GeoPoint(50, 179)),
            AFacility.With("east", ["x:y"]).At(new GeoPoint(52, -179)),
            AFacility.With("line", ["x:y"]).At(new GeoPoint(52, 180)),
            AFacility.With("out", ["x:y"]).At(new GeoPoint(52, -178.9)),
        ];
        GeoPoint corner = facilities[0].Point!.Value, east = facilities[1].Point!.Value;
        ISearchEngine engine = await HoldingAsync(Version, facilities);
        TileAnswer answer = await engine.CountTilesAsync(
            Version, Tiles(new BoundingBox(corner.Longitude, corner.Latitude, east.Longitude, 53), 3), Token);
        Assert.Equal(3, answer.Total);
        Assert.Equal([new TileCount(new MapTile(3, 0, 2), 1), new TileCount(new MapTile(3, 7, 2), 2)], answer.Tiles);
    }

    [Fact]
    public async Task What_lies_beyond_the_end_of_the_map_is_in_its_outermost_tiles()
    {
        IndexedFacility[] facilities =
        [
            AFacility.With("north", ["x:y"]).At(new GeoPoint(89.9, -179.999)),
            AFacility.With("pole", ["x:y"]).At(new GeoPoint(90, -180)),
            AFacility.With("south", ["x:y"]).At(new GeoPoint(-90, 180)),
        ];
        ISearchEngine engine = await HoldingAsync(Version, facilities);
        TileAnswer answer = await engine.CountTilesAsync(Version, Tiles(new BoundingBox(-180, -90, 180, 90), 16), Token);
        Assert.Equal([new TileCount(new MapTile(16, 0, 0), 2), new TileCount(new MapTile(16, 65535, 65535), 1)], answer.Tiles);
    }

    [Fact]
    public async Task A_thousand_tiles_are_counted_and_one_more_are_too_many()
    {
        // One step of a tile eastward each, along a parallel.
        IndexedFacility[] facilities =
        [
            .. Enumerable.Range(0, TileQuery.MostTiles + 1).Select(i => AFacility.With($"f{i:0000}", ["x:y"])
                .At(AFacility.Atlanta with { Longitude = AFacility.Atlanta.Longitude + (i * 360.0 / 65536) })),
            AFacility.With("nowhere", ["x:y"]).At(null),
        ];
        ISearchEngine engine = await HoldingAsync(Version, facilities);
        BoundingBox all = new(-90, 30, -70, 40);
        TileAnswer tooMany = await engine.CountTilesAsync(Version, Tiles(all, 16), Token);
        Assert.Null(tooMany.Tiles);
        Assert.Equal((TileQuery.MostTiles + 1, 1), (tooMany.Total, tooMany.WithoutPoint));

        TileAnswer most = await engine.CountTilesAsync(Version, Tiles(all with { West = AFacility.Atlanta.Longitude + 0.001 }, 16), Token);
        Assert.Equal(TileQuery.MostTiles, most.Tiles!.Count);
        Assert.All(most.Tiles, tile => Assert.Equal(1, tile.Count));
        TileAnswer coarser = await engine.CountTilesAsync(Version, Tiles(all, 12), Token);
        Assert.Equal(TileQuery.MostTiles + 1, coarser.Tiles!.Sum(tile => tile.Count));
        Assert.InRange(coarser.Tiles!.Count, 63, 64);
    }

    [Fact]
    public async Task Random_tiles_of_random_directories_equal_the_reference()
    {
        for (int seed = 0; seed < RandomDirectories; seed++)
        {
            RandomDirectory random = new(seed, size: 150);
            ISearchEngine engine = await HoldingAsync(Version, random.Facilities);
            ReferenceEngine reference = new(random.Facilities);
            for (int i = 0; i < 20; i++)
            {
                TileQuery query = random.AnyTileQuery();
                SearchAssert.Equal(
                    reference.Tiles(query), await engine.CountTilesAsync(Version, query, Token), $"directory {seed}, query {i}: {query.TileZoom} {query.Search}");
            }
        }
    }

    [Fact]
    public async Task Random_searches_on_random_directories_equal_the_reference()
    {
        for (int seed = 0; seed < RandomDirectories; seed++)
        {
            RandomDirectory random = new(seed, size: 150);
            ISearchEngine engine = await HoldingAsync(Version, random.Facilities);
            ReferenceEngine reference = new(random.Facilities);
            SearchQuery[] queries = [.. Enumerable.Range(0, 80).Select(_ => random.AnyQuery())];
            IReadOnlyList<SearchAnswer> answers = await engine.SearchAsync(Version, queries, Token);
            // A few of them once more, for the results only.
            SearchQuery[] nearest = [.. queries.Take(10).Select(query => query with { OnlyNearest = true, Facets = [], Limit = query.Limit / 4 })];
            IReadOnlyList<SearchAnswer> nearestAnswers = await engine.SearchAsync(Version, nearest, Token);
            for (int i = 0; i < queries.Length; i++)
            {
                SearchAssert.Equal(reference.Search(queries[i]), answers[i], $"directory {seed}, query {i}: {queries[i]}");
            }

            for (int i = 0; i < nearest.Length; i++)
            {
                SearchAssert.SameResults(reference.Search(nearest[i]), nearestAnswers[i], $"directory {seed}, nearest {i}: {nearest[i]}");
            }
        }
    }
}
