using Locator.Places;
using LocatorApi.Http;
using LocatorApi.Notices;
using LocatorApi.Pages.Forms;
using LocatorApi.Pages.Layout;
using LocatorApi.Places.Suggestions;
using LocatorApi.Search;
using LocatorApi.Search.Page;
using LocatorApi.Search.Parameters;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Pages.Searching;

/// <summary>The form of a search and its results: the same searches as the API's, as pages.</summary>
internal sealed class SearchPages(Searches searches, PlaceSuggestions suggestions, Gazetteer gazetteer, PageContext page)
{
    /// <summary>Groups whose counts stand beside the first filters; the rest is counted when somebody opens them.</summary>
    private static readonly string[] FirstGroups = ["care", "level", "payment", "assistance", "telehealth", "age"];

    /// <summary>Answers a form.</summary>
    public async Task<IResult> AnswerAsync(SearchForm form, CancellationToken cancellationToken)
    {
        if (!form.HasPlace && form.Cursor is null)
        {
            return Form(form, new FormErrors(page.T["error.where-missing"], IsAboutPlace: true, []));
        }

        WrittenPlace place = form.Where.Length == 0 ? new WrittenPlace([], null) : WrittenPlace.Of(form.Where, gazetteer);
        if (place.State is { } state)
        {
            return Form(form, new FormErrors(
                page.T.Format("error.whole-state", state.Name), IsAboutPlace: true, await SuggestedAsync(form.Where, cancellationToken), state.Code));
        }

        Results<JsonBody<SearchPage>, ProblemHttpResult> answer = await AskAsync(form, place, [], cancellationToken);
        if (answer.Result is ProblemHttpResult problem)
        {
            return problem.StatusCode switch
            {
                StatusCodes.Status400BadRequest => Form(form, await ErrorsOfAsync(form, problem, cancellationToken)),
                StatusCodes.Status410Gone => Form(form, new FormErrors(page.T["error.list-gone"], IsAboutPlace: false, []), StatusCodes.Status410Gone),
                _ => problem,
            };
        }

        SearchPage found = ((JsonBody<SearchPage>)answer.Result).Value;
        SearchPage? mayFit = null;
        if (found.Total == 0 && found.UnknownHidden > 0 && !form.Has(SearchParameters.Unknown)
            && found.Notices.Any(notice => notice.Kind == NoticeKinds.NotAsked))
        {
            // Nobody is ever asked that together: an empty page would say that there is no such program.
            mayFit = (await AskAsync(form, place, [(SearchParameters.Unknown, "include")], cancellationToken)).Result is JsonBody<SearchPage> body
                ? body.Value
                : null;
        }

        return PageResults.Of<ResultsPage>(new { Found = new FoundPlaces(form, found, mayFit) });
    }

    /// <summary>The form by itself.</summary>
    public static IResult Form(SearchForm form, FormErrors? errors = null, int? status = null) =>
        PageResults.Of<HomePage>(new { Form = form, Errors = errors }, status ?? (errors is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest));

    private Task<Results<JsonBody<SearchPage>, ProblemHttpResult>> AskAsync(
        SearchForm form, WrittenPlace place, IEnumerable<(string Name, string Value)> besides, CancellationToken cancellationToken)
    {
        IEnumerable<(string, string)> facets = form.Cursor is null
            ? (form.ShowsAllFilters ? page.Labels.Vocabulary.Groups.Select(group => group.Name) : FirstGroups).Select(group => (SearchParameters.Facets, group))
            : [];
        IEnumerable<(string, string)> telehealth = form.Cursor is null && form.Has("telehealth") && (place.Parameters is [("zip" or "place", _)] || form.IsNearMe)
            ? [("stateTelehealth", SearchParameters.True)]
            : [];
        RawParameters raw = new([.. form.Parameters, .. form.Cursor is null ? place.Parameters : [], .. besides, .. facets, .. telehealth]);
        return searches.AnswerAsync(raw, inBody: true, new ParameterErrors(), cancellationToken);
    }

    private async Task<FormErrors> ErrorsOfAsync(SearchForm form, ProblemHttpResult problem, CancellationToken cancellationToken)
    {
        string slug = problem.ProblemDetails.Type?.Split('/')[^1] ?? "";
        if (page.T.Find("error." + slug) is { } text)
        {
            bool isAboutPlace = form.Where.Length > 0 && slug != ProblemType.InsurerNotInDirectory.Slug;
            return new FormErrors(text, isAboutPlace, isAboutPlace ? await SuggestedAsync(form.Where, cancellationToken) : []);
        }

        return new FormErrors(page.T["error.search"], IsAboutPlace: false, []);
    }

    private async Task<IReadOnlyList<Suggestion>> SuggestedAsync(string typed, CancellationToken cancellationToken) =>
        suggestions.Read(new RawParameters([("q", typed), ("limit", "12")]), new ParameterErrors()) is { } asked
            ? [.. (await suggestions.OfAsync(asked, cancellationToken)).Suggestions.Where(suggestion => suggestion.Kind is "zip" or "city" or "county").Take(8)]
            : [];
}
