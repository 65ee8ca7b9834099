namespace Locator.Search;

/// <summary>
/// Hides programs that state that they take certain clients only, none of whom the searcher is. A program that states no such
/// limit is never hidden, and neither is one whose limits are not known.
/// </summary>
/// <param name="Reserving">Tokens that each state a limit; a program with none of them takes anyone.</param>
/// <param name="Fitting">Those among them that name what the searcher has: one suffices. Empty: unreserved programs only.</param>
public sealed record OpenTo(IReadOnlyList<string> Reserving, IReadOnlyList<string> Fitting);
