using Locator.Facilities;

namespace Locator.Indexing;

/// <summary>A filter group and where its values stand among all of the vocabulary.</summary>
/// <param name="group">The group.</param>
/// <param name="first">Number of its first value; the others follow.</param>
internal sealed class NumberedGroup(FilterGroup group, int first)
{
    public FilterGroup Group => group;

    public int First => first;

    public string[] Slugs { get; } = [.. group.Values.Select(value => value.Slug)];

    public string[] Tokens { get; } = [.. group.Values.Select(value => value.Token)];

    /// <summary>Its name, which stands for all of its values.</summary>
    public string[] Itself { get; } = [group.Name];

    /// <summary>Its own values among those of the whole vocabulary.</summary>
    public Span<Knowledge> In(Knowledge[] all) => all.AsSpan(first, group.Values.Count);

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
