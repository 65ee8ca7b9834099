using LocatorApi.Notices;

namespace LocatorApi.Places.Suggestions;

/// <summary>What somebody who types may mean.</summary>
/// <param name="Suggestions">The best first; empty where nothing is near to it.</param>
/// <param name="FacilitiesSearched">False where the names of facilities could not be looked through at the moment; everything else was.</param>
/// <param name="Notices">What people should read with this answer, the crisis line first.</param>
public sealed record PlacesAnswer(IReadOnlyList<Suggestion> Suggestions, bool FacilitiesSearched, IReadOnlyList<Notice> Notices);

/// <summary>One thing that may be meant.</summary>
/// <param name="Kind"><c>zip</c>, <c>city</c>, <c>county</c>, <c>facility</c> or <c>filter</c>.</param>
/// <param name="Text">What to show.</param>
/// <param name="Detail">What to show beside it, such as the county of a city; null where there is nothing to add.</param>
/// <param name="Search">Parameters of /v1/search to send next, by name: an origin, an area or a filter; null for a facility.</param>
/// <param name="FacilityId">The facility, for /v1/facilities/{id}; null for all others.</param>
public sealed record Suggestion(string Kind, string Text, string? Detail, IReadOnlyDictionary<string, string>? Search, string? FacilityId);
