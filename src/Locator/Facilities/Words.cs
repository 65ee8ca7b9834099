namespace Locator.Facilities;

/// <summary>What a filter group or value is called and what it means, in one language.</summary>
/// <param name="Label">Plain and short.</param>
/// <param name="Description">What it means for someone looking for care.</param>
public sealed record Words(string Label, string Description);
