namespace Locator.Elasticsearch.Client;

/// <summary>The cluster refuses something, or is not what it should be: somebody has to mend something. The message is a sentence and holds nothing of a search.</summary>
internal sealed class ElasticsearchException(string message) : Exception(message);

/// <summary>Nothing answers, or only that it is too busy: it may pass by itself. The message is a sentence and holds nothing of a search.</summary>
internal sealed class NoAnswerException(string message) : Exception(message);
