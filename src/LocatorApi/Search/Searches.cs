using System.Collections.Frozen;
using Locator.Geo;
using Locator.Places;
using Locator.Search;
using Locator.Versions;
using LocatorApi.Http;
using LocatorApi.Languages;
using LocatorApi.Notices;
using LocatorApi.Search.Page;
using LocatorApi.Search.Paging;
using LocatorApi.Search.Parameters;
using LocatorApi.Serving;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Search;

/// <summary>Answers searches: reads the parameters, asks the engine and makes the page. Where the parameters came from does not matter here.</summary>
internal sealed class Searches(
    SearchParameters parameters, ServedDirectory directories, ISearchEngine engine, SearchRepairs repairs, TelehealthAcrossStates telehealth,
    CursorSeal seal, NoticeBoard notices, FacetLabels labels, TimeProvider time)
{
    /// <param name="raw">The parameters.</param>
    /// <param name="inBody">Whether they stood in a body.</param>
    /// <param name="errors">What is wrong with them already.</param>
    /// <param name="cancellationToken">Stops answering.</param>
    public async Task<Results<JsonBody<SearchPage>, ProblemHttpResult>> AnswerAsync(
        RawParameters raw, bool inBody, ParameterErrors errors, CancellationToken cancellationToken)
    {
        SortedDictionary<string, string[]> canonical = parameters.Canonical(raw, inBody, errors);
        Cursor? cursor = null;
        if (canonical.Remove(SearchParameters.Cursor, out string[]? token))
        {
            cursor = OpenCursor(token[0], out bool isOurs);
            if (cursor?.IsExpired(time.GetUtcNow()) == true)
            {
                return Gone("The cursor is more than 24 hours old.");
            }

            if (cursor is { InBody: true } && !inBody)
            {
                errors.Add(SearchParameters.Cursor, "It continues a search made by POST: send it by POST too, so that nothing of the search stands in an address.");
            }

            if (cursor is not null)
            {
                CheckSame(canonical, cursor, errors);
                canonical = WithLimitOf(canonical, cursor.Parameters);
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
        if (cursor is not null && request is null && errors.Has(SearchParameters.Limit) && raw.Has(SearchParameters.Limit))
        {
            return errors.ToProblem();
        }

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

        PageParameters search = new(request, canonical, inBody);
        return cursor is null
            ? Body(await directories.AskCurrentAsync(
                directory, (version, token) => FirstPageAsync(search, version, token), cancellationToken))
            : await LaterPageAsync(search, cursor, cancellationToken);
    }

    /// <summary>A search with the parameters that its next cursor carries.</summary>
    private readonly record struct PageParameters(SearchRequest Request, SortedDictionary<string, string[]> Canonical, bool InBody);

    private static JsonBody<SearchPage> Body(SearchPage page) => new(page);

    private static ProblemHttpResult Gone(string detail) =>
        TypedResults.Problem(ProblemType.CursorExpired.With(detail + " Start the search again without it."));

    /// <summary>The first page's search; a page may have another length than the one before.</summary>
    private static SortedDictionary<string, string[]> WithLimitOf(
        SortedDictionary<string, string[]> given, SortedDictionary<string, string[]> first) =>
        given.TryGetValue(SearchParameters.Limit, out string[]? limit)
            ? new SortedDictionary<string, string[]>(first, StringComparer.Ordinal) { [SearchParameters.Limit] = limit }
            : first;

    /// <summary>The cursor with its search as this release would write it; null where it is none, or names what is not known here.</summary>
    private Cursor? OpenCursor(string token, out bool isOurs)
    {
        if (seal.Open(token, out isOurs) is not { } cursor)
        {
            return null;
        }

        ParameterErrors unknown = new();
        RawParameters search = new(cursor.Parameters.SelectMany(parameter => parameter.Value, (parameter, value) => (parameter.Key, value)));
        SortedDictionary<string, string[]> canonical = parameters.Canonical(search, inBody: true, unknown);
        return unknown.Any || canonical.ContainsKey(SearchParameters.Cursor) ? null : cursor with { Parameters = canonical };
    }

    private static ProblemHttpResult OfAnotherRelease() => Gone("Another release of this service made the cursor.");

    private static void CheckSame(SortedDictionary<string, string[]> given, Cursor cursor, ParameterErrors errors)
    {
        foreach ((string name, string[] values) in given)
        {
            if (name != SearchParameters.Limit && (!cursor.Parameters.TryGetValue(name, out string[]? first) || !first.SequenceEqual(values)))
            {
                errors.Add(name, "It is not the same as in the search that the cursor continues; leave it out, or start a new search without the cursor.");
            }
        }
    }

    private async Task<SearchPage> FirstPageAsync(PageParameters search, ServedVersion version, CancellationToken cancellationToken)
    {
        SearchRequest request = search.Request;
        SearchAnswer answer = (await engine.SearchAsync(version.Stamp, [request.Query], cancellationToken))[0];
        SearchPage page = Page(search, version, answer) with { Facets = FacetsOf(answer) };
        bool isRemote = false;
        if (answer.Total == 0)
        {
            RepairedSearch repaired = await repairs.OfAsync(request, version.Stamp, answer.Radius, cancellationToken);
            isRemote = repaired.IsRemote;
            page = page with { Repair = repaired.Repair, Degraded = page.Degraded || repaired.Degraded };
        }

        bool mayBeRemote = request.Query.Origin is not null && answer.Hits is [var first, ..]
            && (first.Distance is not { } distance || distance > SearchRepairs.Local);
        IReadOnlyList<SearchQuery> near = mayBeRemote ? [SearchRepairs.NearOrigin(request)] : [], states = telehealth.Queries(request, answer.Hits.Count);
        if (near.Count + states.Count > 0)
        {
            IReadOnlyList<SearchAnswer> more = await engine.SearchAsync(version.Stamp, [.. near, .. states], cancellationToken);
            isRemote |= mayBeRemote && more[0].Total == 0;
            page = page with
            {
                StateTelehealth = states.Count == 0 ? null : TelehealthAcrossStates.Read(request, states, [.. more.Skip(near.Count)], answer.Hits),
                Degraded = page.Degraded || more.Any(another => another.Degraded),
            };
        }

        return isRemote ? page with { Notices = NoticesOf(request, version.Manifest, isRemote) } : page;
    }

    private async Task<Results<JsonBody<SearchPage>, ProblemHttpResult>> LaterPageAsync(
        PageParameters search, Cursor cursor, CancellationToken cancellationToken)
    {
        SearchQuery query = search.Request.Query with
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
                return Body(Page(search, version, answer));
            }
            catch (VersionGoneException)
            {
                // Let go between looking it up and searching it.
            }
        }

        return Gone("The directory version that this list came from is no longer kept.");
    }

    private SearchPage Page(PageParameters search, ServedVersion version, SearchAnswer answer) => new()
    {
        Directory = DirectoryStamp.Of(version.Manifest),
        Stamp = version.Stamp,
        Origin = SearchOrigin.Of(search.Request),
        Area = SearchArea.Of(search.Request, answer),
        Total = answer.Total,
        UnknownHidden = answer.UnknownHidden,
        Results = [.. answer.Hits.Select(hit => SearchResult.Of(hit, search.Request))],
        Next = answer is { HasMore: true, Hits: [.., var last] }
            ? seal.Seal(new Cursor(
                version.Manifest.Version, version.Manifest.ContentSha256, search.Canonical, answer.Radius?.Metres, last.Position,
                time.GetUtcNow().ToUnixTimeSeconds(), search.InBody))
            : null,
        Degraded = answer.Degraded,
        ShowsDistance = search.Request.ShowsDistance,
        Notices = NoticesOf(search.Request, version.Manifest),
    };

    private Dictionary<string, Facet> FacetsOf(SearchAnswer answer)
    {
        FrozenDictionary<string, FacetLabel> labelled = labels.In(AnswerLanguage.Current);
        return answer.Facets.ToDictionary(facet => facet.Group, facet => Facet.Of(facet, labelled));
    }

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

    /// <summary>What people should read with an answer to that search.</summary>
    public IReadOnlyList<Notice> NoticesOf(SearchRequest request, DirectoryManifest manifest, bool isRemote = false)
    {
        List<string> kinds = [];
        if (request.HasNoLocalDirectory || isRemote)
        {
            kinds.Add(NoticeKinds.NoLocalDirectory);
        }

        if (request.Zip?.Kind == ZipKind.Military)
        {
            kinds.Add(NoticeKinds.OverseasMilitary);
        }

        if (request.IsNeverAskedTogether)
        {
            kinds.Add(NoticeKinds.NotAsked);
        }

        if (request.Asks("payment") || request.NamesInsurer)
        {
            kinds.Add(NoticeKinds.InsurancePlans);
        }

        return notices.Of(manifest, kinds);
    }
}
