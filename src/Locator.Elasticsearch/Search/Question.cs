using System.Text.Json.Nodes;

namespace Locator.Elasticsearch.Search;

/// <summary>Something asked of an index, on its way through one or more rounds.</summary>
internal abstract class Question
{
    /// <summary>The body to send next; null when nothing is missing.</summary>
    public JsonObject? Next { get; protected set; }

    /// <summary>Takes the whole answer to <see cref="Next"/>.</summary>
    public abstract void Take(ServerAnswer answer);
}
