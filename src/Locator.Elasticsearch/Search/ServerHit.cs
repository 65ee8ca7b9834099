using Locator.Elasticsearch.Indexes;

namespace Locator.Elasticsearch.Search;

/// <summary>A facility that a server found.</summary>
/// <param name="Facility">The facility.</param>
/// <param name="Sort">The JSON of the server's own sort values; empty where it gave none.</param>
internal readonly record struct ServerHit(StoredFacility Facility, ReadOnlyMemory<byte> Sort);
