using System.Text.Encodings.Web;
using System.Text.Json;
using Locator.Facilities;

namespace Locator.Indexing;

/// <summary>A filter group, where its values stand among all of the vocabulary, and its names as documents have them.</summary>
/// <param name="group">The group.</param>
/// <param name="first">Number of its first value; the others follow.</param>
internal sealed class NumberedGroup(FilterGroup group, int first)
{
    private readonly JsonEncodedText[] _slugs = [.. group.Values.Select(value => Encoded(value.Slug))];
    private readonly JsonEncodedText[] _tokens = [.. group.Values.Select(value => Encoded(value.Token))];

    public FilterGroup Group => group;

    public int First => first;

    public JsonEncodedText Name { get; } = Encoded(group.Name);

    /// <summary>What is known of its own values, of what is known of all.</summary>
    public Span<Knowledge> In(Knowledge[] all) => all.AsSpan(first, group.Values.Count);

    /// <summary>Writes the slugs of the values that are stated, in the table's order.</summary>
    public void WriteStated(Utf8JsonWriter json, Knowledge[] all) => WriteNames(json, In(all), Knowledge.Yes, _slugs);

    /// <summary>Writes the bare group where every value is unknown, else <c>group:value</c> for each one that is.</summary>
    public void WriteUnknown(Utf8JsonWriter json, Knowledge[] all)
    {
        ReadOnlySpan<Knowledge> values = In(all);
        if (Count(values, Knowledge.Unknown) == values.Length)
        {
            json.WriteStringValue(Name);
        }
        else
        {
            WriteNames(json, values, Knowledge.Unknown, _tokens);
        }
    }

    /// <summary>Whether any of its values is stated.</summary>
    public bool StatesAny(Knowledge[] all) => Count(In(all), Knowledge.Yes) > 0;

    /// <summary>Whether the value of that slug is stated.</summary>
    public bool States(Knowledge[] all, string slug)
    {
        ReadOnlySpan<Knowledge> values = In(all);
        for (int i = 0; i < values.Length; i++)
        {
            if (group.Values[i].Slug == slug)
            {
                return values[i] == Knowledge.Yes;
            }
        }

        return false;
    }

    /// <summary>The best answer of its programs holds for the whole site.</summary>
    /// <param name="programs">What is known of each value of the vocabulary, program by program.</param>
    /// <param name="count">How many programs there are.</param>
    /// <param name="site">Is told the same of the site for the values of the group.</param>
    public void Join(Knowledge[][] programs, int count, Knowledge[] site)
    {
        Span<Knowledge> best = In(site);
        In(programs[0]).CopyTo(best);
        for (int i = 1; i < count; i++)
        {
            ReadOnlySpan<Knowledge> known = In(programs[i]);
            for (int value = 0; value < known.Length; value++)
            {
                best[value] = known[value] > best[value] ? known[value] : best[value];
            }
        }
    }

    /// <summary>The groups of a vocabulary.</summary>
    public static IEnumerable<NumberedGroup> Of(Vocabulary vocabulary)
    {
        int first = 0;
        foreach (FilterGroup group in vocabulary.Groups)
        {
            yield return new NumberedGroup(group, first);
            first += group.Values.Count;
        }
    }

    private static JsonEncodedText Encoded(string name) => JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    private static void WriteNames(Utf8JsonWriter json, ReadOnlySpan<Knowledge> values, Knowledge knowledge, JsonEncodedText[] names)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] == knowledge)
            {
                json.WriteStringValue(names[i]);
            }
        }
    }

    private static int Count(ReadOnlySpan<Knowledge> values, Knowledge knowledge)
    {
        int count = 0;
        foreach (Knowledge value in values)
        {
            count += value == knowledge ? 1 : 0;
        }

        return count;
    }
}
