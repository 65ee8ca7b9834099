using Locator.Search;

namespace Locator.Benchmarks;

/// <summary>One search, for the API and for engines.</summary>
/// <param name="Path">Path and query of the API's address.</param>
/// <param name="Query">What the API makes of it.</param>
internal sealed record MixedSearch(string Path, SearchQuery Query);
