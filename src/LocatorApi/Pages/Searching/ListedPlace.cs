using LocatorApi.Facilities;
using LocatorApi.Search.Page;

namespace LocatorApi.Pages.Searching;

/// <summary>A facility of a list with what the search says of it.</summary>
/// <param name="Result">What the search says.</param>
/// <param name="Facts">What the directory says.</param>
public sealed record ListedPlace(SearchResult Result, StatedFacts Facts)
{
    /// <summary>The programs to show first: those that state all that was asked, or else those that may fit.</summary>
    public IReadOnlyList<FacilityProgram> Best => IsStated ? Of("stated") : Of("unknown");

    /// <summary>Beside programs that state everything, those that may fit too.</summary>
    public IReadOnlyList<FacilityProgram> AlsoPossible => IsStated ? Of("unknown") : [];

    /// <summary>Whether a program states all that was asked.</summary>
    public bool IsStated => Result.Matched.Values.Contains("stated");

    private FacilityProgram[] Of(string match) => [.. Facts.Programs.Where(program => MatchOf(program) == match)];

    /// <summary>How a program fits: <c>stated</c>, <c>unknown</c> or <c>none</c>.</summary>
    public string MatchOf(FacilityProgram program) => Result.Matched.GetValueOrDefault(program.Id) ?? "none";

    /// <summary>A result with its document read.</summary>
    public static ListedPlace Of(SearchResult result) => new(result, StatedFacts.Of(result.Bytes));
}
