using Locator.Facilities;
using LocatorApi.Facilities;

namespace LocatorApi.Pages.Facts;

/// <summary>What a facility's document says of one fact.</summary>
internal static class WhatIsKnown
{
    /// <summary>What is known of a value: of the site, or the best of what its programs say.</summary>
    public static Knowledge Of(FacilityFacts facts, FilterGroup group, string value) => group.Scope == FilterScope.Site
        ? Of(Programs.SiteOf(facts, group.Name).Values.Contains(value), facts.Unknown, group, value)
        : facts.Programs.Max(program => Of(program, group, value));

    /// <summary>The values of a group of which nothing is known.</summary>
    public static IEnumerable<FilterValue> UnknownIn(FilterGroup group, IReadOnlyList<string> unknown) =>
        group.Values.Where(value => unknown.Contains(group.Name) || unknown.Contains(value.Token));

    /// <summary>Whether nothing is known of a whole group.</summary>
    public static bool IsOpen(FilterGroup group, IReadOnlyList<string> unknown) => unknown.Contains(group.Name);

    /// <summary>What a program states in a group; a flag that is set is its only value.</summary>
    public static IReadOnlyList<string> StatedIn(FacilityProgram program, FilterGroup group) => !group.IsFlag
        ? Programs.ValuesOf(program, group.Name)
        : program.Telehealth == true ? [group.Values[0].Slug] : [];

    private static Knowledge Of(FacilityProgram program, FilterGroup group, string value) =>
        Of(StatedIn(program, group).Contains(value), program.Unknown, group, value);

    private static Knowledge Of(bool isStated, IReadOnlyList<string> unknown, FilterGroup group, string value) =>
        isStated ? Knowledge.Yes
        : unknown.Contains(group.Name) || unknown.Contains($"{group.Name}:{value}") ? Knowledge.Unknown
        : Knowledge.No;
}
