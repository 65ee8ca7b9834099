using Locator.Geo;
using Locator.Search;

namespace Locator.Elasticsearch.Indexes;

/// <summary>A facility that a search found, and where it stands.</summary>
internal sealed record FoundFacility(GeoPoint? Point, SearchHit Hit);
