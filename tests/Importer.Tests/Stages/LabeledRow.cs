using Importer.Stages;

namespace Importer.Tests.Stages;

/// <summary>A row that a test follows through imports by a label that no import sees.</summary>
/// <param name="Label">Which one it is.</param>
/// <param name="Place">What it is alike in with others: rows of the places 0 and 1 have no street, those of 2 and 3 stand at one site.</param>
/// <param name="Facts">What it says now, whatever that is.</param>
/// <param name="State">Where it is now: part of what it says where it has no street.</param>
internal sealed record LabeledRow(int Label, int Place, string Facts, string State)
{
    public string Key => Place switch { 0 => "A", 1 => "B", 2 => "C day", _ => "C night" };

    public bool HasStreet => Place > 1;

    /// <summary>All that can tell it from the others of its place.</summary>
    public string Told => HasStreet ? Facts : $"{Facts} {State}";

    public CleanRow ToRow(int number) => SourceRows.Row(
        Place switch { 0 => "Sample A", 1 => "Sample B", _ => "Sample C" },
        Place switch { 2 => "Day", 3 => "Night", _ => null },
        HasStreet ? "1 Example Street" : null,
        row: number,
        content: Facts) with { State = State };
}
