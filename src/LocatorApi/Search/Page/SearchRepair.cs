namespace LocatorApi.Search.Page;

/// <summary>What could help where nothing was found.</summary>
/// <param name="Nearest">The nearest match beyond the area; null without an origin, where nothing in the whole directory matches, or where the directory lists nothing at all within 100 miles of the origin.</param>
/// <param name="Without">
/// For each filter asked, <c>q</c> and <c>openTo</c>, how many facilities in the same area would match without it; and as <c>area</c> how
/// many would match without the area that was given: in the automatic circle around the origin, or in the whole state where there is
/// no origin but something narrower than a state.
/// </param>
public sealed record SearchRepair(SearchResult? Nearest, IReadOnlyDictionary<string, int> Without);
