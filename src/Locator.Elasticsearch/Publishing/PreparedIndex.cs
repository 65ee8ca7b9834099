namespace Locator.Elasticsearch.Publishing;

/// <summary>An index that holds a whole version.</summary>
/// <param name="Before">The index that the alias was on when the import began; null for none.</param>
/// <param name="Name">Its name.</param>
/// <param name="BuildingAlias">The private alias that it was built under; null where it was complete before.</param>
internal sealed record PreparedIndex(string? Before, string Name, string? BuildingAlias);
