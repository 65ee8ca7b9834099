namespace LocatorApi.Pages.Learn;

/// <summary>A part of a Learn page that can be linked to.</summary>
/// <param name="Id">Its anchor, the same in every language.</param>
/// <param name="Heading">What stands above it.</param>
internal sealed record LearnSection(string Id, string Heading);
