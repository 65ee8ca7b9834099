using Locator.Facilities;
using LocatorApi.Http;
using LocatorApi.Search.Parameters;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Pages.Forms;

/// <summary>
/// The form of a search as it was sent: the parameters of the search, the place as somebody wrote it, and which button was pressed. It
/// stands in the body of the request, so nothing of it is in an address.
/// </summary>
public sealed class SearchForm
{
    /// <summary>The place as somebody wrote it: ZIP, city or county.</summary>
    public const string WhereName = "where";

    /// <summary>Buttons that search again without something: a group, the text or the area.</summary>
    public const string WithoutName = "without";

    /// <summary>The button that shows all filters.</summary>
    public const string MoreName = "more";

    /// <summary>Facilities that were ticked.</summary>
    public const string PickName = "pick";

    /// <summary>What <c>without=area</c> takes away.</summary>
    private static readonly string[] AreaNames = ["radius", "bbox", "state", "county", SearchParameters.Polygon];

    private static readonly string[] PlaceNames = [WhereName, "lat", "lon", "state", "county"];

    private readonly List<(string Name, string Value)> _fields;

    private SearchForm(List<(string Name, string Value)> fields, string? cursor, IReadOnlyList<string> picked) =>
        (_fields, Cursor, Picked) = (fields, cursor, picked);

    /// <summary>A form that nobody has filled in.</summary>
    public static SearchForm Empty { get; } = new([], null, []);

    /// <summary>What was asked, to be sent again: without the page of the list and without what a button took away.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields => _fields;

    /// <summary>Where the next page goes on; null on the first.</summary>
    public string? Cursor { get; }

    /// <summary>Ids of the facilities that were ticked.</summary>
    public IReadOnlyList<string> Picked { get; }

    /// <summary>The place as it was written; empty where none was.</summary>
    public string Where => ValueOf(WhereName) ?? "";

    /// <summary>Whether the search starts from a point that the browser gave.</summary>
    public bool IsNearMe => Where.Length == 0 && ValueOf("lat") is not null;

    /// <summary>Whether anything says where to search.</summary>
    public bool HasPlace => PlaceNames.Any(Has);

    /// <summary>Whether all filters are shown.</summary>
    public bool ShowsAllFilters => Has(MoreName);

    /// <summary>Whether somebody has just asked to see all filters, and not searched with them.</summary>
    public bool OpensAllFilters => Asks(MoreName, "1");

    /// <summary>Whether a field was filled in.</summary>
    public bool Has(string name) => _fields.Exists(field => field.Name == name);

    /// <summary>Whether a field has a value.</summary>
    public bool Asks(string name, string value) => _fields.Contains((name, value));

    /// <summary>The first value of a field; null where it was not filled in.</summary>
    public string? ValueOf(string name) => _fields.Find(field => field.Name == name).Value;

    /// <summary>How many values a field has.</summary>
    public int CountOf(string name) => _fields.Count(field => field.Name == name);

    /// <summary>What the search is asked: without what the page keeps for itself.</summary>
    public IEnumerable<(string Name, string Value)> Parameters =>
    [
        .. _fields.Where(asked => asked.Name is not (WhereName or MoreName)),
        .. Cursor is null ? (IEnumerable<(string, string)>)[] : [(SearchParameters.Cursor, Cursor)],
    ];

    /// <summary>Reads the form of a request.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The form, or what is wrong with the request.</returns>
    public static async Task<(SearchForm? Form, ProblemHttpResult? Problem)> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            return (null, TypedResults.Problem(ProblemType.UnsupportedMediaType.With("This address takes forms.")));
        }

        try
        {
            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
            return (Of(form.SelectMany(field => field.Value, (field, value) => (field.Key, value ?? ""))), null);
        }
        catch (InvalidDataException)
        {
            // The framework's own limits of a form; its text may quote the form.
            return (null, TypedResults.Problem(ProblemType.BadRequest.With("The form cannot be read.")));
        }
    }

    /// <summary>A form of these fields; empty ones were left out by whoever filled it in.</summary>
    public static SearchForm Of(IEnumerable<(string Name, string Value)> fields)
    {
        List<(string Name, string Value)> given = [.. fields.Select(field => (field.Name, Value: field.Value.Trim())).Where(field => field.Value.Length > 0).Distinct()];
        string? cursor = given.Find(field => field.Name == SearchParameters.Cursor).Value;
        string[] without = [.. given.Where(field => field.Name == WithoutName).SelectMany(field => Names(field.Value))];
        bool isWritten = given.Exists(field => field.Name == WhereName);
        return new SearchForm(
            [
                .. given.Where(field => field.Name is not (SearchParameters.Cursor or WithoutName or PickName)
                    && !without.Contains(field.Name)
                    // Who writes a place means that one, not where the browser was before.
                    && !(isWritten && field.Name is "lat" or "lon")),
            ],
            cursor,
            [.. given.Where(field => field.Name == PickName).Select(field => field.Value)]);
    }

    private static string[] Names(string without) => without == "area" ? AreaNames : [without, without + "Match"];
}
