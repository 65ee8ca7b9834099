using LocatorApi.Facilities;
using LocatorApi.Pages.Facts;
using LocatorApi.Pages.Layout;
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

    /// <summary>
    /// The distance in whole miles: an origin stands for a whole ZIP Code, and more would pretend to know better. Empty without a distance.
    /// </summary>
    internal string Distance(PageTexts t)
    {
        string about = Result.DistanceMiles switch
        {
            null => "",
            < 1 => t["card.under-a-mile"],
            { } miles => t.Count("card.miles", (int)Math.Round(miles, MidpointRounding.AwayFromZero)),
        };
        if (Facts.Location is not ({ Precision: "zip" } or null))
        {
            return about;
        }

        string inZip = t.Format("card.in-zip", Facts.Address.Zip);
        // Within the ZIP Code that was asked for a distance would say what nobody knows.
        return Result.DistanceMiles is null or < 1 ? inZip : $"{about} {inZip}";
    }

    /// <summary>A result with its document read.</summary>
    public static ListedPlace Of(SearchResult result) => new(result, StatedFacts.Of(result.Bytes));
}
