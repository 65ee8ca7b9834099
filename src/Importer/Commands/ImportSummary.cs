using System.Globalization;
using Importer.Stages;
using Locator.Publishing;
using Locator.Versions;

namespace Importer.Commands;

/// <summary>What an import came to, for people.</summary>
internal static class ImportSummary
{
    /// <summary>Writes each file's counts, with every kind of issue counted, and the totals.</summary>
    public static void Write(TextWriter output, DirectoryDraft draft)
    {
        ILookup<string, ImportIssue> issuesOfFile = draft.Issues.ToLookup(issue => issue.File, StringComparer.Ordinal);
        foreach (ImportIssue often in issuesOfFile.SelectMany(issues => issues).Where(issue => issue.Problem == UnknownServices.Often))
        {
            output.WriteLine($"{often.File}: {often.Problem}: {often.Field}, {often.Value}");
        }

        foreach (ManifestSource source in draft.Sources)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{source.File}: {source.Name}, as of {source.AsOf:yyyy-MM-dd}"));
            Line(output, source.Read, "rows read", 0);
            Line(output, source.Programs, "programs", 0);
            ImportIssue[] issues = [.. issuesOfFile[source.File]];
            Section(output, issues, ImportOutcome.LeftOut, "rows left out");
            Section(output, issues, ImportOutcome.Repaired, "values repaired");
            Section(output, issues, ImportOutcome.Marked, "values marked or dropped");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{draft.Facilities.Count:N0} facilities with {draft.Sources.Sum(source => source.Programs):N0} programs"));
    }

    private static void Section(TextWriter output, ImportIssue[] issues, ImportOutcome outcome, string title)
    {
        ImportIssue[] ofOutcome = Array.FindAll(issues, issue => issue.Outcome == outcome);
        Line(output, ofOutcome.Length, title, 0);
        foreach ((string problem, int count) in ofOutcome.CountBy(issue => issue.Problem).OrderByDescending(kind => kind.Value))
        {
            Line(output, count, problem, 2);
            if (problem == UnknownServices.Seldom)
            {
                foreach (ImportIssue issue in ofOutcome.Where(issue => issue.Problem == problem).Take(20))
                {
                    output.WriteLine($"{"",15}{issue.Field}: {issue.Value}");
                }
            }
        }
    }

    private static void Line(TextWriter output, int count, string text, int indent) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,9:N0}  {new string(' ', indent)}{text}"));
}
