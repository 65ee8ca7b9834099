using Locator.Facilities;
using Locator.Geo;
using Locator.Places;
using Locator.Search;
using Locator.Text;
using LocatorApi.Languages;
using LocatorApi.Search.Page;
using LocatorApi.Search.Parameters;

namespace LocatorApi.Search;

/// <summary>
/// Telehealth across the origin's state and the states near it: whoever treats from a distance must be licensed where the client is,
/// so the state counts and not the miles.
/// </summary>
internal sealed class TelehealthAcrossStates(Gazetteer gazetteer, Vocabulary vocabulary)
{
    private const string Group = "telehealth";
    private const int Shown = 5;
    private static readonly Distance Near = Distance.FromMiles(25);

    private readonly string _token = vocabulary.FindGroup(Group)!.Values[0].Token;

    /// <summary>What to ask the engine: one search a state, the origin's first; none where it is not asked for.</summary>
    /// <param name="request">The search.</param>
    /// <param name="shown">How many results its page has: those are left out of what is shown, so more have to be fetched.</param>
    public IReadOnlyList<SearchQuery> Queries(SearchRequest request, int shown)
    {
        if (!request.StateTelehealth || request.Query.Origin is not { } origin)
        {
            return [];
        }

        // Stated, whatever else may be unknown.
        TokenFilter telehealth = new(Group, [_token]);
        SearchQuery inState = request.Query with
        {
            Radius = null, FindRadius = false, Box = null, Polygon = null, CountyFips = null, Facets = [], Limit = shown + Shown,
            Filters = [.. request.Query.Filters.Where(filter => filter.Group != Group), telehealth],
        };
        return [.. StatesOf(request, origin).Select(state => inState with { State = state })];
    }

    /// <summary>What the engine answered.</summary>
    /// <param name="request">The search.</param>
    /// <param name="queries">What was asked.</param>
    /// <param name="answers">One for each.</param>
    /// <param name="page">The results of the page.</param>
    public static IReadOnlyList<StateTelehealth> Read(
        SearchRequest request, IReadOnlyList<SearchQuery> queries, IReadOnlyList<SearchAnswer> answers, IReadOnlyList<SearchHit> page)
    {
        HashSet<string> shown = [.. page.Select(hit => hit.Id)];
        string home = queries[0].State!;
        return
        [
            .. queries.Zip(answers, (query, answer) => new StateTelehealth(
                query.State!,
                answer.Total,
                [.. answer.Hits.Where(hit => !shown.Contains(hit.Id)).Take(Shown).Select(hit => SearchResult.Of(hit, request))],
                query.State == home ? null : AskAbout(home))),
        ];
    }

    private IEnumerable<string> StatesOf(SearchRequest request, GeoPoint origin)
    {
        IReadOnlyList<string> near = gazetteer.StatesNear(origin, Near);
        // A city or ZIP has a state of its own; a point has that of the nearest ZIP.
        string? own = request.Zip?.State ?? request.Place?.State;
        return own is not null && State.Find(own) is not null ? near.Where(state => state != own).Prepend(own) : near;
    }

    private static string AskAbout(string state)
    {
        State home = State.Find(state)!;
        return AnswerLanguage.Current == Language.Spanish
            ? $"Pregunte si pueden atenderle a usted en {home.InSpanishSentence}."
            : $"Ask whether they may treat you in {home.InSentence}.";
    }
}
