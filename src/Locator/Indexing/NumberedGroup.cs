using System.Text.Encodings.Web;
using System.Text.Json;
using Locator.Facilities;

namespace Locator.Indexing;

/// <summary>A filter group and where its values stand among all of the vocabulary.</summary>
/// <param name="group">The group.</param>
/// <param name="first">Number of its first value; the others follow.</param>
internal sealed class NumberedGroup(FilterGroup group, int first)
{
    public FilterGroup Group => group;

    public int First => first;

    public JsonEncodedText[] Slugs { get; } = [.. group.Values.Select(value => Encoded(value.Slug))];

    public JsonEncodedText[] Tokens { get; } = [.. group.Values.Select(value => Encoded(value.Token))];

    /// <summary>Its name, which stands for all of its values.</summary>
    public JsonEncodedText[] Itself { get; } = [Encoded(group.Name)];

    /// <summary>Its own values among those of the whole vocabulary.</summary>
    public Span<Knowledge> In(Knowledge[] all) => all.AsSpan(first, group.Values.Count);

    private static JsonEncodedText Encoded(string name) => JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

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
}
