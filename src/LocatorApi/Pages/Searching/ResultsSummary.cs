using Locator.Places;
using LocatorApi.Pages.Layout;
using LocatorApi.Search.Page;

namespace LocatorApi.Pages.Searching;

/// <summary>What was found, and where was looked, in words.</summary>
/// <param name="Heading">How many, and where.</param>
/// <param name="Area">How the circle was chosen; null where nothing is to be said of it.</param>
internal readonly record struct ResultsSummary(string Heading, string? Area)
{
    public static ResultsSummary Of(FoundPlaces found, PageTexts t)
    {
        SearchPage answer = found.Answer;
        string where = WhereOf(answer, t);
        if (answer.Area is null)
        {
            return new ResultsSummary(t.Format("results.no-map", where), null);
        }

        if (found.MayFit is { } possible)
        {
            return new ResultsSummary(t.Count("results.possible", possible.Total, where), t["results.never-asked"]);
        }

        string heading = answer.Area.RadiusMiles is { } miles
            ? answer.Total == 0
                ? t.Format("results.none-within", Miles(miles, t), where)
                : t.Count("results.within", answer.Total, Miles(miles, t), where)
            : answer.Total == 0
                ? t.Format("results.none-in", where)
                : t.Count("results.in", answer.Total, where);
        string? area = answer.Area.Reason switch
        {
            "auto" when answer.Total > 0 => t["results.auto"],
            "auto-limit" when answer.Total > 0 => t["results.auto-limit"],
            _ when answer.Area.RadiusMiles is null && answer.Total > 0 => t["results.by-name"],
            _ => null,
        };
        return new ResultsSummary(heading, area);
    }

    /// <summary>The place that was searched from or in.</summary>
    private static string WhereOf(SearchPage answer, PageTexts t) => answer switch
    {
        { Origin: { Type: "zip" } zip } => zip.City is null ? zip.Zip! : $"{zip.Zip} ({zip.City}, {zip.State})",
        { Origin: { Type: "place" } place } => $"{place.City}, {place.State}",
        { Origin: { } } => t["results.you"],
        { Area.County: { } county } => t.Format("results.county", county.Name, county.State),
        { Area.State: { } state } => State.Find(state)?.Name ?? state,
        _ => t["results.area"],
    };

    private static string Miles(double miles, PageTexts t) => miles.ToString("0.#", t.Language.Culture);
}
