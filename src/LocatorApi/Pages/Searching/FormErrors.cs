using LocatorApi.Places.Suggestions;

namespace LocatorApi.Pages.Searching;

/// <summary>What is wrong with a form that cannot be searched with.</summary>
/// <param name="Text">A sentence in the language of the page.</param>
/// <param name="IsAboutPlace">Whether it is the place.</param>
/// <param name="Suggestions">Places that may be meant.</param>
/// <param name="State">Two-letter code of a state that was written as the place; else null.</param>
public sealed record FormErrors(string Text, bool IsAboutPlace, IReadOnlyList<Suggestion> Suggestions, string? State = null);
