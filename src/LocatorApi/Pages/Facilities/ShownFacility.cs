using LocatorApi.Facilities;
using LocatorApi.Pages.Facts;

namespace LocatorApi.Pages.Facilities;

/// <summary>What the page of a facility shows.</summary>
/// <param name="Id">The facility's id.</param>
/// <param name="Facts">What the directory says of it.</param>
/// <param name="Codes">The raw service codes that its entries state, by program.</param>
/// <param name="Way">How somebody came here.</param>
/// <param name="Today">The day, by which entries are old.</param>
/// <param name="IsInvented">Whether it is of the bundled sample.</param>
public sealed record ShownFacility(
    string Id, StatedFacts Facts, IReadOnlyDictionary<string, IReadOnlyList<StatedCode>> Codes, WayHere Way, DateOnly Today, bool IsInvented)
{
    /// <summary>The program of an id that the document names.</summary>
    public FacilityProgram? ProgramOf(string id) => Facts.Programs.FirstOrDefault(program => program.Id == id);
}
