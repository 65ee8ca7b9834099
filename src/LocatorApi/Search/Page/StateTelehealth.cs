namespace LocatorApi.Search.Page;

/// <summary>Telehealth in one state: facilities there, whatever the distance, of which a program states telehealth and fits the other filters.</summary>
/// <param name="State">Two-letter USPS code.</param>
/// <param name="Total">How many facilities, those on this page included.</param>
/// <param name="Results">The five nearest that are not on this page.</param>
/// <param name="Ask">A sentence to show where it is not the origin's own state, in the language of the answer; else null.</param>
public sealed record StateTelehealth(string State, int Total, IReadOnlyList<SearchResult> Results, string? Ask);
