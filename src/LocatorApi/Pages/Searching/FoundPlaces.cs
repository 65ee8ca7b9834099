using LocatorApi.Pages.Forms;
using LocatorApi.Search.Page;

namespace LocatorApi.Pages.Searching;

/// <summary>What a page of results shows.</summary>
/// <param name="Form">What was asked.</param>
/// <param name="Answer">The search's answer.</param>
/// <param name="MayFit">Where no program is ever asked about everything: those for which it is not stated; null elsewhere.</param>
public sealed record FoundPlaces(SearchForm Form, SearchPage Answer, SearchPage? MayFit)
{
    /// <summary>Whether this is the first page of its list.</summary>
    public bool IsFirst => Form.Cursor is null;
}
