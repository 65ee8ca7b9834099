using Importer.Sources;
using Locator.Versions;

namespace Importer.Stages;

/// <summary>
/// Tells the issues of one file, with texts of a bearable length. Their sentences are constant, so that the summary can count
/// them; details are in the issue's value.
/// </summary>
/// <param name="file">Name of the file.</param>
/// <param name="report">Is told every issue.</param>
internal sealed class RowIssues(string file, Action<ImportIssue> report)
{
    /// <summary>Tells one.</summary>
    /// <param name="row">The row; null for what concerns the file as a whole.</param>
    /// <param name="field">The field, or what stands for it.</param>
    /// <param name="problem">The sentence.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="value">What stood there; null where nothing helps.</param>
    public ImportIssue Add(int? row, string field, string problem, ImportOutcome outcome, string? value)
    {
        ImportIssue issue = new(file, row, SourceText.BeginningOf(field, TextLimits.Name), problem, outcome,
            value is null ? null : SourceText.BeginningOf(value, TextLimits.Other));
        report(issue);
        return issue;
    }
}
