namespace Locator.Benchmarks.Answers;

/// <summary>A request to record.</summary>
/// <param name="Path">Path and query.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="FurtherPages">How many pages behind the first are asked for, as far as there are any.</param>
internal sealed record PlannedRequest(string Path, string Method = "GET", int FurtherPages = 0);
