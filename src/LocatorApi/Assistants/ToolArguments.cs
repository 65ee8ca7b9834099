using System.Text.Json;

namespace LocatorApi.Assistants;

/// <summary>What an assistant gave a tool, as the parameters of a request.</summary>
internal sealed class ToolArguments
{
    private readonly List<KeyValuePair<string, string?>> _given = [];

    /// <param name="arguments">By name: texts, numbers, true or false, or lists of these. Null stands for "not given", which assistants cannot always leave out.</param>
    public ToolArguments(IDictionary<string, JsonElement>? arguments)
    {
        foreach ((string name, JsonElement value) in arguments ?? new Dictionary<string, JsonElement>())
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Array:
                    foreach (JsonElement item in value.EnumerateArray())
                    {
                        Add(name, item);
                    }

                    break;
                case JsonValueKind.Null:
                    break;
                default:
                    Add(name, value);
                    break;
            }
        }
    }

    public IEnumerable<KeyValuePair<string, string?>> All => _given;

    /// <summary>Names whose values are no text, number, true or false.</summary>
    public List<string> Unreadable { get; } = [];

    /// <summary>The names given, each once.</summary>
    public IEnumerable<string> Names => _given.Select(given => given.Key).Concat(Unreadable).Distinct();

    /// <summary>The first value; null where none is given.</summary>
    public string? Of(string name) => _given.Find(given => given.Key == name).Value;

    private void Add(string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _given.Add(new(name, value.GetString()));
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                _given.Add(new(name, value.GetRawText()));
                break;
            default:
                Unreadable.Add(name);
                break;
        }
    }
}
