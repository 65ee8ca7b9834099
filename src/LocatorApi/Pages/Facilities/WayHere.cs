using LocatorApi.Pages.Forms;

namespace LocatorApi.Pages.Facilities;

/// <summary>How somebody came to the page of a facility: from a list, from a shortlist, or by its address.</summary>
/// <param name="Search">The search whose list it is of; null where there was none.</param>
/// <param name="Picked">Ids of the shortlist.</param>
public sealed record WayHere(SearchForm? Search, IReadOnlyList<string> Picked)
{
    /// <summary>By its address.</summary>
    public static WayHere Direct { get; } = new(null, []);

    /// <summary>As the form says that the page was asked for with.</summary>
    public static WayHere Of(SearchForm form) => new(form.HasPlace ? form : null, form.Picked);

    /// <summary>The form that leads on from here: back to the list, or to places near this one. Whether this one is picked says its own box.</summary>
    /// <param name="id">The facility's id.</param>
    /// <param name="zip">Its ZIP Code; empty where none is known.</param>
    public SearchForm Onward(string id, string zip) => SearchForm.Of(
    [
        .. Search?.Fields ?? [(SearchForm.WhereName, zip)],
        .. Picked.Where(picked => picked != id).Select(picked => (SearchForm.PickName, picked)),
    ]);
}
