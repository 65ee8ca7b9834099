namespace LocatorApi.Pages.Learn;

/// <summary>A Learn page in one language, ready to be shown.</summary>
/// <param name="Name">Its part of the address, the same in every language.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Summary">What it is about in a sentence: for the index and for search engines.</param>
/// <param name="Sections">Its parts, in their order.</param>
/// <param name="Body">HTML of everything below the summary.</param>
internal sealed record LearnText(string Name, string Title, string Summary, IReadOnlyList<LearnSection> Sections, string Body);
