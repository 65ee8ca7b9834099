namespace Locator.Elasticsearch.Search;

/// <summary>The index that was asked is not there (any more).</summary>
internal sealed class IndexGoneException : Exception;
