using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Locator.Facilities;
using Locator.Indexing;

namespace Locator.Elasticsearch.Indexes;

/// <summary>
/// Tokens as an index has them: those that the vocabulary gives as numbers, in a field for each group; any other one as it is, in one
/// field for all of them. A program has more than a hundred and fifty, so their length decides what is sent, kept and answered; and
/// what is counted is counted by group.
/// </summary>
/// <remarks>
/// The numbers are those of one vocabulary: an index is searched only by a program whose vocabulary has the same hash
/// (<see cref="ElasticsearchCatalog.Searchable"/>). A token has a colon, so that no number can be taken for one.
/// </remarks>
internal sealed class IndexTokens
{
    /// <summary>The member of a program that holds the numbers, group by group.</summary>
    public const string Numbers = "tokens";

    /// <summary>The member of a program, and the field, of tokens without a number.</summary>
    public const string Others = "other";

    private const string UnknownMark = "?";

    private readonly TokenTable _table;

    /// <summary>For each group its name in JSON and the two ranges of its numbers: those that are stated, and their <c>?</c> twins.</summary>
    private readonly (string Name, JsonEncodedText Json, Range Stated, Range Unknown)[] _groups;

    private readonly (string Field, string Text)[] _known;

    /// <summary>For each table that facilities were derived with, the number of every token in it; −1 where it has none.</summary>
    private readonly ConditionalWeakTable<TokenTable, int[]> _numbers = [];

    /// <param name="table">The tokens that have numbers.</param>
    public IndexTokens(TokenTable table)
    {
        _table = table;
        _known = [.. table.Tokens.Select((token, number) => (FieldOfGroup(GroupOf(token)), number.ToString(CultureInfo.InvariantCulture)))];
        _groups =
        [
            .. table.Tokens.Select(GroupOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(name => (name, JsonEncodedText.Encode(name), RangeOf(name + ":"), RangeOf(FilterValue.UnknownTokenOf(name + ":")))),
        ];
    }

    /// <summary>Those of this program's vocabulary.</summary>
    public static IndexTokens Current { get; } = new(TokenTable.Of(Vocabulary.Current));

    /// <summary>The groups of tokens that have numbers, each a field.</summary>
    public IEnumerable<string> Groups => _groups.Select(group => group.Name);

    /// <summary>How many tokens one field can have; null where nobody knows.</summary>
    public int? MostIn(string field) => field == Others ? null : _known.Count(known => known.Field == field);

    /// <summary>The field of a program that a token stands in.</summary>
    public string FieldOf(string token) => NumberOf(token) is >= 0 and int number ? _known[number].Field : Others;

    /// <summary>A token as searches name it and counts give it back.</summary>
    public string TextOf(string token) => NumberOf(token) is >= 0 and int number ? _known[number].Text : token;

    /// <summary>The number of a token; negative where it has none.</summary>
    public int NumberOf(string token) => _table.RankOf(token);

    /// <summary>The token of a number.</summary>
    /// <exception cref="InvalidOperationException">It is none's.</exception>
    public string TokenOf(int number) =>
        (uint)number < (uint)_known.Length ? _table.Tokens[number] : throw new InvalidOperationException("The number is no token's.");

    /// <summary>Writes the tokens of a program: the numbers by group, and what has none.</summary>
    /// <param name="json">Takes them, in the program's object.</param>
    /// <param name="tokens">The tokens.</param>
    public void Write(Utf8JsonWriter json, IReadOnlyList<string> tokens)
    {
        bool[] has = new bool[_known.Length];
        List<string> others = [];
        if (tokens is TokenSet set)
        {
            int[] numbers = _numbers.GetValue(set.Table, NumbersOf);
            foreach (ushort rank in set.Ranks)
            {
                Mark(numbers[rank], set.Table.Tokens[rank]);
            }
        }
        else
        {
            foreach (string token in tokens)
            {
                Mark(NumberOf(token), token);
            }
        }

        json.WriteStartObject(Numbers);
        foreach ((_, JsonEncodedText name, Range stated, Range unknown) in _groups)
        {
            Write(json, name, has, stated, unknown);
        }

        json.WriteEndObject();
        if (others.Count > 0)
        {
            json.WriteStartArray(Others);
            others.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        void Mark(int number, string token)
        {
            if (number >= 0)
            {
                has[number] = true;
            }
            else
            {
                others.Add(token);
            }
        }
    }

    private static void Write(Utf8JsonWriter json, JsonEncodedText name, bool[] has, Range stated, Range unknown)
    {
        bool isOpen = false;
        foreach (Range range in (ReadOnlySpan<Range>)[stated, unknown])
        {
            for (int number = range.Start.Value; number < range.End.Value; number++)
            {
                if (!has[number])
                {
                    continue;
                }

                if (!isOpen)
                {
                    json.WriteStartArray(name);
                    isOpen = true;
                }

                json.WriteNumberValue(number);
            }
        }

        if (isOpen)
        {
            json.WriteEndArray();
        }
    }

    private static string FieldOfGroup(string group) => $"{Numbers}.{group}";

    private static string GroupOf(string token)
    {
        int start = token.StartsWith(UnknownMark, StringComparison.Ordinal) ? UnknownMark.Length : 0;
        return token[start..token.IndexOf(':', StringComparison.Ordinal)];
    }

    /// <summary>Where tokens that begin like this stand in the table, which is ordered ordinally.</summary>
    private Range RangeOf(string beginning)
    {
        int first = 0;
        while (first < _table.Tokens.Count && !_table.Tokens[first].StartsWith(beginning, StringComparison.Ordinal))
        {
            first++;
        }

        int end = first;
        while (end < _table.Tokens.Count && _table.Tokens[end].StartsWith(beginning, StringComparison.Ordinal))
        {
            end++;
        }

        return first..end;
    }

    private int[] NumbersOf(TokenTable other) => [.. other.Tokens.Select(NumberOf)];
}
