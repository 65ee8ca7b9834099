using System.Text.Json.Nodes;

namespace Locator.Elasticsearch.Publishing;

/// <summary>What a change of aliases is made of.</summary>
internal static class AliasActions
{
    /// <summary>Puts an alias on an index.</summary>
    public static JsonObject Add(string index, string alias) => new() { ["add"] = new JsonObject { ["index"] = index, ["alias"] = alias } };

    /// <summary>Takes an alias off an index. Where it is not there the whole change is refused; without <c>must_exist</c> that would pass silently.</summary>
    public static JsonObject Remove(string index, string alias) =>
        new() { ["remove"] = new JsonObject { ["index"] = index, ["alias"] = alias, ["must_exist"] = true } };
}
