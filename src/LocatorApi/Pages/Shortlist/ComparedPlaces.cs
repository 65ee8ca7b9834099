using LocatorApi.Facilities;
using LocatorApi.Pages.Facts;
using LocatorApi.Pages.Forms;

namespace LocatorApi.Pages.Shortlist;

/// <summary>A shortlist: facilities side by side.</summary>
/// <param name="Places">Those that the directory has, by name: their order tells nothing of where somebody searched from.</param>
/// <param name="Withdrawn">Those that it had.</param>
/// <param name="Unknown">How many ids nobody knows.</param>
/// <param name="Form">The search that they were found with, if any, and the ids.</param>
/// <param name="IsCut">Whether there were more ids than a shortlist may have.</param>
/// <param name="Today">The day, by which entries are old.</param>
public sealed record ComparedPlaces(
    IReadOnlyList<ShortlistedPlace> Places, IReadOnlyList<WithdrawnPlace> Withdrawn, int Unknown, SearchForm Form, bool IsCut, DateOnly Today)
{
    /// <summary>As many stand side by side; more could not be read.</summary>
    private const int MostCompared = 10;

    /// <summary>Those of the table.</summary>
    public IReadOnlyList<ShortlistedPlace> Compared => [.. Places.Take(MostCompared)];

    /// <summary>The others, as a list.</summary>
    public IReadOnlyList<ShortlistedPlace> Others => [.. Places.Skip(MostCompared)];
}

/// <summary>A facility of a shortlist.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Facts">What the directory says of it.</param>
public sealed record ShortlistedPlace(string Id, StatedFacts Facts)
{
    /// <summary>
    /// What its programs say of one thing, programs that say the same together: a filter must hold in one program, so what two of
    /// them say is never mixed.
    /// </summary>
    /// <param name="saying">What a program says.</param>
    public IReadOnlyList<IReadOnlyList<FacilityProgram>> Alike(Func<FacilityProgram, string> saying) =>
        [.. Facts.Programs.GroupBy(saying, StringComparer.Ordinal).Select(group => (IReadOnlyList<FacilityProgram>)[.. group])];
}

/// <summary>A facility of a shortlist that the directory has no more.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Since">Since when it is missing.</param>
public sealed record WithdrawnPlace(string Id, DateOnly Since);
