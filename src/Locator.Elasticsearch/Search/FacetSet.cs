using Locator.Search;

namespace Locator.Elasticsearch.Search;

/// <summary>Facets that are counted under the same filters.</summary>
internal sealed record FacetSet(IReadOnlyList<TokenFilter> Filters, IReadOnlyList<FacetRequest> Facets);
