namespace Locator.Elasticsearch.Nodes;

/// <summary>An attempt was not made, because this node was asked before. Its breaker takes that for an answer, which it gave: a 200.</summary>
internal sealed class NodeAskedAlreadyException : Exception;
