using Locator.Facilities;

namespace Locator.Indexing;

/// <summary>What is known of each value of one filter group, for one program or for a whole site.</summary>
internal sealed class GroupKnowledge
{
    private GroupKnowledge(FilterGroup group, Knowledge[] values, IReadOnlyList<int> statedBy)
    {
        Group = group;
        StatedBy = statedBy;
        Tokens = [.. NamesOf(group, values, Knowledge.Yes, value => value.Token), .. NamesOf(group, values, Knowledge.Unknown, value => value.UnknownToken)];
        Stated = NamesOf(group, values, Knowledge.Yes, value => value.Slug);
        Unknown = Array.TrueForAll(values, value => value == Knowledge.Unknown)
            ? [group.Name]
            : NamesOf(group, values, Knowledge.Unknown, value => value.Token);
    }

    public FilterGroup Group { get; }

    /// <summary>For a site: indexes of the programs that state at least one of the values.</summary>
    public IReadOnlyList<int> StatedBy { get; }

    /// <summary>Slugs of the values that are stated, in the table's order.</summary>
    public IReadOnlyList<string> Stated { get; }

    /// <summary>The bare group where every value is unknown, else <c>group:value</c> for each one that is.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>The tokens of values stated and of values never asked.</summary>
    public IReadOnlyList<string> Tokens { get; }

    public static GroupKnowledge OfProgram(FilterGroup group, ProgramKnowledge program) =>
        new(group, KnownOf(group, program), []);

    /// <summary>The best answer of its programs holds for the whole site.</summary>
    public static GroupKnowledge OfSite(FilterGroup group, IReadOnlyList<ProgramKnowledge> programs)
    {
        Knowledge[][] known = [.. programs.Select(program => KnownOf(group, program))];
        return new(
            group,
            [.. group.Values.Select((_, i) => known.Max(values => values[i]))],
            [.. Enumerable.Range(0, programs.Count).Where(i => known[i].Contains(Knowledge.Yes))]);
    }

    public bool States(string slug) => Stated.Contains(slug);

    private static Knowledge[] KnownOf(FilterGroup group, ProgramKnowledge program) => [.. group.Values.Select(program.Of)];

    private static List<string> NamesOf(FilterGroup group, Knowledge[] values, Knowledge knowledge, Func<FilterValue, string> name)
    {
        List<string> names = [];
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] == knowledge)
            {
                names.Add(name(group.Values[i]));
            }
        }

        return names;
    }
}
