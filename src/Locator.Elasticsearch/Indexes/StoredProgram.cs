using System.Text.Json;
using Locator.Indexing;

namespace Locator.Elasticsearch.Indexes;

/// <summary>A program of a <see cref="StoredFacility"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Numbers">The JSON of its tokens that have numbers (<see cref="IndexTokens"/>): an object of arrays of numbers.</param>
/// <param name="Others">The JSON of its other tokens: an array of strings; empty where it has none.</param>
internal readonly record struct StoredProgram(string Id, ReadOnlyMemory<byte> Numbers, ReadOnlyMemory<byte> Others)
{
    /// <summary>Reads the object that a reader is at, to its end.</summary>
    /// <param name="json">The reader of the whole answer.</param>
    /// <param name="answer">The same bytes, which are kept.</param>
    /// <exception cref="InvalidOperationException">It is not of that form.</exception>
    public static StoredProgram Read(ref Utf8JsonReader json, ReadOnlyMemory<byte> answer)
    {
        string? id = null;
        ReadOnlyMemory<byte> numbers = default, others = default;
        while (JsonMembers.Next(ref json))
        {
            if (JsonMembers.Is(ref json, "id"u8))
            {
                id = json.GetString();
            }
            else if (JsonMembers.Is(ref json, "tokens"u8))
            {
                numbers = JsonMembers.Raw(ref json, answer);
            }
            else if (JsonMembers.Is(ref json, "other"u8))
            {
                others = JsonMembers.Raw(ref json, answer);
            }
            else
            {
                JsonMembers.Pass(ref json);
            }
        }

        return id is not null && numbers.Length > 0
            ? new StoredProgram(id, numbers, others)
            : throw new InvalidOperationException("This is no program.");
    }

    /// <summary>Those of some tokens that the program has, in their order.</summary>
    public IReadOnlyList<string> Among(IReadOnlyList<AskedToken> asked)
    {
        List<string> found = [];
        foreach (AskedToken token in asked)
        {
            if (token.IsNumber ? token.IsAmong(Numbers.Span) : token.IsOneOf(Others.Span))
            {
                found.Add(token.Token);
            }
        }

        return found;
    }

    /// <summary>All its raw service codes, in their order.</summary>
    public IReadOnlyList<string> Codes(IndexTokens tokens)
    {
        List<string> found = [];
        foreach (ReadOnlyMemory<byte> part in (ReadOnlyMemory<byte>[])[Numbers, Others])
        {
            Utf8JsonReader json = new(part.Span);
            while (!part.IsEmpty && json.Read())
            {
                if (json.TokenType == JsonTokenType.Number)
                {
                    found.Add(tokens.TokenOf(json.GetInt32()));
                }
                else if (json.TokenType == JsonTokenType.String)
                {
                    found.Add(json.GetString()!);
                }
            }
        }

        return [.. ServiceTokens.CodesIn(found).Order(StringComparer.Ordinal)];
    }
}
