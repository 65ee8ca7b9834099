using LocatorApi.Pages.Layout;
using LocatorApi.Search.Page;

namespace LocatorApi.Pages.Searching;

/// <summary>A facility of a list with what the search says of it.</summary>
/// <param name="Result">What the search says.</param>
/// <param name="Card">What is said of it whatever was asked.</param>
public sealed record ListedPlace(SearchResult Result, FacilityCard Card)
{
    /// <summary>The programs to show first: those that state all that was asked, or else those that may fit.</summary>
    public IReadOnlyList<ProgramCard> Best => IsStated ? Of("stated") : Of("unknown");

    /// <summary>Beside programs that state everything, those that may fit too.</summary>
    public IReadOnlyList<ProgramCard> AlsoPossible => IsStated ? Of("unknown") : [];

    /// <summary>Whether a program states all that was asked.</summary>
    public bool IsStated => Result.Matched.Values.Contains("stated");

    private ProgramCard[] Of(string match) => [.. Card.Programs.Where(program => MatchOf(program) == match)];

    /// <summary>How a program fits: <c>stated</c>, <c>unknown</c> or <c>none</c>.</summary>
    public string MatchOf(ProgramCard program) => Result.Matched.GetValueOrDefault(program.Id) ?? "none";

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
        if (Card.ZipWhereInexact is not { } zip)
        {
            return about;
        }

        string inZip = t.Format("card.in-zip", zip);
        // Within the ZIP Code that was asked for a distance would say what nobody knows.
        return Result.DistanceMiles is null or < 1 ? inZip : $"{about} {inZip}";
    }
}
