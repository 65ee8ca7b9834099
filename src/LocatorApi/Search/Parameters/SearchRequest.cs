using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Places;
using Locator.Search;

namespace LocatorApi.Search.Parameters;

/// <summary>A search that was understood: its place resolved, its filters known.</summary>
internal sealed class SearchRequest
{
    private static readonly int AllTypes = Bits(ProgramTypes.All);

    private readonly Vocabulary _vocabulary;

    public SearchRequest(
        SearchInput input, County? county, Vocabulary vocabulary, IReadOnlyList<FacetRequest> facets, IReadOnlySet<string> unknown)
    {
        _vocabulary = vocabulary;
        Zip = input.Zip;
        Place = input.Place;
        County = county;
        HasText = input.Words.Count > 0;
        NamesInsurer = input.NamesInsurer;
        StateTelehealth = input.StateTelehealth;
        ShowsDistance = input.ShowsDistance;
        GeoPoint? origin = input.Origin;
        bool areaGiven = input.Radius is not null || input.Box is not null || input.Polygon is not null || input.State is not null
            || county is not null;
        Query = new SearchQuery
        {
            Origin = origin,
            Radius = input.Radius,
            FindRadius = origin is not null && !areaGiven,
            Box = input.Box,
            Polygon = input.Polygon,
            State = input.State?.Code,
            CountyFips = county?.Fips,
            Words = input.Words,
            Filters =
            [
                .. input.Tokens.Select(asked => new TokenFilter(
                    asked.Key, asked.Value, input.MatchAll.Contains(asked.Key), unknown.Contains(asked.Key))),
            ],
            OpenTo = input.OpenTo.Count == 0 ? null : OpenToOf(input.OpenTo),
            Facets = facets,
            Limit = input.Limit,
        };
    }

    /// <summary>The ZIP that it starts from; null for a city, a point or none.</summary>
    public ZipPlace? Zip { get; }

    /// <summary>The city that it starts from; null for a ZIP, a point or none.</summary>
    public CityPlace? Place { get; }

    public County? County { get; }

    public bool HasText { get; }

    /// <summary>Whether the text is the name of an insurer, which no facility is called after.</summary>
    public bool NamesInsurer { get; }

    /// <summary>Whether telehealth across the state is wanted besides.</summary>
    public bool StateTelehealth { get; }

    /// <summary>Whether formats that are handed on have distances.</summary>
    public bool ShowsDistance { get; }

    /// <summary>What the engine is asked.</summary>
    public SearchQuery Query { get; }

    /// <summary>A ZIP was given, but there is no point to measure from: overseas mail, or no table knows where it is.</summary>
    public bool HasNoLocalDirectory => Zip is not null && Query.Origin is null;

    /// <summary>Only points that callers give themselves are exact; the point of a ZIP or a city stands for its whole area.</summary>
    public bool OriginIsExact => Zip is null && Place is null;

    public bool Asks(string group) => Query.Filters.Any(filter => filter.Group == group);

    /// <summary>
    /// Whether no type of program is asked everything that this search asks of one program (mental-health entries and
    /// intensive outpatient, say). Of a group with any, one of the values asked suffices; with all, each must be asked. Site
    /// groups are left out: what one entry states holds for all programs of the facility.
    /// </summary>
    public bool IsNeverAskedTogether
    {
        get
        {
            int types = AllTypes;
            foreach (TokenFilter filter in Query.Filters)
            {
                if (_vocabulary.FindGroup(filter.Group) is { Scope: FilterScope.Program } group)
                {
                    int asked = filter.All ? AllTypes : 0;
                    foreach (FilterValue value in group.Values)
                    {
                        if (filter.Tokens.Contains(value.Token))
                        {
                            int ofValue = Bits(value.AskedOf) | Bits(value.TypesThatState);
                            asked = filter.All ? asked & ofValue : asked | ofValue;
                        }
                    }

                    types &= asked;
                }
            }

            return types == 0;
        }
    }

    /// <summary><c>everyone</c> names no restriction, so by itself it leaves the unreserved programs.</summary>
    private static OpenTo OpenToOf(IReadOnlyList<string> has) => new(
        [.. Restriction.All.Select(restriction => ServiceTokens.Of(restriction.Code))],
        [.. Restriction.All.Where(restriction => has.Contains(restriction.Slug)).Select(restriction => ServiceTokens.Of(restriction.Code))]);

    /// <summary>A bit for each of these types.</summary>
    private static int Bits(IReadOnlyList<ProgramType> types)
    {
        int bits = 0;
        for (int i = 0; i < types.Count; i++)
        {
            bits |= 1 << (int)types[i];
        }

        return bits;
    }
}
