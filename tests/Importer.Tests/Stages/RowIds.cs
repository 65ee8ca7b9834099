namespace Importer.Tests.Stages;

/// <summary>The ids that a row has in a version.</summary>
internal sealed record RowIds(string Facility, string Program)
{
    /// <summary>What is the row's own: at a street the site is that of all its rows.</summary>
    public string OwnOf(LabeledRow row) => row.HasStreet ? Program : Facility;
}
