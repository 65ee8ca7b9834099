using System.Text.Json;
using Locator.Facilities;

namespace Locator.Indexing;

/// <summary>What is known of each value of one filter group, for one program or for a whole site.</summary>
internal sealed class GroupKnowledge
{
    private GroupKnowledge(NumberedGroup group, ReadOnlySpan<Knowledge> values, IReadOnlyList<int> statedBy)
    {
        Group = group.Group;
        StatedBy = statedBy;
        Stated = NamesOf(group.Slugs, values, Knowledge.Yes);
        JsonEncodedText[] unknown = NamesOf(group.Tokens, values, Knowledge.Unknown);
        Unknown = unknown.Length == values.Length ? group.Itself : unknown;
    }

    public FilterGroup Group { get; }

    /// <summary>For a site: indexes of the programs that state at least one of the values.</summary>
    public IReadOnlyList<int> StatedBy { get; }

    /// <summary>Slugs of the values that are stated, in the table's order.</summary>
    public JsonEncodedText[] Stated { get; }

    /// <summary>The bare group where every value is unknown, else <c>group:value</c> for each one that is.</summary>
    public JsonEncodedText[] Unknown { get; }

    /// <param name="group">The group.</param>
    /// <param name="program">What is known of each value of the vocabulary.</param>
    public static GroupKnowledge OfProgram(NumberedGroup group, Knowledge[] program) => new(group, group.In(program), []);

    /// <summary>The best answer of its programs holds for the whole site.</summary>
    /// <param name="group">The group.</param>
    /// <param name="programs">What is known of each value of the vocabulary, program by program.</param>
    /// <param name="site">Is told the same of the site for the values of the group.</param>
    public static GroupKnowledge OfSite(NumberedGroup group, Knowledge[][] programs, Knowledge[] site)
    {
        Span<Knowledge> best = group.In(site);
        List<int> statedBy = new(programs.Length);
        for (int i = 0; i < programs.Length; i++)
        {
            ReadOnlySpan<Knowledge> known = group.In(programs[i]);
            bool statesAny = false;
            for (int value = 0; value < known.Length; value++)
            {
                best[value] = known[value] > best[value] ? known[value] : best[value];
                statesAny |= known[value] == Knowledge.Yes;
            }

            if (statesAny)
            {
                statedBy.Add(i);
            }
        }

        return new GroupKnowledge(group, best, statedBy);
    }

    public bool States(string slug) => Array.Exists(Stated, stated => stated.Value == slug);

    private static JsonEncodedText[] NamesOf(JsonEncodedText[] names, ReadOnlySpan<Knowledge> values, Knowledge knowledge)
    {
        int count = 0;
        foreach (Knowledge value in values)
        {
            count += value == knowledge ? 1 : 0;
        }

        if (count == 0)
        {
            return [];
        }

        JsonEncodedText[] found = new JsonEncodedText[count];
        for (int i = values.Length - 1; i >= 0; i--)
        {
            if (values[i] == knowledge)
            {
                found[--count] = names[i];
            }
        }

        return found;
    }
}
