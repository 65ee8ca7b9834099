using LocatorApi.Facilities;
using LocatorApi.Search.Page;

namespace LocatorApi.Pages.Searching;

/// <summary>A facility of a list with what the search says of it.</summary>
/// <param name="Result">What the search says.</param>
/// <param name="Facts">What the directory says.</param>
public sealed record ListedPlace(SearchResult Result, StatedFacts Facts)
{
    /// <summary>The programs that fit, those that state everything asked first.</summary>
    public IEnumerable<FacilityProgram> Fitting =>
        Facts.Programs.Where(program => MatchOf(program) != "none").OrderBy(program => MatchOf(program) == "stated" ? 0 : 1);

    /// <summary>Whether a program states all that was asked.</summary>
    public bool IsStated => Result.Matched.Values.Contains("stated");

    /// <summary>How a program fits: <c>stated</c>, <c>unknown</c> or <c>none</c>.</summary>
    public string MatchOf(FacilityProgram program) => Result.Matched.GetValueOrDefault(program.Id) ?? "none";

    /// <summary>A result with its document read.</summary>
    public static ListedPlace Of(SearchResult result) => new(result, StatedFacts.Of(result.Bytes));
}
