using Locator.Geo;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Search.Page;
using LocatorApi.Search.Parameters;

namespace LocatorApi.Search;

/// <summary>What helps where nothing was found.</summary>
/// <param name="Repair">The nearest match, and counts without each filter.</param>
/// <param name="IsRemote">Whether the directory lists nothing at all near the origin.</param>
/// <param name="Degraded">Whether another engine than usual answered.</param>
internal readonly record struct RepairedSearch(SearchRepair Repair, bool IsRemote, bool Degraded);

/// <summary>
/// Looks for what could help where nothing was found: for every filter, the text, openTo and the area how many there would be without
/// it, and the nearest match. The nation is not looked through for that: circles grow until one holds something.
/// </summary>
internal sealed class SearchRepairs(ISearchEngine engine)
{
    /// <summary>Where nothing is listed within so far of the origin, the directory is none for that place.</summary>
    public static readonly Distance Local = Distance.FromMiles(100);

    private static readonly Distance Far = Distance.FromMiles(500);

    /// <summary>Asks whether the directory lists anything, whatever it is, near the origin.</summary>
    public static SearchQuery NearOrigin(SearchRequest request) => new() { Origin = request.Query.Origin, Radius = Local, Limit = 0 };

    /// <param name="request">The search that found nothing.</param>
    /// <param name="version">What was searched.</param>
    /// <param name="radius">The circle that was searched; null where there was none.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public async Task<RepairedSearch> OfAsync(
        SearchRequest request, VersionStamp version, Distance? radius, CancellationToken cancellationToken)
    {
        SearchQuery inArea = request.Query with { Radius = radius, FindRadius = false, Facets = [], Limit = 0 };
        List<(string Parameter, SearchQuery Query)> without =
        [
            .. inArea.Filters.Select(filter => (filter.Group, inArea with { Filters = [.. inArea.Filters.Where(f => f != filter)] })),
        ];
        if (request.HasText)
        {
            without.Add(("q", inArea with { Words = [] }));
        }

        if (inArea.OpenTo is not null)
        {
            without.Add(("openTo", inArea with { OpenTo = null }));
        }

        bool hasOrigin = inArea.Origin is not null;
        SearchQuery anywhere = inArea with { Radius = null, Box = null, Polygon = null, State = null, CountyFips = null, Limit = 1 };
        if (WithoutArea(request, anywhere) is { } wider)
        {
            without.Add(("area", wider));
        }

        SearchQuery[] batch = [.. without.Select(w => w.Query), .. hasOrigin ? [NearOrigin(request)] : Array.Empty<SearchQuery>()];
        IReadOnlyList<SearchAnswer> answers = batch.Length == 0 ? [] : await engine.SearchAsync(version, batch, cancellationToken);
        bool isRemote = hasOrigin && answers[^1].Total == 0;
        bool degraded = answers.Any(answer => answer.Degraded);
        SearchHit? nearest = null;
        if (hasOrigin && !isRemote)
        {
            // Without the area the automatic circle was searched; where it holds nothing, what is nearest stands farther away.
            nearest = without is [.., ("area", _)] && answers[without.Count - 1].Hits is [var found, ..] ? found : null;
            foreach (SearchQuery farther in (SearchQuery[])[anywhere with { Radius = Far, OnlyNearest = true }, anywhere with { OnlyNearest = true }])
            {
                if (nearest is null)
                {
                    SearchAnswer answer = (await engine.SearchAsync(version, [farther], cancellationToken))[0];
                    nearest = answer.Hits is [var hit, ..] ? hit : null;
                    degraded |= answer.Degraded;
                }
            }
        }

        return new RepairedSearch(
            new SearchRepair(
                nearest is null ? null : SearchResult.Of(nearest, request),
                without.Zip(answers, (w, answer) => (w.Parameter, answer.Total)).ToDictionary(w => w.Parameter, w => w.Total)),
            isRemote,
            degraded);
    }

    /// <summary>The search as it would be without its area; null where it has none, or cannot be without one.</summary>
    private static SearchQuery? WithoutArea(SearchRequest request, SearchQuery anywhere)
    {
        if (request.Query.Origin is not null)
        {
            return request.Query.FindRadius ? null : anywhere with { FindRadius = true };
        }

        string? state = request.Query.State ?? request.County?.State;
        bool isNarrower = request.Query.CountyFips is not null || request.Query.Box is not null || request.Query.Polygon is not null;
        return state is not null && isNarrower ? anywhere with { State = state } : null;
    }
}
