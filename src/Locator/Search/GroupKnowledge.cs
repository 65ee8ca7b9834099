using Locator.Facilities;

namespace Locator.Search;

/// <summary>What is known of each value of one filter group, for one program or for a whole site.</summary>
internal sealed class GroupKnowledge
{
    private readonly Knowledge[] _values;

    private GroupKnowledge(FilterGroup group, Knowledge[] values, IReadOnlyList<int> statedBy)
    {
        Group = group;
        _values = values;
        StatedBy = statedBy;
    }

    public FilterGroup Group { get; }

    /// <summary>For a site: indexes of the programs that state at least one of the values.</summary>
    public IReadOnlyList<int> StatedBy { get; }

    /// <summary>Slugs of the values that are stated, in the table's order.</summary>
    public IEnumerable<string> Stated => ValuesThatAre(Knowledge.Yes).Select(value => value.Slug);

    /// <summary>The bare group where every value is unknown, else <c>group:value</c> for each one that is.</summary>
    public IEnumerable<string> Unknown => Array.TrueForAll(_values, value => value == Knowledge.Unknown)
        ? [Group.Name]
        : ValuesThatAre(Knowledge.Unknown).Select(value => value.Token);

    /// <summary>The tokens of values stated and of values never asked.</summary>
    public IEnumerable<string> Tokens => ValuesThatAre(Knowledge.Yes).Select(value => value.Token)
        .Concat(ValuesThatAre(Knowledge.Unknown).Select(value => value.UnknownToken));

    public static GroupKnowledge OfProgram(FilterGroup group, ProgramKnowledge program) =>
        new(group, [.. group.Values.Select(program.Of)], []);

    /// <summary>The best answer of its programs holds for the whole site.</summary>
    public static GroupKnowledge OfSite(FilterGroup group, IReadOnlyList<ProgramKnowledge> programs) =>
        new(
            group,
            [.. group.Values.Select(value => programs.Max(program => program.Of(value)))],
            [
                .. Enumerable.Range(0, programs.Count)
                    .Where(i => group.Values.Any(value => programs[i].Of(value) == Knowledge.Yes)),
            ]);

    public bool States(string slug) => Stated.Contains(slug);

    private IEnumerable<FilterValue> ValuesThatAre(Knowledge knowledge) =>
        Group.Values.Where((_, i) => _values[i] == knowledge);
}
