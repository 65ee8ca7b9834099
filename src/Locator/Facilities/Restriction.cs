namespace Locator.Facilities;

/// <summary>The only clients that a program states it takes. A program that states none takes anyone.</summary>
/// <param name="Slug">On the wire, in <c>restrictedTo</c> and <c>openTo</c>.</param>
/// <param name="Code">SAMHSA's service code that states it.</param>
/// <param name="Label">Plain English: whom it takes.</param>
public sealed record Restriction(string Slug, string Code, string Label)
{
    /// <summary>All that there are, in the order of answers. A program that states several takes the clients of each.</summary>
    public static IReadOnlyList<Restriction> All { get; } =
    [
        new("dui", "DUO", "People sent after driving under the influence"),
        new("alcohol", "AUDO", "People with an alcohol use disorder"),
        new("opioids", "OUDO", "People with an opioid use disorder"),
    ];
}
