using Locator.Facilities;
using Locator.Geo;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Http;
using LocatorApi.Notices;
using LocatorApi.Search.Page;
using LocatorApi.Search.Paging;
using LocatorApi.Search.Parameters;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Search;

/// <summary>Answers searches: reads the parameters, asks the engine and makes the page. Where the parameters came from does not matter here.</summary>
internal sealed class Searches(
    SearchParameters parameters, ServedDirectory directories, ISearchEngine engine, CursorSeal seal, NoticeBoard notices, Vocabulary vocabulary)
{
    /// <summary>Where nothing is listed within so far of the origin, the directory is none for that place.</summary>
    private static readonly Distance Local = Distance.FromMiles(100);

    public async Task<Results<JsonBody<SearchPage>, ProblemHttpResult>> AnswerAsync(
        RawParameters raw, CancellationToken cancellationToken)
    {
        ParameterErrors errors = new();
        SortedDictionary<string, string[]> canonical = parameters.Canonical(raw, errors);
        Cursor? cursor = null;
        if (canonical.Remove(SearchParameters.Cursor, out string[]? token))
        {
            cursor = OpenCursor(token[0], out bool isOurs);
            if (cursor is not null)
            {
                CheckSame(canonical, cursor, errors);
                canonical = cursor.Parameters;
            }
            else if (isOurs)
            {
                return OfAnotherRelease();
            }
            else
            {
                errors.Add(SearchParameters.Cursor, "It is not a cursor of this service: give the member next of a page as it is, or start the search again.");
            }
        }

        if (raw.Has(SearchParameters.Cursor) && errors.Any)
        {
            return errors.ToProblem();
        }

        SearchRequest? request = parameters.Read(canonical, errors);
        if (cursor is not null && (request is null || !cursor.Continues(request.Query)))
        {
            return OfAnotherRelease();
        }

        if (request is null)
        {
            return errors.ToProblem();
        }

        if (directories.Current is not { } directory)
        {
            return ServedDirectory.NotLoaded();
        }

        if (request.HasNoLocalDirectory)
        {
            return Body(NoLocalDirectory(request, directory.Manifest));
        }

        return cursor is null
            ? Body(await directories.AskCurrentAsync(
                directory, (version, token) => FirstPageAsync(request, canonical, version.Manifest, token), cancellationToken))
            : await LaterPageAsync(request, cursor, cancellationToken);
    }

    private static JsonBody<SearchPage> Body(SearchPage page) => new(page);

    /// <summary>The cursor with its search as this release would write it; null where it is none, or names what is not known here.</summary>
    private Cursor? OpenCursor(string token, out bool isOurs)
    {
        if (seal.Open(token, out isOurs) is not { } cursor)
        {
            return null;
        }

        ParameterErrors unknown = new();
        RawParameters search = new(cursor.Parameters.SelectMany(parameter => parameter.Value, (parameter, value) => (parameter.Key, value)));
        SortedDictionary<string, string[]> canonical = parameters.Canonical(search, unknown);
        return unknown.Any || canonical.ContainsKey(SearchParameters.Cursor) ? null : cursor with { Parameters = canonical };
    }

    private static ProblemHttpResult OfAnotherRelease() => TypedResults.Problem(ProblemType.CursorExpired.With(
        "Another release of this service made the cursor. Start the search again without it."));

    private static void CheckSame(SortedDictionary<string, string[]> given, Cursor cursor, ParameterErrors errors)
    {
        foreach ((string name, string[] values) in given)
        {
            if (!cursor.Parameters.TryGetValue(name, out string[]? first) || !first.SequenceEqual(values))
            {
                errors.Add(name, "It is not the same as in the search that the cursor continues; leave it out, or start a new search without the cursor.");
            }
        }
    }

    private async Task<SearchPage> FirstPageAsync(
        SearchRequest request, SortedDictionary<string, string[]> canonical, DirectoryManifest manifest, CancellationToken cancellationToken)
    {
        SearchAnswer answer = (await engine.SearchAsync(manifest.Stamp, [request.Query], cancellationToken))[0];
        SearchPage page = Page(request, canonical, manifest, answer) with { Facets = answer.Facets.ToDictionary(facet => facet.Group, facet => Facet.Of(facet, vocabulary)) };
        if (answer.Total == 0)
        {
            return await RepairedAsync(page, request, manifest, answer.Radius, cancellationToken);
        }

        if (request.Query.Origin is null || answer.Hits is not [var first, ..] || (first.Distance is { } distance && distance <= Local))
        {
            return page;
        }

        SearchAnswer near = (await engine.SearchAsync(manifest.Stamp, [NearOrigin(request)], cancellationToken))[0];
        return near.Total > 0 ? page : page with { Notices = NoticesOf(request, manifest, isRemote: true), Degraded = page.Degraded || near.Degraded };
    }

    /// <summary>Asks whether the directory lists anything, whatever it is, near the origin.</summary>
    private static SearchQuery NearOrigin(SearchRequest request) => new() { Origin = request.Query.Origin, Radius = Local, Limit = 0 };

    private async Task<Results<JsonBody<SearchPage>, ProblemHttpResult>> LaterPageAsync(
        SearchRequest request, Cursor cursor, CancellationToken cancellationToken)
    {
        SearchQuery query = request.Query with
        {
            Radius = cursor.RadiusMetres is { } metres ? Distance.FromMetres(metres) : null,
            FindRadius = false,
            After = cursor.After,
            Facets = [],
        };
        if (directories.Find(cursor.Stamp) is { } version)
        {
            try
            {
                SearchAnswer answer = (await directories.InTimeAsync(
                    token => engine.SearchAsync(version.Stamp, [query], token), cancellationToken))[0];
                return Body(Page(request, cursor.Parameters, version.Manifest, answer));
            }
            catch (VersionGoneException)
            {
                // Let go between looking it up and searching it.
            }
        }

        return TypedResults.Problem(ProblemType.CursorExpired.With(
            "The directory version that this list came from is no longer kept. Start the search again without the cursor."));
    }

    /// <summary>
    /// The page with what could help: the nearest match wherever it is, and for every filter how many there would be without it
    /// in the area that was searched. One further batch.
    /// </summary>
    private async Task<SearchPage> RepairedAsync(
        SearchPage page, SearchRequest request, DirectoryManifest manifest, Distance? radius, CancellationToken cancellationToken)
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

        SearchQuery? nearest = request.Query.Origin is null ? null : inArea with
        {
            Radius = null, Box = null, State = null, CountyFips = null, Limit = 1,
        };
        SearchQuery[] batch = [.. without.Select(w => w.Query), .. nearest is null ? Array.Empty<SearchQuery>() : [NearOrigin(request), nearest]];
        if (batch.Length == 0)
        {
            return page with { Repair = new SearchRepair(null, new Dictionary<string, int>()) };
        }

        IReadOnlyList<SearchAnswer> answers = await engine.SearchAsync(manifest.Stamp, batch, cancellationToken);
        bool isRemote = nearest is not null && answers[^2].Total == 0;
        SearchRepair repair = new(
            nearest is not null && !isRemote && answers[^1].Hits is [var hit, ..] ? SearchResult.Of(hit, request) : null,
            without.Zip(answers, (w, answer) => (w.Parameter, answer.Total)).ToDictionary(w => w.Parameter, w => w.Total));
        return page with
        {
            Repair = repair,
            Notices = isRemote ? NoticesOf(request, manifest, isRemote) : page.Notices,
            Degraded = page.Degraded || answers.Any(answer => answer.Degraded),
        };
    }

    private SearchPage Page(
        SearchRequest request, SortedDictionary<string, string[]> canonical, DirectoryManifest manifest, SearchAnswer answer) => new()
    {
        Directory = DirectoryStamp.Of(manifest),
        Origin = SearchOrigin.Of(request),
        Area = SearchArea.Of(request, answer),
        Total = answer.Total,
        UnknownHidden = answer.UnknownHidden,
        Results = [.. answer.Hits.Select(hit => SearchResult.Of(hit, request))],
        Next = answer is { HasMore: true, Hits: [.., var last] }
            ? seal.Seal(new Cursor(manifest.Version, manifest.ContentSha256, canonical, answer.Radius?.Metres, last.Position))
            : null,
        Degraded = answer.Degraded,
        Notices = NoticesOf(request, manifest),
    };

    private SearchPage NoLocalDirectory(SearchRequest request, DirectoryManifest manifest) => new()
    {
        Directory = DirectoryStamp.Of(manifest),
        Origin = SearchOrigin.Of(request),
        Area = null,
        Total = 0,
        UnknownHidden = 0,
        Results = [],
        Facets = new Dictionary<string, Facet>(),
        Next = null,
        Notices = NoticesOf(request, manifest),
    };

    private IReadOnlyList<Notice> NoticesOf(SearchRequest request, DirectoryManifest manifest, bool isRemote = false)
    {
        List<string> kinds = [];
        if (request.HasNoLocalDirectory || isRemote)
        {
            kinds.Add(NoticeKinds.NoLocalDirectory);
        }

        if (request.IsNeverAskedTogether)
        {
            kinds.Add(NoticeKinds.NotAsked);
        }

        if (request.Asks("payment"))
        {
            kinds.Add(NoticeKinds.InsurancePlans);
        }

        return notices.Of(manifest, kinds);
    }
}
