namespace Locator.Versions;

/// <summary>Something in a source file that was not taken as it stands.</summary>
/// <param name="File">Name of the file, without folders.</param>
/// <param name="Row">Row in the file as its readers count; null when it concerns the whole file.</param>
/// <param name="Field">The column or member.</param>
/// <param name="Problem">A sentence.</param>
/// <param name="Outcome">What was done about it.</param>
/// <param name="Value">What stood there, where that helps; null otherwise.</param>
public sealed record ImportIssue(
    string File, int? Row, string Field, string Problem, ImportOutcome Outcome, string? Value);

/// <summary>What an import did about a problem.</summary>
public enum ImportOutcome
{
    /// <summary>The value was mended and taken.</summary>
    Repaired,

    /// <summary>The value was dropped, or taken with a mark; the row was taken.</summary>
    Marked,

    /// <summary>The row is not in the directory.</summary>
    LeftOut,
}
